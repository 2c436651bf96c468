"""What is cleaned away every night."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from otasuke.web.tenancy.scope import across
from otasuke.web.tokens.models import Token
from otasuke.web.tokens.services import KEPT
from otasuke.web.tokens.tasks import forget_tokens
from token_cast import firm_token


def test_only_what_ended_long_ago_goes(companies) -> None:
    made = firm_token().token

    forget_tokens(timezone.now())
    with across("tests"):
        assert Token.objects.exists()
    forget_tokens(made.expires_at + KEPT + timedelta(days=1))

    with across("tests"):
        assert not Token.objects.exists()
