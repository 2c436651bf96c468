"""The lists of a company: making a box's address, and what is fetched by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from otasuke.web.accounts.models import Person
from otasuke.web.audit.services import record
from otasuke.web.reaction.errors import NotFound, Refused
from otasuke.web.reaction.guarding import refusal
from otasuke.web.reaction.lists import HOLDS, Entry, File, digest_of, in_file, written
from otasuke.web.reaction.models import Action, Feed, Listing
from otasuke.web.reaction.policy import IN_FORCE, MOST_FEEDS, Kind, State
from otasuke.web.reaction.services import done
from otasuke.web.reaction.setting_up import BRANDS
from otasuke.web.reaction.sparing import safe_for
from otasuke.web.reaction.targets import parse_target
from otasuke.web.tenancy.scope import across, tenant_scope
from otasuke.web.tokens.secret import SHOWN, is_token, new_secret
from otasuke.web.tokens.secret import digest_of as digest_of_secret
from otasuke.web.ui.sentences import _

_NOTED_EVERY = timedelta(minutes=1)
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Made:
    """A box that may fetch. secret: is shown once, and kept nowhere."""

    feed: Feed
    secret: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """A list as it is now. changed_at: since when it says so."""

    text: str
    serial: int
    changed_at: datetime


def add_feed(customer: UUID, *, name: str, brand: str, actor: Person, at: datetime) -> Made:
    """Let a box fetch the lists of a company. Raises Refused."""
    if brand not in BRANDS or not name.strip():
        raise Refused(_("機器の名前を入れ、メーカーをえらんでください。"))
    with tenant_scope(customer), transaction.atomic():
        if Feed.objects.filter(removed_at=None).count() >= MOST_FEEDS:
            raise Refused(_("配信先は%(most)sつまでです。使わないものを外してください。", most=MOST_FEEDS))
        secret = new_secret()
        made = Feed.objects.create(
            customer_id=customer,
            name=name.strip()[:_LONGEST_NAME],
            brand=brand,
            digest=digest_of_secret(secret),
            begins=secret[:SHOWN],
            made_at=at,
            made_by=actor,
        )
        _note("feed.added", made, actor)
    return Made(made, secret)


def change_secret(feed: UUID, *, of: UUID, actor: Person) -> Made:
    """Give a box another address; the one before finds nothing any more. Raises NotFound."""
    with tenant_scope(of), transaction.atomic():
        found, secret = _locked(feed), new_secret()
        found.digest, found.begins = digest_of_secret(secret), secret[:SHOWN]
        found.fetched_at, found.fetched = None, {}
        found.save()
        _note("feed.secret_changed", found, actor)
    return Made(found, secret)


def remove_feed(feed: UUID, *, of: UUID, actor: Person, at: datetime) -> None:
    """Let a box fetch nothing any more. Raises NotFound."""
    with tenant_scope(of), transaction.atomic():
        found = _locked(feed)
        found.removed_at = at
        found.save(update_fields=["removed_at"])
        _note("feed.removed", found, actor)


def feed_by(secret: str) -> Feed | None:
    """The box that has this secret."""
    if not is_token(secret):
        return None
    with across("whose list is asked for, before anybody is known"):
        return Feed.objects.filter(digest=digest_of_secret(secret), removed_at=None).first()


def entries(customer: UUID, *, at: datetime) -> list[Entry]:
    """What is blocked for a company now; what must go on working is left out, whenever that became known. Its scope is open."""
    blocks = [one.value for one in Kind if one.is_block]
    found = Action.objects.filter(
        customer=customer, kind__in=blocks, state__in=[one.value for one in IN_FORCE], expires_at__gt=at
    )
    rows = list(found.values_list("kind", "target"))
    known = safe_for(customer) if rows else None
    return [Entry(Kind(kind), target) for kind, target in rows if known and not refusal(parse_target(target), known)]


def fetch(feed: Feed, file: File, *, at: datetime, address: str | None) -> Fetched:
    """A list, for the box that asks. address: from where it does; None: this only looks."""
    with tenant_scope(feed.customer_id), transaction.atomic():
        now = in_file(entries(feed.customer_id, at=at), file)
        listing = _listing(feed.customer_id, file, digest_of(now), at)
        if address is not None:
            _note_fetched(feed, file, now, at=at, address=address)
    return Fetched(written(file, now, brand=feed.brand, serial=listing.serial), listing.serial, listing.changed_at)


def _listing(customer: UUID, file: File, digest: str, at: datetime) -> Listing:
    """What a file says, with a serial that is higher than any before."""
    found = Listing.objects.filter(customer=customer, file=file.value).first()
    if found is None or found.digest != digest:
        seconds = int(at.timestamp())
        made, is_new = Listing.objects.select_for_update().get_or_create(
            customer_id=customer,
            file=file.value,
            defaults={"digest": digest, "serial": seconds, "changed_at": at},
        )
        if is_new or made.digest == digest:
            return made
        made.digest, made.serial, made.changed_at = digest, max(made.serial + 1, seconds), at
        made.save(update_fields=["digest", "serial", "changed_at"])
        return made
    return found


def _note_fetched(feed: Feed, file: File, now: Sequence[Entry], *, at: datetime, address: str) -> None:
    """That the box was here, and that what it took away is blocked now."""
    before = feed.fetched.get(file.value)
    if before is None or at - datetime.fromisoformat(before) >= _NOTED_EVERY or feed.fetched_from != address:
        locked = Feed.objects.select_for_update().get(id=feed.id)
        locked.fetched = {**locked.fetched, file.value: at.isoformat()}
        locked.fetched_at, locked.fetched_from = at, address or None
        locked.save(update_fields=["fetched", "fetched_at", "fetched_from"])
    waiting = Action.objects.filter(
        state=State.APPROVED.value,
        kind__in=[one.value for one in HOLDS[file]],
        target__in=[one.value for one in now],
        expires_at__gt=at,
    )
    for action in waiting.values_list("id", flat=True):
        done(action, of=feed.customer_id, actor=None, at=at)


def _locked(feed: UUID) -> Feed:
    found = Feed.objects.select_for_update(of=("self",)).filter(id=feed, removed_at=None).first()
    if found is None:
        raise NotFound
    return found


def _note(verb: str, feed: Feed, actor: Person) -> None:
    record(verb, actor=actor, customer=feed.customer_id, target=f"feed {feed.id}", brand=feed.brand)
