"""What can go wrong with contracts."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from otasuke.web.contracts.policy import Breach
from otasuke.web.contracts.standards import Kind
from otasuke.web.contracts.words import sentence
from otasuke.web.ui.sentences import Sentence, _


class ContractError(Exception):
    """Something about a contract is not allowed. Its sentences may be shown to staff; as a text it is Japanese."""

    def __init__(self, *sentences: Sentence) -> None:
        super().__init__("\n".join(map(str, sentences)))
        self.sentences = sentences


class BreaksRules(ContractError):
    """A plan, or a contract of it, breaks rules of the standard. sentences: one for each."""

    def __init__(self, breaches: Sequence[Breach], kind: Kind) -> None:
        self.breaches = tuple(breaches)
        super().__init__(*(sentence(one, kind) for one in breaches))


class NothingCovered(ContractError):
    """A plan names no amount that the insurance pays."""

    def __init__(self) -> None:
        super().__init__(_("保険の支払限度額が0円です（基準5 簡易サイバー保険）。限度額を入れてください。"))


class NotConsentable(ContractError):
    """What somebody wants to consent to is not what he would get."""


class NotYet(ContractError):
    """A step is taken on a day that is too early for it, or too late."""


class EvidenceDamaged(ContractError):
    """The text that was kept is not the one that was agreed to."""

    def __init__(self, explanation: UUID) -> None:
        told = _(
            "説明 %(number)s の文が、同意されたときの文とちがいます。監査記録を調べてください。",
            number=str(explanation),
        )
        super().__init__(told)


class NotFound(ContractError):
    """There is no such thing, or it is another company's."""
