"""What people do to incidents, as its company hears of it: 終わりました, another colour, a matter that begins again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from otasuke.web.flows.telling import about, advice_of, tell
from otasuke.web.incidents.models import Incident
from otasuke.web.incidents.states import Outcome, State
from otasuke.web.notify import services as notify
from otasuke.web.notify.words import Words

_OVER: Mapping[str, tuple[str, str]] = {
    Outcome.TRUE.value: (
        "終わりました。いつも通りお使いください。",
        "It is over. Please work as usual.",
    ),
    Outcome.BENIGN.value: (
        "確かめました。心配のないものでした。いつも通りお使いください。",
        "We looked into it, and there is nothing to worry about. Please work as usual.",
    ),
    Outcome.TEST.value: (
        "確かめました。試しの動きでした。いつも通りお使いください。",
        "We looked into it: somebody tried something out. Please work as usual.",
    ),
}


def heard(incident: Incident, at: datetime, **_: object) -> None:
    """Something was changed by hand (`incidents.changing.changed`); in its transaction, its scope is open."""
    if incident.told_at is None or incident.state == State.MERGED.value:
        return
    if incident.state == State.CLOSED.value:
        notify.close(incident.customer_id, about(incident), words=_words(incident), at=at)
    else:
        tell(incident, at=at)


def _words(incident: Incident) -> Mapping[str, Words]:
    said = dict(zip(("ja", "en"), _OVER.get(incident.outcome, _OVER[Outcome.TRUE.value]), strict=True))
    titles = {language: one.title for language, one in advice_of(incident).items()}
    return {language: Words(titles[language], words) for language, words in said.items()}
