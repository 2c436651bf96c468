from __future__ import annotations

from hypothesis import given

from normalise.generic.fuzz import check_total, inputs
from normalise.linux.reading import logsources, read, read_event
from otasuke.events import Reject
from otasuke.normalise.web.access_log import SOURCE

COMBINED = rb'192.0.2.7 - - [10/Oct/2024:13:55:36 +0900] "GET /a/b.php?x=1&y=\"z\" HTTP/1.1" 200 123 "-" "curl/8.0"'
COMMON = b'192.0.2.7 - - [10/Oct/2024:13:55:36 +0900] "GET / HTTP/1.0" 404 -'
VHOST = b'www.example.jp:443 192.0.2.7 - bob smith [10/Oct/2024:13:55:36 +0900] "GET / HTTP/1.1" 200 1 "http://r.example/" "-"'
SAMPLES = (COMBINED, COMMON, VHOST)


def test_the_combined_format_gives_the_fields_of_web_rules():
    event = read_event(SOURCE, COMBINED)

    assert logsources(event) == {"*/webserver/*"}
    assert (event.fields["cs-method"], event.fields["sc-status"], event.fields["c-ip"]) == ("GET", "200", "192.0.2.7")
    assert (event.fields["cs-uri-stem"], event.fields["c-uri-query"]) == ("/a/b.php", 'x=1&y="z"')
    assert event.fields["cs-uri-query"] == ('x=1&y="z"', '/a/b.php?x=1&y="z"')
    assert str(event.time) == "2024-10-10 04:55:36+00:00"


def test_a_dash_is_an_empty_value_and_a_column_that_is_not_there_is_none():
    combined, common = read_event(SOURCE, COMBINED), read_event(SOURCE, COMMON)

    assert combined.fields["cs-referer"] == ""
    assert "cs-referer" not in common.fields
    assert "cs-user-agent" not in common.fields


def test_a_virtual_host_and_a_user_with_spaces_are_told_apart():
    event = read_event(SOURCE, VHOST)

    assert (event.fields["cs-host"], event.fields["c-ip"], event.fields["cs-username"]) == (
        "www.example.jp",
        "192.0.2.7",
        "bob smith",
    )


def test_percent_encoding_stays_as_sent():
    line = COMBINED.replace(b"/a/b.php", b"/%2e%2e/%24%7bjndi:ldap:/")

    assert read_event(SOURCE, line).fields["cs-uri-stem"] == "/%2e%2e/%24%7bjndi:ldap:/"


def test_what_is_no_request_line_is_kept_as_the_target():
    event = read_event(SOURCE, rb'192.0.2.7 - - [10/Oct/2024:13:55:36 +0900] "\x16\x03\x01" 400 0')

    assert (event.fields["cs-method"], event.fields["cs-uri"]) == ("", "\x16\x03\x01")


def test_a_line_inside_syslog_is_read_too():
    event = read_event(SOURCE, b"<190>Oct 10 13:55:36 web1 nginx: " + COMBINED)

    assert (event.fields["cs-method"], event.sensor) == ("GET", "web1")


def test_squids_combined_format_is_a_proxy_record():
    line = b'192.0.2.7 - - [10/Oct/2024:13:55:36 +0900] "GET http://a.example/b HTTP/1.1" 200 1 "-" "x" TCP_MISS:HIER_DIRECT'

    event = read_event(SOURCE, line)

    assert logsources(event) == {"squid/proxy/*"}
    assert event.fields["c-uri"] == ("/b", "a.example/b", "http://a.example/b")


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
