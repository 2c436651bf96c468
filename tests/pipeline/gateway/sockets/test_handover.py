from __future__ import annotations

import pytest

from otasuke.pipeline.gateway.intake import Refused
from otasuke.pipeline.gateway.sockets.complaints import Complaints
from otasuke.pipeline.gateway.sockets.handover import Handover
from pipeline.gateway.sockets.doors import SAKURA, SILENT, FakeIntake, run


def test_lines_are_admitted_and_accepted_under_their_name():
    async def story() -> tuple[FakeIntake, Complaints]:
        intake, complaints = FakeIntake(), Complaints("x", SILENT)
        await Handover(intake, complaints).give(SAKURA, b"a\nb", batch="b1")
        return intake, complaints

    intake, complaints = run(story)

    assert (intake.admitted, intake.accepted) == ([3], [(SAKURA, b"a\nb", "b1")])
    assert complaints.counts == {"lines": 2, "bytes": 3, "not_accepted": 0}


def test_who_says_later_is_asked_again_under_the_same_name_but_admits_only_once():
    async def story() -> tuple[FakeIntake, Complaints]:
        intake, complaints = FakeIntake(), Complaints("x", SILENT)
        intake.admission_refusals = [Refused(429, "slow down", retry_after_s=0)]
        intake.refusals = [Refused(503, "broker away", retry_after_s=0) for _ in range(3)]
        await Handover(intake, complaints).give(SAKURA, b"a", batch="b1")
        return intake, complaints

    intake, complaints = run(story)

    assert (intake.admitted, intake.accepted) == ([1], [(SAKURA, b"a", "b1")])
    assert complaints.counts["waits"] == 4


@pytest.mark.parametrize(("retry_after_s", "gives_up_after_s"), [(None, 600.0), (0, 0.0)])
def test_what_is_refused_for_good_or_for_too_long_is_refused(retry_after_s: int | None, gives_up_after_s: float):
    async def story() -> Complaints:
        intake, complaints = FakeIntake(), Complaints("x", SILENT)
        intake.refusals = [Refused(403, "contract ended", retry_after_s=retry_after_s)]
        with pytest.raises(Refused, match="contract ended"):
            await Handover(intake, complaints).give(SAKURA, b"a", batch="b1", gives_up_after_s=gives_up_after_s)
        return complaints

    assert run(story).counts == {"refused": 1, "not_accepted": 1}
