from __future__ import annotations

import pytest

from otasuke.findings.common import is_common


@pytest.mark.parametrize("value", ["192.168.1.1", "www.google.com", "8.8.8.8"])
def test_what_everybody_has_to_do_with_joins_nothing(value: str):
    assert is_common(value)


@pytest.mark.parametrize("value", ["evil-example.xyz", "45.155.205.233", "", "請求書.zip"])
def test_anything_else_may_join(value: str):
    assert not is_common(value)
