"""A bounded run of the fuzzer; `python tests/fuzz/run.py` is the long one."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from fuzz import harness
from fuzz.corpus import Corpus, load_corpus

INPUTS = 3000
SEED = 20240329


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(Path("/nonexistent"))


def test_hostile_inputs_neither_crash_nor_take_a_second(corpus):
    report = harness.Report()

    for given in islice(harness.inputs(corpus, SEED), INPUTS):
        harness.run(given, report)

    assert report.crashes == {}
    assert report.slowest_s < harness.SLOWEST_ALLOWED_S, report.slowest


def test_the_same_seed_makes_the_same_inputs(corpus):
    first, second = (list(islice(harness.inputs(corpus, SEED), 50)) for _ in range(2))

    assert first == second


def test_every_source_and_the_rules_are_reached(corpus):
    reached = {given.target for given in islice(harness.inputs(corpus, SEED), INPUTS)}

    assert {harness.RULES, harness.RECOGNISED, *(source.name for source in harness.SOURCES)} <= reached


def test_a_crash_is_written_down_with_its_input(monkeypatch):
    def broken(_target: str) -> harness.Check:
        return lambda data: data.index(b"absent") and None

    monkeypatch.setattr(harness, "check_for", broken)
    report = harness.Report()
    given = harness.Input(0, harness.RULES, "made by hand", b"x")

    harness.run(given, report)

    assert [(crash.input, crash.error.split(":")[0]) for crash in report.crashes.values()] == [(given, "ValueError")]


def test_the_corpus_is_made_of_the_tests_own_samples(corpus):
    assert len(corpus.logs) > 100
    assert any(b"detection:" in rule for rule in corpus.rules)
    assert "eventSource" in corpus.keys
