import socket
import subprocess
import sys

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


@pytest.mark.parametrize("is_behind", [True, False])
def test_a_command_that_misses_a_table_says_so_where_the_database_is_behind(db, monkeypatch, is_behind):
    def miss_a_table(arguments):
        raise ProgrammingError("relation pcc_user does not exist")

    monkeypatch.setattr(manage, "execute_from_command_line", miss_a_table)
    if is_behind:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")

    with pytest.raises(SystemExit if is_behind else ProgrammingError) as ended:
        manage.main(["manage.py", "open_office"])

    assert "run manage.py migrate" in str(ended.value) if is_behind else "pcc_user" in str(ended.value)
