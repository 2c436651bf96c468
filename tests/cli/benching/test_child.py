import subprocess
import sys

from otasuke.cli.benching.child import peak_bytes


def test_the_peak_is_this_process_s_own_and_never_falls() -> None:
    before = peak_bytes()
    held = bytearray(80 << 20)
    held[:: 1 << 12] = b"x" * len(held[:: 1 << 12])
    during = peak_bytes()
    del held

    assert 1 << 20 < before < 4 << 30
    assert peak_bytes() >= during >= before


def test_the_module_can_be_run() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", "import otasuke.cli.benching.child"],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        check=False,
    )

    assert (ended.returncode, ended.stderr) == (0, b"")
