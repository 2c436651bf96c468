"""What a detection is to a company, and whether anybody is disturbed by it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from otasuke.advice.colour import BY_GRAVITY, Colour
from otasuke.detect.learn.habits import Standing
from otasuke.web.ui.sentences import Sentence, _

INTERRUPTING = (Colour.YELLOW, Colour.RED)


class Held(StrEnum):
    """Why nobody is disturbed by an alert."""

    HABIT = "habit"
    LEARNING = "learning"
    CONTEXT = "context"
    SILENCE = "silence"
    CAUSE = "cause"


class Kind(StrEnum):
    """What may be changed after verdicts."""

    HABIT = "habit"
    SILENCE = "silence"
    LOWER = "lower"


class Verdict(StrEnum):
    """What an alert was."""

    TRUE = "true"
    BENIGN = "benign"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class About:
    """What an alert is about, as the logs say it. A name that is missing is ""."""

    tenant: str
    rule: str
    device: str = ""
    person: str = ""
    counterpart: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a company that a detection is judged by.

    standing     of habits; None: it was found by no rule.
    is_own       by a rule of ours, or with a sheet of ours: told also while the company is new.
    is_learning  the detector did not know the company yet.
    context      what the company's card explains it by.
    silence      why somebody wanted it to be quiet.
    """

    standing: Standing | None = None
    is_own: bool = False
    is_learning: bool = False
    context: Sentence | None = None
    silence: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """held: nobody is disturbed, and `why` says so in words."""

    held: Held | None = None
    why: Sentence | None = None


def fingerprint(about: About) -> str:
    """The same for the same thing at the same company, whatever case its names come in; never that of another company's."""
    parts = (about.tenant, about.rule, about.device, about.person, about.counterpart)
    digest = blake2b(digest_size=16)
    for part in parts:
        data = part.casefold().encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(4, "big") + data)
    return digest.hexdigest()


def judge(colour: Colour, known: Known) -> Judgement:
    """Whether somebody is disturbed. What is 赤 always disturbs: neither habit, card nor silence hides it."""
    if colour is Colour.RED:
        return Judgement()
    if known.silence:
        return Judgement(Held.SILENCE, _("静かにする設定：%(reason)s", reason=known.silence))
    if known.standing in (Standing.HABIT, Standing.AGAIN):
        return Judgement(Held.HABIT, _("この会社では、いつものことです。"))
    if known.is_learning or (known.standing is Standing.FIRST and not known.is_own):
        return Judgement(Held.LEARNING, _("ふだんの様子を覚えている間です。"))
    if known.context is not None:
        return Judgement(Held.CONTEXT, known.context)
    return Judgement()


def is_part_of(colour: Colour, cause: Colour) -> bool:
    """Whether what a correlation was made of is muted by it: it says more than its parts, if it is graver."""
    return BY_GRAVITY.index(colour) < BY_GRAVITY.index(cause)


def false_alarm_share(verdicts: Mapping[str, int]) -> float | None:
    """Of what was judged true or benign, how much was benign; None where nothing was judged."""
    true, benign = verdicts.get(Verdict.TRUE, 0), verdicts.get(Verdict.BENIGN, 0)
    return benign / (true + benign) if true + benign else None
