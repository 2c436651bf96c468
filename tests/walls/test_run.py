import pytest

import run
from run import Outcome, Step


def test_every_step_runs_although_an_earlier_one_failed(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    steps = [Step("bad", ("-c", "raise SystemExit(3)")), Step("good", ("-c", "print('here I am')"))]
    monkeypatch.setattr(run, "steps", lambda arguments: steps)

    exit_code = run.main([])

    out = capfd.readouterr().out
    assert exit_code == 1
    assert "== good\nhere I am\n" in out
    assert "bad FAILED" in out.splitlines()[-1]
    assert "good ok" in out.splitlines()[-1]


def test_all_is_well_only_if_every_step_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "steps", lambda arguments: [Step("good", ("-c", ""))])

    assert run.main([]) == 0


def test_options_go_to_pytest_after_our_own_so_that_they_win() -> None:
    arguments = run.steps(["-n", "0", "-k", "walls"])[-1].arguments

    assert arguments[-6:] == ("-n", run.WORKERS, "-n", "0", "-k", "walls")


def test_steps_see_the_package_of_this_checkout() -> None:
    outcome = run.run(Step("import", ("-c", f"import otasuke; assert {str(run.ROOT)!r} in otasuke.__file__")))

    assert outcome.passed


def test_an_outcome_reads_as_a_line() -> None:
    assert str(Outcome("mypy", passed=False, took_s=1.25)) == "mypy FAILED 1.2 s"
