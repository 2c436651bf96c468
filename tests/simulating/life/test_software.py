from __future__ import annotations

import pytest

from otasuke.simulating.life.software import UnknownProgram
from simulating.life.acting import SOFTWARE


def test_a_program_of_windows_is_in_system32() -> None:
    assert SOFTWARE.program("whoami").image == r"C:\Windows\System32\whoami.exe"


def test_a_renamed_program_keeps_the_name_that_it_was_built_under() -> None:
    assert SOFTWARE.program("updater").original == "updater.exe"


def test_a_path_is_a_program_that_says_nothing_of_itself() -> None:
    program = SOFTWARE.program(r"C:\Users\x\setup.exe")

    assert (program.image, program.company, program.original) == (r"C:\Users\x\setup.exe", "-", "setup.exe")


def test_a_name_that_nobody_wrote_down_is_told() -> None:
    with pytest.raises(UnknownProgram, match="'updator'"):
        SOFTWARE.program("updator")
