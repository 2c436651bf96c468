"""What an owner answers changes the incident: its state, its colour, what the desk has to do. The company's scope is open.

An answer may be changed or taken back; what it did is then undone, and all of it stays in the story.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from otasuke.advice.colour import Colour
from otasuke.web.accounts.models import Person
from otasuke.web.alerts import answers
from otasuke.web.alerts.models import LONGEST_NAME, Alert
from otasuke.web.audit.services import record
from otasuke.web.incidents.changing import locked
from otasuke.web.incidents.models import Change, Entry, Incident, Task
from otasuke.web.incidents.states import State, may_become
from otasuke.web.notify.words import Answer, Consequence
from otasuke.web.ui.sentences import Sentence, _, as_data

WHY = {Answer.NOT_MINE: "本人が「違います」と答えました", Answer.DID: "本人が「はい（開いた・した）」と答えました"}
HINT = "本人が「自分です」と答えました"
HINT_NOT = "本人が「いいえ（開いていない・していない）」と答えました"
"""Beside alerts that nobody has judged yet: what the desk may think."""
_CALL, _CARD, _READ = "折り返しお電話する：", "会社のカードに書くかを決める：", "書かれた答えを読む："
_WORSE = {Colour.GREEN: Colour.YELLOW, Colour.BLUE: Colour.YELLOW, Colour.YELLOW: Colour.RED}


def take_answer(
    incident: UUID, answer: Answer | None, *, words: str = "", name: str, person: Person | None, at: datetime
) -> Incident:
    """Do what an answer means; None: it is taken back. What is over is not changed any more. Raises NotFound.

    words  of an answer in words.
    """
    found = locked(incident)
    _say(found, _words(answer, name, words), person=person, at=at)
    if found.is_open:
        _undo(found, at=at)
        if answer:
            _follow(found, answer, name, at=at)
        _look_into(found, answer)
        found.version += 1
        found.save()
    return found


def _follow(found: Incident, answer: Answer, name: str, *, at: datetime) -> None:
    consequence = answer.consequence
    if consequence is Consequence.KNOWN:
        _known(found, name, at=at)
    elif consequence is Consequence.GRAVER:
        _worse(found, WHY[answer], at=at)
    elif consequence is Consequence.CALL:
        _do(found, f"{_CALL}{name}さん（{timezone.localtime(at):%-m月%-d日 %-H:%M}）")
    elif answer is Answer.DID_NOT:
        _hint(found, HINT_NOT)
    elif answer is Answer.WRITTEN:
        _do(found, f"{_READ}{name}さん（{timezone.localtime(at):%-m月%-d日 %-H:%M}）")


def _words(answer: Answer | None, name: str, words: str) -> Sentence:
    if answer is None:
        return _("%(name)sさんが答えを取り消しました。", name=name)
    return {
        Answer.MINE: _("%(name)sさんが「自分です」と答えました。", name=name),
        Answer.NOT_MINE: _("%(name)sさんが「違います」と答えました。", name=name),
        Answer.DID: _("%(name)sさんが「はい（開いた・した）」と答えました。", name=name),
        Answer.DID_NOT: _("%(name)sさんが「いいえ（開いていない・していない）」と答えました。", name=name),
        Answer.YES: _("%(name)sさんが「はい」と答えました。", name=name),
        Answer.NO: _("%(name)sさんが「いいえ」と答えました。", name=name),
        Answer.CALL_ME: _("%(name)sさんが「電話ください」と答えました。", name=name),
        Answer.WRITTEN: _("%(name)sさんが書いて答えました：%(words)s", name=name, words=words),
    }[answer]


def _say(found: Incident, words: Sentence, *, person: Person | None, at: datetime) -> None:
    Entry.objects.create(
        customer_id=found.customer_id, incident=found, at=at, kind="answered", words=as_data(words), by=person
    )
    target = f"incident {found.id}"
    record("incident.answered", actor=person, customer=found.customer_id, target=target, code=found.code)


def _look_into(found: Incident, answer: Answer | None) -> None:
    if answer and found.state != State.ACTING.value and may_become(State(found.state), State.LOOKING):
        found.state = State.LOOKING.value


def _alike(found: Incident) -> list[str]:
    """The fingerprints of what he was asked about."""
    asked = Alert.objects.filter(belonging__incident=found, rule_id=found.lead.rule_id)
    return list(asked.values_list("fingerprint", flat=True))


def _known(found: Incident, name: str, *, at: datetime) -> None:
    """It was somebody of theirs: the same thing waits for the letter next time, and the desk thinks about the card."""
    answers.remember(found.customer_id, _alike(found), name=name, at=at)
    _hint(found, HINT)
    _do(found, f"{_CARD}{found.title}（{HINT}）")


def _hint(found: Incident, words: str) -> None:
    Alert.objects.filter(belonging__incident=found, verdict="").update(verdict_words=words)


def _worse(found: Incident, why: str, *, at: datetime) -> None:
    colour = _WORSE.get(found.level)
    if colour is None:
        return
    said = {name: getattr(found, name) for name in ("state", "outcome", "set_colour", "set_colour_why")}
    said["assigned_to_id"] = str(found.assigned_to_id) if found.assigned_to_id else None
    Change.objects.create(customer_id=found.customer_id, incident=found, kind="answered", before={"said": said}, at=at)
    found.set_colour, found.set_colour_why = colour.value, why


def _undo(found: Incident, *, at: datetime) -> None:
    """What the answer before did, as far as nobody has worked on it."""
    answers.forget(found.customer_id, _alike(found))
    Alert.objects.filter(belonging__incident=found, verdict="", verdict_words__in=(HINT, HINT_NOT)).update(
        verdict_words=""
    )
    for begin in (_CALL, _CARD, _READ):
        Task.objects.filter(incident=found, done_at=None, words__startswith=begin).delete()
    change = Change.objects.filter(incident=found, kind="answered", undone_at=None).order_by("-at").first()
    if change:
        change.undone_at = at
        change.save(update_fields=["undone_at"])
        if found.set_colour_why in WHY.values():
            found.set_colour, found.set_colour_why = (
                change.before["said"][name] for name in ("set_colour", "set_colour_why")
            )


def _do(found: Incident, words: str) -> None:
    last = Task.objects.filter(incident=found).aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    Task.objects.create(customer_id=found.customer_id, incident=found, position=position, words=words[:LONGEST_NAME])
