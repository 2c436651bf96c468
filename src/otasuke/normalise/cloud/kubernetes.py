"""The audit log of the Kubernetes API server, as written to a file or sent to a webhook.

Source: audit.k8s.io/v1 Event in the Kubernetes API reference.
"""

from __future__ import annotations

from otasuke.events import LogSource
from otasuke.events.shape import Shape
from otasuke.normalise.base import JsonObject
from otasuke.normalise.cloud.document import document_source, one_class

# A pod is created directly, through a workload's template, or through a cron job's template of a job's template.
_POD_SPECS = (
    "requestObject.spec",
    "requestObject.spec.template.spec",
    "requestObject.spec.jobTemplate.spec.template.spec",
)


def _is_audit(record: JsonObject) -> bool:
    return "auditID" in record and "verb" in record and ("requestURI" in record or "objectRef" in record)


AUDIT = document_source(
    Shape(
        "kubernetes.audit",
        (),
        one_class(LogSource("kubernetes", "application", "audit")),
        rename={
            "apiGroup": ("objectRef.apiGroup",),
            "capabilities": tuple(f"{spec}.containers.securityContext.capabilities.add" for spec in _POD_SPECS),
            "hostPath": tuple(f"{spec}.volumes.hostPath.path" for spec in _POD_SPECS),
        },
        times=("requestReceivedTimestamp", "stageTimestamp"),
    ),
    _is_audit,
)

SOURCES = (AUDIT,)
