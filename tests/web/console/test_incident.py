"""事案, through its addresses."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from finding_cast import MINUTE, alerts_of, arrive, detection, incidents_of, watched
from notify_cast import contact
from otasuke.web.accounts.models import Person, Post
from otasuke.web.audit.models import AuditLine
from otasuke.web.incidents import changing
from otasuke.web.incidents.models import Incident, Interruption, Task
from otasuke.web.incidents.states import State
from otasuke.web.notify.selectors import message_about
from otasuke.web.notify.services import acknowledge_message
from otasuke.web.notify.words import About
from otasuke.web.tenancy.scope import tenant_scope
from staff_cast import browser_of_staff, hayase

SHELL, WORD = r"C:\powershell.exe", r"C:\WINWORD.EXE"


@pytest.fixture
def client(companies) -> Client:
    return browser_of_staff(hayase("analyst"))


@pytest.fixture
def one(companies, client) -> Incident:
    """Two alerts of a computer that talked to somebody."""
    by, now = watched(companies.minori), timezone.now() - MINUTE
    fields = {"Image": SHELL, "ParentImage": WORD, "User": r"MINORI\sato", "DestinationIp": "45.77.12.9"}
    arrive(detection("minori", "r1", by=by, at=now, fields=fields), at=now)
    arrive(detection("minori", "r2", by=by, at=now, fields={"Image": SHELL}), at=now)
    return incidents_of(companies.minori)[0]


def page(client: Client, one: Incident, status: int = 200) -> str:
    answer = client.get(f"/console/incidents/{one.code}")
    assert answer.status_code == status
    return answer.content.decode()


def act(client: Client, one: Incident, act: str, **more: object):
    return client.post(f"/console/incidents/{one.code}/act", {"act": act, **more})


def fresh(one: Incident) -> Incident:
    with tenant_scope(one.customer_id):
        return Incident.objects.get(id=one.id)


def test_the_page_says_what_happened_with_its_evidence(client, one) -> None:
    text = page(client, one)

    for words in ("何が起きたか", "まだわからないこと", "時の流れ", "プロセスの木", "端末と相手", "決め手になった項目"):
        assert words in text
    assert 'href="#e1"' in text
    assert 'id="e2"' in text
    assert "WINWORD.EXE" in text
    assert "45.77.12.9" in text


def test_opening_it_is_recorded_and_what_came_since_is_marked(client, one) -> None:
    assert "前に開いたあとの" not in page(client, one)
    with tenant_scope(one.customer_id):
        changing.note(one.id, "電話した", actor=Person.objects.get(name="早瀬 遥"), at=timezone.now())
        assert AuditLine.objects.filter(verb="incident.seen").count() == 1

    assert "前に開いたあとの1行" in page(client, one)
    assert "前に開いたあとの" not in page(client, one)


def test_it_is_taken_on_and_closed_with_an_outcome(client, one) -> None:
    act(client, one, "assign", to="me", seen=1)
    act(client, one, "state", to="looking", seen=2)

    assert act(client, one, "state", to="closed", seen=3).status_code == 409
    act(client, one, "state", to="closed", outcome="benign", seen=3)

    assert (fresh(one).state, fresh(one).outcome) == ("closed", "benign")
    assert "心配のないものでした" in page(client, one)


def test_who_changed_it_meanwhile_is_named_and_nothing_is_lost(client, one) -> None:
    other = Person.objects.create(name="小谷 明", email="kotani@naniwa.example")
    with tenant_scope(one.customer_id):
        changing.set_state(one.id, State.WAITING, actor=other, at=timezone.now())

    answer = act(client, one, "state", to="acting", seen=1)

    assert answer.status_code == 409
    assert re.search(r"小谷 明さんが \d+:\d\d に変えました。", answer.content.decode())
    assert fresh(one).state == "waiting"


def test_steps_are_done_added_and_not_done_after_all(client, one) -> None:
    act(client, one, "step", words="社長に電話する")
    with tenant_scope(one.customer_id):
        task = Task.objects.get(words="社長に電話する")

    act(client, one, "task", task=str(task.id))
    assert "済んだこと" in page(client, one)
    act(client, one, "task", task=str(task.id), done="no")
    assert "済んだこと" not in page(client, one)
    assert act(client, one, "task", task="none").status_code == 404


def test_raising_the_level_disturbs_the_company_and_says_why(client, one) -> None:
    assert act(client, one, "severity", to="aka", why=" ", seen=1).status_code == 409
    act(client, one, "severity", to="aka", why="社長のパソコン", seen=1)

    with tenant_scope(one.customer_id):
        assert Interruption.objects.filter(person__name="早瀬 遥", reason="社長のパソコン").count() == 1
    assert "社長のパソコン" in page(client, one)


def test_the_last_change_is_taken_back(client, one) -> None:
    act(client, one, "state", to="acting", seen=1)
    change = re.search(r'name="change" value="([^"]+)"', page(client, one))
    assert change

    act(client, one, "undo", change=change[1])

    assert fresh(one).state == "new"


def test_a_change_of_another_incident_is_not_taken_back_here(client, one, companies) -> None:
    arrive(detection("kobato", "r1", by=watched(companies.kobato), sensor="K"))
    (theirs,) = incidents_of(companies.kobato)
    act(client, theirs, "state", to="acting", seen=1)
    change = re.search(r'name="change" value="([^"]+)"', page(client, theirs))
    assert change

    assert act(client, one, "undo", change=change[1]).status_code == 404
    assert fresh(theirs).state == "acting"


def test_alerts_are_split_off_after_they_were_shown(client, one) -> None:
    with tenant_scope(one.customer_id):
        alert = one.belongings.exclude(alert=one.lead_id).get().alert_id
    address = f"/console/incidents/{one.code}/split"

    assert "新しい事案になる" in client.get(address, {"alert": str(alert)}).content.decode()
    assert client.post(address, {"alert": ["x"]}).status_code == 409
    assert client.post(address, {"alert": str(alert)}).status_code == 302
    with tenant_scope(one.customer_id):
        assert Incident.objects.count() == 2


def test_two_are_merged_after_both_were_shown_but_never_those_of_two_companies(client, one, companies) -> None:
    by, now = watched(companies.minori), timezone.now()
    arrive(detection("minori", "r3", by=by, sensor="B", at=now, fields={"Image": "x"}), at=now)
    arrive(detection("kobato", "r1", by=watched(companies.kobato), sensor="K"))
    other = next(found for found in incidents_of(companies.minori) if found.id != one.id)
    (theirs,) = incidents_of(companies.kobato)

    assert client.get(f"/console/incidents/{one.code}/merge/{theirs.code}").status_code == 404
    assert client.get(f"/console/incidents/{one.code}/merge/{one.code}").status_code == 404
    assert "まとめると" in client.get(f"/console/incidents/{one.code}/merge/{other.code}").content.decode()
    client.post(f"/console/incidents/{one.code}/merge/{other.code}")
    assert fresh(other).merged_into_id == one.id
    assert "この事案は、まとめられました" in page(client, other)


def test_what_came_since_is_offered(client, one) -> None:
    address = f"/console/incidents/{one.code}/news"

    assert client.get(address, {"since": "2026-01-01T00:00:00+00:00"}).json()["new"] > 0
    assert client.get(address, {"since": "2999-01-01T00:00:00+00:00"}).json()["words"] == ""
    assert client.get(address, {"since": "x"}).json()["new"] == 0


def test_nobody_finds_what_is_not_there(client, one) -> None:
    assert client.get("/console/incidents/J-NONE22").status_code == 404
    assert act(client, one, "explode").status_code == 302


def test_the_desk_reads_and_does_not_judge(one) -> None:
    Person.objects.filter(name="早瀬 遥").update(email="other@naniwa.example")
    desk = browser_of_staff(hayase("desk"))

    assert "data-take" not in page(desk, one)
    assert act(desk, one, "state", to="closed", outcome="true").status_code == 404


def test_each_alert_leads_to_its_page_and_to_a_silence(client, companies, one) -> None:
    (first, *_rest) = alerts_of(companies.minori)

    text = page(client, one)

    assert f'href="/console/alerts/{first.id}"' in text
    assert f'href="/console/silences/new?alert={first.id}"' in text
    assert client.get(f"/console/silences/new?alert={first.id}").status_code == 200


def test_who_only_reads_is_led_to_no_silence_and_decides_nothing(client, one) -> None:
    Post.objects.update(role="desk")

    text = page(client, one)

    assert "/console/alerts/" in text
    assert "/console/silences/new" not in text
    assert "/approve" not in text


def test_what_could_be_done_stands_beside_the_story(client, one) -> None:
    text = page(client, one)

    assert "手当て" in text
    assert "45.77.12.9" in text[text.index('id="actions"') :]
    assert "/approve" in text


def test_it_shows_what_was_sent_and_when_it_was_read(client, companies) -> None:
    contact(companies.minori)
    by, now = watched(companies.minori), timezone.now() - MINUTE
    arrive(detection("minori", "r1", level="critical", tags=("attack.impact",), by=by, at=now), at=now)
    (one,) = incidents_of(companies.minori)
    assert "まだだれも確認していません。" in page(client, one)
    message = message_about(companies.minori.id, About("incident", one.id))
    assert message
    acknowledge_message(message, by="坂木 実", at=timezone.now(), how="page")

    text = page(client, one)

    assert "坂木 実さんに" in text
    assert "だれに、何で、いつ" in text
    assert "sakaki@minori.example" in text
    assert "当番への電話" in text
