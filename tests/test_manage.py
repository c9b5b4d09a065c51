import socket
import subprocess
import sys

import pytest

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
