"""`python -m otasuke`."""

import sys

from otasuke.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
