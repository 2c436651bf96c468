"""Taking companies in from a file, and writing them to one."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from otasuke.web.accounts.policy import Capability
from otasuke.web.audit.services import record
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.edits import done_in, toast_of
from otasuke.web.console.pages import page
from otasuke.web.customers.importing import BadSheet, Change, Outdated, companies, preview, take_in
from otasuke.web.customers.kept import mark_of
from otasuke.web.customers.models import Edit, ImportFile
from otasuke.web.customers.sheet import HEADINGS, MOST_BYTES, MOST_ROWS, LineFault, cell, read_sheet, write_sheet
from otasuke.web.ui.telling import told

KEPT_FOR = timedelta(days=1)
"""A file that nobody took in is thrown away after that."""
MOST_SHOWN = 200
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Written:
    """A field that a line would write: its heading, and what it says before and after."""

    heading: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of a file would do."""

    change: Change
    written: Sequence[Written]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong on a line, in the language of the reader."""

    line: int
    heading: str
    words: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking a file in would do. faults: then nothing can be; agreed: a mark of all that it would do."""

    lines: Sequence[Line]
    new: int
    changed: int
    same: int
    faults: Sequence[LineFault]
    agreed: str


@never_cache
@require_http_methods(["GET", "POST"])
@for_staff(Capability.EDIT_COMPANIES)
def upload(request: HttpRequest, staff: Staff) -> HttpResponse:
    """会社の取りこみ. Choose a file."""
    shown = {
        "headings": HEADINGS.values(), "rows": f"{MOST_ROWS:,}", "megabytes": MOST_BYTES // 1_000_000,
        "done": Edit.objects.filter(kind="taken_in").select_related("by", "file").order_by("-at")[:10],
        "toast": toast_of(request, now=timezone.now()),
    }  # fmt: skip
    if request.method == "GET":
        return page(request, staff, "import", shown)
    sent = request.FILES.get("file")
    if sent is None or sent.size is None:
        return page(request, staff, "import", {**shown, "wrong": _("ファイルを選んでください。")})
    if sent.size > MOST_BYTES:
        words = _("ファイルが大きすぎます。%(most)s MB までにしてください。") % {"most": shown["megabytes"]}
        return page(request, staff, "import", {**shown, "wrong": words})
    now = timezone.now()
    ImportFile.objects.filter(edit=None, at__lt=now - KEPT_FOR).delete()
    name = (sent.name or "").replace("\0", "")[:_LONGEST_NAME]
    kept = ImportFile.objects.create(name=name, data=sent.read(), by=staff.person, at=now)
    return redirect("console-import-preview", kept.id)


@never_cache
@require_http_methods(["GET", "POST"])
@for_staff(Capability.EDIT_COMPANIES)
def look(request: HttpRequest, staff: Staff, file: UUID) -> HttpResponse:
    """What the file would do; and do that."""
    kept = _kept(file)
    seen = _preview(bytes(kept.data))
    if request.method == "GET" or seen.faults:
        return page(request, staff, "import_preview", _shown(kept, seen))
    try:
        if request.POST.get("agreed") != seen.agreed:
            raise Outdated
        agreed = [line.change for line in seen.lines]
        made = take_in(read_sheet(bytes(kept.data)), agreed, actor=staff.person, at=timezone.now())
    except (Outdated, BadSheet):
        shown = _shown(kept, _preview(bytes(kept.data)))
        return page(request, staff, "import_preview", {**shown, "is_outdated": True}, status=409)
    kept.edit, kept.data = made, b""
    kept.save(update_fields=["edit", "data"])
    return redirect(f"{reverse('console-import')}?{done_in(made)}")


@never_cache
@require_GET
@for_staff(Capability.EDIT_COMPANIES)
def faults_file(request: HttpRequest, staff: Staff, file: UUID) -> HttpResponse:  # noqa: ARG001  # as all views
    """What is wrong with a file, as a file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_("行"), _("見出し"), _("まちがい")])
    for one in _preview(bytes(_kept(file).data)).faults:
        writer.writerow([one.line, cell(one.heading), cell(told(one.sentence))])
    return as_file(out.getvalue().encode("utf-8-sig"), "faults.csv")


@never_cache
@require_POST
@for_staff(Capability.EDIT_COMPANIES)
def export(request: HttpRequest, staff: Staff) -> HttpResponse:  # noqa: ARG001  # as all views
    """All companies as a file, which can be changed and taken in again. That somebody took it stands in the log."""
    all_of_them = companies()
    record("customers.exported", actor=staff.person, target="file", count=len(all_of_them))
    return as_file(write_sheet(all_of_them), f"companies-{timezone.localdate()}.csv")


def as_file(data: bytes, name: str) -> HttpResponse:
    """A CSV file to keep."""
    return HttpResponse(
        data, "text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _kept(file: UUID) -> ImportFile:
    """A file that was not taken in yet. Raises Http404."""
    kept = ImportFile.objects.filter(id=file, edit=None).first()
    if kept is None:
        raise Http404
    return kept


def _shown(file: ImportFile, seen: Preview) -> dict[str, object]:
    """What the page of a preview shows: the lines that do something, as many as one can look at."""
    doing = [line for line in seen.lines if line.change.kind != "same"]
    return {
        "file": file,
        "preview": seen,
        "lines": doing[:MOST_SHOWN],
        "faults": [Fault(one.line, one.heading, told(one.sentence)) for one in seen.faults[:MOST_SHOWN]],
        "more": max(len(doing), len(seen.faults)) - MOST_SHOWN if max(len(doing), len(seen.faults)) > MOST_SHOWN else 0,
    }


def _preview(data: bytes) -> Preview:
    try:
        changes = preview(read_sheet(data))
    except BadSheet as bad:
        return Preview((), 0, 0, 0, bad.faults, "")
    kinds = [one.kind for one in changes]
    counts = (kinds.count("new"), kinds.count("changed"), kinds.count("same"))
    return Preview([Line(one, _written(one)) for one in changes], *counts, (), mark_of(changes))


def _written(change: Change) -> Sequence[Written]:
    if change.before is None:
        return ()
    return [
        Written(HEADINGS[name], getattr(change.before, name), getattr(change.after, name)) for name in change.fields
    ]
