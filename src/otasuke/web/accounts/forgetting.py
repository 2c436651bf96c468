"""What ended is forgotten after a while. Who was invited, came in or was refused stands in the audit log, which forgets nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Q

from otasuke.web.accounts import member_sessions, staff_sessions
from otasuke.web.accounts.attempts import LASTS, WITHIN
from otasuke.web.accounts.models import Failure, Invitation, MemberInvitation, MemberSession, OpenBrowser, StaffSession
from otasuke.web.tenancy.scope import across

INVITATIONS = timedelta(days=30)
"""So long after an invitation was over or accepted it can be seen that there was one, and whom it was sent to."""
_A_DAY = timedelta(days=1)


@transaction.atomic
def forget_invitations(*, now: datetime) -> int:
    """Delete invitations of staff and of companies' people that nobody can use any more; how many."""
    until = now - INVITATIONS
    staff, _ = Invitation.objects.filter(Q(expires_at__lt=until) | Q(used_at__lt=until)).delete()
    with across("invitations of all companies that are over"):
        members, _ = MemberInvitation.objects.filter(expires_at__lt=until).delete()
    return staff + members


@transaction.atomic
def forget_browsers(*, now: datetime) -> int:
    """Delete what is known of browsers that are signed in no more; how many. Younger than a day they are left alone."""
    return _ended(StaffSession.objects, staff_sessions.LIVES_FOR, now) + _ended(
        MemberSession.objects, member_sessions.LIVES_FOR, now
    )


def forget_old_failures(*, now: datetime) -> int:
    """Delete failures that make nobody wait any more; how many."""
    return Failure.objects.filter(at__lt=now - WITHIN - LASTS).delete()[0]


def _ended(sessions: models.Manager[OpenBrowser], lives_for: timedelta, now: datetime) -> int:
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    over = Q(made_at__lt=now - lives_for) | ~Q(key__in=alive)
    return sessions.filter(over, made_at__lt=now - _A_DAY).delete()[0]
