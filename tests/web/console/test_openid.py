"""Staff come in by accounts elsewhere: against a real OpenID provider, honest and lying."""

from __future__ import annotations

import base64
import hmac
import json
import re
import ssl
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import RSAKey

from openid_server import CLIENT, SECRET, OpenId, openid_server
from otasuke.web.accounts.attempts import MOST_OF_ADDRESS
from otasuke.web.accounts.invitations import accept, invite_again
from otasuke.web.accounts.models import Identity, IdentityProvider, Person, StaffSession
from otasuke.web.accounts.openid import discovery
from otasuke.web.accounts.openid.configuring import configure, unconfigure
from otasuke.web.console import openid
from otasuke.web.outside.asking import Network, resolve
from staff_cast import MAIL, PASSWORD, browser_of_staff, employ, hayase

NETWORK = Network(resolve, ssl.create_default_context(), may_be_local=True, within_s=5)
Verbs = Callable[[], list[str]]


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenId]:
    """The provider elsewhere."""
    monkeypatch.setattr(openid, "usual_network", lambda: NETWORK)
    discovery.forget()
    with openid_server() as server:
        yield server
    discovery.forget()


@pytest.fixture
def person(database) -> Person:
    return hayase("manager")


@pytest.fixture
def known(far: OpenId, person: Person) -> OpenId:
    """One that is written down."""
    write_down(far, person)
    return far


def write_down(far: OpenId, person: Person) -> None:
    configure(far.issuer, CLIENT, secret=SECRET, domains=["naniwa.example"], actor=person, network=NETWORK)


def there_and_back(client: Client, far: OpenId, then: str = "") -> str:
    """The address that a browser comes back to."""
    away = client.get("/staff/openid", {"next": then} if then else {}).headers["Location"]
    assert away.startswith(f"{far.issuer}/authorize?tenant=naniwa&")
    return far.visited(away).removeprefix("http://testserver")


def come_in(client: Client, far: OpenId, then: str = "") -> Any:
    return client.get(there_and_back(client, far, then))


def refused(client: Client, far: OpenId) -> str:
    """What one is told who does not come in."""
    answer = come_in(client, far)
    assert answer.status_code == 400
    assert not StaffSession.objects.exists()
    assert client.get("/console").status_code == 302
    return answer.content.decode()


def test_a_member_of_staff_comes_in_and_is_where_he_wanted_to_go(known: OpenId, verbs: Verbs) -> None:
    client = Client()

    answer = come_in(client, known, "/console/settings")

    assert answer.headers["Location"] == "/console/settings"
    assert "早瀬 遥" in client.get("/console").content.decode()
    assert verbs()[-4:] == [
        *("staff.openid_set", "staff.openid_registered", "staff.openid_entered"),
        "staff.signed_in",
    ]


def test_the_second_time_the_account_counts_and_not_the_mail(known: OpenId, verbs: Verbs) -> None:
    come_in(Client(), known)
    Person.objects.filter(email=MAIL).update(email="haruka@naniwa.example")

    assert come_in(Client(), known).status_code == 302
    assert verbs()[-2:] == ["staff.openid_entered", "staff.signed_in"]
    assert Identity.objects.count() == 1


def test_who_gets_an_old_mail_address_does_not_get_its_person(known: OpenId, verbs: Verbs) -> None:
    come_in(Client(), known)
    StaffSession.objects.all().delete()
    known.subject = "another"

    assert "別のアカウント" in refused(Client(), known)
    assert verbs()[-1] == "staff.openid_refused"


def test_who_is_invited_again_may_register_another_account(known: OpenId, person: Person) -> None:
    come_in(Client(), known)
    now = datetime.now(UTC)
    accept(invite_again(person, actor=person, now=now), PASSWORD, now=now)
    known.subject = "another"

    assert come_in(Client(), known).status_code == 302


def test_nobody_becomes_staff_by_it(known: OpenId) -> None:
    known.mail = "who@naniwa.example"

    assert "スタッフがいません" in refused(Client(), known)
    assert not Person.objects.filter(email=known.mail).exists()


@pytest.mark.parametrize("kind", ["no post", "another firm", "not active"])
def test_who_is_not_of_the_provider_does_not_come_in(known: OpenId, person: Person, kind: str) -> None:
    if kind == "not active":
        Person.objects.update(is_active=False)
    else:
        person.posts.all().delete()
    if kind == "another firm":
        employ(person, "technician", "partner")

    assert "スタッフがいません" in refused(Client(), known)
    assert not Identity.objects.exists()


