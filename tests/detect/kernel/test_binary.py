"""Object code is loaded if it is a kernel, and named by all it depends on."""

from __future__ import annotations

import pytest

from compiled import kernel
from otasuke.detect.kernel.binary import fingerprint, load_kernel


def test_the_same_machine_and_sources_have_the_same_fingerprint() -> None:
    assert fingerprint() == fingerprint()
    assert len(fingerprint()) == 64


def test_the_loaded_kernel_has_all_entry_points() -> None:
    loaded = kernel()

    assert all(callable(entry) for entry in (loaded.split, loaded.match, loaded.match_columns))


@pytest.mark.parametrize("garbage", [b"", b"otasuke-kernel-1", b"\x7fELF" + bytes(100)])
def test_bytes_that_are_no_kernel_are_refused(garbage: bytes) -> None:
    with pytest.raises(ValueError, match="no compiled kernel"):
        load_kernel(garbage)


def test_a_kernel_that_is_cut_short_is_refused() -> None:
    with pytest.raises(ValueError, match="cut short"):
        load_kernel(b"otasuke-kernel-1\n" + (1000).to_bytes(4, "little") + b"too little")
