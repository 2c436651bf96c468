"""Writing the provider's facts."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from otasuke.web.audit.services import Actor, record
from otasuke.web.provider.errors import BadProfile
from otasuke.web.provider.models import ONLY, Profile
from otasuke.web.provider.policy import flaws_of_logo, flaws_of_registration


@dataclass(frozen=True, slots=True)
class Facts:
    """What one says of oneself; the registration is that of the service in IPA's list, with its first and last day."""

    name: str
    phone: str = ""
    hours: str = ""
    email: str = ""
    registration: str = ""
    registered_from: date | None = None
    registered_until: date | None = None


def facts() -> Facts:
    """What is written down now; before anything is, what the installation was set up with."""
    profile = Profile.objects.defer("logo").first()
    if profile is None:
        return Facts(settings.PROVIDER_NAME, settings.PROVIDER_PHONE, settings.PROVIDER_HOURS, settings.DESK_MAIL)
    return Facts(**{name: getattr(profile, name) for name in Facts.__dataclass_fields__})


@transaction.atomic
def change(new: Facts, *, actor: Actor | None) -> Facts:
    """Write these down; returns what it was before. Raises BadProfile."""
    flaws = list(flaws_of_registration(new.registration, new.registered_from, new.registered_until))
    if flaws:
        raise BadProfile(flaws)
    before = facts()
    changed = [name for name, value in asdict(new).items() if value != getattr(before, name)]
    if changed or not Profile.objects.exists():
        Profile.objects.update_or_create(id=ONLY, defaults=asdict(new))
        record("provider.changed", actor=actor, target="provider", fields=" ".join(changed))
    return before


@transaction.atomic
def set_logo(data: bytes | None, *, actor: Actor | None) -> None:
    """Show this picture beside the name, or none. Raises BadProfile."""
    flaws = list(flaws_of_logo(data)) if data is not None else []
    if flaws:
        raise BadProfile(flaws)
    digest = sha256(data).hexdigest() if data is not None else ""
    change(facts(), actor=actor)  # so that there is a row
    Profile.objects.filter(id=ONLY).update(logo=data, logo_digest=digest)
    record("provider.logo", actor=actor, target="provider", digest=digest)
