from __future__ import annotations

from hypothesis import given

from normalise.generic.fuzz import check_total, inputs
from normalise.linux.reading import logsources, read, read_event
from otasuke.events import Reject
from otasuke.normalise.firewall.sophos import SOURCE

SFOS = (
    b'<30>device="SFW" date=2024-03-29 time=15:00:50 timezone="JST" device_name="XG" device_id=S1 log_id=010101600001 %s '
    b'src_ip=10.1.1.5 dst_ip=203.0.113.9 protocol="TCP" src_port=1 dst_port=21'
)
RULE = SFOS % b'log_type="Firewall" log_component="Firewall Rule" log_subtype="Allowed" status="Allow"'
WEB = (
    SFOS
    % b'log_type="Content Filtering" log_subtype="Denied" url="http://evil.example/a.exe" user_agent="curl/8" status_code="403"'
)
VIRUS = SFOS % b'log_type="Anti-Virus" log_subtype="Virus" virus="Mimikatz" filename="m.exe"'
UTM = (
    b'2024:03:29-15:00:50 utm ulogd[1]: id="2001" severity="info" sys="SecureNet" sub="packetfilter" name="Packet dropped" '
    b'action="drop" srcip="192.0.2.1" dstip="192.0.2.9" proto="6" srcport="1" dstport="22"'
)
SAMPLES = (RULE, WEB, VIRUS, UTM)


def test_a_firewall_rule_of_sfos_is_traffic():
    event = read_event(SOURCE, RULE)

    assert logsources(event) == {"sophos/firewall/firewall"}
    assert (event.fields["dst_port"], event.fields["action"], event.fields["blocked"]) == ("21", "Allowed", "false")
    assert event.sensor == "XG"


def test_a_web_record_of_sfos_is_a_proxy_record_too():
    event = read_event(SOURCE, WEB)

    assert "sophos/proxy/*" in logsources(event)
    assert event.fields["c-uri"] == ("/a.exe", "evil.example/a.exe", "http://evil.example/a.exe")
    assert (event.fields["c-useragent"], event.fields["sc-status"]) == ("curl/8", "403")


def test_a_virus_record_of_sfos_is_an_antivirus_record():
    event = read_event(SOURCE, VIRUS)

    assert "sophos/antivirus/*" in logsources(event)
    assert (event.fields["Signature"], event.fields["Filename"]) == ("Mimikatz", "m.exe")


def test_a_timestamp_with_its_offset_is_read():
    line = b'device_name="SFW" timestamp="2024-03-29T15:00:50+0900" log_type="Firewall" log_subtype="Denied" src_ip=192.0.2.1'

    assert str(read_event(SOURCE, line).time) == "2024-03-29 06:00:50+00:00"


def test_a_packet_filter_record_of_utm_is_traffic():
    event = read_event(SOURCE, UTM)

    assert logsources(event) == {"sophos/firewall/packetfilter"}
    assert (event.fields["src_ip"], event.fields["dst_port"], event.fields["blocked"]) == ("192.0.2.1", "22", "true")
    assert (str(event.time), event.sensor) == ("2024-03-29 06:00:50+00:00", "utm")


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
