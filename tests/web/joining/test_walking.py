"""What the owner does on his way in."""

from __future__ import annotations

from datetime import date

import pytest

from joining_cast import MAIL, MINUTE, NOW, fresh, hear, invited, named, signing, walk_to_consent, walk_to_devices
from otasuke.web.accounts.models import Person
from otasuke.web.audit.models import AuditLine
from otasuke.web.contracts.errors import BreaksRules, NotConsentable
from otasuke.web.contracts.models import Consent, Contract, Explanation
from otasuke.web.customers.models import Customer, Membership
from otasuke.web.joining.errors import LinkIsOver, NoDevice, TooMany
from otasuke.web.joining.models import Joining, LearningLetter, Reached
from otasuke.web.joining.policy import NotYet
from otasuke.web.joining.selectors import visit
from otasuke.web.joining.services import withdraw
from otasuke.web.joining.walking import agree, choose_devices, choose_number, confirm_address, read_who, settle
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.selectors import devices_of
from otasuke.web.tenancy.scope import tenant_scope


@pytest.fixture
def joining(companies) -> Joining:
    return invited(companies.minori).joining


def owners(customer: Customer) -> list[str]:
    with tenant_scope(customer.id):
        return list(Membership.objects.values_list("person__email", flat=True))


def names(customer: Customer) -> list[str]:
    return sorted(one.name for one in devices_of(customer))


def test_each_step_leads_to_the_next_and_its_time_is_kept(joining: Joining, companies, broker) -> None:
    walk_to_devices(joining)

    with tenant_scope(companies.minori.id):
        reached = dict(Reached.objects.values_list("step", "at"))
    assert reached == {
        "cost": NOW,
        "consent": NOW,
        "count": NOW + MINUTE,
        "devices": NOW + 2 * MINUTE,
    }
    assert (fresh(joining).step, fresh(joining).since) == ("devices", NOW + 2 * MINUTE)


def test_no_step_is_left_out(joining: Joining, companies) -> None:
    with pytest.raises(NotYet):
        choose_number(joining, 3, language="ja", now=NOW)
    with pytest.raises(NotYet):
        choose_devices(joining, {"windows": 1}, named=named, now=NOW)

    assert fresh(joining).step == "who"
    with tenant_scope(companies.minori.id):
        assert not Explanation.objects.exists()
        assert not Device.objects.exists()


def test_who_was_withdrawn_meanwhile_goes_no_further(joining: Joining) -> None:
    withdraw(joining, actor=None, now=NOW)

    with pytest.raises(LinkIsOver):
        read_who(joining, now=NOW)


def test_another_number_is_explained_anew_until_he_agrees(joining: Joining, companies) -> None:
    walk_to_consent(joining, 3)
    choose_number(joining, 5, language="en", now=NOW)
    agree(joining, signing(joining), now=NOW)
    choose_number(joining, 9, language="ja", now=NOW)  # a tap that comes late

    with tenant_scope(companies.minori.id):
        assert list(Explanation.objects.order_by("number").values_list("endpoints", "language")) == [
            (3, "ja"),
            (5, "en"),
        ]
        assert Contract.objects.get().endpoints == 5


def test_a_number_that_breaks_a_rule_is_refused_and_he_stays(joining: Joining) -> None:
    read_who(joining, now=NOW)

    with pytest.raises(BreaksRules):
        choose_number(joining, 0, language="ja", now=NOW)
    assert fresh(joining).step == "cost"


def test_who_agrees_by_the_mailed_link_is_the_owner_at_once(joining: Joining, companies) -> None:
    walk_to_consent(joining)

    secret = agree(joining, signing(joining, by_mail=True), now=NOW)

    assert secret == ""
    assert owners(companies.minori) == [MAIL]
    with tenant_scope(companies.minori.id):
        assert Consent.objects.get().name == "稲森 修"
        assert Contract.objects.get().state == "signed"


def test_who_typed_his_address_is_the_owner_when_he_confirms_it(companies) -> None:
    joining = invited(companies.minori, email="").joining
    walk_to_consent(joining)

    secret = agree(joining, signing(joining, by_mail=False, email=" okami@minori.example "), now=NOW)
    assert owners(companies.minori) == []
    assert visit(secret, now=NOW).by_mail
    for _ in range(2):
        confirm_address(joining)

    assert owners(companies.minori) == ["okami@minori.example"]
    with tenant_scope(companies.minori.id):
        assert AuditLine.objects.filter(verb="member.joined").count() == 1