def test_who_has_lost_his_post_comes_in_no_more(known: OpenId, person: Person) -> None:
    come_in(Client(), known)
    StaffSession.objects.all().delete()
    person.posts.all().delete()

    assert "スタッフがいません" in refused(Client(), known)


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"email_verified": False}, "確認されたメールアドレス"),
        ({"email_verified": "true"}, "確認されたメールアドレス"),
        ({"email_verified": None}, "確認されたメールアドレス"),
        ({"email": None}, "確認されたメールアドレス"),
        ({"email": ["hayase@naniwa.example"]}, "確認されたメールアドレス"),
        ({"email": "hayase@evil.example"}, "会社は、登録されていません"),
        ({"email": "hayase@naniwa.example@evil.example"}, "会社は、登録されていません"),
        ({"nonce": "another"}, "確かめられません"),
        ({"nonce": None}, "確かめられません"),
        ({"nonce": ["a", "b"]}, "確かめられません"),
        ({"aud": "another"}, "確かめられません"),
        ({"aud": None}, "確かめられません"),
        ({"aud": [CLIENT, "another"]}, "確かめられません"),
        ({"aud": [CLIENT, "another"], "azp": "another"}, "確かめられません"),
        ({"azp": "another"}, "確かめられません"),
        ({"iss": "https://another.example"}, "確かめられません"),
        ({"iss": None}, "確かめられません"),
        ({"sub": None}, "確かめられません"),
        ({"sub": ""}, "確かめられません"),
        ({"sub": 17}, "確かめられません"),
        ({"sub": "x" * 256}, "確かめられません"),
        ({"exp": int(time.time()) - 600}, "時刻が合いません"),
        ({"exp": None}, "確かめられません"),
        ({"exp": "tomorrow"}, "確かめられません"),
        ({"iat": int(time.time()) + 3600}, "時刻が合いません"),
        ({"nbf": int(time.time()) + 3600}, "時刻が合いません"),
    ],
)
def test_a_token_that_says_something_else_is_not_believed(known: OpenId, claims: dict[str, Any], words: str) -> None:
    known.claims = claims

    assert words in refused(Client(), known)


def test_a_clock_may_be_a_little_off_and_there_may_be_other_audiences(known: OpenId) -> None:
    known.claims = {"exp": int(time.time()) - 60, "iat": int(time.time()) + 60, "aud": [CLIENT, "x"], "azp": CLIENT}

    assert come_in(Client(), known).status_code == 302


def _joined(*parts: bytes) -> str:
    return ".".join(base64.urlsafe_b64encode(one).decode().rstrip("=") for one in parts)


def _unsigned(claims: dict[str, Any]) -> str:
    return _joined(b'{"alg": "none", "typ": "JWT"}', json.dumps(claims).encode(), b"")


def _signed_by_public_key(known: OpenId) -> Callable[[dict[str, Any]], str]:
    def sign(claims: dict[str, Any]) -> str:
        said = _joined(b'{"alg": "HS256", "kid": "first"}', json.dumps(claims).encode())
        return f"{said}.{_joined(hmac.digest(known.key.as_pem(private=False), said.encode(), 'sha256'))}"

    return sign


def _by_another(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "first"}, claims, RSAKey.generate_key(2048))


def _with_its_own_key(claims: dict[str, Any]) -> str:
    key = RSAKey.generate_key(2048)
    return jwt.encode({"alg": "RS256", "jwk": key.as_dict(private=False)}, claims, key)


@pytest.mark.parametrize("how", ["none", "HS256", "another key", "its own key", "garbage", "three parts", "nested"])
def test_a_token_that_is_not_signed_by_the_provider_is_not_believed(known: OpenId, how: str) -> None:
    known.sign = {
        "none": _unsigned,
        "HS256": _signed_by_public_key(known),
        "another key": _by_another,
        "its own key": _with_its_own_key,
        "garbage": lambda _: "\0大",
        "three parts": lambda _: "a.b.c",
        "nested": lambda _: base64.urlsafe_b64encode(b"[" * 90_000).decode() + ".e30.x",
    }[how]

    assert "確かめられません" in refused(Client(), known)


