"""GET /health: is the door open? Tells strangers nothing else."""

from __future__ import annotations

from otasuke.pipeline.gateway.http.answers import in_json, in_words
from otasuke.pipeline.gateway.http.call import Answer, Call, Route


async def _health(_call: Call) -> Answer:
    return in_json({"status": "ok"})


ROUTES = (Route("/health", ("GET",), _health, in_words, is_open=True),)
