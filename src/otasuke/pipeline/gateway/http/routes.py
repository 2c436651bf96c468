"""Finds where a request goes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from otasuke.pipeline.gateway.http.call import Route
from otasuke.pipeline.gateway.intake import Refused

_NAME = re.compile(r"\{(\w+)(\.\.\.)?\}")


class WrongMethod(Refused):
    """There is such a path, but not for this."""

    def __init__(self, method: str, path: str, *, allowed: Iterable[str]) -> None:
        self.allowed = tuple(sorted(set(allowed)))
        super().__init__(405, f"{method[:20]} {path[:200]}: use {', '.join(self.allowed)}")


class Routes:
    """All routes of the door. Of several that fit, the first one counts; a path without names goes before one with."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._exact: dict[str, dict[str, Route]] = {}
        self._patterns: list[tuple[re.Pattern[str], Route]] = []
        self.all = tuple(routes)
        self._words = ", ".join(dict.fromkeys(route.path for route in self.all if "POST" in route.methods))
        for route in self.all:
            self._add(route)

    def _add(self, route: Route) -> None:
        if "{" in route.path:
            self._patterns.append((_pattern(route.path), route))
        else:
            for method in _methods(route):
                self._exact.setdefault(route.path, {}).setdefault(method, route)

    def find(self, method: str, path: str) -> tuple[Route, Mapping[str, str]]:
        """The route, and what stands in the path for its names. Raises Refused: 404, 405."""
        path = path.rstrip("/") or "/"
        by_method = self._exact.get(path, {})
        if route := by_method.get(method):
            return route, {}
        allowed = list(by_method)
        for pattern, route in self._patterns:
            if found := pattern.fullmatch(path):
                if method in _methods(route):
                    return route, {name: unquote(value) for name, value in found.groupdict().items()}
                allowed += _methods(route)
        if allowed:
            raise WrongMethod(method, path, allowed=allowed)
        raise Refused(404, f"there is no {path[:200]} here; logs are taken at {self._words}")


def _methods(route: Route) -> tuple[str, ...]:
    return (*route.methods, "HEAD") if "GET" in route.methods else route.methods


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(_NAME.sub(lambda name: f"(?P<{name[1]}>{'.+' if name[2] else '[^/_][^/]*'})", path))
