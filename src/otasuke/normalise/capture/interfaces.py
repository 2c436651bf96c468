"""Names of DCE/RPC interfaces and of those of their operations that rules ask for.

The names are those that Zeek writes too (`endpoint`, `operation`), so that rules for Zeek can be asked.
Source: [MS-SCMR], [MS-TSCH], [MS-DRSR], [MS-NRPC], [MS-SAMR], [MS-LSAD], [MS-SRVS], [MS-WKST], [MS-RRP], [MS-RPRN],
[MS-PAR], [MS-EFSR], [MS-EVEN6], [MS-DCOM], [MS-WMI], [MS-BKRP], [MS-FSRVP], [MS-DFSNM]; looked up 2026-11-23.
"""

from __future__ import annotations

from collections.abc import Mapping

_SERVICES = {
    0: "CloseServiceHandle", 1: "ControlService", 2: "DeleteService", 11: "ChangeServiceConfigW", 12: "CreateServiceW",
    15: "OpenSCManagerW", 16: "OpenServiceW", 17: "QueryServiceConfigW", 19: "StartServiceW", 23: "ChangeServiceConfigA",
    24: "CreateServiceA", 27: "OpenSCManagerA", 28: "OpenServiceA", 31: "StartServiceA", 6: "QueryServiceStatus",
    14: "EnumServicesStatusW", 13: "EnumDependentServicesW", 26: "EnumServicesStatusA",
    42: "EnumServicesStatusExW", 41: "EnumServicesStatusExA", 45: "CreateServiceWOW64W",
}  # fmt: skip
_TASKS = {
    0: "SchRpcHighestVersion", 1: "SchRpcRegisterTask", 2: "SchRpcRetrieveTask", 3: "SchRpcCreateFolder",
    6: "SchRpcEnumFolders", 7: "SchRpcEnumTasks", 12: "SchRpcRun", 13: "SchRpcDelete", 19: "SchRpcEnableTask",
}  # fmt: skip
_REPLICATION = {0: "DRSBind", 1: "DRSUnbind", 2: "DRSReplicaSync", 3: "DRSGetNCChanges", 5: "DRSReplicaAdd", 12: "DRSCrackNames", 16: "DRSDomainControllerInfo"}  # fmt: skip
_LOGON = {
    2: "NetrLogonSamLogon", 4: "NetrServerReqChallenge", 5: "NetrServerAuthenticate", 6: "NetrServerPasswordSet",
    15: "NetrServerAuthenticate2", 21: "NetrLogonDummyRoutine1", 26: "NetrServerAuthenticate3", 29: "NetrLogonGetDomainInfo",
    30: "NetrServerPasswordSet2", 34: "DsrGetDcNameEx2", 39: "NetrLogonSamLogonEx", 45: "NetrLogonSamLogonWithFlags",
}  # fmt: skip
_ACCOUNTS = {
    0: "SamrConnect", 1: "SamrCloseHandle", 5: "SamrLookupDomainInSamServer", 6: "SamrEnumerateDomainsInSamServer",
    7: "SamrOpenDomain", 11: "SamrEnumerateGroupsInDomain", 13: "SamrEnumerateUsersInDomain",
    15: "SamrEnumerateAliasesInDomain", 16: "SamrGetAliasMembership", 17: "SamrLookupNamesInDomain",
    18: "SamrLookupIdsInDomain", 19: "SamrOpenGroup", 25: "SamrGetMembersInGroup", 27: "SamrOpenAlias",
    33: "SamrGetMembersInAlias", 34: "SamrOpenUser", 36: "SamrQueryInformationUser", 39: "SamrGetGroupsForUser",
    50: "SamrCreateUser2InDomain", 37: "SamrSetInformationUser", 47: "SamrQueryInformationUser2", 48: "SamrQueryDisplayInformation2",
    57: "SamrConnect2", 58: "SamrSetInformationUser2", 62: "SamrConnect4", 64: "SamrConnect5",
}  # fmt: skip
_SHARES = {15: "NetrShareEnum", 12: "NetrSessionEnum", 8: "NetrConnectionEnum", 9: "NetrFileEnum", 16: "NetrShareGetInfo", 14: "NetrShareAdd", 21: "NetrServerGetInfo"}  # fmt: skip
_REGISTRY = {2: "OpenLocalMachine", 4: "OpenUsers", 6: "BaseRegCreateKey", 15: "BaseRegOpenKey", 17: "BaseRegQueryValue", 20: "BaseRegSaveKey", 22: "BaseRegSetValue", 31: "BaseRegSaveKeyEx"}  # fmt: skip
_PRINTING = {1: "RpcOpenPrinter", 14: "RpcAddPrintProcessor", 46: "RpcAddMonitor", 65: "RpcRemoteFindFirstPrinterChangeNotificationEx", 89: "RpcAddPrinterDriverEx"}  # fmt: skip
_FILES = {0: "EfsRpcOpenFileRaw", 4: "EfsRpcEncryptFileSrv", 5: "EfsRpcDecryptFileSrv", 6: "EfsRpcQueryUsersOnFile", 7: "EfsRpcQueryRecoveryAgents", 12: "EfsRpcFileKeyInfo", 13: "EfsRpcDuplicateEncryptionInfoFile", 15: "EfsRpcAddUsersToFileEx"}  # fmt: skip
_LOCAL_SECURITY = {6: "LsarOpenPolicy", 7: "LsarQueryInformationPolicy", 14: "LsarLookupNames", 15: "LsarLookupSids", 44: "LsarOpenPolicy2", 43: "LsarRetrievePrivateData", 76: "LsarLookupSids3", 77: "LsarLookupNames4"}  # fmt: skip

