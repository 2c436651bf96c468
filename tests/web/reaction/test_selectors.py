"""Reading what is stopped."""

from __future__ import annotations

import pytest

from finding_cast import DAY, MINUTE, NOW, arrive, detection, incidents_of, watched
from otasuke.web.reaction import selectors
from otasuke.web.reaction.errors import NotFound
from otasuke.web.reaction.policy import Kind
from otasuke.web.reaction.services import block, offer, preapprove, withdraw
from reaction_cast import blocked, box, offered, somebody


def test_the_actions_of_an_incident_begin_with_what_is_not_decided(companies) -> None:
    minori = companies.minori
    machine = watched(minori)
    arrive(detection("minori", by=machine, fields={"Image": "a.exe"}))
    (incident,) = incidents_of(minori)
    gone = block(minori.id, "203.0.113.9", actor=somebody(), at=NOW, incident=incident)
    withdraw(gone.id, of=minori.id, actor=somebody(), at=NOW)
    offer(minori.id, Kind.ISOLATE, machine.code, actor=None, at=NOW, incident=incident)
    preapprove(minori.id, [Kind.ISOLATE], actor=somebody(), at=NOW)

    first, last = selectors.actions_for(incident, now=NOW + MINUTE)

    assert (first.action.kind, first.target, first.is_agreed) == ("isolate", machine.name, True)
    assert (last.action.id, last.can_be_put_back, last.is_agreed) == (gone.id, True, False)
    assert not selectors.actions_for(incident, now=NOW + DAY)[-1].can_be_put_back


def test_a_company_sees_its_own_alone(companies) -> None:
    made, found = box(companies.minori), blocked(companies.minori)
    blocked(companies.kobato, "203.0.113.10")
    offered(companies.minori, "203.0.113.11")

    shown = selectors.of_company(companies.minori.id, now=NOW)

    assert {one.target for one in shown.open} == {"203.0.113.9", "203.0.113.11"}
    assert [one.id for one in shown.feeds] == [made.feed.id]
    withdraw(found.id, of=companies.minori.id, actor=somebody(), at=NOW)
    assert [one.target for one in selectors.of_company(companies.minori.id, now=NOW).ended] == ["203.0.113.9"]
    with pytest.raises(NotFound):
        selectors.feed_of(companies.kobato.id, made.feed.id)


def test_staff_find_what_is_blocked_by_its_target_or_its_company(companies) -> None:
    blocked(companies.minori)
    blocked(companies.kobato, "warui.example")
    offered(companies.kobato, "203.0.113.50")

    def found(words: str) -> list[str]:
        return [one.target for one in selectors.blocks_everywhere(words, now=NOW, most=9)[0]]

    assert sorted(found("")) == ["203.0.113.9", "warui.example"]
    assert found("warui") == found("こばと") == found("kobato warui") == ["warui.example"]
    assert found("minori warui") == []
    shown, count = selectors.blocks_everywhere("", now=NOW, most=1)
    assert (len(shown), count) == (1, 2)
    assert selectors.blocks_everywhere("", now=NOW + 8 * DAY, most=9)[1] == 0
