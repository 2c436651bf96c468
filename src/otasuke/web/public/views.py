"""Pages for everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from otasuke.web.provider.models import Profile
from otasuke.web.provider.policy import media_type


@require_GET
def logo(_: HttpRequest, digest: str) -> HttpResponse:
    """ロゴ. The provider's picture; its address changes with it, so that browsers may keep it."""
    profile = Profile.objects.exclude(logo_digest="").filter(logo_digest=digest).first()
    if profile is None or profile.logo is None:
        raise Http404
    data = bytes(profile.logo)
    answer = HttpResponse(data, content_type=media_type(data))
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
