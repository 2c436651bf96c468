"""Logs of cloud services and of the services that hold an organisation's identities and code."""

from __future__ import annotations

from otasuke.normalise.base import FileSource, JsonSource, TextSource
from otasuke.normalise.cloud import (
    aws,
    azure_activity,
    code_hosting,
    entra_audit,
    entra_risk,
    entra_signin,
    gcp,
    google_workspace,
    identity,
    kubernetes,
    m365,
    m365_mail,
)

SOURCES: tuple[JsonSource | TextSource | FileSource, ...] = (
    *aws.SOURCES,
    *m365.SOURCES,
    *m365_mail.SOURCES,
    *entra_signin.SOURCES,
    *entra_audit.SOURCES,
    *entra_risk.SOURCES,
    *azure_activity.SOURCES,
    # A Workspace log entry is a Google Cloud audit entry too, so it comes first.
    *google_workspace.SOURCES,
    *gcp.SOURCES,
    *identity.SOURCES,
    *code_hosting.SOURCES,
    *kubernetes.SOURCES,
)
