"""`/i/CODE`: the script of a device, for who has its code. Programs fetch it; a browser is told so, and uses nothing up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from otasuke.web.accounts.attempts import LockedOut, Wrong, attempt
from otasuke.web.accounts.browsers import address_of
from otasuke.web.customers.models import Customer
from otasuke.web.sensors.codes import check_code, is_known, use_code
from otasuke.web.sensors.errors import BrokerAway, CodeIsOver, CodeIsUsed, NoGateway, NoSuchCode, SensorError
from otasuke.web.sensors.policy import Kind
from otasuke.web.sensors.reach import Reach, reach
from otasuke.web.sensors.services import Handout
from otasuke.web.sensors.setting_up.quoting import sh_word
from otasuke.web.sensors.setting_up.scripts import script
from otasuke.web.tenancy.scope import tenant_scope
from otasuke.web.ui.sentences import Sentence, _
from otasuke.web.ui.telling import told

_STATUS = {NoSuchCode: 404, CodeIsUsed: 410, CodeIsOver: 410, BrokerAway: 503, NoGateway: 503}
_FOR_PROGRAMS = _("ここはブラウザーで開くところではありません。画面の1行を、つなぐパソコンの端末に入れてください。")
_TOO_MANY = _("まちがいが続いたので、15分ほど待ってから、もう一度ためしてください。")


@never_cache
@require_safe
def setup_script(request: HttpRequest, code: str) -> HttpResponse:
    """The script, once. What follows links to preview them asks for a page, and gets none."""
    if request.method == "HEAD" or "text/html" in request.headers.get("Accept", ""):
        return HttpResponse(told(_FOR_PROGRAMS), content_type="text/plain; charset=utf-8")
    address, now = address_of(request), timezone.now()
    try:
        attempt(lambda: is_known(code), f"setup code {address}", person=None, address=address, now=now)
        check_code(code, now=now)
        where = reach()
        return _text(_script(use_code(code, now=now), where), status=200)
    except LockedOut:
        return _refusal(_TOO_MANY, status=429)
    except Wrong:
        return _refusal(NoSuchCode().sentence, status=404)
    except SensorError as error:
        return _refusal(error.sentence, status=_STATUS[type(error)])


def _script(made: Handout, where: Reach) -> str:
    device = made.device
    with tenant_scope(device.customer_id):
        company = Customer.objects.values_list("name", flat=True).get(id=device.customer_id)
    return script(Kind(device.kind), where, token=made.token, device=device.name, company=company)


def _refusal(sentence: Sentence, *, status: int) -> HttpResponse:
    """Words that a shell says when they are piped into it, be it sh or PowerShell, in both languages."""
    lines = []
    for language in ("ja", "en"):
        with override(language):
            lines.append(f"echo {sh_word(told(sentence))}\n")
    return _text("".join(lines), status=status)


def _text(words: str, *, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
