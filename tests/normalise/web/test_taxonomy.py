from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from otasuke.normalise.web.taxonomy import Request, dashless, request_fields

texts = st.none() | st.text(max_size=30)


def test_what_the_log_does_not_say_is_absent_and_what_was_empty_is_empty():
    fields = request_fields(Request(method="GET", target="/", referer=""))

    assert fields["cs-referer"] == ""
    assert "cs-user-agent" not in fields
    assert "cs-host" not in fields


def test_a_query_is_given_alone_and_with_its_path_because_rules_ask_for_either():
    fields = request_fields(Request(target="/cgi/x?cmd=id"))

    assert fields["cs-uri-query"] == ("cmd=id", "/cgi/x?cmd=id")
    assert (fields["cs-uri-stem"], fields["c-uri-query"]) == ("/cgi/x", "cmd=id")


def test_without_a_query_one_of_the_values_is_empty_so_that_a_rule_for_none_matches():
    assert request_fields(Request(target="/x"))["cs-uri-query"] == ("", "/x")


def test_a_target_is_given_behind_its_host_too():
    assert request_fields(Request(target="/x", host="a.example"))["c-uri"] == ("/x", "a.example/x")


def test_an_absolute_url_names_its_host_without_user_and_port():
    fields = request_fields(Request(target="http://u:p@a.example:8080/x?y"))

    assert (fields["cs-host"], fields["cs-uri-stem"]) == ("a.example", "/x")
    assert fields["c-uri"] == ("/x?y", "a.example/x?y", "http://u:p@a.example:8080/x?y")


def test_a_tunnel_names_its_host():
    assert request_fields(Request(method="CONNECT", target="a.example:443"))["cs-host"] == "a.example"


def test_an_extension_is_what_stands_behind_the_last_dot_of_the_last_member():
    extensions = {
        target: request_fields(Request(target=target))["c-uri-extension"]
        for target in ("/a.d/b", "/a.tar.GZ", "/.", "/a.b c")
    }

    assert extensions == {"/a.d/b": "", "/a.tar.GZ": "GZ", "/.": "", "/a.b c": ""}


def test_a_dash_stands_for_nothing():
    assert (dashless("-"), dashless("--")) == ("", "--")


@given(st.builds(Request, texts, texts, texts, texts, texts, texts, texts))
def test_no_request_makes_it_raise(request):
    assert all(isinstance(value, (str, tuple)) for value in request_fields(request).values())
