from __future__ import annotations

from otasuke.normalise.generic.traffic import known, split_port, text, with_blocked, with_traffic_fields


def test_the_first_name_that_is_there_wins_and_the_vendors_own_stays():
    fields = with_traffic_fields({"srcip": "192.0.2.1", "src": "", "dst_ip": "192.0.2.9", "dst": "x", "act": "Blocked"})

    assert (fields["src_ip"], fields["dst_ip"], fields["srcip"]) == ("192.0.2.1", "192.0.2.9", "192.0.2.1")
    assert (fields["action"], fields["blocked"]) == ("Blocked", "true")


def test_an_action_that_we_do_not_know_says_nothing_about_blocking():
    assert "blocked" not in with_blocked({"action": "Add"})
    assert with_blocked({"action": "deny", "blocked": "maybe"})["blocked"] == "maybe"


def test_a_field_is_read_as_one_text():
    fields = {"a": ("x", "y"), "b": ""}

    assert (text(fields, "a"), text(fields, "b"), text(fields, "c")) == ("x", "", "")
    assert (known(fields, "b"), known(fields, "c")) == (None, None)


def test_ports_are_split_from_addresses():
    assert split_port("192.0.2.1:80") == ("192.0.2.1", "80")
    assert split_port("[2001:db8::1]:80") == ("2001:db8::1", "80")
    assert split_port("2001:db8::1") == ("2001:db8::1", "")
