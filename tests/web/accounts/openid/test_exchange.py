"""Where a browser is sent. What happens then, tests/web/console/test_openid.py shows."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from otasuke.web.accounts.openid.discovery import Metadata
from otasuke.web.accounts.openid.exchange import authorization_url


def test_the_code_is_asked_for_with_what_the_standard_gives_as_an_example() -> None:
    far = Metadata("https://a.example", "https://a.example/go?x=y", "", "", [], posts_secret=False, names_itself=True)

    url = authorization_url(
        far,
        client="c & d",
        back="https://us.example/back",
        state="s",
        nonce="n",
        verifier="dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",  # RFC 7636, appendix B
    )

    assert parse_qs(urlsplit(url).query) == {
        "x": ["y"],
        "response_type": ["code"],
        "scope": ["openid email"],
        "client_id": ["c & d"],
        "redirect_uri": ["https://us.example/back"],
        "state": ["s"],
        "nonce": ["n"],
        "code_challenge": ["E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"],
        "code_challenge_method": ["S256"],
    }
