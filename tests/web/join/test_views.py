"""The way in, page by page."""

from __future__ import annotations

import html
import re

import pytest
from django.core import mail
from django.utils import timezone

from job_runner import run_jobs
from joining_cast import hear
from joining_pages import GATEWAY, Walker, walker
from otasuke.advice.furigana import KANJI
from otasuke.web.contracts.models import Consent, Contract, Explanation
from otasuke.web.customers.models import Membership
from otasuke.web.joining.services import withdraw
from otasuke.web.sensors.selectors import devices_of
from otasuke.web.tenancy.scope import tenant_scope
from web_texts import JAPANESE


@pytest.fixture
def minori(companies, broker) -> Walker:
    mail.outbox = []
    return walker(companies.minori)


def test_the_whole_way(minori: Walker, companies) -> None:
    assert "有限会社みのり坂木工" in minori.text()
    assert minori.post("/who").headers["Location"] == minori.url()
    assert "税込 14,850円" in minori.text()
    assert minori.post("/cost", {"endpoints": 4}).status_code == 302
    assert "月額は" in minori.text()
    assert minori.post("/consent", minori.agreement()).status_code == 302
    assert "4台まで" in minori.text()
    assert "?d=" in minori.post("/count", {"windows": 2}).headers["Location"]
    assert re.fullmatch("[0-9A-Z]{5}-[0-9A-Z]{5}", minori.code())
    hear(companies.minori, most=1, at=timezone.now())
    assert "次の1台へ" in minori.text()
    minori.post("/next")
    assert "「パソコン 2」" in minori.text() or "（パソコン 2）" in minori.text()
    hear(companies.minori, at=timezone.now())
    assert "2台を見守っています" in minori.text()
    assert "わかったこと" in minori.text()

    assert minori.joining.step == "connected"
    with tenant_scope(companies.minori.id):
        assert Contract.objects.get().state == "running"
        assert Membership.objects.get().role == "owner"


def test_opening_pages_does_nothing(minori: Walker, companies) -> None:
    """Mail scanners open links, and what stands behind them."""
    for path in ("", "?look=devices", "?n=9", "/later", "/live", "/consent.pdf"):
        minori.get(path)

    assert minori.joining.step == "who"
    for path in ("/who", "/cost", "/consent", "/count", "/next", "/address"):
        assert minori.get(path).status_code == 405
    with tenant_scope(companies.minori.id):
        assert not Explanation.objects.exists()


def test_a_step_that_comes_too_early_leads_to_where_he_stands(minori: Walker, companies) -> None:
    for path, data in (("/cost", {"endpoints": 3}), ("/count", {"windows": 1}), ("/live", None)):
        answer = minori.post(path, data) if data else minori.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, minori.url())

    assert devices_of(companies.minori) == []


def test_every_tap_may_come_twice(minori: Walker, companies) -> None:
    minori.to_consent()
    agreement = minori.agreement()
    for _ in range(2):
        minori.post("/who")
        minori.post("/consent", agreement)
    for _ in range(3):
        minori.post("/count", {"windows": 2, "macos": 1})

    run_jobs()
    assert len(devices_of(companies.minori)) == 3
    assert len(mail.outbox) == 1
    with tenant_scope(companies.minori.id):
        assert Consent.objects.count() == 1


def test_he_goes_on_with_another_device(minori: Walker) -> None:
    minori.to_count()
    elsewhere = Walker(type(minori.client)(), minori.made, minori.made.secret)

    assert "どれをつなぎますか" in elsewhere.text()


def test_pages_of_before_can_be_looked_at_and_do_nothing(minori: Walker) -> None:
    minori.to_count()

    for step in ("who", "cost", "consent"):
        page = minori.text(f"?look={step}")
        assert "続きへもどる" in page
        assert f'action="{minori.url()}/{step}"' not in page
    assert "どれをつなぎますか" in minori.text("?look=devices")
    assert "どれをつなぎますか" in minori.text("?look=nothing")


def test_the_price_is_that_of_the_number(minori: Walker) -> None:
    minori.post("/who")

    assert "税込 24,750円" in minori.text("?n=9")
    for nonsense in ("0", "-1", "x", "99999999999999"):
        assert "税込 14,850円" in minori.text(f"?n={nonsense}")


@pytest.mark.parametrize("number", ["", "0", "-3", "10000", "x"])
def test_a_number_that_cannot_be_is_refused_with_words(minori: Walker, number: str) -> None:
    minori.post("/who")

    answer = minori.post("/cost", {"endpoints": number})

    assert answer.status_code == 422
    assert "1から9,999まで" in answer.content.decode()


