"""A carrier that reaches nobody: a server on loopback that speaks the same API, keeps what it accepted, and can be told to misbehave.

The adapter talks to it as to the real one. It is the carrier of `./otasuke demo`, and of tests.
"""

from otasuke.carrier.twin.book import Kept, newest_texts
from otasuke.carrier.twin.script import Answer, Script, Trouble
from otasuke.carrier.twin.server import Twin, twin

__all__ = ["Answer", "Kept", "Script", "Trouble", "Twin", "newest_texts", "twin"]
