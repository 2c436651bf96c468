from datetime import UTC, datetime

from normalise.cloud.reading import is_covered, read, source_of
from normalise.cloud.samples import BITBUCKET, GITHUB


def test_a_github_event_says_who_did_what_when():
    event = read(GITHUB)

    assert is_covered(event, "github", None, "audit")
    assert event.fields["action"] == "repo.access"
    assert (event.time, event.sensor) == (datetime(2024, 3, 29, 5, 59, tzinfo=UTC), "example")


def test_an_action_alone_does_not_make_a_github_event():
    assert source_of({"action": "file.read", "actor": "x", "@timestamp": "2024-03-29T05:59:00Z"}) is None


def test_a_bitbucket_event_says_who_did_what_when():
    event = read(BITBUCKET)

    assert is_covered(event, "bitbucket", None, "audit")
    assert event.fields["auditType.action"] == "Audit log configuration updated"
    assert event.fields["auditType.category"] == "Auditing"
    assert event.time == datetime(2024, 3, 29, 5, 59, tzinfo=UTC)
