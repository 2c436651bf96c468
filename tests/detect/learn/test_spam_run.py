from __future__ import annotations

from datetime import timedelta

from detect.learn.cast import again, posted, table_of
from otasuke.detect.learn.learning import Learning
from otasuke.detect.learn.learnt import Learnt
from otasuke.detect.learn.people import mails
from otasuke.detect.learn.spam_run import SpamRun

SENDER = "sato@sakura.example"
SENT = "relay=mx.fuji.example[93.184.216.34]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)"


def detector() -> SpamRun:
    return SpamRun(Learning(timedelta(0)))


def found(lines: list[bytes]) -> list[Learnt]:
    return detector().update(mails(table_of(*lines)))


def run(count: int, *, every_s: float = 2.0, people: int = 1000) -> list[bytes]:
    """Mails to one after the other, as Postfix writes it: first whose it is, then where it goes."""
    lines = []
    for n in range(count):
        at, queue = timedelta(seconds=n * every_s), f"4ABCD{n:04d}"
        lines.append(posted(at, queue, f"from=<{SENDER}>, size=901, nrcpt=1 (queue active)", program="qmgr"))
        lines.append(posted(at + timedelta(seconds=1), queue, f"to=<p{n % people}@fuji.example>, {SENT}"))
    return lines


def test_very_many_mails_from_one_mailbox_are_found() -> None:
    (one,) = found(run(120))

    assert one.device == SENDER
    facts = {fact.name: fact.value for fact in one.facts}
    assert (facts["recipients"], facts["domains"]) == ("80", "1")


def test_many_mails_to_few_people_and_a_days_letters_are_no_run() -> None:
    assert found(run(120, people=10)) == []
    assert found(run(120, every_s=60)) == []


def test_a_detector_goes_on_where_another_ended_even_in_the_middle_of_a_mail() -> None:
    lines, first = run(120), detector()
    first.update(mails(table_of(*lines[:81])))

    rest = again(first, detector()).update(mails(table_of(*lines[81:])))

    assert [one.id for one in rest] == [one.id for one in found(lines)] != []
