from __future__ import annotations

from hypothesis import given

from normalise.generic.fuzz import check_total, inputs
from normalise.linux.reading import logsources, read, read_event, read_object
from otasuke.events import Reject
from otasuke.normalise.firewall.palo_alto import SERVICE_SOURCE, SOURCE

HEAD = b"1,2024/03/29 15:00:50,0123456789,%s,2561,2024/03/29 15:00:49,"
SESSION = b'10.1.1.5,203.0.113.9,0.0.0.0,0.0.0.0,"Allow, all",corp\\bob,,telnet,vsys1,trust,untrust,e1,e2,fwd,,1,1,51000,23,0,0,0x19,tcp,'
TRAFFIC = b"Mar 29 15:00:50 PA-220 " + HEAD % b"TRAFFIC,end" + SESSION + b"allow,1000,500,500,10"
URL = HEAD % b"THREAT,url" + SESSION + b'alert,"evil.example/x.exe?a=1",(9999),any,informational,client-to-server'
VIRUS = HEAD % b"THREAT,virus" + SESSION + b'reset-both,"m.exe",Mimikatz.Gen(1),any,medium,server-to-client'
PROTECT = HEAD % b"SYSTEM,globalprotect" + b",event,GW,0,0,general,high,%s,1,0x0,0,0,0,0,,PA-220"
SAMPLES = (TRAFFIC, URL, VIRUS, PROTECT % b"x")


def test_traffic_is_read_by_the_order_of_its_columns():
    event = read_event(SOURCE, TRAFFIC)

    assert logsources(event) == {"paloalto/firewall/traffic"}
    assert (event.fields["src_ip"], event.fields["dst_port"], event.fields["user"]) == ("10.1.1.5", "23", "corp\\bob")
    assert (event.fields["rule"], event.fields["action"], event.fields["blocked"]) == ("Allow, all", "allow", "false")
    assert (str(event.time), event.sensor) == ("2024-03-29 06:00:49+00:00", "PA-220")


def test_a_url_record_is_a_proxy_record_too():
    event = read_event(SOURCE, URL)

    assert "paloalto/proxy/*" in logsources(event)
    assert event.fields["c-uri"] == ("/x.exe?a=1", "evil.example/x.exe?a=1")
    assert event.fields["cs-host"] == "evil.example"


def test_a_virus_record_is_an_antivirus_record():
    event = read_event(SOURCE, VIRUS)

    assert "paloalto/antivirus/*" in logsources(event)
    assert (event.fields["Signature"], event.fields["Filename"]) == ("Mimikatz.Gen(1)", "m.exe")


def test_a_file_of_device_telemetry_in_a_globalprotect_message_is_a_file_event():
    path = b"/opt/panlogs/tmp/device_telemetry/minute/x`curl${IFS}a`"

    event = read_event(SOURCE, PROTECT % (b"send of " + path))

    assert logsources(event) == {"paloalto/appliance/globalprotect", "paloalto/file_event/globalprotect"}
    assert event.fields["TargetFilename"] == path.decode()


def test_the_json_log_of_the_globalprotect_service_is_read():
    record = {
        "level": "error",
        "task": "1-22",
        "time": "2024-04-10T03:00:00Z",
        "message": "failed to unmarshal session(../x",
    }

    event = read_object(SERVICE_SOURCE, record)

    assert logsources(event) == {"paloalto/appliance/globalprotect"}
    assert str(event.time) == "2024-04-10 03:00:00+00:00"


def test_a_line_of_too_few_columns_is_a_reject():
    (item,) = read(SOURCE, b"1,2024/03/29 15:00:50,0123,TRAFFIC,end")

    assert isinstance(item, Reject)


def test_other_text_is_a_reject_that_keeps_its_beginning():
    (item,) = read(SOURCE, b"\xff\xfe what is this")

    assert isinstance(item, Reject)
    assert item.excerpt == b"\xff\xfe what is this"


def test_it_is_recognised_by_its_own_lines_alone():
    assert all(SOURCE.recognises(sample + b"\n") for sample in SAMPLES)
    assert not SOURCE.recognises(
        b"Mar 29 15:00:50 host sshd[1]: Accepted password for root from 192.0.2.1 port 22 ssh2\n"
    )
    assert not SOURCE.recognises(b"")


@given(inputs(*SAMPLES))
def test_no_bytes_make_it_raise_or_lose_a_line(data):
    check_total(SOURCE, data)
