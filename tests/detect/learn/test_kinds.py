from __future__ import annotations

import pytest

from otasuke.detect.learn.kinds import UNKNOWN, is_phone, kind_of


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (("Taros-iPhone",), "iPhone"),
        (("", "android-dhcp-14"), "Android phone"),
        (("Xperia-1-V", ""), "Android phone"),
        (("", "", "Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X)"), "iPad"),
        (("KEIRI-PC01", "MSFT 5.0"), "Windows computer"),
        (("", "", "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"), "Windows computer"),
        (("BRN30055C1A2B3C",), "printer"),
        (("DiskStation",), "NAS"),
        (("", ""), UNKNOWN),
        (("KEIRI-PC01",), UNKNOWN),
    ],
)
def test_a_device_is_known_by_what_it_calls_itself(texts: tuple[str, ...], kind: str) -> None:
    assert kind_of(*texts) == kind


def test_phones_are_named_as_phones() -> None:
    assert is_phone(kind_of("iPhone"))
    assert not is_phone(kind_of("DESKTOP-1A2B3C4"))
