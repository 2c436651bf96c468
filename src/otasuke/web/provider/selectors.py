"""Who the provider is, for whoever names him."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from otasuke.web.provider.models import Profile
from otasuke.web.provider.policy import Mark, mark
from otasuke.web.tenancy.question import Question


@dataclass(frozen=True, slots=True)
class Provider:
    """The provider, as pages, mails and papers name him.

    phone  of the desk, as email; hours: in words, when it answers.
    mark   the number of the registration while it is valid, so that the お助け隊 mark may be shown; else "".
    logo   a digest of its picture, "" without.
    """

    name: str
    phone: str = ""
    hours: str = ""
    email: str = ""
    mark: str = ""
    logo: str = ""


_PROFILE = Question(lambda: Profile.objects.defer("logo").order_by("id")[:1])


def provider() -> Provider:
    """Who he is now. What nobody has written down yet comes from the settings, also while the database is away."""
    set_up = Provider(
        settings.PROVIDER_NAME,
        settings.PROVIDER_PHONE,
        settings.PROVIDER_HOURS,
        settings.DESK_MAIL,
        mark=settings.PROVIDER_MARK,
    )
    try:
        found = _PROFILE.objects()
    except DatabaseError:
        return set_up
    return _of(found[0]) if found else set_up


def _of(profile: Profile) -> Provider:
    state = mark(profile.registration, profile.registered_from, profile.registered_until, today=timezone.localdate())
    told = Provider(profile.name, profile.phone, profile.hours, profile.email, logo=profile.logo_digest)
    return replace(told, mark=profile.registration) if state is Mark.SHOWN else told
