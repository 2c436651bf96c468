"""Which rules an event is for, from what the event itself says.

Windows and Sysmon for Linux: decided from Channel, EventID and EventType, not from `Event.logsources`. Cloud services:
from the event's source name (`BY_SOURCE`). Zeek: from the log's name, with the categories decided here. Everything else
(auditd, syslog, firewalls, web servers, Microsoft 365 …): what the normaliser declares in `Event.logsources`.
Source: Sigma specification 2.1, taxonomy appendix; SigmaHQ's own `tests/thor.yml`. The project departs from them:
antivirus is what Defender detected or acted on (`THREAT_IDS`; THOR also counts what happens in the quarantine),
file_delete is also Sysmon 26 (as in pySigma's Sysmon pipeline), and a Sysmon 12 whose EventType says that a key was
created is no registry_delete, nor the other way round.
"""

from __future__ import annotations

from oracle.rules import OracleRule
from otasuke.events import Event

SYSMON = "microsoft-windows-sysmon/operational"
POWERSHELL = ("microsoft-windows-powershell/operational", "powershellcore/operational")

LINUX_SYSMON = "linux-sysmon/operational"

BY_SOURCE: dict[str, tuple[str, str | None, str]] = {
    "aws.cloudtrail": ("aws", None, "cloudtrail"),
    "azure.activity": ("azure", None, "activitylogs"),
    "bitbucket.audit": ("bitbucket", None, "audit"),
    "cisco.duo": ("cisco", None, "duo"),
    "entra.audit": ("azure", None, "auditlogs"),
    "entra.pim": ("azure", None, "pim"),
    "entra.risk": ("azure", None, "riskdetection"),
    "entra.signin": ("azure", None, "signinlogs"),
    "gcp.audit": ("gcp", None, "gcp.audit"),
    "github.audit": ("github", None, "audit"),
    "kubernetes.audit": ("kubernetes", "application", "audit"),
    "okta.system": ("okta", None, "okta"),
    "onelogin.events": ("onelogin", None, "onelogin.events"),
}
"""source → product, category, service."""

ZEEK_CATEGORIES = {"conn": ("firewall",), "dns": ("dns",), "http": ("proxy", "webserver")}

SYSMON_CATEGORIES: dict[str, tuple[str, ...]] = {
    "process_creation": ("1",),
    "file_change": ("2",),
    "network_connection": ("3",),
    "sysmon_status": ("4", "16"),
    "process_termination": ("5",),
    "driver_load": ("6",),
    "image_load": ("7",),
    "create_remote_thread": ("8",),
    "raw_access_thread": ("9",),
    "process_access": ("10",),
    "file_event": ("11",),
    "registry_add": ("12",),
    "registry_delete": ("12",),
    "registry_set": ("13",),
    "registry_rename": ("14",),
    "registry_event": ("12", "13", "14"),
    "create_stream_hash": ("15",),
    "pipe_created": ("17", "18"),
    "wmi_event": ("19", "20", "21"),
    "dns_query": ("22",),
    "file_delete": ("23", "26"),
    "clipboard_capture": ("24",),
    "process_tampering": ("25",),
    "file_delete_detected": ("26",),
    "file_block_executable": ("27",),
    "file_block_shredding": ("28",),
    "file_executable_detected": ("29",),
    "sysmon_error": ("255",),
}

DEFENDER = "microsoft-windows-windows defender/operational"
THREAT_IDS = ("1006", "1007", "1008", "1015", "1116", "1117", "1118", "1119")
"""Defender found a threat, or acted on one: these make up the category antivirus, which names no product."""

OTHER_CATEGORIES: dict[str, tuple[tuple[str, ...], str]] = {
    "ps_module": (POWERSHELL, "4103"),
    "ps_script": (POWERSHELL, "4104"),
    "ps_classic_start": (("windows powershell",), "400"),
    "ps_classic_provider_start": (("windows powershell",), "600"),
    "ps_classic_script": (("windows powershell",), "800"),
}
"""category → channels and event id. file_access and file_rename come from ETW only and are in no event log."""

