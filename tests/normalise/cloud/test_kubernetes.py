from normalise.cloud.reading import is_covered, read
from normalise.cloud.samples import KUBERNETES


def test_an_audit_event_is_covered_with_and_without_the_category():
    event = read(KUBERNETES)

    assert is_covered(event, "kubernetes", "application", "audit")
    assert is_covered(event, "kubernetes", None, "audit")


def test_what_a_pod_asks_for_has_the_short_names_of_the_rules():
    event = read(KUBERNETES)

    assert event.fields["capabilities"] == ("SYS_ADMIN",)
    assert event.fields["hostPath"] == ("/",)
    assert event.fields["apiGroup"] == "apps"
    assert event.fields["responseStatus.code"] == "403"


def test_a_deployment_asks_through_its_template():
    pod = KUBERNETES["requestObject"]

    event = read({**KUBERNETES, "requestObject": {"spec": {"template": pod}}})

    assert event.fields["capabilities"] == ("SYS_ADMIN",)
    assert event.fields["hostPath"] == ("/",)
