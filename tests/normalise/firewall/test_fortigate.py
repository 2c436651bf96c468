from __future__ import annotations

from hypothesis import given

from normalise.generic.fuzz import check_total, inputs
from normalise.linux.reading import logsources, read, read_event
from otasuke.events import Reject
from otasuke.normalise.firewall.fortigate import SOURCE

TRAFFIC = (
    b'<189>date=2024-03-29 time=15:00:50 devname="FGT60F" devid="FGT60FTK1" eventtime=1711692050123456789 tz="+0900" '
    b'logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" srcip=10.1.1.5 srcport=51000 '
    b'dstip=203.0.113.9 dstport=23 proto=6 action="accept" service="TELNET"'
)
UTM = b'date=2024-03-29 time=15:00:50 tz="+0900" devname="FGT" logid="0316013056" type="utm" '
ADMIN = (
    b'logid="0100044546" type="event" subtype="system" user="admin" action="Add" cfgpath="system.admin" cfgobj="evil"'
)
SAMPLES = (TRAFFIC, ADMIN, UTM + b'subtype="webfilter" url="/a"')


def test_traffic_has_addresses_ports_and_what_became_of_it():
    event = read_event(SOURCE, TRAFFIC)

    assert logsources(event) == {"fortigate/firewall/traffic"}
    assert (event.fields["src_ip"], event.fields["src_port"]) == ("10.1.1.5", "51000")
    assert (event.fields["dst_ip"], event.fields["dst_port"]) == ("203.0.113.9", "23")
    assert (event.fields["action"], event.fields["blocked"]) == ("accept", "false")
    assert event.sensor == "FGT60F"
    assert event.fields["message"] == TRAFFIC.decode()


def test_the_time_is_the_event_time_or_else_the_local_time_with_its_zone():
    assert str(read_event(SOURCE, TRAFFIC).time) == "2024-03-29 06:00:50.123457+00:00"
    assert str(read_event(SOURCE, UTM).time) == "2024-03-29 06:00:50+00:00"


def test_a_change_of_configuration_keeps_the_words_that_rules_ask_for():
    event = read_event(SOURCE, ADMIN)

    assert "fortigate/*/event" in logsources(event)
    assert (event.fields["action"], event.fields["cfgpath"]) == ("Add", "system.admin")


def test_a_web_filter_record_is_a_proxy_record_too():
    line = (
        b'subtype="webfilter" srcip=10.1.1.5 hostname="evil.example" url="/a/b.exe?x=1" httpmethod="GET" agent="curl/8"'
    )

    event = read_event(SOURCE, UTM + line)

    assert "fortigate/proxy/*" in logsources(event)
    assert event.fields["c-uri"] == ("/a/b.exe?x=1", "evil.example/a/b.exe?x=1")
    assert (event.fields["c-uri-extension"], event.fields["cs-host"]) == ("exe", "evil.example")
    assert (event.fields["c-useragent"], event.fields["cs-method"]) == ("curl/8", "GET")


def test_a_dns_record_has_the_query_and_its_answers():
    event = read_event(SOURCE, UTM + b'subtype="dns" qname="api.telegram.org" qtype="A" ipaddr="192.0.2.1, 192.0.2.2"')

    assert "fortigate/dns/*" in logsources(event)
    assert (event.fields["query"], event.fields["record_type"]) == ("api.telegram.org", "A")
    assert event.fields["answer"] == ("192.0.2.1", "192.0.2.2")


def test_a_virus_record_is_an_antivirus_record():
    event = read_event(SOURCE, UTM + b'subtype="virus" filename="m.exe" virus="HTool/Mimikatz" action="blocked"')

    assert "fortigate/antivirus/*" in logsources(event)
    assert (event.fields["Signature"], event.fields["Filename"]) == ("HTool/Mimikatz", "m.exe")
    assert event.fields["blocked"] == "true"


def test_the_comma_separated_format_is_read_alike():
    event = read_event(SOURCE, b'date=2024-03-29,time=15:00:50,logid="1",type="traffic",srcip=10.1.1.5,dstip=192.0.2.9')

    assert (event.fields["src_ip"], event.fields["dst_ip"]) == ("10.1.1.5", "192.0.2.9")


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
