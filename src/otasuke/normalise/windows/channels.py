"""Where a Windows event belongs: channel, event id and provider → Sigma log sources and derived fields.

This is the whole routing of Windows. It looks at no localised text, so a Japanese Windows is routed as an English one.
Channel names, event ids and service names are those of the public Sigma log-source documentation
(https://sigmahq.io/docs/basics/log-sources.html), of Sysmon's manual and of Microsoft's event references.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from otasuke.events import LogSource
from otasuke.events.shape import Class, Keys

CLASS_KEYS = ("Channel", "EventID", "EventType", "Provider_Name")
"""The fields that `classify` takes, in this order."""

_LONGEST_NAME = 200
_W = "microsoft-windows-"

# Channel names are compared in lower case without spaces, because products differ in both.
_SERVICES: Mapping[str, tuple[str, ...]] = {
    "application": ("application",),
    "security": ("security",),
    "system": ("system",),
    "linux-sysmon/operational": ("sysmon",),
    "windowspowershell": ("powershell-classic",),
    "powershellcore/operational": ("powershell",),
    "dnsserver": ("dns-server",),
    "openssh/operational": ("openssh",),
    "msexchangemanagement": ("msexchange-management",),
    "microsoft-iis-configuration/operational": ("iis-configuration",),
    "microsoft-iis-configuration/administrative": ("iis-configuration",),
    "microsoft-servicebus-client": ("microsoft-servicebus-client",),
    "microsoft-servicebus-client/admin": ("microsoft-servicebus-client", "servicebus-client"),
    "microsoft-servicebus-client/operational": ("microsoft-servicebus-client", "servicebus-client"),
    _W + "sysmon/operational": ("sysmon",),
    _W + "powershell/operational": ("powershell",),
    _W + "windowsdefender/operational": ("windefend",),
    _W + "windowsfirewallwithadvancedsecurity/firewall": ("firewall-as",),
    _W + "application-experience/program-compatibility-assistant": ("application-experience",),
    _W + "application-experience/program-telemetry": ("application-experience",),
    _W + "applocker/exeanddll": ("applocker",),
    _W + "applocker/msiandscript": ("applocker",),
    _W + "applocker/packagedapp-deployment": ("applocker",),
    _W + "applocker/packagedapp-execution": ("applocker",),
    _W + "appmodel-runtime/admin": ("appmodel-runtime",),
    _W + "appxdeploymentserver/operational": ("appxdeployment-server",),
    _W + "appxpackaging/operational": ("appxpackaging-om",),
    _W + "bitlocker/bitlockermanagement": ("bitlocker",),
    _W + "bits-client/operational": ("bits-client",),
    _W + "capi2/operational": ("capi2",),
    _W + "certificateservicesclient-lifecycle-system/operational": ("certificateservicesclient-lifecycle-system",),
    _W + "codeintegrity/operational": ("codeintegrity-operational",),
    _W + "dhcp-server/operational": ("dhcp",),
    _W + "diagnosis-scripted/operational": ("diagnosis-scripted",),
    _W + "dnsclientevents/operational": ("dns-client",),
    _W + "dns-client/operational": ("dns-client",),
    _W + "dns-server/analytical": ("dns-server-analytic",),
    _W + "dns-server/audit": ("dns-server-audit",),
    _W + "driverframeworks-usermode/operational": ("driver-framework",),
    _W + "hyper-v-worker": ("hyper-v-worker",),
    _W + "hyper-v-worker/admin": ("hyper-v-worker",),
    _W + "hyper-v-worker-admin": ("hyper-v-worker",),
    _W + "kernel-eventtracing/admin": ("kernel-event-tracing",),
    _W + "kernel-eventtracing": ("kernel-event-tracing",),
    _W + "kernel-shimengine/diagnostic": ("kernel-shimengine",),
    _W + "kernel-shimengine/operational": ("kernel-shimengine",),
    _W + "ldap-client/debug": ("ldap", "ldap_debug"),
    _W + "lsa/operational": ("lsa-server",),
    _W + "ntfs/operational": ("ntfs",),
    _W + "ntlm/operational": ("ntlm",),
    _W + "printservice/admin": ("printservice-admin",),
    _W + "printservice/operational": ("printservice-operational",),
    _W + "security-mitigations/kernelmode": ("security-mitigations",),
    _W + "security-mitigations/usermode": ("security-mitigations",),
    _W + "sense/operational": ("sense",),
    _W + "shell-core/operational": ("shell-core",),
    _W + "smbclient/connectivity": ("smbclient-connectivity",),
    _W + "smbclient/security": ("smbclient-security",),
    _W + "smbserver/connectivity": ("smbserver-connectivity",),
    _W + "taskscheduler/operational": ("taskscheduler",),
    _W + "terminalservices-localsessionmanager/operational": ("terminalservices-localsessionmanager",),
    _W + "vhdmp/operational": ("vhdmp",),
    _W + "wmi-activity/operational": ("wmi",),
}

_OPERATIONAL_ONLY = (
    "appxdeploymentserver",
    "bits-client",
    "capi2",
    "codeintegrity",
    "diagnosis-scripted",
    "dns-client",
    "driverframeworks-usermode",
    "lsa",
    "ntlm",
    "powershell",
    "shell-core",
    "sysmon",
    "taskscheduler",
    "terminalservices-localsessionmanager",
    "windowsdefender",
    "wmi-activity",
)

# For records that name no channel: providers that write to one channel only.
_CHANNELS: Mapping[str, str] = {
    "linux-sysmon": "linux-sysmon/operational",
    "powershell": "windowspowershell",
    "servicecontrolmanager": "system",
    "mssqlserver": "application",
    "msiinstaller": "application",
    "esent": "application",
    _W + "security-auditing": "security",
    _W + "dnsclientevents": _W + "dnsclientevents/operational",
    **{f"{_W}{name}": f"{_W}{name}/operational" for name in _OPERATIONAL_ONLY},
    _W + "windowsfirewallwithadvancedsecurity": _W + "windowsfirewallwithadvancedsecurity/firewall",
}

_SYSMON: Mapping[str, tuple[str, ...]] = {
    "1": ("process_creation",),
    "2": ("file_change",),
    "3": ("network_connection",),
    "4": ("sysmon_status",),
    "5": ("process_termination",),
    "6": ("driver_load",),
    "7": ("image_load",),
    "8": ("create_remote_thread",),
    "9": ("raw_access_thread",),
    "10": ("process_access",),
    "11": ("file_event",),
    "12": ("registry_add", "registry_delete", "registry_event"),
    "13": ("registry_set", "registry_event"),
    "14": ("registry_rename", "registry_event"),
    "15": ("create_stream_hash",),
    "16": ("sysmon_status",),
    "17": ("pipe_created",),
    "18": ("pipe_created",),
    "19": ("wmi_event",),
    "20": ("wmi_event",),
    "21": ("wmi_event",),
    "22": ("dns_query",),
    "23": ("file_delete",),
    "24": ("clipboard_change", "clipboard_capture"),
    "25": ("process_tampering",),
    "26": ("file_delete", "file_delete_detected"),
    "27": ("file_block_executable",),
    "28": ("file_block_shredding",),
    "29": ("file_executable_detected",),
    "255": ("sysmon_error",),
}

_ANTIVIRUS_IDS = ("1006", "1007", "1008", "1015", "1116", "1117", "1118", "1119")

_CATEGORIES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "sysmon": _SYSMON,
    "security": {"4688": ("process_creation",)},
    "powershell": {"4103": ("ps_module",), "4104": ("ps_script",)},
    "powershell-classic": {
        "400": ("ps_classic_start",),
        "600": ("ps_classic_provider_start",),
        "800": ("ps_classic_script",),
    },
    "windefend": dict.fromkeys(_ANTIVIRUS_IDS, ("antivirus",)),
}

# Event tracing has no channel. 12 opens a file; 19, 27 and 29 are the three generations of the rename event.
_KERNEL_FILE = _W + "kernel-file"
_KERNEL_FILE_CATEGORIES = {"12": ("file_access",), **dict.fromkeys(("19", "27", "29"), ("file_rename",))}

_PROCESS_CREATION_4688 = {
    "Image": "NewProcessName",
    "ParentImage": "ParentProcessName",
    "ParentProcessId": "ProcessId",
    "User": "SubjectUserName",
    "LogonId": "SubjectLogonId",
    "IntegrityLevel": "MandatoryLabel",
}
_ANTIVIRUS = {"Signature": "ThreatName", "Filename": "Path"}
# Classic providers send unnamed texts. Forwarders that lose them keep the rendered message, which holds them all.
_CLASSIC = {"Data": "Message"}


def classify(keys: Keys) -> Class:
    """The class of an event with these values of `CLASS_KEYS`; total: what the table does not know is plain windows.

    Registry changes of Security 4657 are not among the registry categories: key and value name arrive in two fields
    with kernel paths (`\\REGISTRY\\MACHINE`), so that rules on TargetObject and Details could not match them rightly.
    Nor is 5156 a network connection: its application is a device path, which no rule on Image expects.
    """
    channel, event_id, event_type, provider = (value or "" for value in keys)
    return _classify(_plain(channel), event_id.strip()[:16], _plain(provider), _registry_change(event_type))


def enough_keys(keys: Keys) -> int:
    """Channel and id choose the class where the channel is known, and EventType Sysmon's registry changes."""
    services = _SERVICES.get(_plain(keys[0] or ""), ())
    if not services:
        return len(keys)
    return 3 if services[0] == "sysmon" and (keys[1] or "").strip() == "12" else 2


