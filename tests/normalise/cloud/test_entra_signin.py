from normalise.cloud.reading import is_covered, read
from normalise.cloud.samples import SIGNIN, SIGNIN_ENVELOPE, SIGNIN_TABLE


def test_a_failed_sign_in_says_why():
    event = read(SIGNIN)

    assert is_covered(event, "azure", None, "signinlogs")
    assert event.fields["ResultType"] == "50057"
    assert event.fields["ResultDescription"] == event.fields["Resultdescription"]
    assert event.fields["ResultDescription"] == ("User account is disabled.", "MFA Denied")
    assert event.fields["Status"] == ("Failure", "User account is disabled.", "MFA Denied")


def test_the_portals_names_are_there():
    event = read(SIGNIN)

    assert event.fields["ActivityDetails"] == "Sign-ins"
    assert event.fields["ClientApp"] == "IMAP"
    assert event.fields["Username"] == "hanako@example.co.jp"
    assert event.fields["properties.message"] == "Device Code"
    assert event.fields["DeviceDetail.trusttype"] == event.fields["DeviceDetail.deviceId"] == ""
    assert event.fields["DeviceDetail.isCompliant"] == "false"
    assert event.fields["NetworkLocationDetails"] == "[]"
    assert event.fields["RiskState"] == "atRisk"
    assert event.fields["AuthenticationRequirement"] == "singleFactorAuthentication"


def test_the_envelope_wins_where_it_has_the_result():
    event = read(SIGNIN_ENVELOPE)

    assert event.fields["ResultType"] == "50126"
    assert event.fields["ResultDescription"][0] == "Invalid username or password"
    assert event.sensor == "t1"


def test_a_row_of_the_table_is_a_success():
    event = read(SIGNIN_TABLE)

    assert event.fields["Status"] == "Success"
    assert event.fields["userPrincipalName"] == "hanako@example.co.jp"
    assert event.fields["DeviceDetail.trusttype"] == "Azure AD joined"
    assert event.fields["NetworkLocationDetails"] == "[]"