def test_without_a_name_nothing_is_agreed_to_and_the_rest_is_kept(companies, broker) -> None:
    one = walker(companies.minori, email="").to_consent()

    answer = one.post("/consent", one.agreement(name="", email="okami@minori.example"))

    assert answer.status_code == 422
    assert "お名前を入れてください" in answer.content.decode()
    assert "okami@minori.example" in answer.content.decode()
    assert one.joining.step == "consent"


def test_an_old_text_is_not_agreed_to(minori: Walker) -> None:
    minori.to_consent()
    old = minori.agreement()
    minori.post("/cost", {"endpoints": 5})

    answer = minori.post("/consent", old)

    assert answer.status_code == 409
    assert "説明が新しくなりました" in answer.content.decode()
    assert '対象は <span class="nw">5台</span>' in answer.content.decode()


def test_the_explanation_can_be_had_in_the_other_language(minori: Walker) -> None:
    minori.to_consent()
    minori.client.cookies.load("django_language=en")
    assert "Read this in English" in minori.text()

    minori.post("/cost", {"endpoints": 3})

    assert "Read this in English" not in minori.text()
    assert "yen" in minori.text()


def test_by_the_mailed_link_no_address_is_asked_for(minori: Walker) -> None:
    assert 'name="email"' not in minori.to_consent().text()


def test_a_typed_address_is_confirmed_by_the_link_that_is_mailed_there(companies, broker) -> None:
    mail.outbox = []
    one = walker(companies.minori, email="").to_consent()
    one.post("/consent", one.agreement(email="okami@minori.example"))
    with tenant_scope(companies.minori.id):
        assert not Membership.objects.exists()
    assert one.post("/address").status_code == 404  # not with the link that was printed

    run_jobs()
    found = re.search(r"/j/(\S+)", mail.outbox[0].body)
    assert found
    mailed = Walker(type(one.client)(), one.made, found[1])
    assert "このアドレスで間違いありません" in mailed.text()
    mailed.post("/address")

    assert "このアドレスで間違いありません" not in mailed.text()
    with tenant_scope(companies.minori.id):
        assert Membership.objects.get().person.email == "okami@minori.example"


def test_the_copy_is_a_pdf_once_he_agreed(minori: Walker) -> None:
    assert minori.get("/consent.pdf").status_code == 404

    minori.to_count()
    answer = minori.get("/consent.pdf")

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "1台は入れてください"),
        ({"windows": 3, "macos": 1}, "契約は3台です。1台多い"),
        ({"windows": -1}, "0から99まで"),
        ({"windows": "x"}, "0から99まで"),
        ({"windows": 1, "utm": 1, "utm-brand": "nobody"}, "0から99まで"),
    ],
)
def test_what_cannot_be_connected_is_told_and_kept(minori: Walker, companies, given, words: str) -> None:
    minori.to_count()

    answer = minori.post("/count", given)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert devices_of(companies.minori) == []


def test_a_code_is_shown_again_to_the_browser_that_has_it_and_to_no_other(minori: Walker) -> None:
    minori.to_devices(windows=1)
    code = minori.code()

    assert minori.code() == code
    elsewhere = Walker(type(minori.client)(), minori.made, minori.secret)
    assert code not in elsewhere.text()
    assert "番号を出す" in elsewhere.text()


def test_a_fresh_code_replaces_the_one_before(minori: Walker, companies) -> None:
    minori.to_devices(windows=1)
    (device,) = devices_of(companies.minori)
    before = minori.code()

    minori.post(f"/devices/{device.id}/code")

    assert minori.code() != before
    with GATEWAY:
        assert minori.client.get(f"/t/{before}").status_code == 404
        assert minori.client.get(f"/t/{minori.code()}").status_code == 200


def test_a_device_is_renamed_and_a_bad_name_is_told(minori: Walker, companies) -> None:
    minori.to_devices(windows=1)
    (device,) = devices_of(companies.minori)
    hear(companies.minori, at=timezone.now())

    minori.post(f"/devices/{device.id}/name", {"name": "経理のパソコン"})
    assert "経理のパソコン" in minori.text()
    answer = minori.post(f"/devices/{device.id}/name", {"name": " "})

    assert answer.status_code == 422
    assert "名前を入れてください" in answer.content.decode()


