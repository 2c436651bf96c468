"""Explaining what an agreement means, and the consent that makes it so.

Start, change, renewal and cancellation go the same way: a text with all the money in it is kept word by word, and a
consent names its digest. Only the newest explanation of a contract can be agreed to, so nobody agrees to old figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from otasuke.web.accounts.models import Person
from otasuke.web.audit.services import record
from otasuke.web.contracts.errors import ContractError, NotConsentable, NotFound, NotYet
from otasuke.web.contracts.figures import figures_of_change, figures_of_ending, figures_of_plan, figures_of_term
from otasuke.web.contracts.models import Consent, Contract, Explanation, Plan
from otasuke.web.contracts.policy import Ending, bound_until, ending
from otasuke.web.contracts.services import check, locked, take
from otasuke.web.contracts.states import State, Step, next_state
from otasuke.web.contracts.texts import digest_of, filled, template
from otasuke.web.ui.sentences import _

LIVES_FOR = timedelta(days=30)
RENEWABLE_DAYS = 90

_PURPOSES = Explanation.Purpose
_STEPS = {
    _PURPOSES.START: (Step.SIGN, "contract.signed"),
    _PURPOSES.CHANGE: (Step.CHANGE, "contract.changed"),
    _PURPOSES.RENEWAL: (Step.RENEW, "contract.renewed"),
    _PURPOSES.ENDING: (Step.TELL_END, "contract.end_told"),
}


@dataclass(frozen=True, slots=True)
class Telling:
    """How something is explained. by: None only where it is read on a page."""

    how: Explanation.How
    language: str
    by: Person | None
    at: datetime

    def __post_init__(self) -> None:
        if self.by is None and self.how is not Explanation.How.PAGE:
            raise ContractError(_("口頭や書面で説明したときは、説明した人が要ります（基準9 説明）。"))

    @property
    def day(self) -> date:
        """The day where the customers are."""
        return timezone.localdate(self.at)


@transaction.atomic
def explain_start(contract: UUID, telling: Telling, *, plan: Plan, endpoints: int, from_day: date) -> Explanation:
    """Explain a new contract, which gets this plan and number. Raises BreaksRules, NotPossible."""
    found = locked(contract)
    check(plan, endpoints=endpoints)
    found.plan, found.endpoints = plan, endpoints
    take(found, Step.EXPLAIN, "contract.explained", actor=telling.by)
    figures = figures_of_term(from_day, plan.term_months, telling.language)
    return _explain(found, telling, _Offer(_PURPOSES.START, plan, endpoints, from_day), figures)


@transaction.atomic
def explain_change(contract: UUID, telling: Telling, *, plan: Plan, endpoints: int) -> Explanation:
    """Explain another plan or number of computers. Raises BreaksRules, NotPossible."""
    found = _allowing(contract, Step.CHANGE)
    check(plan, endpoints=endpoints)
    assert found.term_from
    figures = {
        **figures_of_change(found),
        **figures_of_term(found.term_from, found.term_months, telling.language),
    }
    return _explain(found, telling, _Offer(_PURPOSES.CHANGE, plan, endpoints, telling.day), figures)


@transaction.atomic
def explain_renewal(contract: UUID, telling: Telling) -> Explanation:
    """Explain a new minimum term of the same plan, from the day after the present one. Raises NotPossible, NotYet."""
    found = _allowing(contract, Step.RENEW)
    assert found.term_from
    first = max(bound_until(found.term_from, found.term_months) + timedelta(days=1), telling.day)
    opens = first - timedelta(days=RENEWABLE_DAYS)
    if telling.day < opens:
        raise NotYet(_("更新は %(day)s からできます。", day=str(opens)))
    figures = figures_of_term(first, found.plan.term_months, telling.language)
    return _explain(found, telling, _Offer(_PURPOSES.RENEWAL, found.plan, found.endpoints, first), figures)


@transaction.atomic
def explain_ending(contract: UUID, telling: Telling) -> Explanation:
    """Explain what leaving costs if it is said today. Raises NotPossible."""
    found = _allowing(contract, Step.TELL_END)
    cost = cost_of_leaving(found, told=telling.day)
    offer = _Offer(_PURPOSES.ENDING, found.plan, found.endpoints, telling.day, cost)
    return _explain(found, telling, offer, figures_of_ending(cost, telling.language))


def cost_of_leaving(contract: Contract, *, told: date) -> Ending:
    """What it costs to leave a running contract."""
    assert contract.term_from
    terms = replace(contract.plan.as_policy(), term_months=contract.term_months)
    return ending(terms, contract.endpoints, started=contract.term_from, told=told)


@transaction.atomic
def consent(explanation: UUID, *, digest: str, name: str, person: Person | None, at: datetime) -> Consent:
    """Agree to an explanation: what it says becomes the contract.

    digest  of the text that was shown to whoever agrees.
    name    of whoever agrees, as he writes it; person if he signs in.
    Raises NotConsentable, NotPossible, NotFound.
    """
    found = Explanation.objects.select_related("plan").filter(id=explanation).first()
    if found is None:
        raise NotFound(_("この説明は見つかりません。"))
    contract = locked(found.contract_id)
    _check_consent(found, digest=digest, name=name, at=at)
    given = Consent.objects.create(
        customer_id=found.customer_id, explanation=found, name=name.strip(), person=person, given_at=at, digest=digest
    )
    target = f"explanation {found.id}"
    record("explanation.agreed", actor=person, customer=found.customer_id, target=target, sha256=digest)
    _apply(found, contract)
    step, verb = _STEPS[_PURPOSES(found.purpose)]
    take(contract, step, verb, actor=person)
    return given


def agreeable_until(explanation: Explanation) -> datetime:
    """The last moment at which somebody can agree to it: one about leaving, in the month in which it was made."""
    last = explanation.explained_at + LIVES_FOR
    if explanation.ends_on is None:
        return last
    day_after = datetime.combine(explanation.ends_on + timedelta(days=1), time.min, timezone.get_current_timezone())
    return min(last, day_after - timedelta(microseconds=1))


@dataclass(frozen=True, slots=True)
class _Offer:
    """What a consent would make of a contract."""

    purpose: Explanation.Purpose
    plan: Plan
    endpoints: int
    from_day: date
    ending: Ending | None = None


def _explain(contract: Contract, telling: Telling, offer: _Offer, more: Mapping[str, str]) -> Explanation:
    """Keep what is said."""
    figures = {**figures_of_plan(offer.plan, offer.endpoints, telling.language), **more}
    text = filled(template(offer.purpose.value, telling.language), figures)
    plain = text.plain()
    made = Explanation.objects.create(
        customer_id=contract.customer_id,
        contract=contract,
        number=contract.explanations.count() + 1,
        purpose=offer.purpose,
        plan=offer.plan,
        endpoints=offer.endpoints,
        from_day=offer.from_day,
        ends_on=offer.ending.ends_on if offer.ending else None,
        fee_yen=offer.ending.fee_taxed_yen if offer.ending else 0,
        language=telling.language,
        text_version=text.version,
        text=plain,
        digest=digest_of(plain),
        how=telling.how,
        explained_by=telling.by,
        explained_at=telling.at,
    )
    whose, target = contract.customer_id, f"explanation {made.id}"
    record("explanation.given", actor=telling.by, customer=whose, target=target, sha256=made.digest, how=made.how)
    return made


def _allowing(contract: UUID, step: Step) -> Contract:
    """A locked contract whose state allows a step. Raises NotPossible."""
    found = locked(contract)
    next_state(State(found.state), step)
    return found


def _check_consent(found: Explanation, *, digest: str, name: str, at: datetime) -> None:
    newest = Explanation.objects.filter(contract=found.contract_id).order_by("-number").values_list("id", flat=True)
    if digest != found.digest or digest_of(found.text) != found.digest:
        raise NotConsentable(_("画面の文と、説明した文がちがいます。もう一度、説明を開いてください。"))
    if found.id != newest.first():
        raise NotConsentable(_("新しい説明があります。そちらを見てください。"))
    if Consent.objects.filter(explanation=found).exists():
        raise NotConsentable(_("この説明には、もう同意されています。"))
    if not found.explained_at <= at <= agreeable_until(found):
        raise NotConsentable(_("説明の期限が過ぎました。金額が変わることがあるので、もう一度説明を受けてください。"))
    if not name.strip():
        raise NotConsentable(_("同意する人の名前を入れてください。"))


def _apply(found: Explanation, contract: Contract) -> None:
    """Change a contract to what was agreed."""
    match found.purpose:
        case _PURPOSES.START | _PURPOSES.CHANGE:
            contract.plan, contract.endpoints = found.plan, found.endpoints
        case _PURPOSES.RENEWAL:
            contract.term_from, contract.term_months = found.from_day, found.plan.term_months
        case _PURPOSES.ENDING:
            contract.ends_on = found.ends_on
