from otasuke.web.accounts.models import Firm, Invitation, Person, Post
from otasuke.web.accounts.policy import Role
from otasuke.web.accounts.signing_in import roles_of
from otasuke.web.world.people import EVERYBODY, PROVIDER, PROVIDER_PHONE
from otasuke.web.world.staffing import employ_everybody
from world_cast import NOW


def test_everybody_gets_a_role_at_a_firm_once(database) -> None:
    manager = employ_everybody(now=NOW)
    employ_everybody(now=NOW)

    assert roles_of(manager) == {Role.MANAGER}
    assert Post.objects.count() == Person.objects.count() == len(EVERYBODY)
    provider = Firm.objects.get(kind="provider")
    assert (provider.name, provider.phone) == (PROVIDER, PROVIDER_PHONE)


def test_no_invitation_is_left_by_which_somebody_could_come_in(database) -> None:
    employ_everybody(now=NOW)

    assert not Invitation.objects.exists()