@lru_cache(maxsize=4096)
def _classify(channel: str, event_id: str, provider: str, change: str) -> Class:
    if provider == _KERNEL_FILE and channel not in _SERVICES:
        return _class("windows", (), _KERNEL_FILE_CATEGORIES.get(event_id, ()))
    services = _SERVICES.get(channel or _CHANNELS.get(provider, ""), ())
    origin = channel.partition("/")[0] if channel in _SERVICES else provider
    product = "linux" if origin == "linux-sysmon" else "windows"
    found = _CATEGORIES.get(services[0], {}).get(event_id, ()) if services else ()
    categories = tuple(name for name in found if not (services[0] == "sysmon" and _contradicts(name, change)))
    return _class(product, services, categories)


@lru_cache(maxsize=512)
def _class(product: str, services: tuple[str, ...], categories: tuple[str, ...]) -> Class:
    """One object per kind of event, so that callers may compare classes by identity."""
    sources = tuple(
        LogSource(product, category, service) for service in services or (None,) for category in categories or (None,)
    )
    return Class(sources, _aliases(services, categories))


def _aliases(services: tuple[str, ...], categories: tuple[str, ...]) -> Mapping[str, str]:
    if services == ("security",) and "process_creation" in categories:
        return _PROCESS_CREATION_4688
    if "antivirus" in categories:
        return _ANTIVIRUS
    return _CLASSIC if services in (("application",), ("powershell-classic",)) else {}


def _plain(name: str) -> str:
    """The name as the tables spell it, cut where no known name reaches, so that the cache stays small."""
    return name[:_LONGEST_NAME].lower().replace(" ", "")


def _registry_change(event_type: str) -> str:
    """The part of Sysmon's EventType (`CreateKey`, `DeleteValue`) that decides between the two halves of id 12."""
    lower = event_type.lower()
    return lower[:6] if lower.startswith(("create", "delete")) else ""


def _contradicts(category: str, change: str) -> bool:
    """Id 12 is both a creation and a deletion; without an EventType (NXLog overwrites it) it stays both."""
    return (category, change) in (("registry_add", "delete"), ("registry_delete", "create"))
