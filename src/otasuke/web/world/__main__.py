"""`python -m otasuke.web.world COMPANIES SEED`: fill the database that the environment names, as the web's own login."""

from __future__ import annotations

import os
import sys

import django


def main(companies: int, seed: int) -> int:
    """Fill it, and say how far it is; 1 if it may not be filled."""
    django.setup()
    from otasuke.web.world import build
    from otasuke.web.world.errors import NotADemo

    try:
        build(companies=companies, seed=seed, say=_say)
    except NotADemo as error:
        _say(str(error))
        return 1
    return 0


def _say(text: str) -> None:
    sys.stderr.write(f"otasuke: {text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otasuke.web.project.settings")
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
