"""A PostgreSQL with the tables of the web, as the web itself sees it. Every test is undone."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core import mail
from django.db import transaction

import web_ready  # noqa: F401  # before any model is imported
from database_copies import copied, keep_as_made
from django_login import signed_in
from otasuke.local.postgres import Postgres
from otasuke.local.supervisor import Supervisor
from otasuke.web.project.database import Logins, logins, prepare_roles
from otasuke.web.project.migrate import gather_static, gather_texts, migrate
from otasuke.web.tenancy.scope import across

if TYPE_CHECKING:
    from otasuke.web.customers.models import Customer


@dataclass(frozen=True, slots=True)
class Companies:
    """Two companies that must not see each other."""

    minori: Customer
    kobato: Customer


@pytest.fixture(scope="session", autouse=True)
def static_files(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Style sheets, pictures and texts, as they are served."""
    settings.STATIC_ROOT = str(tmp_path_factory.mktemp("static"))
    settings.DATA_FOLDER = str(tmp_path_factory.mktemp("data"))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.LOCALE_PATHS = [str(tmp_path_factory.mktemp("locale"))]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow on purpose
    gather_static()
    gather_texts()


@pytest.fixture(autouse=True)
def as_new() -> None:
    """What a process keeps in memory: all tests come from one address, their mails go into one box, and all is undone."""
    from otasuke.web.accounts import knocking
    from otasuke.web.incidents import bell

    knocking.forget()
    bell.EAR._known = None
    mail.outbox = []


@pytest.fixture(autouse=True)
def every_stream_is_closed() -> Iterator[None]:
    """Who opens one and leaves it takes a place away from all that come later."""
    from otasuke.web.ui import streaming

    yield
    taken = [place for place in range(streaming.MOST) if not streaming._places.acquire(blocking=False)]
    for _ in range(streaming.MOST):
        streaming._places.release()
    assert not taken, "a stream was opened and not closed"


@pytest.fixture(scope="session")
def web_logins() -> Iterator[Logins]:
    """A server of its own, with the tables."""
    with tempfile.TemporaryDirectory(prefix="otasuke-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        postgres = Postgres(folder)
        supervisor = Supervisor([postgres.service()], say=lambda _: None)
        supervisor.start()
        try:
            chosen = logins(postgres.url, owner_password="owner", member_password="member")
            prepare_roles(chosen)
            with signed_in(chosen.owner):
                migrate()
            keep_as_made(chosen)
            yield chosen
        finally:
            supervisor.stop()


@pytest.fixture(scope="session")
def web_connection(web_logins: Logins) -> Iterator[None]:
    """Django signed in as the web is."""
    with signed_in(web_logins.member):
        yield


@pytest.fixture(scope="module")
def own_logins(web_logins: Logins) -> Iterator[Logins]:
    """A database that only this module has: what its tests commit, and the processes that they start, stay there."""
    with copied(web_logins, "own") as chosen:
        yield chosen


@pytest.fixture(scope="module")
def own_connection(own_logins: Logins) -> Iterator[None]:
    """Django signed in to it as the web is."""
    with signed_in(own_logins.member):
        yield


@pytest.fixture
def database(web_connection: None) -> Iterator[None]:
    """A transaction that is undone at the end."""
    block = transaction.atomic()
    block.__enter__()
    yield
    transaction.set_rollback(True)
    block.__exit__(None, None, None)


@pytest.fixture
def companies(database: None) -> Companies:
    """The two companies of the cast."""
    from otasuke.web.customers.models import Customer

    with across("tests make companies"):
        return Companies(
            *(
                Customer.objects.create(tenant=tenant, name=name, name_kana=kana)
                for tenant, name, kana in (
                    ("minori", "有限会社みのり坂木工", "ミノリザカモッコウ"),
                    ("kobato", "こばと歯科医院", "コバトシカイイン"),
                )
            )
        )


@pytest.fixture
def verbs(database: None) -> Callable[[], list[str]]:
    """What the provider's chain of the audit log says was done."""
    from otasuke.web.audit.models import AuditLine

    def asked() -> list[str]:
        with across("tests"):
            return list(AuditLine.objects.filter(customer=None).order_by("number").values_list("verb", flat=True))

    return asked
