import subprocess
import sys

from otasuke.cli.benching.child import peak_bytes

# Linux counts pages in batches, and may be this much off from one look to the next.
BATCHES = 8 << 20


def test_the_peak_is_kept_when_memory_is_given_back() -> None:
    held = bytearray(80 << 20)
    held[:: 1 << 12] = b"x" * len(held[:: 1 << 12])
    during = peak_bytes()
    del held

    assert during > 80 << 20
    assert peak_bytes() >= during - BATCHES


def test_the_module_can_be_run() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", "import otasuke.cli.benching.child"],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        check=False,
    )

    assert (ended.returncode, ended.stderr) == (0, b"")
