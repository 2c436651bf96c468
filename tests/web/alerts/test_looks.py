"""What did it, the same from a journal as from its row."""

from __future__ import annotations

from otasuke.web.alerts.looks import digest_of, look_of


def look(rule: str = "r1", device: str = "KEIRI-02", **fields: str) -> str:
    return look_of(rule, device, matched=[["Image", fields.get("Image", ""), "*"]], fields=fields)


def test_the_same_program_is_the_same_whoever_used_it_and_wherever() -> None:
    one = look(Image=r"C:\Users\sato\tool.exe", CommandLine="tool 12")
    other = look(device="EIGYO", Image=r"C:\Users\ito\tool.exe", CommandLine="tool 34")

    assert one == other
    assert digest_of(one) == digest_of(other)


def test_another_program_is_another() -> None:
    assert digest_of(look(Image="a.exe")) != digest_of(look(Image="b.exe"))


def test_what_has_no_event_has_no_look() -> None:
    assert look_of("r1", "KEIRI-02", matched=[["events", "12", ""]], fields={}) == ""
    assert digest_of("") == ""


def test_a_row_can_keep_it() -> None:
    assert "\0" not in look(Image="a\0b.exe")
