"""What can go wrong with contracts."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from otasuke.web.contracts.policy import Breach
from otasuke.web.contracts.standards import Kind
from otasuke.web.contracts.words import sentence


class ContractError(Exception):
    """Something about a contract is not allowed. Its text may be shown to staff."""


class BreaksRules(ContractError):
    """A plan, or a contract of it, breaks rules of the standard. sentences: one for each, for staff."""

    def __init__(self, breaches: Sequence[Breach], kind: Kind) -> None:
        self.breaches = tuple(breaches)
        self.sentences = tuple(sentence(one, kind) for one in breaches)
        super().__init__("\n".join(self.sentences))


class NothingCovered(ContractError):
    """A plan names no amount that the insurance pays."""

    def __init__(self) -> None:
        super().__init__("保険の支払限度額が0円です（基準5 簡易サイバー保険）。限度額を入れてください。")


class NotConsentable(ContractError):
    """What somebody wants to consent to is not what he would get."""


class NotYet(ContractError):
    """A step is taken on a day that is too early for it, or too late."""


class EvidenceDamaged(ContractError):
    """The text that was kept is not the one that was agreed to."""

    def __init__(self, explanation: UUID) -> None:
        super().__init__(f"説明 {explanation} の文が、同意されたときの文とちがいます。監査記録を調べてください。")


class NotFound(ContractError):
    """There is no such thing, or it is another company's."""
