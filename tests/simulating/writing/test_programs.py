from __future__ import annotations

from otasuke.simulating.writing import programs


def test_a_program_knows_its_name_and_its_digest() -> None:
    assert programs.EXCEL.original == "EXCEL.EXE"
    assert len(programs.EXCEL.hashes.removeprefix("SHA256=")) == 64
    assert programs.EXCEL.hashes != programs.WORD.hashes


def test_business_programs_are_no_system_programs() -> None:
    assert not any(program.image.startswith("C:\\Windows") for program in programs.BUSINESS)
