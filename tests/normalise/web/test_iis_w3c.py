from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from normalise.generic.fuzz import spoilt
from normalise.linux.reading import CONTEXT, lines_of, logsources, read, read_event, read_events
from otasuke.events import Event, Reject
from otasuke.normalise.web.iis_w3c import SOURCE

IIS = b"2024-03-29 15:00:50 10.0.0.1 GET /owa/x.aspx a=1 443 - 192.0.2.7 Mozilla/5.0+(compatible;+X) - 200 0 0 12"
HEADER = b"#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n"
FIELDS = b"#Fields: date time cs-method cs-uri-stem cs-uri-query cs(User-Agent) sc-status\n"
BLUE_COAT = (
    b"#Software: SGOS 6.7\n#Fields: date time c-ip cs-method cs-uri-scheme cs-host cs-uri-path cs-uri-query cs(User-Agent) s-action r-ip\n"
    b'2024-03-29 15:00:50 192.0.2.7 GET http evil.example /a.exe ?x=1 "Mozilla/5.0 (X)" TCP_MISS 203.0.113.9\n'
)
PFIREWALL = (
    b"#Version: 1.5\n#Software: Microsoft Windows Firewall\n#Fields: date time action protocol src-ip dst-ip src-port dst-port path\n"
    b"2024-03-29 15:00:50 DROP TCP 192.0.2.1 192.0.2.9 5 445 RECEIVE\n"
)


def test_the_columns_are_those_that_the_header_names():
    event = read_event(SOURCE, HEADER + FIELDS + b"2024-03-29 15:00:50 GET /a.jsp cmd=id curl/8 200")

    assert logsources(event) == {"*/webserver/*"}
    assert (event.fields["cs-method"], event.fields["cs-uri-stem"], event.fields["sc-status"]) == (
        "GET",
        "/a.jsp",
        "200",
    )
    assert event.fields["cs-uri-query"] == ("cmd=id", "/a.jsp?cmd=id")
    assert str(event.time) == "2024-03-29 15:00:50+00:00"


def test_the_columns_may_change_within_an_input():
    both = (
        FIELDS
        + b"2024-03-29 15:00:50 GET /a x=1 curl/8 200\n#Fields: date time sc-status cs-uri-stem\n2024-03-29 15:00:51 404 /b\n"
    )

    first, second = read_events(SOURCE, HEADER + both)

    assert (first.fields["cs-uri-stem"], second.fields["cs-uri-stem"]) == ("/a", "/b")
    assert second.fields["sc-status"] == "404"


def test_without_a_header_the_default_columns_of_iis_are_assumed():
    event = read_event(SOURCE, IIS)

    assert SOURCE.recognises(IIS + b"\n")
    assert (event.fields["cs-uri-stem"], event.fields["dst_port"], event.fields["cs-username"]) == (
        "/owa/x.aspx",
        "443",
        "",
    )


def test_a_user_agent_is_given_as_iis_spells_it_and_as_it_was_sent():
    assert read_event(SOURCE, IIS).fields["cs-user-agent"] == (
        "Mozilla/5.0 (compatible; X)",
        "Mozilla/5.0+(compatible;+X)",
    )


def test_the_log_of_a_proxy_is_a_proxy_record():
    event = read_event(SOURCE, BLUE_COAT)

    assert logsources(event) == {"*/proxy/*"}
    assert event.fields["c-uri"] == ("/a.exe?x=1", "evil.example/a.exe?x=1")
    assert (event.fields["c-useragent"], event.fields["dst_ip"]) == ("Mozilla/5.0 (X)", "203.0.113.9")


def test_the_log_of_the_windows_firewall_is_traffic():
    event = read_event(SOURCE, PFIREWALL)

    assert logsources(event) == {"windows/firewall/*"}
    assert (event.fields["src_ip"], event.fields["dst_port"], event.fields["blocked"]) == ("192.0.2.1", "445", "true")


def test_quotes_around_a_single_word_are_no_part_of_it():
    event = read_event(SOURCE, FIELDS + b'2024-03-29 15:00:50 GET /a - "curl/8" 200')

    assert event.fields["cs-user-agent"] == "curl/8"


def test_a_line_that_does_not_fit_the_header_is_a_reject():
    items = read(SOURCE, FIELDS + b"2024-03-29 15:00:50 GET\nnodate 15:00:50 GET /a - x 200\n")

    assert [isinstance(item, Reject) for item in items] == [True, True]


def test_it_is_not_confused_with_zeek_or_plain_text():
    assert not SOURCE.recognises(b"#separator \\x09\n#fields\tts\tuid\n")
    assert not SOURCE.recognises(b"2024-03-29 15:00:50 ERROR something happened\n")


@given(
    st.lists(spoilt((IIS, FIELDS.strip(), BLUE_COAT.splitlines()[2])) | st.binary(max_size=40), max_size=5).map(
        b"\n".join
    )
)
def test_no_bytes_make_it_raise_or_lose_a_line(data):
    SOURCE.recognises(data)
    items = list(SOURCE.events(lines_of(data), CONTEXT))

    assert len(items) == sum(
        bool(line.data.strip(b" \t\r\n\0")) and not line.data.startswith(b"#") for line in lines_of(data)
    )
    assert all(isinstance(item, (Event, Reject)) for item in items)
