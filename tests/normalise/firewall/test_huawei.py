from __future__ import annotations

from hypothesis import given

from normalise.generic.fuzz import check_total, inputs
from normalise.linux.reading import logsources, read, read_event
from otasuke.events import Reject
from otasuke.normalise.firewall.huawei import SOURCE

BGP = b"Mar 29 15:00:50 r1 %%01BGP/3/BGP_AUTH_FAILED(l)[1]: BGP session authentication failed. (PeerSession=192.0.2.1:179)"
POLICY = b"%%01POLICY/6/POLICYDENY(l): protocol=6, SourceIP=192.0.2.1, DestIP=192.0.2.9, SourcePort=5, DestPort=22, action=deny"
SAMPLES = (BGP, POLICY)


def test_a_failure_of_bgp_authentication_has_its_service():
    event = read_event(SOURCE, BGP)

    assert logsources(event) == {"huawei/*/bgp"}
    assert (event.fields["mnemonic"], event.fields["PeerSession"]) == ("BGP_AUTH_FAILED", "192.0.2.1:179")


def test_a_policy_record_is_traffic():
    event = read_event(SOURCE, POLICY)

    assert "huawei/firewall/policy" in logsources(event)
    assert (event.fields["src_ip"], event.fields["dst_port"], event.fields["blocked"]) == ("192.0.2.1", "22", "true")


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
