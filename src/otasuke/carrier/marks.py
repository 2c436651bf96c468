"""The mark of a text: what its reference looks like in the words. Pure.

A carrier like Twilio takes no key of ours with a message, and lists of a message no more than its words. So the words end with a mark that
belongs to the reference, by which a text that may or may not have been taken is found again (ADR 0014). It is short since it is paid for, and
has no letters that are misread, as people may read it to us on the telephone.
"""

from __future__ import annotations

from hashlib import sha256

from otasuke.carrier.port import Text

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 6


def mark_of(reference: str) -> str:
    """`#7K2M9Q` for a reference: one of a thousand million."""
    number = int.from_bytes(sha256(reference.encode()).digest()[:8])
    return "#" + "".join(_LETTERS[number >> 5 * place & 31] for place in range(_LENGTH))


def marked(text: Text) -> str:
    """The words as they are sent."""
    return f"{text.words.rstrip()}\n{mark_of(text.reference)}"


def has_mark(words: str, reference: str) -> bool:
    """Whether a text that was sent ends with that mark."""
    return words.rstrip().endswith(mark_of(reference))
