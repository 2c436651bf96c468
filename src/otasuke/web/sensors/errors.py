"""What can go wrong with devices."""

from __future__ import annotations

from otasuke.web.ui.sentences import Sentence, _


class SensorError(Exception):
    """The base. sentence: what people may be told."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class BadDevice(SensorError):
    """What was to be written about a device cannot be. field: which."""

    def __init__(self, field: str, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.field = field


class NotFound(SensorError):
    """There is no such device, or it is another company's, or it was removed."""

    def __init__(self) -> None:
        super().__init__(_("この機器は見つかりません。"))


class AddressTaken(SensorError):
    """Another device sends from this address already."""

    def __init__(self, address: str) -> None:
        super().__init__(_("%(address)s は、すでに別の機器のアドレスです。", address=address))


class BrokerAway(SensorError):
    """Nobody can be let in, or shut out, at the moment; nothing was changed."""

    def __init__(self) -> None:
        super().__init__(
            _("いまは接続の準備ができません。何も変わっていません。少し待って、もう一度ためしてください。")
        )


class CodeIsUsed(SensorError):
    """A code works once, and it did."""

    def __init__(self) -> None:
        super().__init__(_("このコードは、もう使われています。画面で新しいコードを出してください。"))


class CodeIsOver(SensorError):
    """A code is too old, or a newer one took its place."""

    def __init__(self) -> None:
        super().__init__(_("このコードは期限が切れています。画面で新しいコードを出してください。"))


class NoSuchCode(SensorError):
    """There never was such a code, or its device is gone."""

    def __init__(self) -> None:
        super().__init__(_("このコードは見つかりません。画面のコードと同じか、見くらべてください。"))


class NoGateway(SensorError):
    """The service has no door that this device could come in by."""

    def __init__(self) -> None:
        super().__init__(_("この機器がつなぐ入口が、サービスの設定で閉じています。事業者に連絡してください。"))
