"""Every wall stands around this checkout, and was seen to fall: each check finds its fault in a small broken tree."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from walls import checks

ROOT = Path(__file__).resolve().parents[2]
PURE = "src/otasuke/detect/x.py"
PIPE = "src/otasuke/pipeline/x.py"
HASH = f"    --hash=sha256:{'0' * 64}\n"

BROKEN = [
    (checks.clock_reads, PURE, "import datetime\nNOW = datetime.datetime.now()\n", ":2: datetime.now reads the clock"),
    (checks.clock_reads, PURE, "import time\ntime.time()\n", ":2: time.time reads the clock"),
    (checks.clock_reads, PURE, "from datetime import date\ndate.today()\n", ":2: date.today reads the clock"),
    (checks.spoken_words, PURE, "print('hello')\n", ":1: print prints or exits"),
    (checks.spoken_words, PURE, "import sys\nsys.exit(1)\n", ":2: sys.exit prints or exits"),
    (checks.spoken_words, PURE, "import sys\nsys.stderr.write('x')\n", ":2: sys.stderr prints or exits"),
    (checks.disk_accesses, PURE, "open('x')\n", ":1: open touches the disk"),
    (checks.disk_accesses, PURE, "def f(path):\n    path.read_bytes()\n", ":2: read_bytes touches the disk"),
    (checks.foreign_imports, PURE, "import pyarrow.dataset\n", ":1: pyarrow.dataset is imported"),
    (checks.foreign_imports, PURE, "from pyarrow import dataset\n", ":1: pyarrow.dataset is imported"),
    (checks.foreign_imports, PURE, "from pathlib import Path\n", ":1: pathlib.Path is imported"),
    (checks.broad_handlers, PURE, "try:\n    x\nexcept Exception:\n    pass\n", ":3: catches everything"),
    (checks.broad_handlers, PURE, "try:\n    x\nexcept:\n    pass\n", ":3: catches everything"),
    (
        checks.broad_handlers,
        PURE,
        "try:\n    x\nexcept (OSError, BaseException):\n    pass\n",
        ":3: catches everything",
    ),
    (checks.loose_words, PIPE, "import logging\n", ":1: logging is used beside"),
    (checks.loose_words, PIPE, "from logging import getLogger\n", ":1: logging is used beside"),
    (checks.loose_words, PIPE, "print('x')\n", ":1: print is used beside"),
    (checks.loose_words, PIPE, "import sys\nsys.stderr.write('x')\n", ":2: sys.stderr is used beside"),
    (checks.loose_words, PIPE, "log.info(words)\n", ":1: what happened is no literal"),
    (checks.loose_words, PIPE, "self._log.info('a b')\n", ":1: what happened is no literal"),
    (checks.loose_words, PIPE, "log.info('a.b', password=1)\n", ":1: password is not on the list"),
    (checks.loose_words, PIPE, "log.info('a.b', **fields)\n", ":1: ** is not on the list"),
    (checks.loose_words, PIPE, "log.info('a.b', reason=str(error))\n", ":1: reason is a text made on the spot"),
    (checks.loose_words, PIPE, "log.info('a.b', reason=f'{error}')\n", ":1: reason is a text made on the spot"),
    (checks.loose_words, PIPE, "log.error('a.b', file=parcel.lines[:9])\n", ":1: file is a text made on the spot"),
    (checks.loose_words, PIPE, "log.error('a.b', file=raw.decode())\n", ":1: file is a text made on the spot"),
    (checks.modules_without_twin, PURE, "X = 1\n", ":1: has no tests at tests/detect/test_x.py"),
    (checks.modules_without_twin, "src/otasuke/detect/__init__.py", "def f(): ...\n", "tests/detect/test_init.py"),
    (checks.folders_without_init, PURE, "X = 1\n", "src/otasuke/detect:1: has no __init__.py"),
    (checks.names_of_machines, "docs/x.md", "see /wor" + "k/shared\n", "docs/x.md:1: names"),
    (checks.names_of_machines, "setup.sh", "pip install --index" + "-url x\n", "setup.sh:1: names"),
    (checks.lock_faults, "requirements/run.txt", "numpy==2 \\\n", "run.txt:1: numpy has no hash"),
    (checks.lock_faults, "requirements/run.txt", "numpy>=2\n", "run.txt:1: 'numpy>=2' is no pinned package"),
    (checks.lock_faults, "requirements/run.txt", "-i some-index\n", "run.txt:1: '-i some-index' is no pinned package"),
    (checks.lock_faults, "requirements/run.txt", "", "run.txt:1: numpy of pyproject.toml is missing"),
    (checks.readme_faults, "README.md", "./otasuke test\n", "README.md:1: does not show ./otasuke demo"),
    (checks.broken_links, "docs/x.md", "\n[there](nowhere.md#part)\n", "docs/x.md:2: links to nowhere.md"),
]
CHECKS = sorted({check for check, *_ in BROKEN}, key=lambda check: check.__name__)

Check = Callable[[Path], list[str]]


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A checkout without fault and with next to nothing in it."""
    write(tmp_path, "src/otasuke/__init__.py", '"""Empty."""\n')
    write(tmp_path, "pyproject.toml", '[project]\ndependencies = ["numpy>=2"]\noptional-dependencies.test = []\n')
    write(tmp_path, "requirements/run.txt", f"numpy==2 \\\n{HASH}    # via otasuke\n")
    write(tmp_path, "requirements/test.txt", f"numpy==2 ; python_version > '3' \\\n{HASH}")
    for name in ("README.md", "README.ja.md"):
        write(
            tmp_path,
            name,
            "./otasuke demo, ./otasuke test, [lock](requirements/run.txt), [site](https://example.org)\n",
        )
    return tmp_path


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_wall_stands(check: Check) -> None:
    assert check(ROOT) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_tree_without_fault_passes(check: Check, tree: Path) -> None:
    assert check(tree) == []


@pytest.mark.parametrize(("check", "name", "text", "fault"), BROKEN)
def test_a_broken_tree_is_found_out(check: Check, name: str, text: str, fault: str, tree: Path) -> None:
    write(tree, name, text)

    faults = check(tree)

    assert any(fault in found for found in faults)
    assert all(re.match(r"[^:]+:\d+: ", found) for found in faults)


def test_what_may_be_logged_passes(tree: Path) -> None:
    write(tree, checks.LOG, "class Fields:\n    tenant: str\n    error: str\n")
    write(
        tree,
        PIPE,
        "log.info('a.b')\nself._log.error('a.b', tenant=one.tenant[len(data):], error=type(error).__name__)\n",
    )

    assert checks.loose_words(tree) == []


def test_every_wall_has_been_broken_on_purpose() -> None:
    public = {value for name, value in vars(checks).items() if callable(value) and not name.startswith("_")}
    walls = {value for value in public if getattr(value, "__annotations__", {}).get("return") == "list[str]"}

    assert walls == set(CHECKS)


def test_function_lengths_count_every_line_of_a_function(tree: Path) -> None:
    write(tree, PURE, "class A:\n    def f(self):\n        return 1\n\n\nasync def g(): ...\n")

    assert sorted(checks.function_lengths(tree)) == [1, 2]
