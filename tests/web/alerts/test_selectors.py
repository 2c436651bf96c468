"""What is asked about silences."""

from __future__ import annotations

from uuid import uuid4

import pytest

from finding_cast import DAY, HOUR, NOW, arrive, detection, watched
from otasuke.web.alerts import selectors, silences
from otasuke.web.alerts.errors import NotFound
from otasuke.web.tenancy.scope import tenant_scope
from staff_cast import hayase


def make(customer, rule: str, **more: object):
    judge = hayase() if not more.get("judge") else more["judge"]
    return silences.make(
        customer.id, {"rule": rule}, reason="棚卸しの道具", ends=NOW + 9 * DAY, owner=judge, actor=judge, at=NOW
    )


def test_a_silence_knows_how_much_it_hid_and_where_it_stands(companies) -> None:
    made = make(companies.minori, "r1")
    pc, other = watched(companies.minori), watched(companies.minori)
    seen = [detection("minori", "r1", by=pc) for _ in range(2)]
    arrive(*seen, detection("minori", "r1", by=other, sensor="EIGYO"), at=NOW + HOUR)

    with tenant_scope(companies.minori.id):
        found = selectors.silence(made.id, at=NOW)
        assert (found.hidden, found.seen) == (2, 3)
        assert [len(which(at=NOW)) for which in (selectors.questions, selectors.running, selectors.over)] == [0, 1, 0]
        late = NOW + 10 * DAY  # also before the job has asked
        assert [len(which(at=late)) for which in (selectors.questions, selectors.running, selectors.over)] == [1, 0, 0]
        assert len(selectors.hidden_by(found)) == 2


def test_another_company_s_is_not_there(companies) -> None:
    made = make(companies.minori, "r1")

    with tenant_scope(companies.kobato.id):
        for which, one in ((selectors.silence, made.id), (selectors.silence, uuid4())):
            with pytest.raises(NotFound):
                which(one, at=NOW)
        with pytest.raises(NotFound):
            selectors.alert(uuid4())
