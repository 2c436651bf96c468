"""Who comes in by a link: every page of joining up is behind `for_invited`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from otasuke.web.joining.errors import LinkIsOver, NoSuchLink
from otasuke.web.joining.policy import NotYet
from otasuke.web.joining.selectors import Visit, visit
from otasuke.web.ui.telling import told

_More = ParamSpec("_More")
View = Callable[Concatenate[HttpRequest, Visit, _More], HttpResponseBase]


def for_invited(view: View[_More]) -> Callable[..., HttpResponseBase]:
    """A page for who has a link. It opens no scope: services and selectors do, of the link's company.

    Who wants to do what comes later is led to where he stands. A link that is over says so, and what to do.
    """

    @never_cache
    @wraps(view)
    def page(request: HttpRequest, secret: str, *args: _More.args, **kwargs: _More.kwargs) -> HttpResponseBase:
        try:
            found = visit(secret, now=timezone.now())
            return view(request, found, *args, **kwargs)
        except NoSuchLink as error:
            return render(request, "join/over.html", {"words": told(error.sentence)}, status=404)
        except LinkIsOver as error:
            return render(request, "join/over.html", {"words": told(error.sentence)}, status=410)
        except NotYet:
            return redirect("join", secret)

    return page
