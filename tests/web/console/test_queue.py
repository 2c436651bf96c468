"""対応待ち, through its addresses."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from finding_cast import arrive, detection, incidents_of, watched
from otasuke.web.accounts.models import Person
from otasuke.web.incidents.models import Incident, Interruption, KeptFilter
from otasuke.web.tenancy.scope import across, tenant_scope
from staff_cast import browser_of_staff, hayase
from stream_closing import leave

QUEUE, MANY = "/console/queue", "/console/queue/many"


@pytest.fixture
def client(companies) -> Client:
    return browser_of_staff(hayase("analyst"))


@pytest.fixture
def found(companies, client: Client) -> list[Incident]:
    """A yellow one at each company, and something that waits for the letter."""
    now = timezone.now()
    for company in (companies.minori, companies.kobato):
        first, second = watched(company), watched(company)
        sensor, fields = f"PC-{company.tenant}", {"Image": "a.exe"}
        arrive(detection(company.tenant, "r1", by=first, sensor=sensor, at=now, fields=fields), at=now)
        quiet = detection(company.tenant, "r9", by=second, sensor=f"Q-{company.tenant}", at=now, level="low", fields={})
        arrive(quiet, at=now)
    return [*incidents_of(companies.minori), *incidents_of(companies.kobato)]


def text_of(client: Client, address: str = QUEUE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def codes(text: str) -> list[str]:
    return re.findall(r'data-code="(J-\w+)"', text)


def states() -> set[str]:
    with across("tests"):
        return set(Incident.objects.values_list("state", flat=True))


def test_all_companies_stand_in_one_queue_with_what_waits_for_the_letter(client, found) -> None:
    text = text_of(client)

    assert sorted(codes(text)) == sorted(one.code for one in found)
    assert "有限会社みのり坂木工" in text
    assert "こばと歯科医院" in text
    assert "手紙に入れる" in text


def test_an_empty_queue_says_so_in_words(client) -> None:
    assert "対応待ちはありません。" in text_of(client)


@pytest.mark.parametrize(
    ("asked", "number"),
    [("level=ki", 2), ("level=aka", 0), ("assigned=me", 0), ("company=minori", 1), ("q=こばと", 1), ("q=a%00b", 0)],
)
def test_filters_are_in_the_address(client, found, asked: str, number: int) -> None:
    assert len(codes(text_of(client, f"{QUEUE}?{asked}"))) == number


def test_what_an_address_cannot_mean_is_left_out(client, found) -> None:
    assert len(codes(text_of(client, f"{QUEUE}?level=violet&state=asleep&after=x~y~z"))) == 2


def test_a_page_begins_where_the_one_before_ended(client, found, monkeypatch) -> None:
    monkeypatch.setattr("otasuke.web.incidents.queue.A_PAGE", 1)

    first = text_of(client)
    onward = re.search(r'rel="next" href="\?([^"]+)"', first)
    assert onward
    second = text_of(client, f"{QUEUE}?{onward[1].replace('&amp;', '&')}")

    assert sorted(codes(first) + codes(second)) == sorted(one.code for one in found)


def test_many_are_taken_and_given_back(client, found) -> None:
    me = Person.objects.get(name="早瀬 遥")

    answer = client.post(MANY, {"act": "mine", "who": [str(one.id) for one in found]})

    with across("tests"):
        assert Incident.objects.filter(assigned_to=me).count() == 2
    text = text_of(client, answer.headers["Location"])
    assert "2件を変えました。" in text
    done = re.search(r'name="done" value="([^"]+)"', text)
    assert done
    back = client.post("/console/queue/undo", {"done": done[1]})
    assert "2件を元に戻しました。" in text_of(client, back.headers["Location"])
    with across("tests"):
        assert not Incident.objects.filter(assigned_to=me).exists()


def test_ending_many_needs_to_say_what_they_were(client, found) -> None:
    who = [str(one.id) for one in found]

    assert client.post(MANY, {"act": "closed", "who": who}).status_code == 409
    assert states() == {"new"}
    client.post(MANY, {"act": "closed", "who": who, "outcome": "benign"})
    assert states() == {"closed"}


def test_a_handed_over_incident_is_the_other_s(client, found) -> None:
    other = Person.objects.create(name="小谷 明", email="kotani@naniwa.example")
    client.post(MANY, {"act": "assign", "to": str(other.id), "who": [str(found[0].id)]})

    with across("tests"):
        assert not Incident.objects.filter(assigned_to=other).exists()  # he is no staff


def test_what_is_done_to_nothing_changes_nothing(client, found) -> None:
    assert client.post(MANY, {"act": "mine", "who": ["none"]}).status_code == 302
    assert client.post(MANY, {"act": "merged", "who": [str(found[0].id)]}).status_code == 302
    assert client.post("/console/queue/undo", {"done": "forged"}).headers["Location"] == QUEUE
    assert states() == {"new"}


def test_a_campaign_is_one_row_and_is_taken_at_once(client, companies) -> None:
    now = timezone.now()
    shared = {"sender": "keiri@evil-example.xyz"}
    for company in (companies.minori, companies.kobato):
        by = watched(company)
        arrive(detection(company.tenant, "r1", by=by, sensor=f"PC-{company.tenant}", at=now, fields=shared), at=now)
    text = text_of(client)

    assert codes(text) == []
    assert "同じ攻撃（一度でまとめて扱う）" in text
    campaign = re.search(r'name="campaign" value="([^"]+)"', text)
    assert campaign
    client.post(MANY, {"act": "looking", "campaign": campaign[1]})
    assert states() == {"looking"}
    link = re.search(r'href="(\?campaign=[^"]+)"', text)
    assert link
    assert len(codes(text_of(client, f"{QUEUE}{link[1]}"))) == 2


def test_the_rail_says_why_and_what_comes_next(client, found) -> None:
    text = text_of(client, f"/console/queue/rail/{found[0].code}")

    assert "この段階の理由" in text
    assert "事案を開く" in text
    assert client.get("/console/queue/rail/J-NONE22").status_code == 404


def test_what_came_since_is_offered(client, found) -> None:
    before = (timezone.now() - timedelta(hours=1)).isoformat()
    after = (timezone.now() + timedelta(hours=1)).isoformat()

    assert client.get("/console/queue/news", {"since": before}).json()["words"] == "新しい2件を上に入れる"
    assert client.get("/console/queue/news", {"since": after}).json() == {"new": 0, "changed": 0, "words": ""}
    assert client.get("/console/queue/news", {"since": "yesterday"}).json()["new"] == 0
    with across("tests"):
        Incident.objects.update(opened_at=timezone.now() - timedelta(hours=2))
    assert client.get("/console/queue/news", {"since": before}).json()["words"] == "変わった2件を入れる"


def test_what_disturbed_nobody_is_listed_with_its_reason(client, found) -> None:
    text = text_of(client, "/console/queue/held")

    assert "題 r9" in text
    assert "題 r1" not in text
    assert "題 r9" not in text_of(client, "/console/queue/held?by=silence&company=minori")
    assert len(re.findall("題 r9", text_of(client, "/console/queue/held?company=minori&by=nonsense&after=x"))) == 1


def test_a_filter_is_kept_and_dropped(client, found) -> None:
    client.post("/console/queue/filters", {"name": "私の", "query": "assigned=me&after=x"})
    client.post("/console/queue/filters", {"name": " ", "query": "level=ki"})

    kept = KeptFilter.objects.get()
    assert kept.query == "assigned=me"
    assert "私の" in text_of(client)
    client.post(f"/console/queue/filters/{kept.id}/drop")
    assert not KeptFilter.objects.exists()


def test_beyond_the_budget_a_reason_is_asked_for(client, found, settings_of_budget) -> None:
    me, now = Person.objects.get(name="早瀬 遥"), timezone.now()
    with tenant_scope(found[0].customer_id):
        for _number in range(2):
            Interruption.objects.create(
                customer_id=found[0].customer_id, incident=found[0], person=me, colour="黄", at=now
            )

    assert "上限を超えた1回の理由" in text_of(client)
    assert client.post("/console/queue/reason", {"reason": " "}).status_code == 400
    client.post("/console/queue/reason", {"reason": "攻撃が続いた"})
    assert "上限を超えた1回の理由" not in text_of(client)


@pytest.fixture
def settings_of_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("otasuke.web.incidents.budget.limit", lambda: 1)


def test_who_may_not_judge_only_looks(companies) -> None:
    desk = browser_of_staff(hayase("desk"))

    assert "data-mine" not in text_of(desk)
    assert desk.post(MANY, {"act": "mine"}).status_code == 404


def test_the_stream_says_when_something_was_touched(client, found) -> None:
    with across("tests"):
        newest = max(Incident.objects.values_list("touched_at", flat=True))

    answer = client.get("/console/queue/live")
    try:
        events = answer.streaming_content
        next(events)
        assert next(events).decode() in (f"data: {newest.isoformat()}\n\n", "data: \n\n")
    finally:
        leave(answer)
