"""What shippers ask before they send: version, licence, templates, lifecycle policies, pipelines.

To each of them everything it wants to set up is there already, and what it sets up all the same is acknowledged and
forgotten: documents become events by our own normalisers, not by mappings and ingest pipelines.
"""

from __future__ import annotations

from typing import Any

import orjson

from otasuke.pipeline.gateway.http.call import Answer, Call, Handler, Route
from otasuke.pipeline.gateway.http.elasticsearch.answers import document, refusal
from otasuke.pipeline.gateway.intake import Refused

_VERSION = "8.19.0"
"""The last line of 8: Beats 8 refuse to send to a version older than their own, and clients of 9 take any 8."""
_LARGEST_SETTING_BYTES = 4 << 20
_INDEX_HAS = frozenset({"aliases", "mappings", "settings"})
_WHERE_LOGS_GO = "logs are handed over with POST /_bulk or /v1/events"
_ROOT = {
    "name": "otasuke",
    "cluster_name": "otasuke",
    "cluster_uuid": "otasuke-gateway-000000",
    "version": {
        "number": _VERSION,
        "build_flavor": "default",
        "build_type": "docker",
        "build_hash": "0000000000000000000000000000000000000000",
        "build_date": "2025-07-23T00:00:00.000000000Z",
        "build_snapshot": False,
        "lucene_version": "9.12.2",
        "minimum_wire_compatibility_version": "7.17.0",
        "minimum_index_compatibility_version": "7.0.0",
    },
    "tagline": "You Know, for Search",
}
_LICENCE = {"license": {"status": "active", "uid": "otasuke", "type": "basic", "mode": "basic"}}
_FEATURES = ("data_streams", "ilm", "monitoring", "security")
_XPACK = {
    "build": {"hash": "", "date": ""},
    **_LICENCE,
    "features": {name: {"available": True, "enabled": name != "monitoring"} for name in _FEATURES},
    "tagline": "",
}
_HEALTH = {
    "cluster_name": "otasuke",
    "status": "green",
    "timed_out": False,
    "number_of_nodes": 1,
    "number_of_data_nodes": 1,
    "active_primary_shards": 1,
    "active_shards": 1,
    "active_shards_percent_as_number": 100.0,
}
# Without nodes a shipper that looks for more of them stays with the address that it has.
_NODES = {"_nodes": {"total": 1, "successful": 1, "failed": 0}, "cluster_name": "otasuke", "nodes": {}}
_SETTINGS = (
    "/_ilm/policy",
    "/_ilm/policy/{name...}",
    "/_ilm/status",
    "/_template/{name...}",
    "/_index_template/{name...}",
    "/_component_template/{name...}",
    "/_ingest/pipeline/{name...}",
    "/_data_stream/{name...}",
    "/_alias/{name...}",
    "/_cluster/settings",
    "/{index}/_alias",
    "/{index}/_alias/{name...}",
    "/{index}/_mapping",
    "/{index}/_settings",
)


def _says(content: Any) -> Handler:
    async def says(call: Call) -> Answer:
        return document(call, content)

    return says


async def _is_there(call: Call) -> Answer:
    return document(call, {})


async def _set_up(call: Call) -> Answer:
    """Acknowledged; the body is read because a connection is not used again over unread bytes."""
    await call.content.drain(_LARGEST_SETTING_BYTES)
    return document(call, {"acknowledged": True})


async def _set_up_index(call: Call) -> Answer:
    check_index(await call.body())
    return document(call, {"acknowledged": True, "shards_acknowledged": True, "index": call.parts["index"]})


def check_index(body: bytes) -> None:
    """Make sure that it is an index that somebody sets up: logs that are put there would be forgotten. Raises Refused."""
    try:
        content = orjson.loads(body) if body.strip() else {}
    except orjson.JSONDecodeError as error:
        raise Refused(400, f"the body is no JSON: {error}; {_WHERE_LOGS_GO}") from error
    if not (isinstance(content, dict) and content.keys() <= _INDEX_HAS):
        raise Refused(400, f"the body is no index, which has {', '.join(sorted(_INDEX_HAS))}; {_WHERE_LOGS_GO}")


ROUTES = (
    Route("/", ("GET",), _says(_ROOT), refusal),
    Route("/_license", ("GET",), _says(_LICENCE), refusal),
    Route("/_xpack", ("GET",), _says(_XPACK), refusal),
    Route("/_cluster/health", ("GET",), _says(_HEALTH), refusal),
    Route("/_cluster/health/{index...}", ("GET",), _says(_HEALTH), refusal),
    Route("/_cat/health", ("GET",), _says([_HEALTH]), refusal),
    Route("/_nodes", ("GET",), _says(_NODES), refusal),
    Route("/_nodes/{what...}", ("GET",), _says(_NODES), refusal),
    *(Route(path, ("GET",), _is_there, refusal) for path in _SETTINGS),
    *(Route(path, ("PUT",), _set_up, refusal) for path in _SETTINGS),
    Route("/{index}", ("GET",), _is_there, refusal),
    Route("/{index}", ("PUT",), _set_up_index, refusal),
)
