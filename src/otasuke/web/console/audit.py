"""監査記録. Who did what, whether it still is as it was written, and a file that proves it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from tempfile import SpooledTemporaryFile
from typing import IO, cast
from uuid import UUID
from weakref import finalize

from django import forms
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import Capability
from otasuke.web.audit.checking import PROVIDER, check, write
from otasuke.web.audit.finding import Act, Sought, acts
from otasuke.web.audit.services import record
from otasuke.web.audit.verify import Broken
from otasuke.web.console.acts import ACTS, GROUPS, TARGETS, fault_words, words_of
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.pages import page
from otasuke.web.customers.models import Customer
from otasuke.web.tenancy.scope import across

_MOST_NAMED = 200
_MARK = re.compile(r"[0-9]{1,18}", re.ASCII)
_NOBODY = UUID(int=0)
_IN_MEMORY = 8 * 1024 * 1024
_OURS = "ours"


def _kinds() -> Iterable[tuple[str, str | Sequence[tuple[str, str]]]]:
    yield "", _("すべて")
    for group, words in GROUPS.items():
        of_group = [(verb, str(told)) for verb, told in ACTS.items() if verb.startswith(f"{group}.")]
        yield str(words), [(f"{group}.", _("%(group)sのすべて") % {"group": words}), *of_group]


class _Filter(forms.Form):
    """Which lines are asked for."""

    whose = forms.ChoiceField(
        label=gettext_lazy("だれの記録"),
        required=False,
        choices=[("", gettext_lazy("すべて")), (_OURS, gettext_lazy("自社の記録"))],
    )
    company = forms.CharField(label=gettext_lazy("会社"), max_length=100, required=False)
    person = forms.CharField(label=gettext_lazy("した人"), max_length=100, required=False)
    verb = forms.ChoiceField(label=gettext_lazy("したこと"), choices=_kinds, required=False)
    since = forms.DateField(
        label=gettext_lazy("いつから"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("いつまで"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def sought(self) -> Sought:
        """What the filled in form asks for; to be called within a scope. A field that cannot be read asks for nothing."""
        given = self.cleaned_data if self.is_valid() else {**dict.fromkeys(self.fields), **self.cleaned_data}
        return Sought(
            customers=_customers(given["whose"], given["company"]),
            people=_people(given["person"]),
            verb=given["verb"] or "",
            since=_midnight(given["since"]),
            before=_midnight(given["until"], later=1),
        )


@dataclass(frozen=True, slots=True)
class _Line:
    """An act with names in place of ids. whose: None: the provider's."""

    act: Act
    words: str
    by: str
    target: str
    whose: str | None


@never_cache
@require_GET
@for_staff(Capability.SEE_AUDIT)
def log(request: HttpRequest, staff: Staff) -> HttpResponse:
    """監査記録. Lines, newest first."""
    form = _Filter(request.GET)
    older = request.GET.get("older", "")
    with across("the audit log"):
        sought = form.sought()
        found = acts(sought, older=int(older) if _MARK.fullmatch(older) else None)
        lines = _named(found.acts)
    asked = request.GET.copy()
    asked.pop("older", None)
    shown = {"form": form, "lines": lines, "older": found.older, "asked": asked.urlencode(), "is_older": bool(older)}
    only = sought.customers[0] if sought.customers and len(sought.customers) == 1 else None
    return page(request, staff, "audit", shown | {"only": only if only != _NOBODY else None})


@never_cache
@require_POST
@for_staff(Capability.SEE_AUDIT)
def verify(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Compute the digests again, and say what is not as it was written."""
    with across("the audit log is checked"):
        chain, name = _chain(request)
        checked = check(chain)
        names = {str(one): words for one, words in _companies(_ids(checked.faults)).items()} | {PROVIDER: _("自社")}
    faults = [(names.get(one.customer, one.customer), one.number, fault_words(one.reason)) for one in checked.faults]
    end = checked.ends[0] if chain is not None and checked.ends else None
    shown = {"checked": checked, "faults": faults, "name": name, "chain": chain, "end": end, "at": timezone.now()}
    return page(request, staff, "audit_checked", shown)


@never_cache
@require_POST
@for_staff(Capability.SEE_AUDIT)
def export(request: HttpRequest, staff: Staff) -> HttpResponseBase:
    """The log as a file that proves itself."""
    file = cast(IO[bytes], SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115  # the response closes it
    with across("the audit log is exported"):
        chain, _name = _chain(request)
        record("audit.exported", actor=staff.person, target=f"chain {chain or 'all'}")
        write(chain, file)
    file.seek(0)
    name = f"audit-{timezone.localdate()}.jsonl"
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/x-ndjson")
    finalize(response, file.close)  # also when nobody read it to its end
    return response


def _chain(request: HttpRequest) -> tuple[str | None, str]:
    """Which chain is meant, and what it is called: a company by its id, the provider's, or all."""
    wanted = request.POST.get("chain", "")
    if wanted == _OURS:
        return PROVIDER, _("自社の記録")
    try:
        company = Customer.objects.filter(id=UUID(wanted)).first()
    except ValueError:
        company = None
    return (str(company.id), company.name) if company else (None, _("すべての記録"))


def _customers(whose: str | None, company: str | None) -> Sequence[UUID] | None:
    if whose == _OURS:
        return []
    if not company:
        return None
    like = Q(tenant=company) | Q(name__icontains=company) | Q(name_kana__icontains=company)
    return list(Customer.objects.filter(like).values_list("id", flat=True)[:_MOST_NAMED]) or [_NOBODY]


def _people(person: str | None) -> Sequence[UUID] | None:
    if not person:
        return None
    like = Q(name__icontains=person) | Q(name_kana__icontains=person) | Q(email__iexact=person)
    return list(Person.objects.filter(like).values_list("id", flat=True)[:_MOST_NAMED])


def _midnight(day: date | None, *, later: int = 0) -> datetime | None:
    return timezone.make_aware(datetime.combine(day + timedelta(days=later), time())) if day else None


def _named(found: Sequence[Act]) -> Sequence[_Line]:
    targets = {act.id: act.target.partition(" ") for act in found}
    ids = {act.by for act in found if act.by} | {
        UUID(key) for kind, _space, key in targets.values() if kind == "person" and _is_id(key)
    }
    people = {person.id: person.name for person in Person.objects.filter(id__in=ids)}
    companies = _companies({act.customer for act in found if act.customer})
    return [
        _Line(
            act,
            words_of(act.verb),
            people.get(act.by, _("もういない人")) if act.by else _("プログラム"),
            _target(targets[act.id], people),
            companies.get(act.customer, str(act.customer)) if act.customer else None,
        )
        for act in found
    ]


def _target(target: tuple[str, str, str], people: Mapping[UUID, str]) -> str:
    kind, _space, key = target
    if kind == "person" and _is_id(key) and UUID(key) in people:
        return people[UUID(key)]
    words = str(TARGETS.get(kind, kind))
    return f"{words} {key[:8]}" if key and kind != "customer" else words if kind != "customer" else ""


def _companies(ids: Iterable[UUID]) -> Mapping[UUID, str]:
    return dict(Customer.objects.filter(id__in=list(ids)).values_list("id", "name"))


def _ids(faults: Iterable[Broken]) -> set[UUID]:
    return {UUID(one.customer) for one in faults if one.customer != PROVIDER}


def _is_id(key: str) -> bool:
    try:
        return bool(UUID(key))
    except ValueError:
        return False
