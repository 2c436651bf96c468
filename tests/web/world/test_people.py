from otasuke.web.accounts.policy import CUSTOMERS, Role
from otasuke.web.world.people import EVERYBODY, OTHERS, STAFF


def test_every_role_that_is_no_customers_has_somebody() -> None:
    assert {member.role for member in EVERYBODY} == set(Role) - CUSTOMERS
    assert len({member.key for member in EVERYBODY}) == len({member.email for member in EVERYBODY}) == len(EVERYBODY)


def test_everybody_is_reached_nowhere() -> None:
    assert all(member.email.endswith(".example") for member in EVERYBODY)
    assert all(employer.phone.startswith("06-0") for employer in (STAFF, *OTHERS))
