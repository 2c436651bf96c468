"""Inviting staff from the command line, where no web runs: the first manager comes in so."""

from __future__ import annotations

import os
from collections.abc import Mapping

import django


class CannotInvite(Exception):
    """Why somebody cannot be invited, and what to do. is_unwell: it lies in the service, not in what was given."""

    def __init__(self, words: str, *, hint: str = "", is_unwell: bool = False) -> None:
        super().__init__(words)
        self.hint = hint
        self.is_unwell = is_unwell


def invite_staff(told: Mapping[str, str], *, name: str, email: str, role: str) -> str:
    """The secret of a link for somebody. told: Django's environment, of the web's login. Raises CannotInvite."""
    os.environ.update(told)
    django.setup()
    from django.db import Error
    from django.utils import timezone

    from otasuke.web.accounts.invitations import BadAddress, invite
    from otasuke.web.accounts.policy import Role
    from otasuke.web.provider.selectors import provider

    try:
        return invite(email, name, role=Role(role), provider=provider().name, actor=None, now=timezone.now())
    except BadAddress as error:
        raise CannotInvite(f"{email!r} is no mail address") from error
    except Error as error:
        raise CannotInvite(
            f"the database of the web cannot be used: {str(error).strip().splitlines()[0]}",
            hint="Does the service run, with its web? `otasuke status` says so.",
            is_unwell=True,
        ) from error
