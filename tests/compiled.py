"""The compiled kernel, once for all tests: kept where the commands keep it, and compiled by one process only."""

from __future__ import annotations

import fcntl
from collections.abc import Sequence
from functools import cache
from typing import Any

from otasuke.cli.artefacts import Artefacts, cache_folder
from otasuke.detect.engine.engine import Engine
from otasuke.detect.kernel.binary import Kernel, compile_kernel, fingerprint, load_kernel
from otasuke.detect.plan.compile import compile_plan
from otasuke.detect.rule import Rule


@cache
def kernel() -> Kernel:
    """The kernel of this checkout. The first call ever takes half a minute."""
    artefacts = Artefacts(cache_folder())
    artefacts.folder.mkdir(parents=True, exist_ok=True)
    # The workers of pytest-xdist wait for the first of them instead of compiling too.
    with (artefacts.folder / "tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        key = fingerprint()
        binary = artefacts.read("kernel", key)
        if binary is None:
            binary = compile_kernel()
            artefacts.write("kernel", key, binary)
    return load_kernel(binary)


def engine_for(rules: Sequence[Rule], **sizes: Any) -> Engine:
    """An engine for these rules."""
    return Engine(compile_plan(rules), kernel(), rules.__getitem__, **sizes)
