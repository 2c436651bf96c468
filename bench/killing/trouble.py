"""Trouble that comes beside the kills: a broker that is away, full disks, a clock that jumps."""

from __future__ import annotations

import os
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import cycle
from pathlib import Path

from killing.load import Account
from killing.service import NotBack, Up, wait_for
from otasuke.local.nats import NAME as NATS

_CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>

static const volatile long long *offset_s;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("KILLS_CLOCK");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    void *seen = file < 0 ? MAP_FAILED : mmap(0, 8, PROT_READ, MAP_SHARED, file, 0);
    if (seen != MAP_FAILED) offset_s = seen;
}

int clock_gettime(clockid_t clock, struct timespec *at) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int failed = real(clock, at);
    if (!failed && offset_s && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) at->tv_sec += *offset_s;
    return failed;
}

int gettimeofday(struct timeval *restrict at, void *restrict zone) {
    (void)zone;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    at->tv_sec = now.tv_sec;
    at->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *at) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at) *at = now.tv_sec;
    return now.tv_sec;
}
"""
_ROOMY = "16g"
_LEFT_BYTES = 128 << 10
_FULL_BYTES = 32 << 10
_FULL_S = 20.0
_NAMESPACE = "OTASUKE_KILLS_NAMESPACE"
Strike = Callable[[Sequence[Account]], None]


class Skipped(Exception):
    """The machine has not what the trouble needs."""


def say(words: str) -> None:
    """Tell whoever watches."""
    print(f"           {words}", file=sys.stderr, flush=True)


def gap(up: Up, seconds: float) -> Strike:
    """The broker is away for so long: first it falls as often as it stands up, then it lives and says nothing."""

    def strike(accounts: Sequence[Account]) -> None:
        say(f"NATS is killed as often as it comes for {seconds:.0f} s")
        before = _taken(accounts)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            up.send(NATS, signal.SIGKILL)
            time.sleep(0.02)
        _expect_more(accounts, before, "while NATS was away")
        up.wait_until_all_run()
        say(f"NATS stands still for {seconds:.0f} s")
        before, stopped = _taken(accounts), up.send(NATS, signal.SIGSTOP)
        assert stopped is not None
        time.sleep(seconds)
        with suppress(ProcessLookupError):
            os.kill(stopped, signal.SIGCONT)
        _expect_more(accounts, before, "while NATS stood still")

    return strike


def _taken(accounts: Sequence[Account]) -> int:
    return sum(one.answers[200] for one in accounts)


def _expect_more(accounts: Sequence[Account], before: int, when: str) -> None:
    say(f"{_taken(accounts) - before} batches were acknowledged {when}")
    if _taken(accounts) == before:
        raise NotBack(f"nothing was acknowledged {when}")


def in_own_namespace() -> None:
    """Start this program again where it may mount what nobody else sees. Raises Skipped."""
    if os.environ.get(_NAMESPACE):
        return
    unshare = shutil.which("unshare")
    if os.geteuid() != 0 or unshare is None:
        raise Skipped("full disks need root and unshare")
    os.environ[_NAMESPACE] = "1"
    os.execv(unshare, [unshare, "-m", sys.executable, *sys.argv])  # noqa: S606  # ourselves


@contextmanager
def small_disks(up: Up) -> Iterator[Strike]:
    """File systems of their own for the broker and for the spool, which the strike fills and frees again."""
    disks = [up.data / "nats", up.data / "spool"]
    for disk in disks:
        disk.mkdir(mode=0o700, parents=True)
        _mount("-t", "tmpfs", "-o", f"size={_ROOMY},mode=0700", "tmpfs", str(disk))

    def strike(accounts: Sequence[Account]) -> None:
        nats, spool = disks
        say("the broker's disk is full")
        before = _taken(accounts)
        _resize(nats, _used_bytes(nats) + _LEFT_BYTES)
        wait_for("a full disk", lambda: _free_bytes(nats) < _FULL_BYTES)
        time.sleep(_FULL_S)
        say("NATS is killed while its disk is full")
        up.send(NATS, signal.SIGKILL)
        time.sleep(_FULL_S)
        _expect_more(accounts, before, "while the broker's disk was full")
        say("the spool's disk is full, too")
        refused = sum(one.answers[503] for one in accounts)
        _resize(spool, _used_bytes(spool) + 4096)
        wait_for("503", lambda: sum(one.answers[503] for one in accounts) > refused)
        time.sleep(_FULL_S)
        say("there is room again")
        before = _taken(accounts)
        for disk in disks:
            _mount("-o", f"remount,size={_ROOMY}", str(disk))
        wait_for("acknowledgements after there was room", lambda: _taken(accounts) > before)
        wait_for("an empty spool", lambda: not list(spool.glob("*.message")), within_s=300)

    try:
        yield strike
    finally:
        for disk in disks:
            subprocess.run(["umount", "-l", str(disk)], check=False)  # noqa: S603, S607  # our own words


def _used_bytes(disk: Path) -> int:
    state = os.statvfs(disk)
    return (state.f_blocks - state.f_bfree) * state.f_frsize


def _free_bytes(disk: Path) -> int:
    state = os.statvfs(disk)
    return state.f_bfree * state.f_frsize


def _resize(disk: Path, size_bytes: int) -> None:
    _mount("-o", f"remount,size={size_bytes}", str(disk))


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)  # noqa: S603, S607  # our own words


def stepped_clock(up: Up) -> Strike:
    """The clock of all our processes, which each strike sets an hour forth or back. Raises Skipped."""
    folder = up.data.parent
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        raise Skipped("stepping the clock needs Linux and a C compiler")
    library, clock = folder / "clock.so", folder / "clock"
    (folder / "clock.c").write_text(_CLOCK)
    # libfaketime would do, but with it Python cannot sleep unless the monotonic clock jumps, too.
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, folder / "clock.c", "-ldl"], check=True)  # noqa: S603
    _set_clock(clock, 0)
    up.environment |= {"LD_PRELOAD": str(library), "KILLS_CLOCK": str(clock)}
    # The senders' clocks stay.
    offsets = cycle((3600, 0, -3600, 0, -3600, 3600))

    def strike(accounts: Sequence[Account]) -> None:
        del accounts
        offset = next(offsets)
        say(f"the clock is set to {offset:+} s")
        _set_clock(clock, offset)

    return strike


def _set_clock(clock: Path, offset_s: int) -> None:
    with clock.open("r+b" if clock.exists() else "w+b") as file:  # the same file: every process has it in its memory
        file.write(struct.pack("=q", offset_s))
