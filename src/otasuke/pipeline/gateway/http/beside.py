"""Work on large bodies, beside the event loop, so that other senders do not wait for it.

Two at a time: more would not be faster, and each holds its body several times over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")

LARGE_BYTES = 256 << 10
"""What is smaller is done sooner than handed to somebody else."""
_THREADS = ThreadPoolExecutor(2, thread_name_prefix="http-body")


async def beside(work: Callable[[bytes], Result], body: bytes) -> Result:
    """What the work makes of the body."""
    if len(body) < LARGE_BYTES:
        return work(body)
    return await asyncio.get_running_loop().run_in_executor(_THREADS, work, body)