def test_a_typed_address_does_not_change_whom_the_mailed_link_belongs_to(joining: Joining, companies) -> None:
    walk_to_consent(joining)

    agree(joining, signing(joining, by_mail=True, email="somebody@else.example"), now=NOW)

    assert owners(companies.minori) == [MAIL]


def test_nobody_confirms_an_address_before_he_agreed(joining: Joining, companies) -> None:
    confirm_address(joining)

    assert owners(companies.minori) == []


def test_who_is_known_already_acts_for_this_company_too(joining: Joining, companies) -> None:
    known = Person.objects.create(name="稲森 修", email=MAIL.upper())
    walk_to_consent(joining)

    agree(joining, signing(joining), now=NOW)

    with tenant_scope(companies.minori.id):
        assert Membership.objects.get().person == known


def test_agreed_to_twice_it_is_one_consent(joining: Joining, companies) -> None:
    walk_to_consent(joining)
    made = signing(joining)
    for _ in range(2):
        agree(joining, made, now=NOW)

    with tenant_scope(companies.minori.id):
        assert Consent.objects.count() == 1


def test_nobody_agrees_to_another_text_than_he_saw(joining: Joining) -> None:
    walk_to_consent(joining)

    with pytest.raises(NotConsentable):
        agree(joining, signing(joining, digest="0" * 64), now=NOW)
    assert fresh(joining).step == "consent"


def test_nobody_agrees_to_what_was_explained_to_another_company(joining: Joining, companies, broker) -> None:
    walk_to_consent(joining)
    other = invited(companies.kobato, email="", offered=joining.plan).joining
    walk_to_consent(other)
    foreign = signing(other)

    with pytest.raises(Exception, match="見つかりません"):
        agree(joining, foreign, now=NOW)
    assert fresh(joining).step == fresh(other).step == "consent"


def test_what_is_wanted_is_added_once_however_often_it_is_said(joining: Joining, companies, broker) -> None:
    walk_to_devices(joining, {"windows": 2, "utm/yamaha": 1})
    choose_devices(joining, {"windows": 2, "utm/yamaha": 1}, named=named, now=NOW)

    assert names(companies.minori) == ["utm 1", "windows 1", "windows 2"]


def test_he_may_think_again_and_what_was_heard_stays(joining: Joining, companies, broker) -> None:
    walk_to_devices(joining, {"windows": 2, "utm/yamaha": 1})
    hear(companies.minori, most=1)

    choose_devices(joining, {"windows": 0, "macos": 1, "utm/fortigate": 1}, named=named, now=NOW)

    assert names(companies.minori) == ["macos 1", "utm 1", "windows 1"]
    assert {one.brand for one in devices_of(companies.minori)} == {"", "fortigate"}


@pytest.mark.parametrize(
    ("wanted", "refusal"), [({}, NoDevice), ({"windows": 0}, NoDevice), ({"windows": 3, "macos": 1}, TooMany)]
)
def test_nothing_and_too_many_are_refused(joining: Joining, companies, wanted, refusal) -> None:
    walk_to_consent(joining, 3)
    agree(joining, signing(joining), now=NOW)

    with pytest.raises(refusal):
        choose_devices(joining, wanted, named=named, now=NOW)
    assert fresh(joining).step == "count"
    assert names(companies.minori) == []


def test_the_service_begins_with_the_first_device_and_a_letter_is_due(joining: Joining, companies, broker) -> None:
    at = walk_to_devices(joining, {"windows": 2})
    settle(at, now=NOW)
    with tenant_scope(companies.minori.id):
        assert Contract.objects.get().state == "signed"

    hear(companies.minori, most=1)
    for _ in range(2):
        assert settle(fresh(joining), now=NOW).step == "devices"

    with tenant_scope(companies.minori.id):
        contract = Contract.objects.get()
        assert (contract.state, contract.started) == ("running", date(2026, 11, 23))
        assert LearningLetter.objects.get().due_on == date(2026, 12, 7)


def test_with_the_last_device_the_company_is_in(joining: Joining, companies, broker) -> None:
    at = walk_to_devices(joining)
    hear(companies.minori)

    assert settle(at, now=NOW + 9 * MINUTE).step == "connected"
    assert settle(fresh(joining), now=NOW + 10 * MINUTE).since == NOW + 9 * MINUTE


def test_devices_that_were_there_before_begin_nothing(joining: Joining, companies, broker) -> None:
    from sensor_cast import device

    device(companies.minori)
    hear(companies.minori)

    assert settle(joining, now=NOW).step == "who"
    with tenant_scope(companies.minori.id):
        assert not LearningLetter.objects.exists()
