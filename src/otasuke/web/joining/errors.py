"""What can go wrong with joining."""

from __future__ import annotations

from otasuke.web.joining.policy import Standing
from otasuke.web.ui.sentences import Sentence, _


class JoiningError(Exception):
    """The base. sentence: what people may be told."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class NoSuchLink(JoiningError):
    """A link never was, or a newer one took its place."""

    def __init__(self) -> None:
        super().__init__(_("このリンクは見つかりません。新しいリンクが届いていないか、見てください。"))


class LinkIsOver(JoiningError):
    """A link is too old, or was withdrawn. standing: which of both."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(
            _("この招待は取り消されました。") if standing is Standing.WITHDRAWN else _("このリンクは期限が過ぎました。")
        )
        self.standing = standing


class BadInvitation(JoiningError):
    """What staff wrote cannot be. field: which."""

    def __init__(self, field: str, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.field = field


class TooMany(JoiningError):
    """More computers are wanted than were agreed to."""

    def __init__(self, contracted: int, over: int) -> None:
        super().__init__(
            _(
                "契約は%(contracted)s台です。%(over)s台多いので、減らすか、窓口にお電話ください。",
                contracted=contracted,
                over=over,
            )
        )


class NoDevice(JoiningError):
    """Nothing is to be connected."""

    def __init__(self) -> None:
        super().__init__(_("つなぐものを、1台は入れてください。"))
