"""What can go wrong with web-hooks."""


class NotFound(LookupError):
    """There is no such endpoint or delivery, or it is not for this one to see."""


class BadKinds(ValueError):
    """Kinds that there are not, or none."""


class TooLate(Exception):
    """It was removed too long ago to be put back."""


class TooMany(Exception):
    """A company has as many endpoints, or sent as many tests, as it may."""


class NotTaken(Exception):
    """An endpoint did not take what it was told: it is told again."""
