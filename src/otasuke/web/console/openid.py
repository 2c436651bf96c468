"""Staff come in by the accounts that their firm has elsewhere: the way there and back, and the page on which a manager sets that up."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from otasuke.web.accounts.attempts import LockedOut
from otasuke.web.accounts.letting_in import let_staff_in
from otasuke.web.accounts.models import IdentityProvider
from otasuke.web.accounts.openid import steps
from otasuke.web.accounts.openid.configuring import (
    BadDomain,
    Configured,
    configure,
    configured,
    domains_in,
    identity_provider,
    unconfigure,
)
from otasuke.web.accounts.openid.errors import BadProvider, Flaw, Refused, Why
from otasuke.web.accounts.policy import Capability
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.entering import locked_words
from otasuke.web.console.pages import page
from otasuke.web.outside.asking import usual_network
from otasuke.web.outside.policy import LONGEST_URL
from otasuke.web.seals.sealing import CannotUnseal

_BY_PASSWORD = gettext_lazy("パスワードでも入れます。")
_TELL_MANAGER = gettext_lazy("管理者に、設定の「会社のアカウントでのログイン」を見てもらってください。")
_AGAIN = gettext_lazy("もう一度、はじめからためしてください。")
_WORDS: dict[Why, tuple[Promise, Promise]] = {
    Why.STALE: (gettext_lazy("時間がたったか、別の画面で始めたログインです。"), _AGAIN),
    Why.DENIED: (gettext_lazy("会社のアカウントの画面で、取りやめになりました。"), _AGAIN),
    Why.PROVIDER: (
        gettext_lazy("会社のアカウントのサービスと、うまくやりとりできません。"),
        gettext_lazy("しばらく待って、もう一度ためしてください。続くときは、管理者に知らせてください。"),
    ),
    Why.CLIENT: (gettext_lazy("会社のアカウントのサービスが、この画面を受けつけません。"), _TELL_MANAGER),
    Why.CODE: (gettext_lazy("このログインは、もう使われたか、時間がたちすぎました。"), _AGAIN),
    Why.PROOF: (gettext_lazy("届いた証明を、確かめられませんでした。"), _TELL_MANAGER),
    Why.CLOCK: (
        gettext_lazy("届いた証明の時刻が合いません。"),
        gettext_lazy(
            "もう一度ためしてください。続くときは、サーバーの時計が合っているか、管理者に見てもらってください。"
        ),
    ),
    Why.MAIL: (
        gettext_lazy("確認されたメールアドレスが届きませんでした。"),
        gettext_lazy("会社のアカウントの管理者に、メールアドレスを確認ずみとして渡す設定を頼んでください。"),
    ),
    Why.DOMAIN: (
        gettext_lazy("このメールアドレスの会社は、登録されていません。"),
        gettext_lazy("会社のアカウントを選びなおすか、管理者に聞いてください。"),
    ),
    Why.NOBODY: (
        gettext_lazy("このメールアドレスのスタッフがいません。"),
        gettext_lazy("管理者に、同じメールアドレスで招いてもらってください。"),
    ),
    Why.OTHER: (
        gettext_lazy("前に登録したのとは、別のアカウントです。"),
        gettext_lazy("前のアカウントで入るか、管理者に新しい招待のリンクを頼んで、登録しなおしてください。"),
    ),
}
"""What happened, and what to do."""
_FLAWS: dict[Flaw, Promise] = {
    Flaw.SIGNS: gettext_lazy(
        "この形のアドレスは使えません。https:// で始まり、? や # や空白のないものを入れてください。"
    ),
    Flaw.NOT_HTTPS: gettext_lazy("https:// で始まるアドレスだけが使えます。"),
    Flaw.PRIVATE: gettext_lazy("社内や、このコンピューターを指すアドレスは使えません。"),
    Flaw.UNREACHABLE: gettext_lazy(
        "つながりません。アドレスと、このサーバーからインターネットに出られるかを見てください。"
    ),
    Flaw.NO_METADATA: gettext_lazy(
        "ここには OpenID の設定がありません。発行者（issuer）のアドレスを、そのまま写してください。"
    ),
    Flaw.OTHER_ISSUER: gettext_lazy("相手の名のる発行者とちがいます。最後の / まで、同じに入れてください。"),
    Flaw.UNFIT: gettext_lazy(
        "この相手の署名か認証のしかたは、ここでは使えません。RS256 か ES256 で署名するようにしてください。"
    ),
}


class _Form(forms.Form):
    issuer = forms.CharField(
        label=gettext_lazy("発行者（issuer）のアドレス"),
        max_length=LONGEST_URL,
        help_text=gettext_lazy("例 https://accounts.google.com"),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    client = forms.CharField(
        label=gettext_lazy("クライアントID"), max_length=255, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    secret = forms.CharField(
        label=gettext_lazy("クライアントシークレット"),
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    domains = forms.CharField(
        label=gettext_lazy("メールのドメイン"),
        max_length=2000,
        help_text=gettext_lazy("@ のあとの部分。いくつかあるときは、空白で分けます。例 naniwa.example"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, before: IdentityProvider | None, data: object = None) -> None:
        known = (
            {"issuer": before.issuer, "client": before.client, "domains": " ".join(before.domains)} if before else {}
        )
        super().__init__(data, initial=known)  # type: ignore[arg-type]  # a request's fields
        if before:
            self.fields["secret"].required = False
            self.fields["secret"].help_text = _("空のままなら、前のものを使います。")

    def clean_domains(self) -> Sequence[str]:
        try:
            return domains_in(self.cleaned_data["domains"])
        except BadDomain as error:
            words = _("「%(domain)s」は、メールのドメインの形ではありません。") % {"domain": error.domain}
            raise ValidationError(words) from error


@never_cache
@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """Send a browser away."""
    then = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(then, {request.get_host()}, require_https=request.is_secure()):
        then = reverse("console")
    back = request.build_absolute_uri(reverse("staff-openid-back"))
    try:
        return redirect(steps.begin(request, _configured(), back=back, then=then, network=usual_network()))
    except Refused as refused:
        return _refused(request, refused.why)
    except LockedOut as locked:
        return _locked(request, locked)


@never_cache
@require_GET
def come_back(request: HttpRequest) -> HttpResponse:
    """Let in whom it speaks for."""
    try:
        person, then = steps.finish(request, _configured(), network=usual_network())
    except Refused as refused:
        return _refused(request, refused.why)
    except LockedOut as locked:
        return _locked(request, locked)
    let_staff_in(request, person)
    return redirect(then)


@sensitive_post_parameters("secret")
@never_cache
@require_http_methods(["GET", "POST"])
@for_staff(Capability.SETTINGS)
def settings_page(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Whose accounts, as what we are known there, and of which mails."""
    form = _Form(identity_provider(), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            configure(
                given["issuer"],
                given["client"],
                secret=given["secret"],
                domains=given["domains"],
                actor=staff.person,
                network=usual_network(),
            )
        except BadProvider as error:
            form.add_error("issuer", str(_FLAWS[error.flaw]))
        else:
            return redirect(f"{reverse('console-openid')}?kept=yes")
    shown = {
        "form": form,
        "identity_provider": identity_provider(),
        "back": request.build_absolute_uri(reverse("staff-openid-back")),
        "is_kept": "kept" in request.GET,
    }
    return page(request, staff, "openid", shown, status=422 if form.errors else 200)


@require_POST
@for_staff(Capability.SETTINGS)
def remove(_request: HttpRequest, staff: Staff) -> HttpResponse:
    """Let nobody in that way any more."""
    unconfigure(actor=staff.person)
    return redirect("console-openid")


def _configured() -> Configured:
    """Raises Http404 where nobody set it up, Refused."""
    try:
        found = configured()
    except CannotUnseal as error:
        raise Refused(Why.CLIENT) from error
    if found is None:
        raise Http404
    return found


def _refused(request: HttpRequest, why: Why) -> HttpResponse:
    what, now = _WORDS[why]
    return render(request, "console/openid_refused.html", {"what": what, "now": now, "also": _BY_PASSWORD}, status=400)


def _locked(request: HttpRequest, locked: LockedOut) -> HttpResponse:
    words = _("いまは入れません。")
    return render(request, "console/openid_refused.html", {"what": words, "now": locked_words(locked)}, status=429)
