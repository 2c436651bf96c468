"""The list of companies: what somebody wants to see of it, as the address says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case, Exists, F, OrderBy, OuterRef, Q, QuerySet, When

from otasuke.web.contracts.models import Contract
from otasuke.web.contracts.states import State
from otasuke.web.customers.models import Customer
from otasuke.web.customers.selectors import search_customers

A_PAGE = 50
MOST_FOUND = 200
"""Of a search: the likeliest."""
COLUMNS = ("prefecture", "industry", "employees", "assigned", "labels", "contract", "made")
SHOWN_AT_FIRST = ("employees", "assigned", "labels", "contract")
_ORDERS = {
    "kana": "name_kana",
    "employees": "employees",
    "made": "made_at",
    "assigned": "assigned_to__name_kana",
    "prefecture": "prefecture",
}
_CONTRACTS = ("none", "before", "running", "ending")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see. "" means: whatever.

    assigned  a person's id, `me`, or `nobody`.
    contract  none, before (it is being prepared), running or ending.
    sort      a key of _ORDERS, with `-` before it from the last to the first; of a search "" is the likeliest first.
    """

    q: str = ""
    assigned: str = ""
    label: str = ""
    prefecture: str = ""
    industry: str = ""
    contract: str = ""
    sort: str = ""
    columns: tuple[str, ...] = SHOWN_AT_FIRST

    @property
    def query(self) -> str:
        """As an address has it; nothing for what is as it is at first."""
        given = [(name, getattr(self, name)) for name in _TEXTS if getattr(self, name)]
        columns = [("column", one) for one in self.columns] if self.columns != SHOWN_AT_FIRST else []
        return urlencode([*given, *columns])

    @property
    def is_all(self) -> bool:
        """Whether no company is left out."""
        return not any(getattr(self, name) for name in _TEXTS if name != "sort")

    def sorted_by(self, name: str) -> Wanted:
        """The same in another order; the same order again turns it round."""
        return replace(self, sort=f"-{name}" if self.sort == name else name)


_TEXTS = ("q", "assigned", "label", "prefecture", "industry", "contract", "sort")


def wanted(given: Mapping[str, str], columns: Sequence[str]) -> Wanted:
    """What an address asks for; what it cannot mean is left out."""
    texts = {name: given.get(name, "").replace("\0", "").strip()[:200] for name in _TEXTS}
    if texts["sort"].removeprefix("-") not in _ORDERS:
        texts["sort"] = ""
    if texts["contract"] not in _CONTRACTS:
        texts["contract"] = ""
    known = tuple(one for one in COLUMNS if one in columns)
    return Wanted(**texts, columns=known or SHOWN_AT_FIRST)


def companies_of(wish: Wanted, *, me: UUID) -> QuerySet[Customer]:
    """The companies that are wanted; of a search the likeliest first, unless another order is wanted.

    A scope over all has to be open, and whoever asks allowed to see them.
    """
    found = Customer.objects.filter(_filter(wish, me), withdrawn_at=None).select_related("assigned_to")
    found = _by_contract(found, wish.contract)
    if not wish.q:
        return found.order_by(*_order(wish.sort))
    likeliest = [one.id for one in search_customers(wish.q, most=MOST_FOUND)]
    rank = [When(id=one, then=place) for place, one in enumerate(likeliest)]
    found = found.filter(id__in=likeliest)
    return (
        found.order_by(*_order(wish.sort)) if wish.sort or not rank else found.order_by(Case(*rank, default=MOST_FOUND))
    )


def page_of(wish: Wanted, number: str | None, *, me: UUID) -> Page[Customer]:
    """A page of them."""
    return Paginator(companies_of(wish, me=me), A_PAGE).get_page(number)


def states_of(companies: Sequence[Customer]) -> Mapping[UUID, str]:
    """How the newest contract of each stands; a company without one is left out."""
    found = Contract.objects.filter(customer__in=[one.id for one in companies]).exclude(state=State.ENDED.value)
    return dict(found.order_by("made_at").values_list("customer_id", "state"))


def labels_in_use() -> Sequence[str]:
    """Every label that a company bears."""
    found = Customer.objects.filter(withdrawn_at=None).exclude(labels=[]).values_list("labels", flat=True)
    return sorted({label for labels in found for label in labels})


def _filter(wish: Wanted, me: UUID) -> Q:
    found = Q()
    if wish.assigned == "nobody":
        found &= Q(assigned_to=None)
    elif wish.assigned:
        found &= Q(assigned_to=me if wish.assigned == "me" else _uuid(wish.assigned))
    if wish.label:
        found &= Q(labels__contains=[wish.label])
    if wish.prefecture:
        found &= Q(prefecture=wish.prefecture)
    if wish.industry:
        found &= Q(industry__startswith=wish.industry)
    return found


def _uuid(text: str) -> UUID:
    """Nobody's id for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _by_contract(found: QuerySet[Customer], contract: str) -> QuerySet[Customer]:
    all_of_his = Contract.objects.filter(customer=OuterRef("pk")).exclude(state=State.ENDED.value)
    if contract == "none":
        return found.filter(~Exists(all_of_his))
    states = {
        "before": [State.DRAFT.value, State.EXPLAINED.value, State.SIGNED.value],
        "running": [State.RUNNING.value],
        "ending": [State.ENDING.value],
    }.get(contract)
    return found.filter(Exists(all_of_his.filter(state__in=states))) if states else found


def _order(sort: str) -> Sequence[OrderBy | str]:
    column = _ORDERS.get(sort.removeprefix("-"), "name_kana")
    first = F(column).desc(nulls_last=True) if sort.startswith("-") else F(column).asc(nulls_last=True)
    return [first, "name_kana", "id"]
