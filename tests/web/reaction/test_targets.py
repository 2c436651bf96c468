"""What can be blocked, in one form."""

from __future__ import annotations

import pytest

from otasuke.web.reaction.errors import Refused
from otasuke.web.reaction.targets import Form, Target, is_address, parse_target, with_parents


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("203.0.113.9", Target(Form.ADDRESS, "203.0.113.9", "203.0.113.9")),
        (" 203[.]0.113.9:443 ", Target(Form.ADDRESS, "203.0.113.9", "203.0.113.9")),
        ("::ffff:203.0.113.9", Target(Form.ADDRESS, "203.0.113.9", "203.0.113.9")),
        ("2001:DB8::0001", Target(Form.ADDRESS, "2001:db8::1", "2001:db8::1")),
        ("WWW.Warui.Example.", Target(Form.DOMAIN, "www.warui.example", "www.warui.example")),
        ("わるい.example", Target(Form.DOMAIN, "xn--n8jwhla.example", "xn--n8jwhla.example")),
        ("ｗａｒｕｉ．example", Target(Form.DOMAIN, "warui.example", "warui.example")),
        ("*.warui.example", Target(Form.DOMAIN, "warui.example", "warui.example")),
        ("hxxps://Warui[.]example/A#b", Target(Form.URL, "https://warui.example/A", "warui.example")),
        ("http://google.com@warui.example:8080/a", Target(Form.URL, "http://warui.example:8080/a", "warui.example")),
        (
            "http://warui.example.?to=http://x.jp",
            Target(Form.URL, "http://warui.example/?to=http://x.jp", "warui.example"),
        ),
    ],
)
def test_a_target_has_one_form_however_it_is_written(text: str, target: Target) -> None:
    assert parse_target(text) == target


@pytest.mark.parametrize(
    "text",
    [
        "", "warui", "203.0.113.0/24", "134744072", "0x08080808", "8.8.2056", "::8.8.8.8", "2002:808:808::1", "64:ff9b::808:808",
        "2001:0:53aa:64c:0:0:f7f7:f7f7", "xn--google-.com", "ab--cd.example", "http://%67oogle.com/", "http://134744072/",
        "http://a.example\\@google.com/", "ftp://warui.example/x", "javascript:alert(1)", "a@warui.example", "warui.example/\nx.example",
        "http://localhost/x", "a" * 64 + ".example", "d41d8cd98f00b204e9800998ecf8427e", "fe80::1%eth0", "http://[2001:db8::1]:80/x", ".".join(["a" * 60] * 4) + ".example",
    ],
)  # fmt: skip
def test_what_can_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_target(text)


def test_parents_go_up_to_the_top() -> None:
    assert list(with_parents("a.b.jp")) == ["a.b.jp", "b.jp", "jp"]
    assert is_address("10.0.0.1")
    assert is_address("::1")
    assert not is_address("a1.jp")
