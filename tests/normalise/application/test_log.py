from __future__ import annotations

import pytest
from hypothesis import given

from normalise.generic.fuzz import inputs
from normalise.linux.reading import CONTEXT, lines_of, logsources, read, read_event, read_events
from otasuke.events import Event
from otasuke.normalise.application.log import LONGEST_RECORD_BYTES, SOURCE

JAVA = b"""2024-03-29 15:00:50,123 ERROR [http-1] com.example.Shop - failed
java.io.IOException: Cannot run program "sh": error=2
\tat java.lang.ProcessBuilder.start(ProcessBuilder.java:1128)
\t... 12 more
Caused by: java.lang.IllegalStateException: x
\tat com.example.Shop.buy(Shop.java:7)
2024-03-29 15:00:51,000 INFO [http-1] com.example.Shop - going on
"""
PYTHON = b"""ERROR:root:failed
Traceback (most recent call last):
  File "/srv/app.py", line 3, in <module>
    raise OperationalError("x")
sqlite3.OperationalError: near "x": syntax error
INFO:root:going on
"""
NODE = b"""2024-03-29T15:00:50.123Z ERROR Uncaught
Error: spawn sh ENOENT
    at ChildProcess.spawn (node:internal/child_process:413:11)
    at Object.<anonymous> (/srv/app.js:3:1)
"""
RAILS = b"F, [2024-03-29T15:00:50.123456 #1] FATAL -- : ActionController::InvalidAuthenticityToken (Can not verify):\n"
DJANGO = b"2024-03-29 15:00:50,123 ERROR django.security.DisallowedHost Invalid HTTP_HOST header\n"


def test_a_stack_trace_belongs_to_the_record_above_it():
    first, second = read_events(SOURCE, JAVA)

    assert "ProcessBuilder.java" in first.fields["message"]
    assert "Shop.buy" in first.fields["message"]
    assert second.fields["message"].endswith("going on")
    assert (first.record, second.record) == (0, 6)
    assert (str(first.time), first.fields["level"]) == ("2024-03-29 06:00:50.123000+00:00", "ERROR")


def test_a_python_traceback_belongs_to_the_record_above_it():
    first, _ = read_events(SOURCE, PYTHON)

    assert first.fields["message"].endswith('near "x": syntax error')
    assert {"python/application/*", "sql/application/*"} <= logsources(first)


@pytest.mark.parametrize(
    ("data", "product"),
    [(JAVA, "jvm"), (PYTHON, "python"), (NODE, "nodejs"), (RAILS, "ruby_on_rails"), (DJANGO, "django")],
)
def test_a_record_belongs_to_the_frameworks_that_its_words_point_to(data, product):
    assert SOURCE.recognises(data)
    assert f"{product}/application/*" in logsources(read_events(SOURCE, data)[0])


def test_spring_and_velocity_are_told_by_their_packages():
    event = read_event(
        SOURCE, b"2024-03-29 15:00:50 ERROR org.springframework.X - org.apache.velocity.exception.ParseErrorException"
    )

    assert {"spring/application/*", "velocity/application/*", "jvm/application/*"} <= logsources(event)


def test_a_trace_without_end_is_cut_into_records_of_bounded_size():
    events = read_events(SOURCE, b"2024-03-29 15:00:50 ERROR x\n" + b"\tat a.b.C(D.java:1)\n" * 40_000)

    assert len(events) > 1
    assert all(len(event.fields["message"]) <= LONGEST_RECORD_BYTES + 40_000 for event in events)


def test_every_line_is_in_exactly_one_record():
    data = JAVA + PYTHON + NODE

    kept = "\n".join(item.fields["message"] for item in read(SOURCE, data) if isinstance(item, Event))

    assert kept.split("\n") == [line for line in data.decode().splitlines() if line]


def test_syslog_is_left_to_its_own_source():
    assert not SOURCE.recognises(b"Mar 29 15:00:50 host sshd[1]: Accepted password\nMar 29 15:00:51 host su: x\n")


@given(inputs(*JAVA.splitlines(), *PYTHON.splitlines(), RAILS.strip()))
def test_no_bytes_make_it_raise_or_lose_a_line(data):
    SOURCE.recognises(data)
    items = list(SOURCE.events(lines_of(data), CONTEXT))

    kept = [line for line in lines_of(data) if line.data.strip(b" \t\r\n\0")]
    assert bool(items) == bool(kept)
    assert all(isinstance(item, Event) for item in items)