SERVICES: dict[str, tuple[str, ...]] = {
    "application": ("application",),
    "application-experience": (
        "microsoft-windows-application-experience/program-telemetry",
        "microsoft-windows-application-experience/program-compatibility-assistant",
    ),
    "applocker": (
        "microsoft-windows-applocker/msi and script",
        "microsoft-windows-applocker/exe and dll",
        "microsoft-windows-applocker/packaged app-deployment",
        "microsoft-windows-applocker/packaged app-execution",
    ),
    "appmodel-runtime": ("microsoft-windows-appmodel-runtime/admin",),
    "appxdeployment-server": ("microsoft-windows-appxdeploymentserver/operational",),
    "appxpackaging-om": ("microsoft-windows-appxpackaging/operational",),
    "bitlocker": ("microsoft-windows-bitlocker/bitlocker management",),
    "bits-client": ("microsoft-windows-bits-client/operational",),
    "capi2": ("microsoft-windows-capi2/operational",),
    "certificateservicesclient-lifecycle-system": (
        "microsoft-windows-certificateservicesclient-lifecycle-system/operational",
    ),
    "codeintegrity-operational": ("microsoft-windows-codeintegrity/operational",),
    "dhcp": ("microsoft-windows-dhcp-server/operational",),
    "diagnosis-scripted": ("microsoft-windows-diagnosis-scripted/operational",),
    # The event viewer shows the first name; the channel itself has the second.
    "dns-client": ("microsoft-windows-dns client events/operational", "microsoft-windows-dns-client/operational"),
    "dns-server": ("dns server",),
    "dns-server-analytic": ("microsoft-windows-dns-server/analytical",),
    "dns-server-audit": ("microsoft-windows-dns-server/audit",),
    "driver-framework": ("microsoft-windows-driverframeworks-usermode/operational",),
    "firewall-as": ("microsoft-windows-windows firewall with advanced security/firewall",),
    "hyper-v-worker": ("microsoft-windows-hyper-v-worker",),
    "iis-configuration": ("microsoft-iis-configuration/operational",),
    "kernel-event-tracing": ("microsoft-windows-kernel-eventtracing",),
    "kernel-shimengine": (
        "microsoft-windows-kernel-shimengine/operational",
        "microsoft-windows-kernel-shimengine/diagnostic",
    ),
    "ldap": ("microsoft-windows-ldap-client/debug",),
    "lsa-server": ("microsoft-windows-lsa/operational",),
    "microsoft-servicebus-client": (
        "microsoft-servicebus-client",
        "microsoft-servicebus-client/operational",
        "microsoft-servicebus-client/admin",
    ),
    "msexchange-management": ("msexchange management",),
    "ntfs": ("microsoft-windows-ntfs/operational",),
    "ntlm": ("microsoft-windows-ntlm/operational",),
    "openssh": ("openssh/operational",),
    "powershell": POWERSHELL,
    "powershell-classic": ("windows powershell",),
    "printservice-admin": ("microsoft-windows-printservice/admin",),
    "printservice-operational": ("microsoft-windows-printservice/operational",),
    "security": ("security",),
    "security-mitigations": (
        "microsoft-windows-security-mitigations/kernel mode",
        "microsoft-windows-security-mitigations/kernelmode",
        "microsoft-windows-security-mitigations/user mode",
        "microsoft-windows-security-mitigations/usermode",
    ),
    "sense": ("microsoft-windows-sense/operational",),
    "shell-core": ("microsoft-windows-shell-core/operational",),
    "smbclient-connectivity": ("microsoft-windows-smbclient/connectivity",),
    "smbclient-security": ("microsoft-windows-smbclient/security",),
    "smbserver-connectivity": ("microsoft-windows-smbserver/connectivity",),
    "sysmon": (SYSMON,),
    "system": ("system",),
    "taskscheduler": ("microsoft-windows-taskscheduler/operational",),
    "terminalservices-localsessionmanager": ("microsoft-windows-terminalservices-localsessionmanager/operational",),
    "vhdmp": ("microsoft-windows-vhdmp/operational",),
    "windefend": (DEFENDER,),
    "wmi": ("microsoft-windows-wmi-activity/operational",),
}


def is_for(rule: OracleRule, event: Event) -> bool:
    """Whether the rule's log source covers the event."""
    if event.source.startswith("windows"):
        return windows_covers(rule, event)
    if event.source.startswith("network.zeek"):
        return zeek_covers(rule, event)
    if event.source in BY_SOURCE:
        return names_only(rule, *BY_SOURCE[event.source])
    return any(names_only(rule, declared.product, declared.category, declared.service) for declared in event.logsources)


def names_only(rule: OracleRule, product: str | None, category: str | None, service: str | None) -> bool:
    """Whether each part that the rule's log source names is this one."""
    return rule.product in (None, product) and rule.category in (None, category) and rule.service in (None, service)


def zeek_covers(rule: OracleRule, event: Event) -> bool:
    """The log's name is the service: what the normaliser declares, because no field holds it."""
    service = event.logsources[0].service or ""
    return any(names_only(rule, "zeek", category, service) for category in ZEEK_CATEGORIES.get(service, (None,)))


def first_text(event: Event, field: str) -> str:
    value = event.fields.get(field, "")
    return value if isinstance(value, str) else value[0]


def windows_covers(rule: OracleRule, event: Event) -> bool:
    channel = first_text(event, "Channel").lower()
    event_id = first_text(event, "EventID")
    if rule.product is None and rule.category == "antivirus" and rule.service is None:
        return channel == DEFENDER and event_id in THREAT_IDS
    if channel == LINUX_SYSMON:
        in_linux = rule.category is None or event_id in SYSMON_CATEGORIES.get(rule.category, ())
        return rule.product == "linux" and in_linux and rule.service in (None, "sysmon")
    return (
        rule.product == "windows"
        and (rule.category is None or in_category(rule.category, channel, event_id, first_text(event, "EventType")))
        and (rule.service is None or channel in SERVICES.get(rule.service, ()))
    )


def in_category(category: str, channel: str, event_id: str, event_type: str) -> bool:
    if category == "process_creation" and (channel, event_id) == ("security", "4688"):
        return True
    if channel == SYSMON:
        contradicted = {"registry_add": "delete", "registry_delete": "create"}.get(category, "never")
        return event_id in SYSMON_CATEGORIES.get(category, ()) and not event_type.lower().startswith(contradicted)
    channels, wanted_id = OTHER_CATEGORIES.get(category, ((), ""))
    return channel in channels and event_id == wanted_id
