"""What is shown when something really fails, and what the log says of it."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from otasuke.web.project import urls as real
from otasuke.web.ui import failing, furigana
from portal_cast import signed_in
from web_texts import JAPANESE

handler400, handler403, handler404, handler500 = (
    real.handler400, real.handler403, real.handler404, real.handler500,
)  # fmt: skip
REFERENCE = re.compile(r"\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b")
SECRET = "06-5555-1234 is the number of a customer"


def raising(error: Exception) -> object:
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


def posted(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.POST))


def hasty(request: HttpRequest) -> HttpResponse:
    return failing.too_often(request, again_s=60)


WAYS = {
    "malformed": raising(SuspiciousOperation(SECRET)),
    "forbidden": raising(PermissionDenied(SECRET)),
    "broken": raising(ValueError(SECRET)),
    "away": raising(OperationalError(SECRET)),
    "hasty": hasty,
    "posted": posted,
}
urlpatterns = [
    *(path(f"{before}{name}", view) for name, view in WAYS.items() for before in ("", "api/", "console/")),
    *real.urlpatterns,
]
STATUS = {"malformed": 400, "forbidden": 403, "nowhere": 404, "hasty": 429, "broken": 500, "away": 503}


@pytest.fixture(autouse=True)
def ways() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__, PROVIDER_PHONE="06-0000-0119"):
        yield


def client(**cookies: str) -> Client:
    made = Client(raise_request_exception=False)
    made.cookies.load(cookies)
    return made


@pytest.mark.parametrize("way", STATUS)
def test_a_page_says_what_to_do_and_has_the_reference_of_the_log(way: str, caplog: pytest.LogCaptureFixture) -> None:
    answer = client().get(f"/{way}")
    page = answer.content.decode()

    assert answer.status_code == STATUS[way]
    (reference,) = REFERENCE.findall(page)
    (line,) = [one.getMessage() for one in caplog.records if one.name == "otasuke.web"]
    assert f"reference={reference} status={STATUS[way]}" in line
    assert "06-0000-0119" in page
    assert page.count("<h1>") == 1
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize("way", STATUS)
def test_neither_page_nor_log_repeats_what_an_error_says(way: str, caplog: pytest.LogCaptureFixture) -> None:
    page = client().get(f"/{way}").content.decode()

    ours = [one.getMessage() for one in caplog.records if one.name == "otasuke.web"]
    assert SECRET not in page + "".join(ours)


def test_the_log_says_where_it_failed(caplog: pytest.LogCaptureFixture) -> None:
    client().get("/broken")

    (line,) = [one for one in caplog.records if one.name == "otasuke.web"]
    assert line.levelno == logging.ERROR
    assert re.search(r"error=ValueError at=test_failing\.py:\d+$", line.getMessage())


@pytest.mark.parametrize("way", STATUS)
def test_its_english_is_english(way: str) -> None:
    page = client(django_language="en").get(f"/{way}").content.decode()

    assert not JAPANESE.search(page.replace("日本語", "").replace("お助け隊", ""))


@pytest.mark.parametrize("way", STATUS)
def test_a_program_is_told_by_a_problem(way: str) -> None:
    answer = client().get(f"/api/{way}")
    problem = json.loads(answer.content)

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, problem["status"]) == (STATUS[way], STATUS[way])
    assert problem["type"].startswith("/api/docs#")
    assert REFERENCE.fullmatch(problem["reference"])


def test_who_should_come_again_is_told_when() -> None:
    assert client().get("/away").headers["Retry-After"] == "30"
    assert client().get("/hasty").headers["Retry-After"] == "60"


def test_staff_are_led_to_the_console() -> None:
    assert 'href="/console"' in client().get("/console/broken").content.decode()


def test_a_body_that_is_too_large_is_not_read() -> None:
    answer = client().post("/posted", b"x" * (failing.MOST_BYTES + 1), content_type="text/csv")

    assert answer.status_code == 413
    assert "10MBまで" in answer.content.decode()


def test_nor_is_a_form_with_too_much_in_it() -> None:
    answer = client().post("/posted", {"words": "x" * 3_000_000})
    fields = client().post("/posted", {f"field{number}": "" for number in range(2000)})

    assert (answer.status_code, fields.status_code) == (413, 413)


def test_a_form_that_was_open_for_too_long_says_so() -> None:
    answer = Client(enforce_csrf_checks=True).post("/reading", {"type": "large"})

    assert answer.status_code == 403
    assert "もう一度押してください" in answer.content.decode()


def test_another_host_is_told_that_it_could_not_be_read(caplog: pytest.LogCaptureFixture) -> None:
    assert client().get("/enter", headers={"host": "elsewhere.example"}).status_code == 400


def test_readings_stand_on_it_too() -> None:
    page = client(furigana="on").get("/broken").content.decode()

    assert "<ruby>" in page
    assert page.count("<rt>") == page.count("<ruby>")


def test_who_is_signed_in_sees_it_in_his_company(companies) -> None:
    browser = signed_in(companies.minori)
    browser.raise_request_exception = False

    assert browser.get("/broken").status_code == 500


class BadReadings(dict[str, str]):
    """Somebody's mistake in the readings."""

    def __iter__(self) -> Iterator[str]:
        raise ZeroDivisionError(SECRET)


@pytest.mark.parametrize("way", STATUS)
def test_a_mistake_in_the_readings_leaves_the_page_without_them(
    way: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(furigana, "readings", lambda: BadReadings({"今日": "きょう"}))

    answer = client(furigana="on").get(f"/{way}")
    page = answer.content.decode()

    assert answer.status_code == STATUS[way]
    assert REFERENCE.search(page)
    assert "<h1>" in page
    assert "<ruby>" not in page
    (line,) = {one.getMessage() for one in caplog.records if "furigana.failed" in one.getMessage()}
    assert re.search(r"furigana\.failed error=ZeroDivisionError at=\w+\.py:\d+$", line)


@pytest.mark.parametrize("furigana_is", ["on", "off"])
@pytest.mark.parametrize("way", STATUS)
def test_where_no_page_can_be_made_the_words_are_said_alone(
    way: str, furigana_is: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def render(*_: object, **__: object) -> HttpResponse:
        raise KeyError(SECRET)

    monkeypatch.setattr(failing, "render", render)

    answer = client(furigana=furigana_is).get(f"/{way}")
    page = answer.content.decode()

    assert answer.status_code == STATUS[way]
    assert "06-0000-0119" in page
    (reference,) = REFERENCE.findall(page)
    lines = [one.getMessage() for one in caplog.records if one.name == "otasuke.web"]
    assert [one for one in lines if f"reference={reference}" in one and "error=KeyError at=" in one]
    assert SECRET not in page + "".join(lines)


def test_a_usual_page_is_shown_without_readings_then(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(furigana, "readings", lambda: BadReadings({"今日": "きょう"}))

    answer = client(furigana="on").get("/enter/sent")

    assert "furigana.failed" in caplog.text
    assert answer.status_code == 200
    assert "<ruby>" not in answer.content.decode()
