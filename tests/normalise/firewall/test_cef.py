from __future__ import annotations

from hypothesis import given

from normalise.generic.fuzz import check_total, inputs
from normalise.linux.reading import logsources, read, read_event
from otasuke.events import Reject
from otasuke.normalise.firewall.cef import SOURCE

ACCEPTED = (
    b"<134>Mar 29 15:00:50 gw CEF:0|Check Point|VPN-1 & FireWall-1|Check Point|Log|Accept|Unknown|act=Accept src=192.0.2.1 "
    b"dst=192.0.2.9 dpt=23 spt=5 msg=a b\\=c  d cs1Label=Rule Name cs1=x y rt=1711692050000"
)
MALWARE = (
    b"CEF:0|Trend Micro|Apex|1|AV|Found|8|cs1Label=Virus Name cs1=HKTL_MIMIKATZ filePath=C:\\\\Users\\\\Public\\\\m.exe"
)
SAMPLES = (ACCEPTED, MALWARE)


def test_values_may_have_spaces_and_escaped_equals_signs():
    event = read_event(SOURCE, ACCEPTED)

    assert event.fields["msg"] == "a b=c  d"
    assert (event.fields["Rule Name"], event.fields["cs1"]) == ("x y", "x y")
    assert (event.fields["DeviceVendor"], event.fields["Name"]) == ("Check Point", "Accept")


def test_a_record_with_both_ends_is_traffic_of_its_vendor():
    event = read_event(SOURCE, ACCEPTED)

    assert logsources(event) == {"checkpoint/firewall/*"}
    assert (event.fields["src_ip"], event.fields["dst_port"], event.fields["blocked"]) == ("192.0.2.1", "23", "false")
    assert str(event.time) == "2024-03-29 06:00:50+00:00"


def test_a_record_that_names_malware_is_an_antivirus_record():
    event = read_event(SOURCE, MALWARE)

    assert logsources(event) == {"trendmicro/antivirus/*"}
    assert (event.fields["Signature"], event.fields["Filename"]) == ("HKTL_MIMIKATZ", "C:\\Users\\Public\\m.exe")


def test_a_record_with_a_url_is_a_proxy_record():
    event = read_event(
        SOURCE, b"CEF:0|V|P|1|1|n|3|request=http://evil.example/a requestMethod=GET rt=Oct 12 2024 13:14:15"
    )

    assert logsources(event) == {"v/proxy/*"}
    assert (event.fields["cs-host"], str(event.time)) == ("evil.example", "2024-10-12 04:14:15+00:00")


def test_an_escaped_bar_in_the_header_does_not_end_a_part():
    assert read_event(SOURCE, b"CEF:0|V|P|1|1|a \\| b|3|x=1").fields["Name"] == "a | b"


def test_a_header_that_ends_early_is_a_reject():
    (item,) = read(SOURCE, b"CEF:0|V|P|1|1")

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
