"""What people call incidents."""

from __future__ import annotations

import re

from otasuke.web.incidents.codes import new_code


def test_a_code_can_be_read_to_somebody_on_the_phone() -> None:
    codes = {new_code("J") for _ in range(500)}

    assert len(codes) == 500
    assert all(re.fullmatch(r"J-[2-9A-HJKMNP-TV-Z]{6}", one) for one in codes)
