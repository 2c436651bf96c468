"""What every answer tells the browser."""

from __future__ import annotations

from django.test import Client


def test_nothing_may_be_loaded_from_elsewhere() -> None:
    policy = Client().get("/parts").headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy.replace("style-src-attr 'unsafe-inline'", "")
    assert "frame-ancestors 'none'" in policy
