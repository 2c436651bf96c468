"""What stands around every page of the way in."""

from __future__ import annotations

from django.utils.translation import gettext as _

from otasuke.web.joining.policy import Step
from otasuke.web.joining.selectors import Visit, owner_is_known


def framed(visit: Visit, step: Step) -> dict[str, object]:
    """The five marks with the one where somebody is, from 1; and whether he may say here that the address is his."""
    steps = [_("会社"), _("説明"), _("同意"), _("台数"), _("つなぐ")]
    return {
        "visit": visit,
        "steps": steps,
        "at": min(list(Step).index(step) + 1, len(steps)),
        "asks_address": visit.by_mail and bool(visit.joining.name) and not owner_is_known(visit.joining),
    }
