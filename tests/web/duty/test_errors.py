"""What can be wrong about the rota."""

from __future__ import annotations

from otasuke.web.duty.errors import EvidenceDamaged, NotFound, Refused
from otasuke.web.ui.sentences import Sentence


def test_a_refusal_says_why_and_where() -> None:
    refused = Refused(Sentence("%(most)s分まで", (("most", 60),)), field="all_after")

    assert (str(refused), refused.field) == ("60分まで", "all_after")
    assert not issubclass(NotFound, (Refused, EvidenceDamaged))
