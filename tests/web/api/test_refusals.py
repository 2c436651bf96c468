"""What areas refuse, and where it stands in the body."""

from __future__ import annotations

import pytest

from otasuke.web.api.problems import Problem
from otasuke.web.api.refusals import of_shape, pointer_of, refusals
from otasuke.web.contracts import errors as contracts
from otasuke.web.contracts.states import NotPossible, State, Step
from otasuke.web.customers.errors import BadFacts
from otasuke.web.customers.policy import Fault
from otasuke.web.sensors import errors as sensors
from otasuke.web.ui.sentences import _


@pytest.mark.parametrize(
    ("field", "pointer"),
    [("name", "/name"), ("2.phone", "/1/phone"), ("odd_programs.1", "/odd_programs/0"), ("open.12", "/open/11")],
)
def test_rows_are_counted_from_nought(field: str, pointer: str) -> None:
    assert pointer_of(field) == pointer


def test_all_faults_of_an_area_are_told() -> None:
    with pytest.raises(Problem) as refused, refusals("/contacts"):
        raise BadFacts([Fault("1.name", _("整数です。")), Fault("2.phone", _("整数です。"))])

    assert [one.pointer for one in refused.value.errors] == ["/contacts/0/name", "/contacts/1/phone"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (sensors.NotFound(), 404),
        (sensors.BadDevice("name", _("整数です。")), 422),
        (sensors.BrokerAway(), 503),
        (contracts.NotFound(_("整数です。")), 404),
        (contracts.NotYet(_("整数です。")), 409),
        (NotPossible(State.DRAFT, Step.KEEP), 409),
    ],
)
def test_every_refusal_has_its_status(error: Exception, status: int) -> None:
    with pytest.raises(Problem) as refused, refusals():
        raise error

    assert refused.value.kind.status == status


def test_what_is_no_refusal_goes_on() -> None:
    with pytest.raises(ZeroDivisionError), refusals():
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"loc": ("query", "limit"), "type": "greater_than_equal", "ctx": {"ge": 1}}, ("query", "/limit", "1以上にしてください。")),
        ({"loc": ("body", "body", "open", 2, "opens"), "type": "value_error"}, ("body", "/open/2/opens", None)),
        ({"loc": ("body", "body", "a/b~c"), "type": "extra_forbidden"}, ("body", "/a~1b~0c", "この名前の項目はありません。")),
        ({"loc": ("body", "body"), "type": "model_attributes_type"}, ("body", "", "オブジェクトです。")),
        ({"loc": ("body", "body", "x"), "type": "never_heard_of"}, ("body", "/x", "正しくありません。")),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_shape_is_pointed_at(
    found: dict[str, object], expected: tuple[str, str, str | None]
) -> None:
    (error,) = of_shape([found]).errors

    assert (error.where, error.pointer) == expected[:2]
    assert expected[2] in (None, str(error.detail))
