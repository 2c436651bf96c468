"""Kill every process of a running service, at random moments and under load, and see that nothing was lost or doubled.

`otasuke up` runs on a temporary folder. Senders of several tenants hand over numbered events over HTTP, each batch with
the same bytes until it is acknowledged, as a shipper does. When all processes were killed often enough, the load ends, and
what was acknowledged is compared with what is in the lake and in the journal of detections. Ends with 1 if anything is wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from killing.load import Account, Sender
from killing.service import BACK_WITHIN_S, NotBack, Up, add_sensor, wait_for
from killing.trouble import Skipped, Strike, gap, in_own_namespace, small_disks, stepped_clock
from killing.verdict import RULES, Verdict, all_detections, judge

from otasuke.local.nats import Nats
from otasuke.pipeline.rules import LATENESS
from otasuke.pipeline.worker import GROUP
from otasuke.stream.nats.broker import NatsBroker
from otasuke.stream.port import StreamUnavailable

TENANTS = ("sakura", "fuji", "momiji")
_UP = "up"
_UP_ONE_IN = 20
_TWO_ONE_IN = 8
_HURRY_S = 10.0
_PATIENCE_S = LATENESS.total_seconds() + 15.0


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # by the way out that stops everything
    try:
        if options.full_disk:
            in_own_namespace()
        return _run_in_folder(options, random.Random(options.seed))
    except Skipped as error:
        print(f"skipped: {error}")
        return 0


def _run_in_folder(options: argparse.Namespace, random_: random.Random) -> int:
    with tempfile.TemporaryDirectory(prefix="kills-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "rules.yml").write_text(RULES)
        up = Up(folder / "data", folder / "rules.yml", workers=options.workers)
        try:
            with _troubles(options, up) as strikes:
                try:
                    return _run(options, up, random_, strikes)
                finally:
                    up.stop()
        except NotBack as error:
            print(f"FAULT: {error}\n{up.log.read_text(errors='replace')[-3000:]}")
            return 1
        finally:
            _keep(options.keep, folder)


@contextmanager
def _troubles(options: argparse.Namespace, up: Up) -> Iterator[dict[int, Strike]]:
    """What strikes, and after how many kills. Raises Skipped."""
    half = options.kills // 2
    if options.gap:
        yield {half: gap(up, options.gap)}
    elif options.full_disk:
        with small_disks(up) as strike:
            yield {half: strike}
    elif options.step_clock:
        strike = stepped_clock(up)
        yield {options.kills * number // 9: strike for number in range(1, 9)}
    else:
        yield {}


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
    trouble = parser.add_mutually_exclusive_group()
    trouble.add_argument(
        "--gap", type=float, metavar="S", help="NATS is also away for S seconds, and hangs for S seconds"
    )
    trouble.add_argument(
        "--full-disk",
        action="store_true",
        help="the disks of NATS and of the spool are also full for a while; needs root",
    )
    trouble.add_argument(
        "--step-clock",
        action="store_true",
        help="the processes' clock also jumps by an hour; needs Linux and a C compiler",
    )
    parser.add_argument(
        "--drain", type=float, default=240.0, help="seconds that it may take until all is there (default 240)"
    )
    parser.add_argument(
        "--hurry",
        action="store_true",
        help="do not wait for a minute in the end: an event of the near future decides what may be told twice",
    )
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="where the folder of the run is moved to afterwards"
    )
    return parser.parse_args()


def _keep(place: Path | None, folder: Path) -> None:
    if place is not None:
        place.mkdir(parents=True, exist_ok=True)
        for path in list(folder.iterdir()):
            shutil.move(path, place / path.name)


def _run(options: argparse.Namespace, up: Up, random_: random.Random, strikes: Mapping[int, Strike]) -> int:
    up.start()
    senders = _senders(options, up)
    for sender in senders:
        sender.start()
    accounts = [sender.account for sender in senders]
    kills: Counter[str] = Counter()
    for number in sorted({*strikes, options.kills}):
        _kill_until(number, kills, options, up, random_)
        if number in strikes:
            up.wait_until_all_run()
            strikes[number](accounts)
    up.wait_until_all_run()
    for sender in senders:
        sender.halt()
    for sender in senders:
        sender.join(options.drain)
        if sender.is_alive():
            raise NotBack(f"a sender of {sender.account.tenant} was not heard for {options.drain:.0f} s")
    ending = senders if options.hurry else []
    verdict = asyncio.run(
        _drained(
            up,
            accounts,
            within_s=options.drain,
            again_s=_HURRY_S if options.hurry else _PATIENCE_S,
            when_idle=lambda: [one.look_ahead() for one in ending],
        )
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


def _kill_until(number: int, kills: Counter[str], options: argparse.Namespace, up: Up, random_: random.Random) -> None:
    while kills.total() < number:
        time.sleep(random_.uniform(0, 2 * options.pause))
        up.wait_until_all_run()
        for name in _victims(options, up, random_):
            _kill(name, up)
            kills[name] += 1
            print(f"{kills.total():9} killed {name}", file=sys.stderr, flush=True)


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
    pid = up.send(name, signal.SIGKILL)
    if pid is not None:
        wait_for(f"{name} runs again", lambda: up.services()[name].pid not in (None, pid))


async def _drained(
    up: Up, accounts: Sequence[Account], *, within_s: float, again_s: float, when_idle: Callable[[], object]
) -> Verdict:
    """The verdict when nothing is missing and nothing waits any more, or when it has taken too long.

    when_idle  is called once, when nothing waits for the first time.
    again_s    after so long what is late has been decided, too: was anything told a second time then?
    """
    was_idle = is_second = False
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
                if (is_second and verdict.is_complete) or time.monotonic() > deadline + again_s:
                    return verdict
                if is_idle and verdict.is_complete:
                    await asyncio.sleep(again_s)
                    is_second = True
                    continue
            if time.monotonic() > deadline + again_s + BACK_WITHIN_S:
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
