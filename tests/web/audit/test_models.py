"""Lines of the audit log, as they are kept."""

from __future__ import annotations

from otasuke.web.audit.models import AuditLine
from otasuke.web.audit.services import record
from otasuke.web.tenancy.scope import tenant_scope


def test_a_line_says_all_that_its_columns_say(companies) -> None:
    with tenant_scope(companies.minori.id):
        record("contract.signed", actor=None, customer=companies.minori.id, target="contract 7", yen=19600)
        line = AuditLine.objects.get()

    moment = line.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    what = '{"by":null,"to":"contract 7","yen":19600}'
    assert line.line == f"1 {moment} {companies.minori.id} contract.signed {what}"
    assert len(line.digest) == 32
