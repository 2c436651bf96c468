"""Kill every process of a running service, at random moments and under load, and see that nothing was lost or doubled.

`otasuke up` runs on a temporary folder. Senders of several tenants hand over numbered events over HTTP, each batch with
the same bytes until it is acknowledged, as a shipper does. When all processes were killed often enough, the load ends, and
what was acknowledged is compared with what is in the lake and in the journal of detections. Ends with 1 if anything is wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from killing.load import Account, Sender
from killing.service import BACK_WITHIN_S, NotBack, Up, add_sensor, wait_for
from killing.verdict import RULES, Verdict, all_detections, judge

from otasuke.local.nats import Nats
from otasuke.pipeline.worker import GROUP
from otasuke.stream.nats.broker import NatsBroker
from otasuke.stream.port import StreamUnavailable

TENANTS = ("sakura", "fuji", "momiji")
_UP = "up"
_UP_ONE_IN = 20
_TWO_ONE_IN = 8


def main() -> int:
    options = _options()
    random_ = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="kills-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "rules.yml").write_text(RULES)
        up = Up(folder / "data", folder / "rules.yml", workers=options.workers)
        try:
            return _run(options, up, random_)
        except NotBack as error:
            print(f"FAULT: {error}\n{up.log.read_text(errors='replace')[-3000:]}")
            return 1
        finally:
            up.stop()
            _keep(options.keep, folder)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="how many (default 200)")
    parser.add_argument("--pause", type=float, default=2.0, help="seconds between two kills, on average (default 2)")
    parser.add_argument("--rate", type=float, default=300.0, help="events a second of all senders (default 300)")
    parser.add_argument("--batch", type=int, default=20, help="events in a batch (default 20)")
    parser.add_argument("--senders", type=int, default=6, help="sensors that send, of three tenants (default 6)")
    parser.add_argument("--workers", type=int, default=2, help="workers (default 2)")
    parser.add_argument("--only", action="append", metavar="NAME", help="kill only these processes, or `up`")
    parser.add_argument("--seed", type=int, default=None, help="of chance")
    parser.add_argument(
        "--drain", type=float, default=240.0, help="seconds that it may take until all is there (default 240)"
    )
    parser.add_argument(
        "--hurry",
        action="store_true",
        help="do not wait a minute for correlations: an event of the near future decides them",
    )
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="where the folder of the run is moved to afterwards"
    )
    return parser.parse_args()


def _keep(place: Path | None, folder: Path) -> None:
    if place is not None:
        place.mkdir(parents=True, exist_ok=True)
        for path in list(folder.iterdir()):
            path.rename(place / path.name)


def _run(options: argparse.Namespace, up: Up, random_: random.Random) -> int:
    up.start()
    senders = _senders(options, up)
    for sender in senders:
        sender.start()
    kills = _kill_all(options, up, random_)
    up.wait_until_all_run()
    accounts = [sender.account for sender in senders]
    for sender in senders:
        sender.halt()
    for sender in senders:
        sender.join(options.drain)
        if sender.is_alive():
            raise NotBack(f"a sender of {sender.account.tenant} was not heard for {options.drain:.0f} s")
    ending = senders if options.hurry else []
    verdict = asyncio.run(
        _drained(up, accounts, within_s=options.drain, when_idle=lambda: [one.look_ahead() for one in ending])
    )
    return _show(kills, accounts, verdict, up)


def _senders(options: argparse.Namespace, up: Up) -> list[Sender]:
    made = []
    for number in range(options.senders):
        tenant = TENANTS[number % len(TENANTS)]
        token = add_sensor(up, tenant, f"sensor-{number}")
        made.append(
            Sender(
                Account(tenant),
                token,
                up.port,
                rate=options.rate / options.senders,
                batch=options.batch,
                first=number * 100_000_000,
                seed=number if options.seed is None else options.seed + number,
            )
        )
    return made


def _kill_all(options: argparse.Namespace, up: Up, random_: random.Random) -> Counter[str]:
    kills: Counter[str] = Counter()
    began = time.monotonic()
    while kills.total() < options.kills:
        time.sleep(random_.uniform(0, 2 * options.pause))
        up.wait_until_all_run()
        for name in _victims(options, up, random_):
            _kill(name, up)
            kills[name] += 1
            print(f"{time.monotonic() - began:7.1f} s  {kills.total():4} killed {name}", file=sys.stderr, flush=True)
    return kills


def _victims(options: argparse.Namespace, up: Up, random_: random.Random) -> list[str]:
    names = options.only or sorted(up.services())
    if not options.only and random_.randrange(_UP_ONE_IN) == 0:
        return [_UP]
    return random_.sample(names, 2 if len(names) > 1 and random_.randrange(_TWO_ONE_IN) == 0 else 1)


def _kill(name: str, up: Up) -> None:
    if name == _UP:
        up.kill()
        up.start()
        return
    pid = up.services()[name].pid
    if pid is not None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        wait_for(f"{name} runs again", lambda: up.services()[name].pid not in (None, pid))


async def _drained(up: Up, accounts: Sequence[Account], *, within_s: float, when_idle: Callable[[], object]) -> Verdict:
    """The verdict as soon as nothing is missing and nothing waits any more, or when it has taken too long.

    when_idle  is called once, when nothing waits for the first time.
    """
    was_idle = False
    deadline = time.monotonic() + within_s
    broker = await _connected(up)
    try:
        while True:
            with suppress(StreamUnavailable):
                stream = await broker.stream((GROUP,))
                is_idle = await stream.waiting(GROUP) == 0 and not any((up.data / "spool").glob("*.message"))
                if is_idle and not was_idle:
                    await asyncio.to_thread(when_idle)
                    was_idle = True
                    continue
                verdict = judge(up.data / "lake", await all_detections(broker), accounts)
                if (is_idle and verdict.is_complete) or time.monotonic() > deadline:
                    return verdict
            if time.monotonic() > deadline + BACK_WITHIN_S:
                raise NotBack("NATS does not say what there is")
            await asyncio.sleep(1)
    finally:
        await broker.close()


async def _connected(up: Up) -> NatsBroker:
    """The broker, as soon as it is there: it may have been the last one that was killed."""
    deadline = time.monotonic() + BACK_WITHIN_S
    while time.monotonic() < deadline:
        url = Nats(up.data).url
        with suppress(StreamUnavailable):
            if url is not None:
                return await NatsBroker.open(url)
        await asyncio.sleep(0.1)
    raise NotBack("NATS cannot be reached")


def _show(kills: Counter[str], accounts: Sequence[Account], verdict: Verdict, up: Up) -> int:
    answers: Counter[int] = sum((one.answers for one in accounts), Counter())
    complaints: Counter[str] = sum((one.faults for one in accounts), Counter())
    rows = {
        **{f"killed {name}": count for name, count in sorted(kills.items())},
        "killed": kills.total(),
        **{f"answers {status or 'missing'}": count for status, count in sorted(answers.items())},
        "events acknowledged": verdict.acknowledged,
        "events given up": sum(len(one.left) for one in accounts),
        "events lost": verdict.lost,
        "events doubled in the lake": verdict.doubled_in_lake,
        "detections": verdict.detections,
        "detections missing": verdict.missing_detections,
        "detections doubled": verdict.doubled_detections,
        "correlations": verdict.correlations,
        "correlations missing": verdict.missing_correlations,
        "correlations doubled": verdict.doubled_correlations,
        "longest wait for an acknowledgement, s": round(max(one.longest_gap_s for one in accounts), 1),
    }
    for name, value in rows.items():
        print(f"{name:42} {value:>10}")
    faults = [
        *verdict.faults,
        *up.deaths(),
        *(f"a traceback in {name}" for name in up.tracebacks()),
        *(f"{count} times: {words}" for words, count in complaints.items()),
    ]
    for words in (*faults, *(verdict.examples[:20] if faults else ())):
        print(f"FAULT: {words}")
    return 1 if faults or not verdict.is_complete else 0


if __name__ == "__main__":
    sys.exit(main())
