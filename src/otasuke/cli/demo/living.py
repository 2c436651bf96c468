"""`otasuke demo`: the whole service with an invented provider and his companies, until Ctrl-C."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from otasuke.cli.demo.house import prepare_folder, told
from otasuke.cli.exits import CliError, Exit
from otasuke.config import Settings, usual_demo_folder

if TYPE_CHECKING:
    from otasuke.demo.stories.script import Shown

_LOOK_EVERY_S = 0.1
_SETTLES_S = 8.0
"""So long what was sent last may take to be found, and told."""


def live(args: argparse.Namespace, *, rules: Path) -> int:
    """Start everything, fill it, show it, and stay."""
    began = time.monotonic()
    _say("1/4 starting the service: engines, monitoring, web")
    settings = _settings(args, rules)
    shown = _Showing(settings, companies=args.companies, seed=args.seed, stays=_stays(args), began=began)
    _keep_running(settings, shown.begin)
    if shown.problem:
        raise shown.problem
    return Exit.OK


def _stays(args: argparse.Namespace) -> bool:
    """Whether somebody is there to end it."""
    return bool(args.stay or (sys.stdout.isatty() and not args.once))


def _settings(args: argparse.Namespace, rules: Path) -> Settings:
    from otasuke.cli.up import settings_of

    try:
        folder = prepare_folder(args.data, os.environ, anew=args.reset)
    except OSError as error:
        folder = _elsewhere(args.data or usual_demo_folder(os.environ), error)
    surroundings = told(os.environ)
    os.environ.clear()
    os.environ.update(surroundings)
    return replace(settings_of(argparse.Namespace(data=folder)), rules=(rules,), workers=1)


def _elsewhere(wanted: Path, error: OSError) -> Path:
    fallback = Path(tempfile.mkdtemp(prefix="otasuke-demo-"))
    fallback.chmod(0o755)  # the account that PostgreSQL runs as has to enter
    _say(f"cannot write to {wanted} ({error.strerror}); using {fallback}")
    return prepare_folder(fallback, os.environ, anew=False)


def _keep_running(settings: Settings, when_ready: Callable[[threading.Event], None]) -> None:
    from otasuke.cli.up import keep_running

    keep_running(settings, when_ready=when_ready)


@dataclass(slots=True)
class _Showing:
    """What is done beside the service once it runs. problem: why it could not be done."""

    settings: Settings
    companies: int
    seed: int
    stays: bool
    began: float
    problem: CliError | None = field(default=None)

    def begin(self, stopping: threading.Event) -> None:
        """Show it in a thread: meanwhile somebody has to look after the services."""
        threading.Thread(target=self._show, args=[stopping], daemon=True).start()

    def _show(self, stopping: threading.Event) -> None:
        try:
            self._show_all(stopping)
        except CliError as error:
            if not stopping.is_set():  # otherwise it was stopped meanwhile, and what it talked to is gone
                self.problem = error
                stopping.set()

    def _show_all(self, stopping: threading.Event) -> None:
        _say(f"2/4 filling it with {self.companies} companies that do not exist")
        _in_the_world(self.settings, stopping, "fill", str(self.companies), str(self.seed))
        if stopping.is_set():
            return
        print_door(self.settings, took_s=time.monotonic() - self.began)
        _in_the_world(self.settings, stopping, "connect")
        self._tell_stories(stopping)
        if stopping.is_set():
            return
        _say(
            "4/4 scanning a recording of one of them, as `otasuke scan` does; the first scan ever compiles for half a minute"
        )
        _scan(self.settings.data_folder / "demo" / "logs")
        if self.stays:
            _say(f"the demo goes on at {door_of(self.settings)} until Ctrl-C")
        else:
            _say("shown; it ends here, as nobody is at a terminal to end it (--stay keeps it running)")
            stopping.set()

    def _tell_stories(self, stopping: threading.Event) -> None:
        from otasuke.cli.demo import playing

        shown = playing.stories(now=datetime.now(UTC), seed=self.seed, companies=self.companies)
        takes_s = playing.TAKES_S if self.stays else playing.TAKES_S / 4
        _say(
            f"3/4 playing a morning of {takes_s:.0f} s: METI's cases at companies of them. Look at the console meanwhile"
        )
        if shown:
            _play(self.settings, stopping, shown, takes_s=takes_s)


def _play(settings: Settings, stopping: threading.Event, shown: Sequence[Shown], *, takes_s: float) -> None:
    """Play stories to the service, and say what it made of them. Raises CliError."""
    from otasuke.cli.demo import playing

    began = datetime.now(UTC)
    given = _in_the_world(settings, stopping, "cast", said=json.dumps(playing.casting(shown)))
    if stopping.is_set():
        return
    lines, begin = playing.lines_of(shown, until=began), playing.begin_of(shown)
    try:
        tokens = playing.as_tokens(given)
        playing.play(lines, tokens, url=_gateway(settings), begin=begin, takes_s=takes_s, wait=stopping.wait)
    except OSError as error:
        raise CliError(f"the gateway does not take the stories: {error}") from error
    stopping.wait(_SETTLES_S)
    if not stopping.is_set():
        playing.show(json.loads(_in_the_world(settings, stopping, "told", began.isoformat())))


def _gateway(settings: Settings) -> str:
    """Where sensors send to: it has taken a port that was free. Raises CliError."""
    from otasuke.pipeline.processes.doors import read_doors

    doors = read_doors(settings.data_folder / "pipeline")
    if doors is None or doors.http is None:
        raise CliError("the gateway does not listen", hint="`otasuke status` says what is wrong.")
    return f"http://{doors.http}"


def _in_the_world(settings: Settings, stopping: threading.Event, *words: str, said: str = "") -> str:
    """Run `python -m otasuke.web.world`, with what it is told; what it answers. Raises CliError."""
    from otasuke.cli.web_process import web_logins
    from otasuke.local.folder import secret
    from otasuke.web.project.serving import environment

    secret(settings.data_folder / "web.seal.secret")
    key = secret(settings.data_folder / "web.key.secret")
    command = [sys.executable, "-m", "otasuke.web.world", *words]
    surroundings = os.environ | environment(settings, web_logins(settings).member, secret=key)
    with tempfile.TemporaryFile() as told_it, tempfile.TemporaryFile() as answers:
        told_it.write(said.encode())
        told_it.seek(0)
        with subprocess.Popen(  # noqa: S603  # our own words
            command, env=surroundings, start_new_session=True, stdin=told_it, stdout=answers
        ) as working:
            while working.poll() is None:
                if stopping.wait(_LOOK_EVERY_S):
                    working.terminate()
        if working.returncode and not stopping.is_set():
            raise CliError("the demo cannot be filled; its words are above", hint="`otasuke demo --reset` begins anew.")
        answers.seek(0)
        return answers.read().decode()


def _scan(logs: Path) -> None:
    from otasuke.cli.demo.scanned import show_recording

    logs.mkdir(parents=True, exist_ok=True)
    show_recording(logs)


def door_of(settings: Settings) -> str:
    """Where one chooses who to be."""
    assert settings.web is not None
    return f"http://{settings.web}/demo"


def print_door(settings: Settings, *, took_s: float) -> None:
    """Say where the demo is, and who is there."""
    from otasuke.web.world.people import EVERYBODY

    print(f"\n  {door_of(settings)}   ({took_s:.0f} s)\n")
    print("  One press there and you are in, as one of these or an owner of a company. All of them are invented.")
    for one in EVERYBODY:
        print(f"    {one.role.value:<11} {one.name}  {one.email}")
    print(f"    {'owner':<11} of each company, such as 有限会社みのり坂木工\n", flush=True)


def _say(text: str) -> None:
    print(f"otasuke: {text}", file=sys.stderr, flush=True)
