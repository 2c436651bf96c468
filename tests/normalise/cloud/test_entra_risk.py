import pytest

from normalise.cloud.reading import is_covered, read
from normalise.cloud.samples import PIM, PIM_INCIDENT, RISK


def test_a_risk_detection_says_its_kind():
    event = read(RISK)

    assert is_covered(event, "azure", None, "riskdetection")
    assert event.fields["riskEventType"] == "anonymizedIPAddress"


@pytest.mark.parametrize(
    "record",
    [
        {"time": "2024-03-29T05:59:00Z", "category": "UserRiskEvents", "properties": {"riskEventType": "newCountry"}},
        {"TimeGenerated": "2024-03-29T05:59:00Z", "RiskEventType": "newCountry", "Type": "AADUserRiskEvents"},
    ],
)
def test_the_other_forms_say_it_too(record):
    event = read(record)

    assert event.fields["riskEventType"] == "newCountry"
    assert event.time is not None


def test_a_pim_alert_is_named_as_its_incidents_are():
    kinds = [read(record).fields["riskEventType"] for record in (PIM, PIM_INCIDENT)]

    assert kinds == ["staleSignInAlertIncident", "noMfaOnRoleActivationAlertIncident"]
    assert is_covered(read(PIM), "azure", None, "pim")


def test_a_pim_alert_without_a_name_has_no_kind_worth_matching():
    assert read({"alertDefinitionId": None}).fields.get("riskEventType") == ""
