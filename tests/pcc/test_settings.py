"""What a production start refuses, each with one sentence; asked of a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models.signals import pre_migrate

from tests.waiting import PATIENCE

ROOT = Path(__file__).parent.parent.parent

SOUND = {
    "PCC_MODE": "production",
    "SECRET_KEY": "a-key-of-this-office-and-of-no-other-0123456789-abcdefghij",
    "ALLOWED_HOSTS": "complaints.opcc.example",
    "DATABASE_URL": "postgresql://pcc:secret-word@db.opcc.example/pcc",
    "REDIS_URL": "redis://:secret-word@broker.opcc.example:6379",
}


def start(**change: str | None) -> subprocess.CompletedProcess[str]:
    """Load the settings in a new process with these variables and no others of ours."""
    ours = ("PCC_", "DATABASE", "REDIS", "SECRET", "ALLOWED", "DEBUG")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environment |= {name: value for name, value in (SOUND | change).items() if value is not None}
    code = "import django; from django.conf import settings; settings.DEBUG; django.setup(); print('started')"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment | {"DJANGO_SETTINGS_MODULE": "pcc.settings"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_sound_settings_start() -> None:
    assert start().stdout == "started\n"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"DEBUG": "true"}, "DEBUG is on: error pages would show records, so production does not start with it."),
        ({"SECRET_KEY": None}, "SECRET_KEY must be your own, of 50 characters or more."),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must be your own, of 50 characters or more."),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name the office's own host names; * is not one."),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS must name the office's own host names; * is not one."),
        ({"DATABASE_URL": None}, "DATABASE_URL and REDIS_URL must name your own servers"),
        ({"REDIS_URL": None}, "DATABASE_URL and REDIS_URL must name your own servers"),
        ({"PCC_EMBEDDED": "1"}, "The embedded database and broker are for demonstration and tests only."),
        ({"PCC_MODE": "live"}, "PCC_MODE is 'live'; it must be demo, test or production."),
    ],
)
def test_an_unsafe_setting_is_refused_with_its_sentence(change: dict[str, str | None], sentence: str) -> None:
    refused = start(**change)
    assert refused.returncode != 0
    assert sentence in refused.stderr.splitlines()[-1]
    assert "secret-word" not in refused.stderr


SECRET = "open-sesame-4711"


@pytest.mark.parametrize(
    ("setting", "address", "asked"),
    [
        (
            "DATABASE_URL",
            "postgresql://office:{}@127.0.0.1:1/office",
            "from pcc.models import User; User.objects.count()",
        ),
        (
            "REDIS_URL",
            "redis://office:{}@127.0.0.1:1/0",
            "from pcc.tasks import ask_sealing; ask_sealing.apply_async(retry=False)",
        ),
    ],
)
def test_the_secret_of_a_service_that_refuses_is_in_no_error(setting: str, address: str, asked: str) -> None:
    run = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", asked],
        cwd=ROOT,
        env=os.environ | {setting: address.format(SECRET)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert run.returncode != 0
    assert "refused" in run.stderr, run.stderr[-500:]
    assert SECRET not in run.stdout + run.stderr


@pytest.mark.django_db
def test_what_a_refused_row_held_is_not_in_the_databases_log() -> None:
    """Of the embedded server; docs/operations.md asks the same of an office's own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name LIKE 'log_%'")
        settings = dict(cursor.fetchall())
    assert settings["log_error_verbosity"] == "terse"
    assert settings["log_min_error_statement"] == "panic"
    assert (settings["log_parameter_max_length"], settings["log_parameter_max_length_on_error"]) == ("0", "0")


def test_a_migration_takes_as_long_as_it_takes_and_leaves_the_limit_of_pages(db):
    def limit(**given):
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            seen.append(cursor.fetchone()[0])

    seen: list[str] = []
    pre_migrate.connect(limit)
    try:
        limit()
        call_command("migrate", verbosity=0)
        limit()
    finally:
        pre_migrate.disconnect(limit)
    assert seen[0] == seen[-1] == "5min"
    assert set(seen[1:-1]) == {"0"}
