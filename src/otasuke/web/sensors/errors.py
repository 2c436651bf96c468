"""What can go wrong with devices."""

from __future__ import annotations


class SensorError(Exception):
    """The base. Its text may be shown to people."""


class BadDevice(SensorError):
    """What was to be written about a device cannot be. field: which."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


class NotFound(SensorError):
    """There is no such device, or it is another company's, or it was removed."""

    def __init__(self) -> None:
        super().__init__("この機器は見つかりません。")


class AddressTaken(SensorError):
    """Another device sends from this address already."""

    def __init__(self, address: str) -> None:
        super().__init__(f"{address} は、すでに別の機器のアドレスです。")
        self.address = address


class BrokerAway(SensorError):
    """Nobody can be let in, or shut out, at the moment; nothing was changed."""

    def __init__(self) -> None:
        super().__init__("いまは接続の準備ができません。何も変わっていません。少し待って、もう一度ためしてください。")
