from normalise.cloud.reading import read
from normalise.endpoint.samples import (
    HUNTING_ACCESS,
    HUNTING_DNS,
    HUNTING_FILE,
    HUNTING_PIPE,
    HUNTING_PROCESS,
    HUNTING_REGISTRY,
    HUNTING_STREAM,
)


def test_a_process_is_described_as_sysmon_does():
    fields = read(HUNTING_PROCESS).fields

    assert fields["Image"] == "C:\\Windows\\System32\\cmd.exe"
    assert fields["ParentImage"] == "C:\\Program Files\\Microsoft Office\\WINWORD.EXE"
    assert fields["CommandLine"] == "cmd.exe /c whoami"
    assert fields["OriginalFileName"] == "Cmd.Exe"
    assert fields["User"] == "example\\hanako"
    assert fields["IntegrityLevel"] == "High"
    assert fields["Hashes"] == "SHA1=AB,MD5=CD"


def test_an_acting_process_is_the_image_of_what_it_does():
    fields = read(HUNTING_FILE).fields

    assert fields["Image"].endswith("\\powershell.exe")
    assert fields["TargetFilename"] == "C:\\Temp\\x.ps1"


def test_a_registry_value_is_written_as_sysmon_does():
    fields = read(HUNTING_REGISTRY).fields

    assert fields["TargetObject"] == "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows Defender\\DisableAntiSpyware"
    assert fields["Details"] == "DWORD (0x00000001)"
    assert fields["EventType"] == "SetValue"


def test_other_registry_data_stays_as_it_is():
    text = read({**HUNTING_REGISTRY, "RegistryValueType": "String", "RegistryValueData": "1"})
    qword = read({**HUNTING_REGISTRY, "RegistryValueType": "Qword", "RegistryValueData": "4294967297"})
    key = read({**HUNTING_REGISTRY, "ActionType": "RegistryKeyCreated"})

    assert text.fields["Details"] == "1"
    assert qword.fields["Details"] == "QWORD (0x00000001-0x00000001)"
    assert key.fields["TargetObject"] == "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows Defender"


def test_an_accepted_connection_was_not_initiated_here():
    fields = read(HUNTING_STREAM).fields

    assert (fields["Initiated"], fields["DestinationIp"], fields["DestinationPort"]) == ("false", "198.51.100.7", "443")


def test_additional_fields_are_opened():
    assert read(HUNTING_PIPE).fields["PipeName"] == "\\msagent_12"
    assert read(HUNTING_DNS).fields["QueryName"] == "evil.example"
    assert read(HUNTING_ACCESS).fields["GrantedAccess"] == "0x1010"
    assert read(HUNTING_ACCESS).fields["TargetImage"] == "C:\\Windows\\System32\\lsass.exe"
