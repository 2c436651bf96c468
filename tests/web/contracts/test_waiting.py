"""Owners are told of what waits for their consent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from contract_cast import NOON, START, agree, draft_plan, telling
from job_runner import run_jobs
from otasuke.web.accounts.models import Person
from otasuke.web.audit.models import AuditLine
from otasuke.web.contracts.explaining import LIVES_FOR, explain_start
from otasuke.web.contracts.models import Explanation
from otasuke.web.contracts.services import draft_contract, offer_plan
from otasuke.web.contracts.tasks import remind
from otasuke.web.contracts.waiting import REMIND_AFTER, mailed_at, remind_owners, tell_owners
from otasuke.web.jobs.mail import opened
from otasuke.web.jobs.models import Mail
from otasuke.web.jobs.selectors import list_jobs
from otasuke.web.tenancy.scope import tenant_scope
from portal_cast import join

ADDRESS = "https://otasuke.example/contract"
LATER = NOON + REMIND_AFTER


@pytest.fixture
def minori(companies):
    with tenant_scope(companies.minori.id):
        yield companies.minori


@pytest.fixture
def explanation(minori) -> Explanation:
    plan = offer_plan(draft_plan(), actor=None)
    contract = draft_contract(minori, plan, endpoints=7, actor=None)
    return explain_start(contract.id, telling(), plan=plan, endpoints=7, from_day=START)


def owner(minori, name: str, language: str = "ja") -> Person:
    person = Person.objects.create(name=name, email=f"{name}@minori.example", language=language)
    join(person, minori, "owner")
    return person


def verbs() -> list[str]:
    lines = AuditLine.objects.filter(verb__in=["explanation.mailed", "explanation.reminded"])
    return list(lines.order_by("number").values_list("verb", flat=True))


def remind_again(explanation: Explanation, at=LATER) -> bool:
    return remind_owners(explanation.customer_id, explanation.id, address=ADDRESS, now=at)


def sent() -> list[mail.EmailMessage]:
    """What is mailed; the mails' end is past in these tests, so it is read where it waits."""
    return [
        mail.EmailMessage(said["subject"], said["body"], to=said["to"])
        for said in (opened(one.id, one.content) for one in Mail.objects.order_by("made_at"))
    ]


def test_every_owner_is_told_in_his_language_with_the_address(minori, explanation: Explanation) -> None:
    owner(minori, "sakaki")
    owner(minori, "smith", "en")
    join(Person.objects.create(name="川端", email="kawabata@minori.example"), minori, "colleague")

    tell_owners(explanation, address=ADDRESS)

    japanese, english = sent()
    assert (japanese.to, english.to) == (["sakaki@minori.example"], ["smith@minori.example"])
    assert ADDRESS in japanese.body
    assert "4月19日まで同意できます" in japanese.body
    assert ADDRESS in english.body
    assert "until April 19" in english.body
    assert verbs() == ["explanation.mailed"]
    assert len(mailed_at(explanation)) == 1


def test_the_reminder_is_a_job_of_a_week_later(minori, explanation: Explanation) -> None:
    owner(minori, "sakaki")
    explanation.explained_at = timezone.now() - REMIND_AFTER + timedelta(hours=1)

    tell_owners(explanation, address=ADDRESS)

    assert "contracts.remind" not in run_jobs()
    assert any(one.task == "contracts.remind" for one in list_jobs("todo"))


def test_who_has_not_answered_is_reminded_once(minori, explanation: Explanation) -> None:
    owner(minori, "sakaki")
    tell_owners(explanation, address=ADDRESS)

    assert remind_again(explanation) is True
    assert remind_again(explanation) is False

    first, second = sent()
    assert first.subject != second.subject
    assert "お返事を待っています" in second.body
    assert verbs() == ["explanation.mailed", "explanation.reminded"]


def test_who_agreed_is_not_reminded(minori, explanation: Explanation) -> None:
    owner(minori, "sakaki")
    agree(explanation)

    assert remind_again(explanation) is False


def test_of_what_cannot_be_agreed_to_any_more_nobody_is_reminded(minori, explanation: Explanation) -> None:
    owner(minori, "sakaki")

    assert remind_again(explanation, NOON + LIVES_FOR + timedelta(seconds=1)) is False
    assert remind_again(explanation, NOON + LIVES_FOR) is True


def test_of_an_explanation_that_a_newer_one_replaced_nobody_is_reminded(minori, explanation: Explanation) -> None:
    owner(minori, "sakaki")
    newer = explain_start(
        explanation.contract_id, telling(), plan=explanation.plan, endpoints=8, from_day=explanation.from_day
    )

    assert remind_again(explanation) is False
    assert remind_again(newer) is True


def test_a_company_without_an_owner_is_told_when_it_has_one(minori, explanation: Explanation) -> None:
    tell_owners(explanation, address=ADDRESS)
    assert sent() == []
    assert verbs() == []
    assert remind_again(explanation) is False

    owner(minori, "sakaki")

    assert remind_again(explanation) is True


def test_the_job_does_the_same(minori, explanation: Explanation) -> None:
    """It is long over: nothing is sent."""
    owner(minori, "sakaki")

    remind(customer=str(minori.id), explanation=str(explanation.id), address=ADDRESS)

    assert verbs() == []
