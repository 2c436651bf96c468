from normalise.cloud.reading import is_covered, read
from normalise.cloud.samples import WORKSPACE_ADMIN, WORKSPACE_LOGIN


def test_a_record_of_several_events_is_one_event_with_lists():
    event = read(WORKSPACE_ADMIN)

    assert is_covered(event, "gcp", None, "google_workspace.admin")
    assert event.fields["eventName"] == ("CHANGE_APPLICATION_SETTING", "DELETE_ROLE")
    assert event.fields["eventService"] == "admin.googleapis.com"
    assert event.fields["setting_name"] == "ContextAwareAccess Enablement"
    assert event.fields["new_value"] == "false"
    assert event.sensor == "C01"


def test_a_log_entry_belongs_to_workspace_and_to_google_cloud():
    event = read(WORKSPACE_LOGIN)

    assert is_covered(event, "gcp", None, "google_workspace.login")
    assert is_covered(event, "gcp", None, "gcp.audit")
    assert event.fields["protoPayload.metadata.event.eventName"] == ("suspicious_login",)
    assert event.fields["protoPayload.Servicename"] == "login.googleapis.com"
    assert event.fields["affected_email_address"] == "hanako@example.co.jp"


def test_parameters_of_odd_shapes_are_left_out():
    events = [1, {"name": "X", "parameters": [2, {"name": 3}, {"name": "A"}, {"name": "B", "multiValue": ["x", None]}]}]

    event = read({**WORKSPACE_ADMIN, "events": events})

    assert event.fields["b"] == "x"
    assert "a" not in event.fields