def test_devices_of_another_company_are_not_there(minori: Walker, companies) -> None:
    minori.to_devices(windows=1)
    (foreign,) = devices_of(companies.minori)
    kobato = walker(companies.kobato, offered=minori.joining.plan).to_devices(windows=1)

    assert kobato.post(f"/devices/{foreign.id}/code").status_code == 404
    assert kobato.post(f"/devices/{foreign.id}/name", {"name": "x"}).status_code == 404
    assert str(foreign.id) not in kobato.text(f"?d={foreign.id}").replace(f"?d={foreign.id}", "")
    assert devices_of(companies.minori)[0].name == "パソコン 1"


def test_a_box_is_connected_with_the_desk_and_does_not_hold_him_up(minori: Walker, companies) -> None:
    minori.to_devices(windows=1, utm=1)
    hear(companies.minori, most=1, at=timezone.now())

    page = minori.text()

    assert "のこりの箱は、窓口が電話で一緒につなぎます" in page
    assert minori.joining.step == "connected"


def test_when_he_is_in_nothing_can_be_done_again(minori: Walker, companies) -> None:
    minori.to_devices(windows=1)
    hear(companies.minori, at=timezone.now())
    minori.text()

    minori.post("/cost", {"endpoints": 9})
    minori.post("/next")

    assert minori.joining.step == "connected"
    with tenant_scope(companies.minori.id):
        assert Contract.objects.get().endpoints == 3


def test_withdrawn_on_the_way_every_page_says_so(minori: Walker, companies) -> None:
    minori.to_devices(windows=1)
    withdraw(minori.joining, actor=None, now=timezone.now())

    for path in ("", "/later", "/live", "/stream", "/consent.pdf"):
        assert minori.get(path).status_code == 410
    assert minori.post("/next").status_code == 410


def test_the_name_of_the_provider_and_its_mark_are_the_settings(minori: Walker, settings_of_provider) -> None:
    assert "登録番号" not in minori.text()
    with settings_of_provider(
        PROVIDER_MARK="第2026-001号", PROVIDER_NAME="なにわ見守り舎", PROVIDER_PHONE="06-0000-0119"
    ):
        page = minori.text()

    assert "第2026-001号" in page
    assert "なにわ見守り舎" in page
    assert 'href="tel:06-0000-0119"' in page


@pytest.fixture
def settings_of_provider():
    from django.test import override_settings

    return override_settings


@pytest.mark.parametrize("by_mail", [True, False])
def test_the_whole_way_is_there_in_english(companies, broker, by_mail: bool) -> None:
    mail.outbox = []
    one = walker(companies.minori, by_mail=by_mail)
    one.client.cookies.load("django_language=en")
    pages = [one.text()]
    one.post("/who")
    pages.append(one.text())
    one.post("/cost", {"endpoints": 2})
    pages += [one.text(), one.post("/consent", one.agreement(name="")).content.decode()]
    one.post("/consent", one.agreement(email="inamori@minori.example"))
    pages += [one.text(), one.post("/count", {"windows": 9}).content.decode(), one.text("/later")]
    one.post("/count", {"windows": 1, "macos": 1, "utm": 1})
    pages.append(one.text())
    with GATEWAY:
        pages.append(one.client.get(f"/t/{one.code()}").content.decode())
    hear(companies.minori, most=1, at=timezone.now())
    pages.append(one.text())
    hear(companies.minori, at=timezone.now())
    pages.append(one.text())

    run_jobs()
    for page in (*pages, mail.outbox[0].subject, mail.outbox[0].body):
        assert not JAPANESE.search(shown(page))
    assert "Connected" in pages[-1]


def shown(page: str) -> str:
    """A page without names."""
    page = html.unescape(re.sub(r'<(\w+) translate="no"[^>]*>[^<]*</\1>', "", page))
    for name in ("有限会社みのり坂木工", "お助け隊", "ひとえプラン", "稲森 修", "サービス規約", "日本語"):
        page = page.replace(name, "")
    return page


def test_every_page_can_be_read_with_furigana(minori: Walker, companies) -> None:
    minori.client.cookies.load("furigana=on")
    pages = [minori.text()]
    minori.post("/who")
    pages.append(minori.text())
    minori.to_count()
    pages.append(minori.text())
    minori.post("/count", {"windows": 1, "utm": 1})
    pages += [minori.text(), minori.text("/live")]

    for page in pages:
        bare = re.sub(r"<ruby>[^<]*<rt>[^<]*</rt></ruby>", "", page.partition("<body")[2] or page)
        bare = re.sub(
            r'<[^>]*translate="no"[^>]*>[^<]*<', "<", re.sub(r"<select.*?</select>", "", bare, flags=re.DOTALL)
        )
        assert not KANJI.search(re.sub(r"<[^>]*>", "", bare).replace("ひとえプラン", ""))