def test_new_keys_are_asked_for_once(known: OpenId) -> None:
    come_in(Client(), known)
    known.key = RSAKey.generate_key(2048, {"kid": "second", "use": "sig"})
    known.asked.clear()

    assert come_in(Client(), known).status_code == 302
    assert known.asked == ["/authorize", "/token", "/keys"]


def test_a_key_that_nobody_has_is_looked_for_once(known: OpenId) -> None:
    known.header = {"kid": "nobody's"}

    assert "確かめられません" in refused(Client(), known)
    assert known.asked.count("/keys") == 2


def test_keys_for_something_else_and_broken_ones_are_passed_over(known: OpenId) -> None:
    mine = known.key.as_dict(private=False)
    for_secrets = {**mine, "use": "enc"}
    known.shown_keys = [7, {"kty": "new"}, {"kty": "RSA"}, {"kty": "oct", "k": "eA", "kid": "first"}, for_secrets, mine]

    assert come_in(Client(), known).status_code == 302


def test_a_token_that_names_no_key_is_believed_where_there_is_one_alone(known: OpenId) -> None:
    known.header = {"kid": None}
    assert come_in(Client(), known).status_code == 302
    StaffSession.objects.all().delete()

    discovery.forget()
    known.shown_keys = [known.key.as_dict(private=False), RSAKey.generate_key(2048).as_dict(private=False)]
    assert "確かめられません" in refused(Client(), known)


def test_a_code_is_used_once(known: OpenId) -> None:
    client = Client()
    back = there_and_back(client, known)
    assert client.get(back).status_code == 302

    again = Client().get(back)
    code = re.search(r"code=([^&]+)", back)
    assert code
    known.answer = {"code": code[1]}
    stolen = come_in(Client(), known)

    assert "別の画面で始めた" in again.content.decode()
    assert "もう使われた" in stolen.content.decode()


def test_what_another_browser_began_is_not_finished(known: OpenId) -> None:
    back = there_and_back(Client(), known)

    for client in (Client(), begun(known)):
        answer = client.get(back)
        assert "別の画面で始めた" in answer.content.decode()
    assert "/token" not in known.asked


def begun(far: OpenId) -> Client:
    client = Client()
    there_and_back(client, far)
    return client


def test_it_is_over_after_a_while(known: OpenId) -> None:
    client = Client()
    back = there_and_back(client, known)
    session = client.session
    session["openid"] = {**session["openid"], "at": time.time() - 601}
    session.save()

    assert "時間がたったか" in client.get(back).content.decode()


@pytest.mark.parametrize("said", ["https://another.example", ""])
def test_an_answer_of_another_issuer_is_not_listened_to(known: OpenId, said: str) -> None:
    known.answer = {"iss": said}

    assert "確かめられません" in refused(Client(), known)
    assert "/token" not in known.asked


def test_one_that_does_not_name_itself_need_not(far: OpenId, person: Person) -> None:
    far.metadata = {"authorization_response_iss_parameter_supported": None}
    far.answer = {"iss": ""}
    write_down(far, person)

    assert come_in(Client(), far).status_code == 302


def test_a_secret_may_be_asked_for_in_the_body(far: OpenId, person: Person) -> None:
    far.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    write_down(far, person)

    assert come_in(Client(), far).status_code == 302


def test_another_provider_that_was_set_meanwhile_gets_no_code_of_the_first(known: OpenId, person: Person) -> None:
    client = Client()
    back = there_and_back(client, known)
    with openid_server() as other:
        write_down(other, person)

        assert "別の画面で始めた" in client.get(back).content.decode()
        assert "/token" not in other.asked


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((401, b'{"error": "invalid_client"}'), "受けつけません"),
        ((400, b'{"error": "invalid_grant"}'), "もう使われた"),
        ((500, b"oops"), "うまくやりとりできません"),
        ((200, b"[]"), "うまくやりとりできません"),
        ((200, b"{}"), "確かめられません"),
        ((200, b'{"id_token": 7}'), "確かめられません"),
        ((200, b"x" * 300_000), "うまくやりとりできません"),
        ((200, b"[" * 100_000), "うまくやりとりできません"),
    ],
)
def test_what_is_no_token_is_said_in_words(known: OpenId, answer: tuple[int, bytes], words: str) -> None:
    known.token_answer = answer

    assert words in refused(Client(), known)


