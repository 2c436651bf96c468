"""What can go wrong with web-hooks."""


class NotFound(LookupError):
    """There is no such endpoint or delivery, or it is not for this one to see."""


class BadKinds(ValueError):
    """Kinds that there are not, or none."""


class NotTaken(Exception):
    """An endpoint did not take what it was told: it is told again."""
