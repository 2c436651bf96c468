"""Databases as former versions left them: `python tests/kept_world.py NAME` keeps one of this version.

A kept database is a dump of the whole cast (web_cast.py), which has a row of every kind. tests/web/migrations loads each
of them and brings it to the version of the day.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import transaction
from django.utils import timezone

import web_ready  # noqa: F401  # before any model is imported
from django_login import signed_in
from otasuke.local.postgres import Postgres, program
from otasuke.local.supervisor import Supervisor
from otasuke.web.accounts.member_sessions import open_member_session
from otasuke.web.accounts.models import Failure, Passkey, Person, RecoveryCode
from otasuke.web.api.models import KeptAnswer
from otasuke.web.contracts.models import Contract, SeatCount
from otasuke.web.customers.models import Closure, Site
from otasuke.web.hooks.models import Attempt, Delivery
from otasuke.web.joining.models import Joining, LearningLetter
from otasuke.web.project.database import Login, Logins, logins, prepare_roles
from otasuke.web.project.migrate import migrate
from otasuke.web.sensors.models import ReadUntil
from otasuke.web.tenancy.scope import across
from otasuke.web.tokens.models import Token

FOLDER = Path(__file__).parent / "web" / "migrations" / "data"
EMPTY = {
    "auth_group",
    "auth_group_permissions",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
    "world_world",
}
"""Tables that may have no rows: of parts that we do not use, of processes that run, of a demo."""


def keep(path: Path) -> None:
    """Write the cast to a file, in a database of this version's."""
    from web_cast import make_cast

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with own_server() as chosen:
        prepare_roles(chosen)
        with signed_in(chosen.owner):
            migrate()
        with signed_in(chosen.member), transaction.atomic():
            _add_what_the_cast_lacks(make_cast())
        _check_is_whole(chosen)
        path.write_bytes(gzip.compress(_dumped(chosen), mtime=0))


def _add_what_the_cast_lacks(cast: Any) -> None:
    now, minori = timezone.now(), {"customer": cast.minori}
    person = Person.objects.get(email="owner@minori.example")
    Failure.objects.create(who=b"x" * 32, address="192.0.2.1", at=now)
    open_member_session(person, "made up", address="192.0.2.1", browser="Chromium", now=now)
    Passkey.objects.create(person=person, door="member", name="電話", credential=b"x", key=b"x", made_at=now)
    RecoveryCode.objects.create(person=person, digest=b"x" * 32)
    ReadUntil.objects.create(journal="made up", number=1)
    with across("tests"):
        token = Token.objects.filter(**minori)[0]
        KeptAnswer.objects.create(token=token, key="x", asked=b"x" * 32, status=200, body=b"{}", made_at=now, **minori)
        SeatCount.objects.create(
            contract=Contract.objects.filter(**minori)[0], what="seen", counted_on=now.date(), number=3, **minori
        )
        Closure.objects.create(site=Site.objects.filter(**minori)[0], first=now.date(), last=now.date(), **minori)
        Attempt.objects.create(delivery=Delivery.objects.filter(**minori)[0], at=now, took_ms=9, words="x", **minori)
        joining = Joining.objects.all()[0]
        LearningLetter.objects.create(joining=joining, customer_id=joining.customer_id, due_on=now.date())


def _check_is_whole(chosen: Logins) -> None:
    empty = {table for table, rows in rows_by_table(chosen).items() if not rows}
    if lacking := sorted(empty - EMPTY):
        raise SystemExit(f"without a row, write one in _add_what_the_cast_lacks: {', '.join(lacking)}")


@contextmanager
def own_server() -> Iterator[Logins]:
    """A server that nobody else uses."""
    with tempfile.TemporaryDirectory(prefix="otasuke-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        postgres = Postgres(folder)
        supervisor = Supervisor([postgres.service()], say=lambda _: None)
        supervisor.start()
        try:
            yield logins(postgres.url, owner_password="owner", member_password="member")
        finally:
            supervisor.stop()


def load(path: Path, chosen: Logins) -> None:
    """Fill a database in which nothing is yet. Raises CalledProcessError."""
    text = gzip.decompress(path.read_bytes())
    _run("psql", chosen, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null", text=text)


def _dumped(chosen: Logins) -> bytes:
    return _run("pg_dump", chosen, "--restrict-key=kept", "--no-comments")


def _run(name: str, chosen: Logins, *words: str, text: bytes = b"") -> bytes:
    """As the administrator, whom no policy binds."""
    command = [program(name), f"--dbname={of_administrator(chosen).conninfo}", *words]
    return subprocess.run(command, input=text, check=True, stdout=subprocess.PIPE).stdout


def of_administrator(chosen: Logins) -> Login:
    """The administrator, in the database of the web."""
    there = chosen.administrator
    return Login(there.host, there.port, chosen.owner.name, there.user, there.password)


def rows_by_table(chosen: Logins) -> dict[str, int]:
    """How many rows each table has."""
    with psycopg.connect(of_administrator(chosen).conninfo) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {name: _count(connection, name) for (name,) in tables}


def _count(connection: psycopg.Connection, table: str) -> int:
    found = connection.execute(f'SELECT count(*) FROM "{table}"'.encode()).fetchone()
    assert found
    return int(found[0])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("python tests/kept_world.py NAME: keeps the cast of this version as NAME.sql.gz")
    kept = FOLDER / f"{sys.argv[1]}.sql.gz"
    keep(kept)
    print(f"{kept}: {kept.stat().st_size:,} bytes")
