from __future__ import annotations

from hypothesis import given

from normalise.linux.reading import CONTEXT, logsources, objects_with, read_object
from otasuke.normalise.web.web_json import SOURCE, to_event

NGINX = {
    "time_iso8601": "2024-03-29T15:00:50+09:00", "remote_addr": "192.0.2.7", "request": "GET /a.php?x=1 HTTP/1.1", "status": "200",
    "http_user_agent": "curl/8", "http_referrer": "-", "http_host": "a.example",
}  # fmt: skip
APACHE = {
    "clientip": "192.0.2.7",
    "verb": "GET",
    "requestPath": "/a.php",
    "queryString": "?x=1",
    "response": 200,
    "userAgent": "curl/8",
}
CADDY = {
    "logger": "http.log.access", "ts": 1711692050.5, "status": 200,
    "request": {"remote_ip": "192.0.2.7", "method": "GET", "host": "a.example", "uri": "/a.php?x=1", "headers": {"User-Agent": ["curl/8"]}},
}  # fmt: skip
TRAEFIK = {
    "ClientHost": "192.0.2.7",
    "RequestMethod": "GET",
    "RequestPath": "/a.php?x=1",
    "DownstreamStatus": 200,
    "request_User-Agent": "curl/8",
}
ECS = {
    "@timestamp": "2024-03-29T06:00:50Z", "http": {"request": {"method": "GET"}, "response": {"status_code": 200}},
    "url": {"path": "/a.php", "query": "x=1"}, "source": {"address": "192.0.2.7"}, "user_agent": {"original": "curl/8"},
}  # fmt: skip


def test_every_format_gives_the_same_fields():
    for record in (NGINX, APACHE, CADDY, TRAEFIK, ECS):
        event = read_object(SOURCE, record)

        assert logsources(event) == {"*/webserver/*"}
        assert event.fields["cs-uri-query"] == ("x=1", "/a.php?x=1")
        assert (event.fields["cs-method"], event.fields["sc-status"], event.fields["c-ip"]) == (
            "GET",
            "200",
            "192.0.2.7",
        )
        assert event.fields["cs-user-agent"] == "curl/8"


def test_a_dash_is_an_empty_value():
    assert read_object(SOURCE, NGINX).fields["cs-referer"] == ""


def test_the_time_is_read_from_its_usual_names():
    times = [str(read_object(SOURCE, record).time) for record in (NGINX, CADDY, ECS)]

    assert times == ["2024-03-29 06:00:50+00:00", "2024-03-29 06:00:50.500000+00:00", "2024-03-29 06:00:50+00:00"]


def test_objects_of_other_sources_are_left_alone():
    assert not SOURCE.recognises({"event_type": "http", "http": {"url": "/a"}, "src_ip": "192.0.2.7"})
    assert not SOURCE.recognises({"id.orig_h": "192.0.2.7", "method": "GET", "uri": "/", "status_code": 200})
    assert not SOURCE.recognises({})


@given(objects_with("request", "status", "remote_addr", "uri", "http", "url", "method", "http_user_agent", "time"))
def test_no_object_makes_it_raise(record):
    SOURCE.recognises(record)

    assert to_event(record, CONTEXT, 1).source == "web.json"
