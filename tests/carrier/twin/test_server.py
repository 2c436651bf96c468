from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from otasuke.carrier import Refused, Text
from otasuke.carrier.account import Account
from otasuke.carrier.asking import ask
from otasuke.carrier.twilio import Twilio
from otasuke.carrier.twin import Trouble, Twin, twin
from otasuke.carrier.twin.server import _Server, _Talk

MOBILE = "090-0123-4567"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Twin]:
    with twin(tmp_path) as one:
        yield one


def path(account: Account, rest: str) -> str:
    return f"/2010-04-01/Accounts/{account.account}/{rest}"


@pytest.mark.parametrize(
    ("kind", "form", "code"),
    [
        ("Messages", {"To": "090", "From": "+81", "Body": "x"}, "21211"),
        ("Messages", {"To": "+819001234567", "Body": "x"}, "21603"),
        ("Messages", {"To": "+819001234567", "From": "+81"}, "21602"),
        ("Messages", {"To": "+819001234567", "From": "+81", "Body": "x" * 1601}, "21617"),
        ("Calls", {"To": "+819001234567", "From": "+81"}, "21205"),
        ("Calls", {"To": "+819001234567", "From": "+81", "Twiml": "<Say>"}, "21205"),
    ],
)
def test_it_refuses_what_the_real_one_refuses(running: Twin, kind: str, form: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        ask(running.account, path(running.account, f"{kind}.json"), form)

    assert (refused.value.permanent, refused.value.code) == (True, code)
    assert not running.book.all()


@pytest.mark.parametrize("rest", ["", "Messages", "Messages/SM1.json", "Faxes.json", "Messages/../x.json"])
def test_where_nothing_is_it_says_so(running: Twin, rest: str) -> None:
    with pytest.raises(Refused) as refused:
        ask(running.account, path(running.account, rest))

    assert refused.value.code == "20404"


def test_strangers_learn_and_change_nothing(running: Twin) -> None:
    stranger = replace(running.account, secret="guessed")

    for address in (path(stranger, "Messages.json"), "/twin/script"):
        with pytest.raises(Refused) as refused:
            ask(stranger, address, {"To": "+819001234567"})
        assert refused.value.code == "20003"


def test_it_is_told_how_to_behave_by_others_too(running: Twin) -> None:
    tell(running, {"troubles": ["429"]})

    with pytest.raises(Refused) as refused:
        Twilio(running.account).send_text(Text(MOBILE, "x", "r"))

    assert refused.value.code == "20429"


def test_what_it_does_not_understand_it_refuses(running: Twin) -> None:
    with pytest.raises(Refused):
        tell(running, {"troubles": ["earthquake"]})

    assert running.script.next_trouble() is Trouble.NONE


def test_a_killed_twin_still_knows_what_it_took(tmp_path: Path) -> None:
    with twin(tmp_path) as first:
        receipt = Twilio(first.account).send_text(Text(MOBILE, "x", "r"))

    with twin(tmp_path) as second:
        assert Twilio(second.account).find(Text(MOBILE, "x", "r"), since=receipt.at) == receipt


def tell(running: Twin, script: dict[str, object]) -> None:
    """POST JSON, as other processes do."""
    from base64 import b64encode
    from http.client import HTTPConnection

    login = b64encode(f"{running.account.account}:{running.account.secret}".encode()).decode()
    connection = HTTPConnection(running.account.url.removeprefix("http://"), timeout=5)
    connection.request("POST", "/twin/script", json.dumps(script), {"Authorization": f"Basic {login}"})
    answer = connection.getresponse()
    connection.close()
    if answer.status != 200:
        raise Refused("the twin", permanent=True, code=str(answer.status))


@pytest.mark.parametrize(("error", "is_said"), [(BrokenPipeError(), False), (ValueError("a fault of ours"), True)])
def test_who_is_gone_before_he_is_answered_is_no_fault_of_ours(
    error: Exception, is_said: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    with _Server(("127.0.0.1", 0), _Talk) as server:
        try:
            raise error
        except (OSError, ValueError):
            server.handle_error(None, ("127.0.0.1", 1))

    assert ("Traceback" in capsys.readouterr().err) == is_said
