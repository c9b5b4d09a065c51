import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import ProgrammingError, connection

import manage
from pcc import services


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], False),
        (["help"], False),
        (["--version"], False),
        (["migrate", "--help"], False),
        (["check"], False),
        (["check", "--deploy"], False),
        (["check", "--database", "default"], True),
        (["check", "--database=default"], True),
        (["makemigrations", "--check", "--dry-run"], False),
        (["collectstatic"], False),
        (["migrate"], True),
        (["figures", "timeliness"], True),
        (["demo"], True),
    ],
)
def test_only_commands_that_ask_the_database_start_one(arguments, expected):
    assert manage.needs_services(arguments) == expected


def test_a_busy_port_is_refused_in_one_sentence_before_anything_starts(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        demo = subprocess.run(
            [sys.executable, "manage.py", "demo", "--port", str(port)],
            cwd=services.CHECKOUT,
            env={"PCC_HOME": str(tmp_path / "home")},
            capture_output=True,
            text=True,
            check=False,
        )
    assert (demo.returncode, demo.stdout) == (1, "")
    assert demo.stderr.startswith(f"Port {port} is taken: ")
    assert demo.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@contextmanager
def without_forces(*, is_behind: bool) -> Iterator[None]:
    """The table of forces away, and its migration not noted where the database is to be behind."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE pcc_force RENAME TO away")
        if is_behind:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions' RETURNING app, name, applied")
        noted = cursor.fetchall() if is_behind else []
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE away RENAME TO pcc_force")
            cursor.executemany("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", noted)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_behind", [True, False])
def test_a_command_that_misses_a_table_says_so_where_the_database_is_behind(is_behind: bool) -> None:
    with (
        without_forces(is_behind=is_behind),
        pytest.raises(SystemExit if is_behind else ProgrammingError) as ended,
    ):
        manage.main(["manage.py", "add_force", "ABC", "A force"])
    assert ("run manage.py migrate" if is_behind else "pcc_force") in str(ended.value)
