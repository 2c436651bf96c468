"""Code hosting: the audit logs of GitHub (streamed and exported) and Bitbucket Data Center.

Sources: GitHub's "audit log events" and Atlassian's "audit log integration" documentation.
"""

from __future__ import annotations

from otasuke.events import LogSource
from otasuke.events.shape import Shape
from otasuke.normalise.base import JsonObject
from otasuke.normalise.cloud.document import document_source, mapping_at, one_class


def _is_github(record: JsonObject) -> bool:
    """GitHub writes `@timestamp` or `created_at` in milliseconds, which shippers' own stamps never are."""
    action = record.get("action")
    if not isinstance(action, str) or "." not in action:
        return False
    stamp = record.get("@timestamp", record.get("created_at"))
    return "_document_id" in record or ("actor" in record and isinstance(stamp, int) and stamp > 10**11)


def _is_bitbucket(record: JsonObject) -> bool:
    kind = mapping_at(record, "auditType")
    return "action" in kind and "category" in kind


GITHUB = document_source(
    Shape(
        "github.audit",
        (),
        one_class(LogSource("github", None, "audit")),
        times=("@timestamp", "created_at"),
        sensors=("org", "business"),
    ),
    _is_github,
)

BITBUCKET = document_source(
    Shape(
        "bitbucket.audit",
        (),
        one_class(LogSource("bitbucket", None, "audit")),
        times=("timestamp", "timestamp.epochSecond"),
        sensors=("system", "node"),
    ),
    _is_bitbucket,
)

SOURCES = (GITHUB, BITBUCKET)
