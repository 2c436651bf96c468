"""What can go wrong when a door is opened."""

from __future__ import annotations


class CannotListen(Exception):
    """A door that cannot be opened, and why: the address is taken or not of this machine, or a certificate is wrong."""
