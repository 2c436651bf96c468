"""What can go wrong with the demo's world."""

from __future__ import annotations


class NotADemo(RuntimeError):
    """This is no demo, or its database holds something that is real: nothing made up comes into it, and no door opens."""
