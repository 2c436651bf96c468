"""Nobody waits for what another test has asked."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    from otasuke.web.api.bearers import FAILURES
    from otasuke.web.api.gate import REQUESTS

    FAILURES.forget()
    REQUESTS.forget()
