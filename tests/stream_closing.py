"""Leaving a stream, as a browser does that goes on to another page."""

from __future__ import annotations

from django.core.signals import request_finished
from django.db import close_old_connections
from django.http.response import HttpResponseBase


def leave(answer: HttpResponseBase) -> None:
    """Close the answer, and not the connection to the database, in which the test goes on."""
    request_finished.disconnect(close_old_connections)
    answer.close()
    request_finished.connect(close_old_connections)
