"""A shipper runs until it is told to stop, or until all is handed over; against a real server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from otasuke.shipping import running as module
from otasuke.shipping.gateway import Gateway
from otasuke.shipping.running import progress, run_once, run_until_stopped
from otasuke.shipping.sending import Tally
from otasuke.shipping.shipper import Options, Shipper
from shipping.cast import TOKEN, HttpGateway, answering, taking_half, taking_silently


@dataclass
class Run:
    """A shipper of one log."""

    gateway: HttpGateway
    folder: Path
    said: list[str] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.log = self.folder / "eve.json"

    def shipper(self, *, token: str = TOKEN, from_end: bool = False) -> Shipper:
        (self.folder / "state").mkdir(exist_ok=True)
        options = Options((str(self.log),), self.folder / "state", from_end=from_end)
        client = Gateway(self.gateway.url, lambda: token, answer_timeout_s=5)
        return Shipper(options, client, say=self.said.append)

    def write(self, *lines: str) -> None:
        with self.log.open("a") as file:
            file.writelines(f"{line}\n" for line in lines)

    @contextmanager
    def running(self) -> Iterator[None]:
        shipper = self.shipper()
        thread = threading.Thread(
            target=run_until_stopped, args=(shipper, self.stopping), kwargs={"say": self.said.append}
        )
        thread.start()
        try:
            yield
        finally:
            self.stopping.set()
            thread.join()
            shipper.sender._gateway.close()


@pytest.fixture
def run(gateway: HttpGateway, tmp_path: Path) -> Run:
    return Run(gateway, tmp_path)


def once(run: Run, *, token: str = TOKEN, give_up_after_s: float = 0.0) -> bool:
    shipper = run.shipper(token=token)
    try:
        return run_once(shipper, run.stopping, give_up_after_s=give_up_after_s)
    finally:
        shipper.sender._gateway.close()


def test_lines_arrive_while_they_are_written(run: Run) -> None:
    with run.running():
        run.write("1", "2")
        run.gateway.wait_for(lambda: run.gateway.lines == ["1", "2"])
        run.write("3")
        run.gateway.wait_for(lambda: run.gateway.lines == ["1", "2", "3"])


def test_what_was_written_just_before_the_end_is_handed_over(run: Run) -> None:
    with run.running():
        run.write("1")
        run.gateway.wait_for(lambda: run.gateway.lines == ["1"])
        run.write("2")

    assert run.gateway.lines == ["1", "2"]


class Counted(threading.Event):
    """Counts how often the sender has looked for batches."""

    looks = 0

    def clear(self) -> None:
        self.looks += 1
        super().clear()


def test_the_sender_waits_for_the_last_look_at_the_logs_however_long_it_takes(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_REST_S", 0.01)
    run.write("1")
    shipper = run.shipper()
    shipper.spool.added = added = Counted()
    usual_turn = shipper.turn

    def slow_turn(*, linger_s: float | None = None) -> int:
        if linger_s == 0:
            looks = added.looks
            run.gateway.wait_for(lambda: added.looks > looks + 3 or not is_sending())
        return usual_turn(linger_s=linger_s)

    monkeypatch.setattr(shipper, "turn", slow_turn)
    run.stopping.set()

    run_until_stopped(shipper, run.stopping, say=run.said.append)

    shipper.sender._gateway.close()
    assert run.gateway.lines == ["1"]
    assert not is_sending()


def is_sending() -> bool:
    return any(thread.name == "sender" for thread in threading.enumerate())


def test_a_gateway_that_breaks_down_gets_everything_once(run: Run) -> None:
    run.gateway.manners = [taking_silently, taking_half]
    with run.running():
        run.write("1")
        run.gateway.wait_for(lambda: run.gateway.lines == ["1"])
        run.write("2")
        run.gateway.wait_for(lambda: run.gateway.lines == ["1", "2"])

    assert len(run.gateway.requests) >= 4


def test_once_hands_over_all_there_is(run: Run) -> None:
    run.write(*(f"{number} {'x' * 500}" for number in range(5000)))

    assert once(run)
    assert len(run.gateway.lines) == 5000
    assert len(run.gateway.by_name) >= 5
    assert once(run)
    assert len(run.gateway.lines) == 5000


def test_once_gives_up_and_the_next_run_goes_on(run: Run) -> None:
    run.write("1")
    run.gateway.manners = [answering(503, b"{}", Retry_After="1")]

    assert not once(run)
    assert run.gateway.lines == []
    run.write("2")
    assert once(run)
    assert run.gateway.lines == ["1", "2"]


def test_once_does_not_wait_for_a_token_to_become_valid(run: Run) -> None:
    run.write("1")

    assert not once(run, token="wrong", give_up_after_s=3600)
    assert "the token is not valid" in run.said[0]


def test_once_stops_when_it_is_told_to(run: Run) -> None:
    run.write("1")
    run.stopping.set()

    assert not once(run)
    assert run.gateway.lines == []


def test_progress_is_told_in_a_line(run: Run) -> None:
    shipper = run.shipper()
    run.write("1")
    shipper.turn()
    shipper.close()

    told = progress(Tally(1, 1000, 10, 0), Tally(3, 5000, 510, 7), shipper)

    size = shipper.spool.size_bytes
    assert told == f"records handed over: 4,000 (500 bytes); put aside: 7; batches that wait: 1 ({size} bytes)"
