import pytest

from otasuke.events import LogSource, Reject, RejectReason
from otasuke.events.event import EXCERPT_BYTES

SECURITY = LogSource("windows", None, "security")


@pytest.mark.parametrize("wanted", [LogSource(), LogSource("windows"), LogSource(service="security"), SECURITY])
def test_a_log_source_covers_what_has_every_part_that_it_names(wanted):
    assert wanted.covers(SECURITY)


@pytest.mark.parametrize("wanted", [LogSource("linux"), LogSource("windows", "dns"), LogSource(service="system")])
def test_a_log_source_does_not_cover_what_lacks_a_part(wanted):
    assert not wanted.covers(SECURITY)


def test_a_log_source_is_written_with_stars_for_what_it_leaves_open():
    assert str(SECURITY) == "windows/*/security"


def test_a_reject_keeps_only_the_beginning():
    reject = Reject.of("x", 7, RejectReason.TOO_LONG, "long", b"a" * 1000)

    assert reject.excerpt == b"a" * EXCERPT_BYTES
    assert reject.offset == 7
