"""`otasuke ship`: follow log files, and send what is in them to the gateway."""

from __future__ import annotations

import argparse
import errno
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import CliError, Exit

if TYPE_CHECKING:
    import ssl

    from otasuke.shipping.gateway import Gateway
    from otasuke.shipping.shipper import Options, Shipper

_SIZE = re.compile(r"(\d{1,15})\s*([KMGT]?)(?:i?B)?", re.IGNORECASE)
_TOKEN = re.compile(r"[!-~]{1,1000}")
_SMALLEST_SPOOL_BYTES = 1 << 20


def register(subparsers: Subparsers) -> None:
    """Add the parser."""
    parser = subparsers.add_parser(
        "ship",
        help="send log files to the gateway as they grow",
        description="Follows log files through rotations and sends what is new in them to the gateway. Nothing is lost "
        "or sent twice when the gateway, the network or this program stops: it goes on where it was.",
    )
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="a log, a folder of logs, or a pattern in quotes ('/var/log/*.json')"
    )
    parser.add_argument("--url", help="of the gateway, such as https://gateway.example (default: OTASUKE_URL)")
    parser.add_argument(
        "--token-file",
        type=Path,
        metavar="FILE",
        help="holds the sensor's token (default: the token is in OTASUKE_TOKEN)",
    )
    parser.add_argument("--ca", type=Path, metavar="FILE", help="PEM certificates to trust instead of the system's")
    parser.add_argument(
        "--state",
        type=Path,
        metavar="FOLDER",
        help="where it is kept how far the logs were read, and what waits (default: ~/.local/state/otasuke-ship)",
    )
    parser.add_argument(
        "--spool-limit", type=_size, default="1GiB", metavar="SIZE", help="how much may wait on the disk (1GiB)"
    )
    begin = parser.add_mutually_exclusive_group()
    begin.add_argument(
        "--from-beginning",
        action="store_const",
        dest="begin",
        const="beginning",
        help="at the first start also send what is in the logs already (default with --once)",
    )
    begin.add_argument(
        "--from-end",
        action="store_const",
        dest="begin",
        const="end",
        help="at the first start send only what is added from then on (default without --once)",
    )
    parser.add_argument("--once", action="store_true", help="send what is there, to its end, and stop")
    parser.add_argument(
        "--give-up-after",
        type=float,
        default=60.0,
        metavar="SECONDS",
        help="with --once: stop if the gateway fails for so long; what waits is sent by the next run (60)",
    )


def run(args: argparse.Namespace) -> int:
    """Ship until told to stop; with --once until everything is sent."""
    from otasuke.shipping.disk import FolderInUse, held

    options, gateway = _options(args), _gateway(args)
    try:
        with held(options.folder), _told_to_stop() as stopping:
            return _ship(args, options, gateway, stopping)
    except FolderInUse as error:
        hint = "A state folder belongs to one shipper: give all files to that one, or this one another --state."
        raise CliError(str(error), hint=hint) from error
    except OSError as error:
        hint = "Everything is kept in one folder: name one that can be written with --state."
        raise CliError(f"{error.filename or options.folder}: {error.strerror}", hint=hint) from error


def _ship(args: argparse.Namespace, options: Options, gateway: Gateway, stopping: threading.Event) -> int:
    from otasuke.shipping.places import matching
    from otasuke.shipping.running import run_once, run_until_stopped
    from otasuke.shipping.shipper import Shipper
    from otasuke.shipping.state import BadState

    try:
        shipper = Shipper(options, gateway, say=_say)
    except BadState as error:
        hint = "Move the file away to begin anew; then logs count as never seen (--from-beginning sends them again)."
        raise CliError(str(error), hint=hint) from error
    _introduce(options, _url(args), is_once=args.once, waiting=shipper.spool.waiting)
    if args.once and not shipper.spool.waiting and not shipper.follower.logs and not matching(options.patterns):
        raise CliError(f"nothing to send: there is no {' and no '.join(options.patterns)}")
    if not args.once:
        run_until_stopped(shipper, stopping, say=_say)
        _say(f"stopped; {_left(shipper)}")
        return Exit.OK
    with closing(gateway):
        is_done = run_once(shipper, stopping, give_up_after_s=args.give_up_after)
    for log in shipper.follower.unfinished():
        _say(f"the last line of {log.path} has no line ending yet: it waits until it has one")
    tally = shipper.sender.tally
    _say(f"records handed over: {tally.records:,}; {_left(shipper)}")
    if not is_done and not stopping.is_set():
        trouble = f"not everything was handed over: {shipper.sender.trouble or shipper.obstacle}"
        raise CliError(trouble, hint="Nothing is lost: the next run sends what waits.", exit_code=Exit.UNWELL)
    return Exit.OK if is_done else Exit.INTERRUPTED


@contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """An event that SIGTERM and Ctrl-C set."""
    stopping = threading.Event()
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda *_: stopping.set()) for number in numbers]
    try:
        yield stopping
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _options(args: argparse.Namespace) -> Options:
    from otasuke.shipping.shipper import Options

    begin = args.begin or ("beginning" if args.once else "end")
    return Options(
        patterns=tuple(dict.fromkeys(str(Path(name).absolute()) for name in args.files)),
        folder=(args.state or _state_folder()).absolute(),
        from_end=begin == "end",
        spool_limit_bytes=args.spool_limit,
    )


def _state_folder() -> Path:
    base = os.environ.get("XDG_STATE_HOME", "")
    # The XDG specification has relative paths ignored.
    return (Path(base) if os.path.isabs(base) else Path.home() / ".local" / "state") / "otasuke-ship"  # noqa: PTH117


def _gateway(args: argparse.Namespace) -> Gateway:
    from otasuke.shipping.gateway import BadUrl, Gateway, is_clear_text

    url = _url(args)
    try:
        if is_clear_text(url):
            _say(f"{url} is not encrypted: everybody on the way can read the token and the logs. Use https.")
        return Gateway(url, _token(args.token_file), context=_context(args.ca))
    except BadUrl as error:
        raise CliError(f"--url: {error}", exit_code=Exit.USAGE) from error


def _url(args: argparse.Namespace) -> str:
    url: str | None = args.url or os.environ.get("OTASUKE_URL")
    if not url:
        raise CliError("no gateway is named", hint="Say --url https://HOST, or set OTASUKE_URL.", exit_code=Exit.USAGE)
    return url


def _token(path: Path | None) -> Callable[[], str]:
    """How to get the token. That of a file is read again every time, so that it can be changed while we run."""
    if path is not None:
        try:
            _token_in(path)
        except OSError as error:
            hint = "It should hold the sensor's token and nothing else."
            raise CliError(f"--token-file {path}: {error.strerror}", hint=hint) from error
        return lambda: _token_in(path)
    token = os.environ.get("OTASUKE_TOKEN", "")
    if not _TOKEN.fullmatch(token):
        what = "OTASUKE_TOKEN holds no token" if token else "there is no token"
        hint = "Say --token-file FILE, or set OTASUKE_TOKEN. Each sensor has its own; it tells whose logs these are."
        raise CliError(what, hint=hint, exit_code=Exit.USAGE)
    return lambda: token


def _token_in(path: Path) -> str:
    token = path.read_text(encoding="ascii", errors="replace").strip()
    if not _TOKEN.fullmatch(token):
        raise OSError(errno.EINVAL, "there is no token in it", str(path))
    return token


def _context(ca: Path | None) -> ssl.SSLContext:
    import ssl

    try:
        return ssl.create_default_context(cafile=ca)
    except OSError as error:  # an SSLError is one
        raise CliError(
            f"--ca {ca}: {error.strerror or error}", hint="It should hold certificates in PEM form."
        ) from error


def _size(text: str) -> int:
    found = _SIZE.fullmatch(text.strip())
    size = int(found[1]) << 10 * " KMGT".index(found[2].upper() or " ") if found else 0
    if size < _SMALLEST_SPOOL_BYTES:
        raise argparse.ArgumentTypeError(f"{text!r} is no size of 1 MiB or more, such as 500M or 2GiB")
    return size


def _introduce(options: Options, url: str, *, is_once: bool, waiting: int) -> None:
    from otasuke.shipping.places import matching

    begin = "" if is_once else f", new ones from their {'end' if options.from_end else 'beginning'}"
    _say(f"sending to {url}{begin}; state and spool are in {options.folder}")
    for pattern in options.patterns:
        count = len(matching([pattern]))
        _say(f"{pattern}: {count or 'no'} {'file' if count == 1 else 'files'} now")
    if waiting:
        _say(f"what waits from an earlier run is sent first; batches: {waiting:,}")


def _left(shipper: Shipper) -> str:
    waiting = shipper.spool.waiting
    return f"batches that wait in the spool for the next start: {waiting:,}" if waiting else "nothing waits"


def _say(text: str) -> None:
    print(f"otasuke: {text}", file=sys.stderr, flush=True)