_INTERFACES: Mapping[str, tuple[str, Mapping[int, str]]] = {
    "367abb81-9844-35f1-ad32-98f038001003": ("svcctl", _SERVICES),
    "86d35949-83c9-4044-b424-db363231fd0c": ("ITaskSchedulerService", _TASKS),
    "1ff70682-0a51-30e8-076d-740be8cee98b": ("atsvc", {0: "NetrJobAdd", 1: "NetrJobDel", 2: "NetrJobEnum"}),
    "e3514235-4b06-11d1-ab04-00c04fc2dcd2": ("drsuapi", _REPLICATION),
    "12345678-1234-abcd-ef00-01234567cffb": ("netlogon", _LOGON),
    "12345778-1234-abcd-ef00-0123456789ac": ("samr", _ACCOUNTS),
    "12345778-1234-abcd-ef00-0123456789ab": ("lsarpc", _LOCAL_SECURITY),
    "4b324fc8-1670-01d3-1278-5a47bf6ee188": ("srvsvc", _SHARES),
    "6bffd098-a112-3610-9833-46c3f87e345a": ("wkssvc", {0: "NetrWkstaGetInfo", 2: "NetrWkstaUserEnum"}),
    "338cd001-2244-31f1-aaaa-900038001003": ("winreg", _REGISTRY),
    "12345678-1234-abcd-ef00-0123456789ab": ("spoolss", _PRINTING),
    "76f03f96-cdfd-44fc-a22c-64950a001209": ("IRemoteWinspool", {39: "RpcAsyncAddPrinterDriver"}),
    "c681d488-d850-11d0-8c52-00c04fd90f7e": ("efsrpc", _FILES),
    "df1941c5-fe89-4e79-bf10-463657acf44d": ("efsrpc", _FILES),
    "e1af8308-5d1f-11c9-91a4-08002b14a0fa": ("epmapper", {2: "ept_lookup", 3: "ept_map"}),
    "000001a0-0000-0000-c000-000000000046": (
        "ISystemActivator",
        {3: "RemoteGetClassObject", 4: "RemoteCreateInstance"},
    ),
    "99fcfec4-5260-101b-bbcb-00aa0021347a": ("IOXIDResolver", {3: "SimplePing", 5: "ServerAlive2"}),
    "00000143-0000-0000-c000-000000000046": ("IRemUnknown2", {3: "RemQueryInterface", 4: "RemAddRef", 5: "RemRelease"}),
    "00000131-0000-0000-c000-000000000046": ("IRemUnknown", {3: "RemQueryInterface", 4: "RemAddRef", 5: "RemRelease"}),
    "f309ad18-d86a-11d0-a075-00c04fb68820": ("IWbemLevel1Login", {3: "EstablishPosition", 6: "NTLMLogin"}),
    "d4781cd6-e5d3-44df-ad94-930efe48a887": ("IWbemLoginClientID", {3: "SetClientInfo"}),
    "9556dc99-828c-11cf-a37e-00aa003240c7": (
        "IWbemServices",
        {
            3: "OpenNamespace",
            6: "GetObject",
            20: "ExecQuery",
            24: "ExecMethod",
            25: "ExecMethodAsync",
            14: "PutInstance",
        },
    ),
    "00020400-0000-0000-c000-000000000046": ("IDispatch", {5: "GetIDsOfNames", 6: "Invoke"}),
    "3dde7c30-165d-11d1-ab8f-00805f14db40": ("BackupKey", {0: "BackuprKey"}),
    "a8e0653c-2744-4389-a61d-7373df8b2292": ("FileServerVssAgent", {8: "IsPathSupported", 9: "IsPathShadowCopied"}),
    "4fc742e0-4a10-11cf-8273-00aa004ae673": ("netdfs", {12: "NetrDfsAddStdRoot", 13: "NetrDfsRemoveStdRoot"}),
    "f6beaff7-1e19-4fbb-9f8f-b89e2018337c": ("eventlog6", {5: "EvtRpcRegisterLogQuery", 6: "EvtRpcClearLog"}),
}


def name_of(uuid: str, operation: int | None) -> tuple[str, str]:
    """The names of an interface and of one of its operations; "" for those that are not known."""
    service, operations = _INTERFACES.get(uuid, ("", {}))
    return service, "" if operation is None else operations.get(operation, "")