def test_who_changes_his_mind_there_is_told_so(known: OpenId) -> None:
    known.answer = {"error": "access_denied", "code": ""}

    assert "取りやめになりました" in refused(Client(), known)


def test_who_is_refused_too_often_waits_and_nobody_else_is_asked(known: OpenId) -> None:
    known.claims = {"nonce": "wrong"}
    for _ in range(MOST_OF_ADDRESS):
        come_in(Client(), known)
    known.asked.clear()

    answer = Client().get("/staff/openid")

    assert answer.status_code == 429
    assert "すぎまで入れません" in answer.content.decode()
    assert known.asked == []


@pytest.mark.parametrize("then", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_way_back_leads_nowhere_else(known: OpenId, then: str) -> None:
    assert come_in(Client(), known, then).headers["Location"] == "/console"


def test_the_door_is_there_only_where_somebody_set_it_up(known: OpenId, person: Person) -> None:
    assert "会社のアカウントでログイン" in Client().get("/staff/enter").content.decode()

    unconfigure(actor=person)

    assert "会社のアカウントでログイン" not in Client().get("/staff/enter").content.decode()
    assert Client().get("/staff/openid").status_code == 404
    assert Client().get("/staff/openid/back").status_code == 404


def test_a_provider_that_is_away_is_said_in_words(known: OpenId) -> None:
    IdentityProvider.objects.update(issuer="http://127.0.0.1:1")

    answer = Client().get("/staff/openid")

    assert answer.status_code == 400
    assert "うまくやりとりできません" in answer.content.decode()


def filled(far: OpenId, **changed: str) -> dict[str, str]:
    return {"issuer": far.issuer, "client": CLIENT, "secret": SECRET, "domains": "naniwa.example"} | changed


def test_a_manager_sets_it_up_changes_it_and_stops_it(far: OpenId, person: Person, verbs: Verbs) -> None:
    manager = browser_of_staff(person)

    made = manager.post("/console/settings/openid", filled(far, domains="@Naniwa.example、 naniwa-2.example"))
    page = manager.get(made.headers["Location"]).content.decode()
    changed = manager.post("/console/settings/openid", filled(far, secret=""))

    assert "http://testserver/staff/openid/back" in page
    assert "相手につながりました" in page
    assert SECRET not in page
    assert changed.status_code == 302
    assert SECRET not in IdentityProvider.objects.get().secret
    assert come_in(Client(), far).status_code == 302
    manager.post("/console/settings/openid/remove")
    assert not IdentityProvider.objects.exists()
    assert [verb for verb in verbs() if verb.startswith("staff.openid_")] == [
        *("staff.openid_set", "staff.openid_set", "staff.openid_registered", "staff.openid_entered"),
        "staff.openid_removed",
    ]


@pytest.mark.parametrize(
    ("metadata", "issuer", "words"),
    [
        ({}, "http://login.example", "https:// で始まるアドレスだけ"),
        ({}, "https://10.0.0.1", "社内や"),
        ({}, "https://login.example/?a=b", "この形のアドレス"),
        ({}, "http://127.0.0.1:1", "つながりません"),
        ({"issuer": "https://other.example"}, "", "発行者とちがいます"),
        ({"token_endpoint": None}, "", "OpenID の設定がありません"),
        ({"jwks_uri": "http://10.0.0.1/keys"}, "", "https:// で始まるアドレスだけ"),
        ({"jwks_uri": "https://169.254.169.254/keys"}, "", "社内や"),
        ({"id_token_signing_alg_values_supported": ["HS256", "none"]}, "", "署名か認証のしかた"),
        ({"token_endpoint_auth_methods_supported": ["private_key_jwt"]}, "", "署名か認証のしかた"),
    ],
)
def test_one_that_cannot_be_worked_with_is_refused_in_words(
    far: OpenId, person: Person, metadata: dict[str, Any], issuer: str, words: str
) -> None:
    far.metadata = metadata

    answer = browser_of_staff(person).post("/console/settings/openid", filled(far, issuer=issuer or far.issuer))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not IdentityProvider.objects.exists()


@pytest.mark.parametrize("domains", ["naniwa", "naniwa.example/", "a@b.example", "-a.example", "大.example"])
def test_what_is_no_mail_domain_is_refused(far: OpenId, person: Person, domains: str) -> None:
    answer = browser_of_staff(person).post("/console/settings/openid", filled(far, domains=domains))

    assert "ドメインの形ではありません" in answer.content.decode()
