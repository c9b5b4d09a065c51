#!/usr/bin/env python
"""Run a command of the product, with servers of its own where none are given."""

import argparse
import errno
import os
import socket
import sys
import time
import warnings

from django.core.management import execute_from_command_line
from django.db import ProgrammingError

from pcc import services
from pcc.checks import pending_migrations

WITHOUT_SERVICES = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "makemigrations",
    "version",
}


def needs_services(arguments: list[str]) -> bool:
    """Whether the command asks anything of the database, the cache or the broker."""
    if not arguments or {"-h", "--help", "--version"} & set(arguments):
        return False
    if arguments[0] == "check":
        return any(argument.startswith("--database") for argument in arguments)
    return arguments[0] not in WITHOUT_SERVICES


def refuse_a_busy_port(arguments: list[str]) -> None:
    """The demonstration says so before it starts anything."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--port", type=int, default=os.environ.get("PCC_PORT") or 8000)
    port = parser.parse_known_args(arguments)[0].port
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as refused:
            state = "taken" if refused.errno == errno.EADDRINUSE else f"not to be had ({refused.strerror})"
            sys.exit(f"Port {port} is {state}: choose another, as in make demo PORT=8001.")
        except OverflowError:
            sys.exit(f"There is no port {port}: choose one from 1024 to 65535.")


def work_without_a_database() -> None:
    """makemigrations compares with a database only where one is at hand."""
    warnings.filterwarnings("ignore", message="Got an error checking a consistent migration history")


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pcc.settings")
    if needs_services(arguments[1:]) and os.environ.get("PCC_MODE") != "production":
        if arguments[1] == "demo":
            os.environ.setdefault("PCC_BEGAN", str(time.time()))
            refuse_a_busy_port(arguments[2:])
        try:
            services.provide()
        except services.ServicesRefused as refused:
            sys.exit(str(refused))
    elif not os.environ.get("DATABASE_URL"):
        work_without_a_database()
    try:
        execute_from_command_line(arguments)
    except ProgrammingError:  # as of a table that is not there
        if refusal := pending_migrations():
            sys.exit(refusal)
        raise


if __name__ == "__main__":
    main(sys.argv)
