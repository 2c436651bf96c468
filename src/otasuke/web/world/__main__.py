"""`python -m otasuke.web.world fill COMPANIES SEED`, then `connect`: fill the database that the environment names, as the web's own login.

`cast` lets companies play in stories (JSON in and out), `told SINCE` says what became of these, as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from datetime import datetime

import django


def main(words: Sequence[str]) -> int:
    """Do it, and say how far it is; 1 if it may not be done."""
    django.setup()
    from django.utils import timezone

    from otasuke.web.sensors.errors import BrokerAway
    from otasuke.web.world import build
    from otasuke.web.world.casting import cast, told
    from otasuke.web.world.connecting import connect
    from otasuke.web.world.errors import NotADemo

    try:
        if words[0] == "fill":
            build(companies=int(words[1]), seed=int(words[2]), say=_say)
        elif words[0] == "cast":
            sys.stdout.write(json.dumps(cast(json.load(sys.stdin), now=timezone.now())))
        elif words[0] == "told":
            sys.stdout.write(json.dumps(told(datetime.fromisoformat(words[1])), ensure_ascii=False))
        else:
            _say(f"{connect(now=timezone.now())} devices are connected")
    except NotADemo as error:
        _say(str(error))
        return 1
    except BrokerAway:
        _say("NATS does not answer, so no device can be connected")
        return 1
    return 0


def _say(text: str) -> None:
    sys.stderr.write(f"otasuke: {text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otasuke.web.project.settings")
    sys.exit(main(sys.argv[1:]))
