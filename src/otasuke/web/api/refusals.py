"""What areas refuse, as problems: every fault with a pointer to where it stands in the body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError as FieldsAreWrong

from otasuke.web.api.problems import Error, Problem, Where, not_found
from otasuke.web.contracts import errors as contracts
from otasuke.web.contracts.states import NotPossible
from otasuke.web.customers.errors import BadFacts
from otasuke.web.sensors import errors as sensors
from otasuke.web.ui.sentences import Sentence, _
from otasuke.web.ui.telling import told

_LOOK = _("errors に、どこがどう違うかを入れました。")
_SOURCES: dict[str, Where] = {"body": "body", "query": "query", "path": "path", "header": "header"}


@contextmanager
def refusals(under: str = "") -> Iterator[None]:
    """Raises Problem for what areas refuse. under: where in the body the list stands that was refused."""
    try:
        yield
    except BadFacts as bad:
        raise invalid([Error(under + pointer_of(fault.field), fault.sentence) for fault in bad.faults]) from bad
    except sensors.BadDevice as bad:
        raise invalid([Error(f"/{bad.field}", bad.sentence)]) from bad
    except (sensors.NotFound, contracts.NotFound) as absent:
        raise not_found() from absent
    except sensors.BrokerAway as away:
        raise Problem("unavailable", away.sentence, headers={"Retry-After": "5"}) from away
    except NotPossible as bad:
        words = _("%(state)s の契約に %(step)s はできません。", state=bad.state.value, step=bad.step.value)
        raise Problem("conflict", words) from bad
    except contracts.ContractError as bad:
        raise Problem("conflict", "\n".join(map(told, bad.sentences))) from bad
    except FieldsAreWrong as bad:
        raise invalid([Error("", words) for words in bad.messages]) from bad


def invalid(errors: Sequence[Error]) -> Problem:
    """Something in the request is wrong."""
    return Problem("invalid", _LOOK, errors=errors)


def pointer_of(field: str) -> str:
    """A fault's field as a JSON pointer: rows are counted from 1 there, from 0 here. `2.phone` is /1/phone."""
    parts = [str(int(part) - 1) if part.isdecimal() else part for part in field.split(".")]
    return "/" + "/".join(parts)


def of_shape(found: Sequence[Mapping[str, Any]]) -> Problem:
    """What pydantic found wrong with the shape of a request."""
    return invalid([_error(one) for one in found])


def _error(one: Mapping[str, Any]) -> Error:
    source, *place = one["loc"]
    where = _SOURCES.get(source, "body")
    if where == "body":
        place = place[1:]  # the name of the view's argument
    pointer = "/" + "/".join(_escaped(part) for part in place) if place else ""
    return Error(pointer, _said(one), where)


def _escaped(part: object) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")


def _said(one: Mapping[str, Any]) -> Sentence:
    limits = one.get("ctx", {})
    match one["type"]:
        case "missing":
            return _("要ります。")
        case "extra_forbidden":
            return _("この名前の項目はありません。")
        case "string_too_long":
            return _("%(most)s文字までです。", most=limits["max_length"])
        case "string_too_short":
            return _("%(least)s文字以上にしてください。", least=limits["min_length"])
        case "too_long":
            return _("%(most)s個までです。", most=limits["max_length"])
        case "greater_than_equal":
            return _("%(least)s以上にしてください。", least=limits["ge"])
        case "less_than_equal":
            return _("%(most)s以下にしてください。", most=limits["le"])
        case "string_pattern_mismatch":
            return _("形がちがいます。使えるのは %(pattern)s です。", pattern=limits["pattern"])
        case "literal_error":
            return _("%(expected)s のどれかです。", expected=limits["expected"].replace(" or ", ", "))
        case "string_type":
            return _("文字列です。")
        case "int_type" | "int_parsing" | "int_from_float" | "int_parsing_size":
            return _("整数です。")
        case "bool_type":
            return _("true か false です。")
        case "list_type":
            return _("配列です。")
        case "model_attributes_type" | "model_type" | "dict_type":
            return _("オブジェクトです。")
        case "value_error":
            return _("日付は 2026-11-23、時刻は 09:00 のように書いてください。")
    return _("正しくありません。")
