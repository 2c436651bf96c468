"""What is done while nobody looks at a page."""

from __future__ import annotations

from datetime import timedelta

from django.core import mail

from job_runner import run_jobs
from joining_cast import NOW, fresh, hear, invited, walk_to_devices
from otasuke.web.joining.tasks import send_letters, settle_all


def test_a_company_is_in_though_its_phone_was_put_away_and_gets_its_letter(companies, broker) -> None:
    joining = walk_to_devices(invited(companies.minori).joining, {"windows": 1})
    settle_all(NOW)
    assert fresh(joining).step == "devices"

    hear(companies.minori)
    settle_all(NOW)
    assert fresh(joining).step == "connected"

    send_letters(NOW + timedelta(days=13))
    run_jobs()
    assert mail.outbox == []
    for _ in range(2):
        send_letters(NOW + timedelta(days=14))
    run_jobs()
    assert len(mail.outbox) == 1
