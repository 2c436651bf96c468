"""The pages of silences."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from finding_cast import arrive, detection, watched
from otasuke.web.accounts.models import Person
from otasuke.web.alerts import silences
from otasuke.web.alerts.models import Alert, Silence
from otasuke.web.tenancy.scope import across, tenant_scope
from staff_cast import browser_of_staff, hayase

LIST = "/console/silences"
WHY = "棚卸しの道具だと店長に聞いた"


@pytest.fixture
def judge(companies) -> Person:
    return hayase("analyst")


@pytest.fixture
def client(judge: Person) -> Client:
    return browser_of_staff(judge)


@pytest.fixture
def found(companies) -> Alert:
    """Something was found an hour ago, twice."""
    now = timezone.now()
    pc = watched(companies.minori, since=now - timedelta(days=40))
    for minutes in (60, 50):
        at = now - timedelta(minutes=minutes)
        arrive(detection("minori", "r1", by=pc, at=at), at=at)
    with tenant_scope(companies.minori.id):
        return Alert.objects.select_related("machine").get()


def days(count: int) -> str:
    return str(timezone.localdate() + timedelta(days=count))


def silenced(companies, judge: Person, at: datetime, **more: object) -> Silence:
    given = {"reason": WHY, "ends": at + timedelta(days=30), "owner": judge, "actor": judge, "at": at} | more
    return silences.make(companies.minori.id, {"rule": "r1"}, **given)  # type: ignore[arg-type]


def only() -> Silence:
    with across("tests"):
        return Silence.objects.get()


def page(client: Client, address: str = LIST) -> str:
    return client.get(address).content.decode()


def test_before_the_first_it_says_that_nothing_is_silenced(client: Client) -> None:
    assert "いま静かにしているものは、ありません。" in page(client)


def test_from_an_alert_the_form_is_filled_in_and_shows_what_would_have_been_hidden(
    client: Client, found: Alert
) -> None:
    text = page(client, f"{LIST}/new?alert={found.id}")

    assert found.machine
    assert f'value="{found.machine.code}"' in text
    assert "1件（2回）が隠れたはずです。" in text
    assert "そのうち1件は、だれかに知らせたものです。" in text


def test_without_scripts_a_button_shows_it_and_nothing_is_made(client: Client, found: Alert, judge: Person) -> None:
    sent = {"company": "minori", "rule": "r1", "look": "yes"}

    whole = client.post(f"{LIST}/new", sent).content.decode()
    part = client.post(f"{LIST}/look", sent).content.decode()

    assert "1件（2回）が隠れたはずです。" in whole
    assert "1件（2回）が隠れたはずです。" in part
    assert "<html" not in part
    with across("tests"):
        assert not Silence.objects.exists()


def test_one_is_made_and_stands_in_the_list_with_what_it_hid(
    client: Client, found: Alert, judge: Person, companies
) -> None:
    sent = {"company": "minori", "rule": "r1", "reason": WHY, "ends": days(90), "owner": judge.id}

    made = client.post(f"{LIST}/new", sent, follow=True).content.decode()

    assert "静かにしました。" in made
    assert only().ends <= timezone.now() + timedelta(days=90)
    arrive(detection("minori", "r1", by=watched(companies.minori), sensor="EIGYO"), at=timezone.now())
    text = page(client)
    assert "題 r1" in text
    assert WHY in text
    assert "1件" in text
    assert "題 r1" in page(client, f"{LIST}?q=棚卸し")
    assert "見つかりません。" in page(client, f"{LIST}?q=何もない")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"reason": "静か"}, "理由を5文字以上"),
        ({"ends": days(120)}, "90日まで"),
        ({"ends": days(-3)}, "終わりの日は"),
        ({"company": "nobody"}, "このコードの会社はありません"),
        ({"owner": ""}, "入れてください。"),
    ],
)
def test_a_refusal_is_said_beside_the_form_and_what_was_written_stays(
    client: Client, judge: Person, changed: dict[str, str], words: str
) -> None:
    sent = {"company": "minori", "rule": "r1", "reason": WHY, "ends": days(9), "owner": judge.id} | changed

    text = client.post(f"{LIST}/new", sent).content.decode()

    assert words in text
    assert 'value="r1"' in text


def test_what_was_real_is_said_before_it_is_refused(client: Client, found: Alert, judge: Person, companies) -> None:
    with tenant_scope(companies.minori.id):
        Alert.objects.update(verdict="true")
    sent = {"company": "minori", "rule": "r1", "reason": WHY, "ends": days(9), "owner": judge.id}

    assert "本物だった検知が1件" in client.post(f"{LIST}/look", sent).content.decode()
    answer = client.post(f"{LIST}/new", sent)
    assert (answer.status_code, "本物だった検知が1件" in answer.content.decode()) == (422, True)


def test_it_is_extended_and_ended(client: Client, judge: Person, companies) -> None:
    address = f"{LIST}/{silenced(companies, judge, timezone.now()).id}"

    assert (
        "終わりの日をのばしました" in client.post(f"{address}/extend", {"ends": days(60)}, follow=True).content.decode()
    )
    assert "90日まで" in client.post(f"{address}/extend", {"ends": days(95)}).content.decode()
    assert "いま終えました" in client.post(f"{address}/end", follow=True).content.decode()
    assert "もう変わっていた" in client.post(f"{address}/end", follow=True).content.decode()
    assert "もう一度静かにする" in page(client, address)


def test_a_question_stands_first_and_is_answered(client: Client, judge: Person, companies) -> None:
    before = silenced(companies, judge, timezone.now() - timedelta(days=31))
    address = f"{LIST}/{before.id}"
    silences.ask(at=timezone.now())

    assert "続けるか、1件のおたずねがあります。" in page(client)
    assert "をまだ静かにしますか？" in page(client, address)
    again = {"again": "yes", "reason": WHY, "ends": days(9), "owner": judge.id}
    assert "前と同じ理由です" in client.post(f"{address}/answer", again).content.decode()
    made = client.post(f"{address}/answer", again | {"reason": "春まで使うと聞いた"}, follow=True).content.decode()

    assert "春まで使うと聞いた" in made
    assert "おたずねがあります" not in page(client)


def test_or_it_is_let_be(client: Client, judge: Person, companies) -> None:
    before = silenced(companies, judge, timezone.now() - timedelta(days=31))
    silences.ask(at=timezone.now())

    text = client.post(f"{LIST}/{before.id}/answer", follow=True).content.decode()

    assert "続けません" in text
    assert "おたずねがあります" not in text


def test_the_desk_sees_them_and_cannot_make_or_end_one(companies) -> None:
    made = silenced(companies, hayase("analyst"), timezone.now())
    Person.objects.filter(email="hayase@naniwa.example").update(email="other@naniwa.example")
    desk = browser_of_staff(hayase("desk"))

    assert WHY in page(desk, f"{LIST}/{made.id}")
    assert "いま終える" not in page(desk, f"{LIST}/{made.id}")
    assert [desk.get(f"{LIST}/new").status_code, desk.post(f"{LIST}/{made.id}/end").status_code] == [404, 404]
