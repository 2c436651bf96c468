import pytest

from normalise.cloud.reading import is_covered, read
from normalise.cloud.samples import GCP, GCP_ELASTIC, GCP_PUBSUB


@pytest.mark.parametrize("record", [GCP, GCP_PUBSUB])
def test_an_entry_has_the_fields_in_every_spelling(record):
    event = read(record)

    assert is_covered(event, "gcp", None, "gcp.audit")
    for name in ("protoPayload.methodName", "data.protoPayload.methodName", "gcp.audit.method_name"):
        assert event.fields[name] == "io.k8s.core.v1.pods.create"
    assert event.fields["data.protoPayload.authorizationInfo.granted"] == "true"
    assert event.fields["data.protoPayload.resource.type"] == "k8s_cluster"
    assert event.fields["data.protoPayload.logName"].endswith("cloudaudit.googleapis.com%2Factivity")


def test_a_label_can_be_found_by_its_name():
    assert '"image-policy.k8s.io/break-glass":"true"' in read(GCP).fields["protoPayload.request"]


def test_what_the_elastic_agent_wrote_is_read_back():
    event = read(GCP_ELASTIC)

    assert event.fields["gcp.audit.method_name"] == "v1.compute.firewalls.delete"
    assert event.fields["data.protoPayload.methodName"] == "v1.compute.firewalls.delete"
    assert event.sensor == "p1"
