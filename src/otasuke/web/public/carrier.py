"""What the carrier tells us about texts and calls."""

from __future__ import annotations

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from otasuke.carrier import BadCallback
from otasuke.web.jobs.carriers import carrier, carrier_told, has_carrier

LOG = logging.getLogger("otasuke.web")


@csrf_exempt
@require_POST
def callback(request: HttpRequest) -> HttpResponse:
    """Hand on what the carrier signed. A call waits for what is answered: what is said next."""
    if not has_carrier():
        raise Http404
    try:
        event = carrier().read_callback(request.get_full_path(), request.headers, request.POST.dict())
    except BadCallback as error:
        LOG.warning("carrier.refused reason=%s", error)
        return HttpResponse(status=403)
    carrier_told.send(sender=None, event=event)
    return HttpResponse(event.answer, content_type="text/xml") if event.answer else HttpResponse(status=204)
