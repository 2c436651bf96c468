from datetime import UTC, datetime

from normalise.cloud.reading import is_covered, read
from normalise.cloud.samples import DUO, DUO_ADMIN, OKTA, OKTA_HOOK, ONELOGIN


def test_an_okta_event_has_the_fields_that_rules_name():
    event = read(OKTA)

    assert is_covered(event, "okta", None, "okta")
    assert event.fields["securityContext.isProxy"] == "true"
    assert event.fields["target.displayName"] == ("Okta Admin Console",)
    assert event.fields["debugContext.debugData.requestUri"] == "/admin"


def test_an_event_hook_gives_the_fields_of_the_events_inside():
    event = read(OKTA_HOOK)

    assert event.fields["eventType"] == ("policy.evaluate_sign_on",)
    assert event.fields["actor.alternateId"] == ("hanako@example.co.jp",)


def test_a_onelogin_event_keeps_its_numbers_as_text():
    event = read(ONELOGIN)

    assert is_covered(event, "onelogin", None, "onelogin.events")
    assert event.fields["event_type_id"] == "532"


def test_duo_logs_are_read_in_both_kinds():
    events = [read(DUO), read(DUO_ADMIN)]

    assert all(is_covered(event, "cisco", None, "duo") for event in events)
    assert events[0].fields["reason"] == "bypass_user"
    assert events[0].time == datetime(2024, 3, 29, 5, 59, 0, 123456, tzinfo=UTC)
