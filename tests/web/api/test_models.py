"""The table of answers that are kept."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from otasuke.web.api.models import KeptAnswer
from otasuke.web.tenancy.scope import across
from token_cast import firm_token


def test_a_key_of_a_token_has_one_answer(companies) -> None:
    fields = {
        "token": firm_token().token,
        "key": "k1",
        "asked": b"x",
        "status": 201,
        "body": b"",
        "made_at": timezone.now(),
    }
    with across("tests"):
        assert str(KeptAnswer.objects.create(**fields)) == "k1 201"

        with pytest.raises(IntegrityError), transaction.atomic():
            KeptAnswer.objects.create(**fields)
