from __future__ import annotations

from hypothesis import given

from normalise.generic.fuzz import check_total, inputs
from normalise.linux.reading import logsources, read_event
from otasuke.normalise.web.error_log import APACHE_SOURCE, NGINX_SOURCE

APACHE = b"[Wed Oct 11 14:32:52.123456 2023] [core:error] [pid 35708:tid 4328636416] [client 192.0.2.7:5555] File does not exist: /x"
CHILD = b"httpd: ../nptl/tpp.c:84: __pthread_tpp_change_priority: Assertion `new_prio == -1' failed."
NGINX = b'2024/03/29 15:00:50 [error] 12#12: *1 open() "/x" failed, client: 192.0.2.7, server: a.example, request: "GET /x HTTP/1.1"'


def test_a_line_of_apache_says_who_and_how_bad():
    event = read_event(APACHE_SOURCE, APACHE)

    assert logsources(event) == {"*/*/apache"}
    assert (event.fields["level"], event.fields["module"], event.fields["c-ip"]) == ("error", "core", "192.0.2.7")
    assert str(event.time) == "2023-10-11 05:32:52.123456+00:00"


def test_what_a_child_of_apache_writes_without_a_time_is_a_record():
    assert logsources(read_event(APACHE_SOURCE, CHILD)) == {"*/*/apache"}


def test_a_line_of_nginx_names_the_request():
    event = read_event(NGINX_SOURCE, NGINX)

    assert logsources(event) == {"*/*/nginx"}
    assert (event.fields["client"], event.fields["request"]) == ("192.0.2.7", "GET /x HTTP/1.1")
    assert str(event.time) == "2024-03-29 06:00:50+00:00"


@given(inputs(APACHE, CHILD, NGINX))
def test_no_bytes_make_it_raise_or_lose_a_line(data):
    check_total(APACHE_SOURCE, data)
    check_total(NGINX_SOURCE, data)
