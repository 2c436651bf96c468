"""./otasuke, with a made-up `uv` that only writes down what it was asked for, so that nothing is downloaded."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

UV = """#!/bin/sh
for last; do :; done
if [ "$1" = venv ]; then
    exec "{python}" -m venv --clear --without-pip "$last"
fi
echo "$last" >>"{asked}"
[ -e "{broken}" ] && exit 1
sleep {seconds}
"""

PACKAGE = "import sys; print('arguments', sys.argv[1:])"


@dataclass
class Checkout:
    """A checkout in a folder with spaces in its name, whose package prints its arguments."""

    root: Path
    tools: Path

    def call(self, *arguments: str, file: Path | None = None) -> "subprocess.Popen[str]":
        env = {"PATH": f"{self.tools}:/usr/bin:/bin", "OTASUKE_PYTHON": sys.executable, "HOME": str(self.tools)}
        env["PIP_NO_INDEX"] = "1"
        command = ["/bin/sh", str(file or self.root / "otasuke"), *arguments]
        return subprocess.Popen(
            command, env=env, cwd=self.tools, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, process_group=0
        )

    def installs(self) -> list[str]:
        asked = self.tools / "asked"
        return [Path(line).name for line in asked.read_text().splitlines()] if asked.exists() else []

    def make_uv(self, *, seconds: float = 0) -> None:
        uv = self.tools / "uv"
        uv.write_text(
            UV.format(python=sys.executable, asked=self.tools / "asked", broken=self.tools / "broken", seconds=seconds)
        )
        uv.chmod(0o755)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    root, tools = tmp_path / "a check out", tmp_path / "tools"
    for folder in (root / "src/otasuke", root / "requirements", root / "tests", tools):
        folder.mkdir(parents=True)
    shutil.copy(ROOT / "otasuke", root / "otasuke")
    (root / "src/otasuke/__init__.py").touch()
    (root / "src/otasuke/__main__.py").write_text(PACKAGE)
    (root / "tests/run.py").write_text(PACKAGE.replace("arguments", "checks"))
    (root / "requirements/run.txt").write_text("made-up==1\n")
    (root / "requirements/test.txt").write_text("made-up==1\nmade-up-test==1\n")
    made = Checkout(root, tools)
    made.make_uv()
    return made


def wait_for(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < deadline, "it did not happen within 30 s"
        time.sleep(0.02)


def finish(call: "subprocess.Popen[str]") -> tuple[int, str, str]:
    out, err = call.communicate(timeout=60)
    return call.returncode, out, err


def test_the_first_call_installs_and_hands_the_arguments_on(checkout: Checkout) -> None:
    code, out, err = finish(checkout.call("scan", "a b", "--level=high"))

    assert (code, out) == (0, "arguments ['scan', 'a b', '--level=high']\n")
    assert "1/2 making .venv" in err
    assert "2/2 installing requirements/run.txt with uv" in err
    assert checkout.installs() == ["run.txt"]


def test_the_second_call_installs_nothing_and_says_nothing(checkout: Checkout) -> None:
    finish(checkout.call())

    code, out, err = finish(checkout.call())

    assert (code, out, err) == (0, "arguments []\n", "")
    assert checkout.installs() == ["run.txt"]


def test_a_changed_lock_is_installed(checkout: Checkout) -> None:
    finish(checkout.call())
    (checkout.root / "requirements/run.txt").write_text("made-up==2\n")

    finish(checkout.call())

    assert checkout.installs() == ["run.txt", "run.txt"]


def test_test_brings_its_own_lock_which_serves_other_commands_too(checkout: Checkout) -> None:
    _, out, _ = finish(checkout.call("test", "-k", "walls"))
    finish(checkout.call("scan"))

    assert out == "checks ['-k', 'walls']\n"
    assert checkout.installs() == ["test.txt"]


def test_a_symlink_and_another_folder_lead_to_the_checkout(checkout: Checkout) -> None:
    link = checkout.tools / "link"
    link.symlink_to("../a check out/otasuke")

    code, out, _ = finish(checkout.call("x", file=link))

    assert (code, out) == (0, "arguments ['x']\n")


def test_a_moved_checkout_still_runs(checkout: Checkout) -> None:
    finish(checkout.call())
    checkout.root = checkout.root.rename(checkout.root.with_name("moved"))

    _, out, err = finish(checkout.call())

    assert (out, err) == ("arguments []\n", "")


def test_an_install_that_was_cut_short_is_made_anew(checkout: Checkout) -> None:
    checkout.make_uv(seconds=30)
    cut = checkout.call()
    wait_for(checkout.installs)
    os.killpg(cut.pid, signal.SIGTERM)
    finish(cut)
    checkout.make_uv()

    code, out, err = finish(checkout.call())

    assert (code, out) == (0, "arguments []\n")
    assert "1/2 making .venv" in err


def test_a_guard_that_a_killed_process_left_is_dropped(checkout: Checkout) -> None:
    gone = subprocess.Popen(["/bin/true"])
    gone.wait()
    (checkout.root / ".venv.lock").mkdir()
    (checkout.root / ".venv.lock/pid").write_text(f"{gone.pid}\n")

    code, _, _ = finish(checkout.call())

    assert code == 0
    assert not (checkout.root / ".venv.lock").exists()


def test_of_calls_at_the_same_time_one_installs_and_all_run(checkout: Checkout) -> None:
    checkout.make_uv(seconds=1)

    calls = [checkout.call(str(number)) for number in range(4)]
    ended = [finish(call) for call in calls]

    assert [(code, out) for code, out, _ in ended] == [(0, f"arguments ['{number}']\n") for number in range(4)]
    assert checkout.installs() == ["run.txt"]


def test_where_uv_fails_pip_has_a_try_and_its_failure_is_said_in_words(checkout: Checkout) -> None:
    (checkout.tools / "broken").touch()

    code, out, err = finish(checkout.call())

    assert (code, out) == (1, "")
    assert "uv could not do it; trying again with pip" in err
    assert "otasuke: a package has no ready-made build for" in err
    assert not (checkout.root / ".venv/run.txt").exists()


def test_a_python_that_is_too_old_is_named(checkout: Checkout) -> None:
    old = checkout.tools / "python-old"
    old.write_text('#!/bin/sh\ncase "$2" in *platform*) echo 3.9.2;; *) exit 1;; esac\n')
    old.chmod(0o755)

    env = {"PATH": "/usr/bin:/bin", "OTASUKE_PYTHON": str(old)}
    ended = subprocess.run([str(checkout.root / "otasuke")], env=env, capture_output=True, text=True, check=False)

    assert ended.returncode == 1
    assert f"Python 3.11 to 3.14 is needed; found only: {old} (3.9.2)" in ended.stderr
    assert not (checkout.root / ".venv.lock").exists()


def test_a_machine_without_python_is_told_what_to_install(checkout: Checkout) -> None:
    for tool in ("sh", "date", "mkdir", "cat", "rm", "df", "awk", "cmp"):
        (checkout.tools / tool).symlink_to(shutil.which(tool) or tool)

    env = {"PATH": str(checkout.tools)}
    ended = subprocess.run([str(checkout.root / "otasuke")], env=env, capture_output=True, text=True, check=False)

    assert ended.returncode == 1
    assert "Python is missing" in ended.stderr
    assert "apt install python3 python3-venv" in ended.stderr
