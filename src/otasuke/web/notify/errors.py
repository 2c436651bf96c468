"""What can go wrong with messages."""


class NotFound(LookupError):
    """There is no such message, delivery or call, or it is not for this one to see."""


class BadWords(ValueError):
    """A message without words in Japanese and English."""


class BadPlace(ValueError):
    """What is needed to write to a chat is not all there: the names of it."""


class BadLink(ValueError):
    """A link that was not made here, or was changed."""


class LinkOver(Exception):
    """A link whose time is over. Whose it was is known."""

    def __init__(self, delivery: object) -> None:
        super().__init__("the link's time is over")
        self.delivery = delivery
