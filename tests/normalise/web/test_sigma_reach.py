"""Every SigmaHQ rule for web servers and proxies can be reached by a line that a server would write."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from normalise.generic.reach import rules_for, unreachable
from otasuke.normalise.web import access_log, error_log, iis_w3c

COLUMNS = ("date", "time", "c-ip", "cs-method", "cs-uri-stem", "cs-uri-query", "cs-host", "cs-username", "sc-status")
HEADERS = ("cs(User-Agent)", "cs(Referer)", "cs(Cookie)", "cs(Content-Type)", "r-ip")
ALL = ("#Fields: " + " ".join(COLUMNS + HEADERS) + "\n").encode()
W3C = ALL.replace(b" r-ip", b" s-ip")
PROXY = ALL.replace(b"cs-uri-stem cs-uri-query", b"c-uri s-action")


def targets(drawn: dict[str, str]) -> Iterator[str]:
    """Request targets that hold what was drawn for the path and the query."""
    uri, stem = drawn.get("cs-uri") or drawn.get("c-uri"), drawn.get("cs-uri-stem") or drawn.get("c-uri-stem")
    query = drawn.get("cs-uri-query") or drawn.get("c-uri-query") or ""
    if uri is not None:
        yield f"{uri}?{query}" if query else uri
        # One rule asks for two things of one field, which the draw cannot hold together.
        yield f"/MSHTML_C7/{uri}"
    elif stem is not None:
        yield f"{stem}?{query}" if query else stem
        yield f"{stem}?a=b"
    else:
        yield query or "/"
        yield f"/x?{query}"
    if extension := drawn.get("c-uri-extension"):
        yield f"/b.{extension}"


def escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


def combined(drawn: dict[str, str]) -> Iterator[str]:
    for target, referer in product(targets(drawn), (drawn.get("cs-referer") or "-", "http://other.example/")):
        agent = escaped(drawn.get("cs-user-agent", "-") + drawn["keywords"])
        yield (
            f"192.0.2.7 - {drawn.get('cs-username') or '-'} [10/Oct/2024:13:55:36 +0900] "
            f'"{drawn.get("cs-method") or "GET"} {escaped(target)} HTTP/1.1" {drawn.get("sc-status") or 200} 123 '
            f'"{escaped(referer)}" "{agent}"'
        )


def quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def elff(drawn: dict[str, str], *, stem: str, query: str) -> str:
    agent = drawn.get("cs-user-agent", drawn.get("c-useragent", "agent")) + drawn["keywords"]
    return " ".join((
        "2024-10-10", "13:55:36", "192.0.2.7", drawn.get("cs-method") or "GET", quoted(stem), quoted(query),
        quoted(drawn.get("cs-host") or "www.example"), quoted(drawn.get("cs-username") or "-"),
        drawn.get("sc-status") or "200", quoted(agent), quoted(drawn.get("cs-referer") or "-"),
        quoted(drawn.get("cs-cookie") or "-"), quoted(drawn.get("cs-content-type") or "-"), drawn.get("dst_ip") or "203.0.113.9",
    ))  # fmt: skip


def w3c(drawn: dict[str, str]) -> Iterator[str]:
    for target in targets(drawn):
        stem, _, query = target.partition("?")
        yield elff(drawn, stem=stem, query=query or "-")


def proxy(drawn: dict[str, str]) -> Iterator[str]:
    for target in targets(drawn):
        yield elff(drawn, stem=target, query="TCP_MISS")


def test_rules_for_web_servers_are_reached_by_a_combined_or_a_w3c_log(shared_data):
    rules = rules_for(shared_data, (None, "webserver", None))

    missed_by_combined = set(unreachable(rules, access_log.SOURCE, combined))
    left = [rule for rule in rules if rule.title in missed_by_combined]
    missed = set(unreachable(left, iis_w3c.SOURCE, w3c, before=W3C))

    assert len(rules) > 80
    assert missed == set()


def test_rules_for_proxies_are_reached_by_a_proxy_log(shared_data):
    rules = rules_for(shared_data, (None, "proxy", None))

    missed = unreachable(rules, iis_w3c.SOURCE, proxy, before=PROXY)

    assert len(rules) > 50
    assert missed == []


def test_rules_for_error_logs_are_reached(shared_data):
    apache = rules_for(shared_data, (None, None, "apache"))
    nginx = rules_for(shared_data, (None, None, "nginx"))

    missed = unreachable(
        apache, error_log.APACHE_SOURCE, lambda drawn: [f"[Wed Oct 11 14:32:52 2023] [notice] {drawn['keywords']}"]
    ) + unreachable(
        nginx, error_log.NGINX_SOURCE, lambda drawn: [f"2024/03/29 15:00:50 [alert] 1#1: {drawn['keywords']}"]
    )

    assert (len(apache), len(nginx)) == (2, 1)
    assert missed == []
