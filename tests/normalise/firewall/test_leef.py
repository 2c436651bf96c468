from __future__ import annotations

from hypothesis import given

from normalise.generic.fuzz import check_total, inputs
from normalise.linux.reading import logsources, read, read_event
from otasuke.events import Reject
from otasuke.normalise.firewall.leef import SOURCE

FIRST = b"<13>Mar 29 15:00:50 gw LEEF:1.0|V|P|1|Deny|src=192.0.2.1\tdst=192.0.2.9\tdstPort=23\tusrName=bob\taction=deny"
SECOND = b"LEEF:2.0|V|P|1|Deny|%s|src=192.0.2.1%sdst=192.0.2.9"
SAMPLES = (FIRST, SECOND % (b"^", b"^"))


def test_version_1_has_tabs():
    event = read_event(SOURCE, FIRST)

    assert logsources(event) == {"v/firewall/*"}
    assert (event.fields["dst_port"], event.fields["user"], event.fields["blocked"]) == ("23", "bob", "true")


def test_version_2_names_its_delimiter_as_a_character_or_by_its_code():
    for name, delimiter in ((b"^", b"^"), (b"x7C", b"|"), (b"0x09", b"\t"), (b"", b"\t")):
        event = read_event(SOURCE, SECOND % (name, delimiter))

        assert (event.fields["src_ip"], event.fields["dst_ip"]) == ("192.0.2.1", "192.0.2.9")


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
