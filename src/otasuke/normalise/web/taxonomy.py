"""Sigma's webserver and proxy fields, made from one HTTP request.

The rules do not agree with each other on what some fields hold, so these have two values, and a rule passes if either
does: `cs-uri-query` is the query, and also the whole target (most SigmaHQ rules look for a path in it); `c-uri` and
`cs-uri` of a proxy are the target, and also the target behind its host name (rules ask for either).

Percent-encoding stays as sent: the rules name both spellings (`%24%7bjndi:` and `${jndi:`), and decoding would hide
double encoding, which is what some of them look for.
"""

from __future__ import annotations

from dataclasses import dataclass

from otasuke.events import Value

_LONGEST_EXTENSION = 16


@dataclass(frozen=True, slots=True)
class Request:
    """What a web log says about one request; None stands for what it does not say, "" for what was empty.

    target  as in the request line: a path with its query, an absolute URL, or host:port of a CONNECT.
    """

    method: str | None = None
    target: str | None = None
    host: str | None = None
    user_agent: str | None = None
    referer: str | None = None
    client: str | None = None
    user: str | None = None


@dataclass(frozen=True, slots=True)
class _Target:
    host: str
    stem: str
    query: str
    local: str


def request_fields(request: Request) -> dict[str, Value]:
    """The fields of rules for web servers and proxies; those that the log does not say are absent."""
    known = {
        "cs-method": request.method,
        "cs-user-agent": request.user_agent,
        "c-useragent": request.user_agent,
        "cs-referer": request.referer,
        "c-ip": request.client,
        "src_ip": request.client,
        "cs-username": request.user,
        "cs-host": request.host,
        "r-dns": request.host,
    }
    fields: dict[str, Value] = {name: value for name, value in known.items() if value is not None}
    return fields if request.target is None else fields | _target_fields(request, request.target)


def dashless(value: str) -> str:
    """The value; "" for the `-` that web logs write where there is none, so that rules for empty fields match."""
    return "" if value == "-" else value


def _value(values: tuple[str, ...]) -> Value:
    """The different ones of the values."""
    values = tuple(dict.fromkeys(values))
    return values[0] if len(values) == 1 else values


def _target_fields(request: Request, sent: str) -> dict[str, Value]:
    target = _split_target(sent, connects=request.method == "CONNECT")
    host = target.host or request.host or ""
    by_host = (target.local, host + target.local) if host and target.local.startswith("/") else (target.local,)
    uris = _value((*by_host, sent))
    fields: dict[str, Value] = {
        "cs-uri": uris,
        "c-uri": uris,
        "cs-uri-stem": target.stem,
        "c-uri-stem": target.stem,
        "cs-uri-query": _value((target.query, target.local)),
        "c-uri-query": target.query,
        "c-uri-extension": _extension(target.stem),
    }
    return fields | {"cs-host": host, "r-dns": host} if host else fields


def _split_target(sent: str, *, connects: bool) -> _Target:
    local, host = sent, ""
    scheme, mark, rest = local.partition("://")
    if mark and scheme.isalpha():
        authority = rest.partition("/")[0].partition("?")[0]
        local = rest[len(authority) :] or "/"
        host = _without_port(authority.rpartition("@")[2])
    elif connects:
        host, local = _without_port(local), ""
    stem, _, query = local.partition("?")
    return _Target(host, stem, query, local)


def _without_port(authority: str) -> str:
    host, colon, port = authority.rpartition(":")
    return host if colon and port.isdigit() else authority


def _extension(stem: str) -> str:
    """The part behind the last dot of the last path member; "" if it is no plausible extension."""
    dot, extension = stem.rpartition("/")[2].rpartition(".")[1:]
    return extension if dot and extension.isalnum() and len(extension) <= _LONGEST_EXTENSION else ""
