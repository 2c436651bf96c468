"""The lists of a company."""

from __future__ import annotations

import pytest

from finding_cast import DAY, MINUTE, NOW
from otasuke.web.customers.models import Customer, Partner, PartnerDomain
from otasuke.web.reaction import feeding, services
from otasuke.web.reaction.errors import NotFound, Refused
from otasuke.web.reaction.lists import File
from otasuke.web.reaction.models import Action, Feed
from otasuke.web.reaction.policy import MOST_FEEDS, State
from otasuke.web.tenancy.scope import tenant_scope
from reaction_cast import blocked, box, offered, somebody

HOME = "198.51.100.77"


def lines(made: feeding.Made, file: File = File.IP, *, at=NOW, address: str | None = HOME) -> list[str]:
    return [
        one for one in feeding.fetch(made.feed, file, at=at, address=address).text.splitlines() if one[0] not in "#;"
    ]


def state(action: Action) -> State:
    with tenant_scope(action.customer_id):
        return State(Action.objects.get(id=action.id).state)


def test_a_list_says_what_is_allowed_and_not_over(companies) -> None:
    made = box(companies.minori)
    blocked(companies.minori, days=1)
    offered(companies.minori, "203.0.113.10")
    gone = blocked(companies.minori, "203.0.113.11")
    services.withdraw(gone.id, of=companies.minori.id, actor=somebody(), at=NOW)

    assert lines(made) == ["203.0.113.9"]
    assert lines(made, at=NOW + DAY) == []


def test_no_list_has_what_another_company_blocks(companies) -> None:
    minori, kobato = box(companies.minori), box(companies.kobato)
    blocked(companies.minori, "203.0.113.1")
    blocked(companies.minori, "minori-no-teki.example")
    blocked(companies.kobato, "203.0.113.2")

    assert lines(minori) == ["203.0.113.1"]
    assert lines(kobato) == ["203.0.113.2"]
    assert "minori-no-teki" not in "".join(lines(kobato, file) for file in File for lines in [all_lines])


def all_lines(made: feeding.Made, file: File) -> str:
    return feeding.fetch(made.feed, file, at=NOW, address=None).text


def test_what_a_box_took_away_is_blocked_and_only_looking_changes_nothing(companies) -> None:
    made, found = box(companies.minori), blocked(companies.minori)

    lines(made, address=None)
    lines(made, File.DOMAIN)
    assert state(found) is State.APPROVED

    lines(made)
    assert state(found) is State.ACTIVE
    with tenant_scope(companies.minori.id):
        feed = Feed.objects.get()
    assert (feed.fetched_at, feed.fetched_from) == (NOW, HOME)
    assert set(feed.fetched) == {"ip.txt", "domain.txt"}


def test_what_turns_out_to_be_its_own_leaves_the_list_at_once(companies) -> None:
    made = box(companies.minori)
    blocked(companies.minori, HOME)
    blocked(companies.minori, "kawabe-shoji.example")
    assert lines(made, File.DOMAIN, address="198.51.100.1") == ["kawabe-shoji.example"]
    assert lines(made, address="198.51.100.1") == [HOME]

    lines(made)
    with tenant_scope(companies.minori.id):
        partner = Partner.objects.create(customer=companies.minori, name="川辺商事")
        PartnerDomain.objects.create(customer=companies.minori, partner=partner, domain="kawabe-shoji.example")

    assert lines(made) == []
    assert lines(made, File.DOMAIN) == []


def test_a_serial_rises_with_every_change_and_stays_otherwise(companies) -> None:
    made = box(companies.minori)
    first = feeding.fetch(made.feed, File.RPZ, at=NOW, address=HOME)
    found = blocked(companies.minori)
    second = feeding.fetch(made.feed, File.RPZ, at=NOW, address=HOME)
    same = feeding.fetch(made.feed, File.RPZ, at=NOW + DAY, address=HOME)
    services.withdraw(found.id, of=companies.minori.id, actor=somebody(), at=NOW)
    third = feeding.fetch(made.feed, File.RPZ, at=NOW, address=HOME)

    assert first.serial == int(NOW.timestamp())
    assert (second.serial, third.serial) == (first.serial + 1, first.serial + 2)
    assert (same.serial, same.text, same.changed_at) == (second.serial, second.text, second.changed_at)


def test_an_address_is_known_by_its_digest_and_the_one_before_opens_nothing(companies) -> None:
    made = box(companies.minori)
    assert feeding.feed_by(made.secret) == made.feed
    assert made.secret.encode() not in bytes(made.feed.digest)

    again = feeding.change_secret(made.feed.id, of=companies.minori.id, actor=somebody())

    assert feeding.feed_by(made.secret) is None
    assert feeding.feed_by(again.secret) == made.feed
    feeding.remove_feed(made.feed.id, of=companies.minori.id, actor=somebody(), at=NOW + MINUTE)
    assert feeding.feed_by(again.secret) is None
    assert feeding.feed_by("otsk_") is None


def test_a_stranger_changes_no_box_and_there_are_not_too_many(companies) -> None:
    made = box(companies.minori)
    with pytest.raises(NotFound):
        feeding.change_secret(made.feed.id, of=companies.kobato.id, actor=somebody())
    with pytest.raises(NotFound):
        feeding.remove_feed(made.feed.id, of=companies.kobato.id, actor=somebody(), at=NOW)
    with pytest.raises(Refused, match="メーカー"):
        box(companies.minori, brand="toaster")

    for _ in range(MOST_FEEDS - 1):
        box(companies.minori)
    with pytest.raises(Refused, match="5つまで"):
        box(companies.minori)


def test_two_incidents_that_block_the_same_make_one_line(companies: object, database: object) -> None:
    customer: Customer = companies.minori  # type: ignore[attr-defined]
    made, first = box(customer), blocked(customer)
    with tenant_scope(customer.id):
        Action.objects.filter(id=first.id).update(state="withdrawn", ended_at=NOW)
        blocked(customer)
        Action.objects.filter(id=first.id).update(
            kind="block_url", state="active", ended_at=None, target="http://warui.example/x"
        )

    assert lines(made) == ["203.0.113.9"]
    assert lines(made, File.URL) == ["http://warui.example/x"]
