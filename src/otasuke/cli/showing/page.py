"""A report as one page of HTML that needs nothing else: to show to somebody, to keep, to print.

Everything in it that comes from logs or rules goes through `_safe`. Attackers write logs.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape
from importlib.resources import files
from string import Template
from typing import IO

from otasuke.cli.scanning.results import Finding
from otasuke.cli.showing.report import Report, groups_by_rule
from otasuke.cli.showing.tactics import TACTICS, tactics_in
from otasuke.cli.showing.timeline import draw_timeline
from otasuke.cli.showing.words import shortened, visible
from otasuke.detect.rule import Level

MOST_GROUPS = 1_500
MOST_EVENTS = 10
_MOST_HOSTS = 15
_MOST_LISTED = 30
_LONGEST_VALUE = 600
_LONGEST_NAME = 160
_WIDE, _NARROW = 1040, 326

_LEVEL_WORDS = {
    Level.CRITICAL: ("重大", "Critical"),
    Level.HIGH: ("高", "High"),
    Level.MEDIUM: ("中", "Medium"),
    Level.LOW: ("低", "Low"),
    Level.INFORMATIONAL: ("参考", "Info"),
}
_LEVEL_SHAPES = {
    Level.CRITICAL: "M5 0h6l5 5v6l-5 5H5l-5-5V5z",
    Level.HIGH: "M8 1l8 14H0z",
    Level.MEDIUM: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z",
    Level.LOW: "M2 7h12v2H2z",
    Level.INFORMATIONAL: "M6 7h4v2H6z",
}


def write_page(report: Report, out: IO[str]) -> None:
    """Write the whole page."""
    folder = files("otasuke.cli") / "templates"
    script = (folder / "page.js").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    title = _title(report)
    page = Template((folder / "page.html").read_text("utf-8"))
    out.write(
        page.substitute(
            title_ja=title[0],
            title_en=title[1],
            style=(folder / "page.css").read_text("utf-8"),
            script=script,
            script_hash=f"sha256-{digest}",
            body="\n".join(_body(report)),
            footer=_footer(report),
        )
    )


def _safe(text: object, length: int = _LONGEST_VALUE) -> str:
    """Text from outside, harmless in HTML: no tags, no quotes, no controls, nothing that turns text around."""
    return escape(shortened(visible(str(text)), length))


def _both(japanese: str, english: str) -> str:
    return f'<span lang="ja">{japanese}</span><span lang="en">{english}</span>'


def _badge(level: Level) -> str:
    words = _both(*_LEVEL_WORDS[level])
    picture = f'<svg viewBox="0 0 16 16" aria-hidden="true"><path d="{_LEVEL_SHAPES[level]}"/></svg>'
    return f'<span class="badge {level.value}">{picture}{words}</span>'


def _title(report: Report) -> tuple[str, str]:
    count = len(report.findings)
    if not count:
        return "あやしい記録は見つかりませんでした", "Nothing suspicious was found"
    return f"あやしい動きが {count:,}件 見つかりました", f"{count:,} suspicious events were found"


def _heading(report: Report) -> str:
    japanese, english = _title(report)
    count = f"{len(report.findings):,}件"
    return f"<h1>{_both(japanese.replace(count, f'<span class=nw>{count}</span>'), english)}</h1>"


def _body(report: Report) -> Iterator[str]:
    yield _heading(report)
    yield '<div class="say">' + "".join(f"<p>{_both(*pair)}</p>" for pair in _sentences(report)) + "</div>"
    yield from _warnings(report)
    yield _counts(report)
    yield from _timeline(report)
    yield f'<div class="two">{_hosts(report)}{_tactics(report)}</div>'
    yield _findings(report)
    yield _reading(report)


def _sentences(report: Report) -> Iterator[tuple[str, str]]:
    """What was read, when and where it happened, and what to look at first."""
    results = report.results
    yield (
        f"{results.inputs:,}個の入力から記録を {report.records:,}件 読みました。",
        f"{report.records:,} records were read from {results.inputs:,} inputs.",
    )
    times = [one.detection.time for one in report.findings if one.detection.time]
    hosts = {one.detection.computer for one in report.findings if one.detection.computer}
    if not report.findings:
        rules = f"{report.rules:,}"
        yield f"{rules}個のルールに当てはまるものはありません。", f"None of {rules} rules applies."
        yield (
            "ただし、記録に残らない動きは見つけられません。",
            "What leaves no trace in these logs cannot be found in them.",
        )
        return
    if times:
        first, last = _when(report, min(times)), _when(report, max(times))
        yield (
            f"最初は {first}、最後は {last}、{len(hosts):,}台の機械に跡があります。",
            f"The first is at {first}, the last at {last}; {len(hosts):,} computers show traces.",
        )
    worst = next(iter(groups_by_rule(report.findings).values())).findings[0].detection
    title, host = f"<b>{_safe(worst.rule_title, 120)}</b>", f"<b>{_safe(worst.computer or '–', 60)}</b>"
    yield f"まず、{host} の「{title}」を確かめてください。", f"Look first at “{title}” on {host}."


def _when(report: Report, time: datetime) -> str:
    return f'<span class="nw">{report.show_time(time)[:-3]}</span>'


def _warnings(report: Report) -> Iterator[str]:
    if not report.results.is_whole:
        yield _note("途中で止めました。すべては読んでいません。", "This scan was interrupted; not everything was read.")
    if report.failures:
        count = f"{len(report.failures):,}"
        yield _note(
            f"読めなかった入力が {count}個 あります。理由は下の「読んだもの」にあります。",
            f"{count} inputs could not be read; the reasons are below.",
        )


def _note(japanese: str, english: str) -> str:
    return f'<p class="card"><b>{_both(japanese, english)}</b></p>'


def _counts(report: Report) -> str:
    items = [f"<li>{_badge(level)}<b>{count:,}</b></li>" for level, count in report.by_level.items()]
    return f'<ul class="counts">{"".join(items)}</ul>'


def _timeline(report: Report) -> Iterator[str]:
    label = "時の流れ"
    wide = draw_timeline(report.findings, report.zone, width=_WIDE, label=label, css="wide")
    narrow = draw_timeline(report.findings, report.zone, width=_NARROW, label=label, css="narrow")
    if not wide:
        return
    zone = _safe(report.zone, 40)
    legend = _both(
        f"印の大きさは件数、八角は重大、三角は高。時刻は {zone}。同じことは下の一覧にもあります。",
        f"Size: how many. Octagon: critical; triangle: high. Times are {zone}. The list below says the same.",
    )
    yield f'<section class="card"><h2>{_both("時の流れ", "Timeline")}</h2>{wide}{narrow}<p class="meta">{legend}</p></section>'


def _hosts(report: Report) -> str:
    found: dict[str, Counter[Level]] = {}
    for one in report.findings:
        found.setdefault(one.detection.computer or "–", Counter())[one.detection.level] += 1
    ordered = sorted(found.items(), key=lambda pair: (-max(level.rank for level in pair[1]), -pair[1].total(), pair[0]))
    rows = [
        f"<tr><td>{_safe(name, 80)}</td><td>{_badge(max(levels, key=lambda level: level.rank))}</td>"
        f'<td class="n">{levels.total():,}</td></tr>'
        for name, levels in ordered[:_MOST_HOSTS]
    ]
    head = _row_of_heads(("機械", "Computer"), ("最も重い", "Worst"), ("件数", "Found"))
    more = _more(len(ordered) - _MOST_HOSTS, "台", "computers")
    return f'<section class="card"><h2>{_both("機械", "Computers")}</h2><table>{head}{"".join(rows)}</table>{more}</section>'


def _tactics(report: Report) -> str:
    counts: Counter[str] = Counter()
    for one in report.findings:
        counts.update(tactics_in(one.detection.tags))
    rows = [
        f'<tr><td>{_both(*names)} <span class="meta" lang="ja">{names[1]}</span></td><td class="n">{counts[key]:,}</td></tr>'
        for key, names in TACTICS.items()
        if counts[key]
    ]
    head = _row_of_heads(("攻撃の段階", "Tactic"), ("件数", "Found"))
    body = f"<table>{head}{''.join(rows)}</table>" if rows else f"<p>{_both('ありません。', 'None.')}</p>"
    return f'<section class="card"><h2>{_both("攻撃の段階（ATT&amp;CK）", "ATT&amp;CK tactics")}</h2>{body}</section>'


def _row_of_heads(*heads: tuple[str, str]) -> str:
    cells = [
        f'<th scope="col"{" class=n" if n == len(heads) - 1 else ""}>{_both(*h)}</th>' for n, h in enumerate(heads)
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _more(count: int, unit: str, units: str) -> str:
    if count <= 0:
        return ""
    return f'<p class="meta">{_both(f"ほか {count:,}{unit}", f"and {count:,} more {units}")}</p>'


def _findings(report: Report) -> str:
    groups = list(_by_rule_and_host(report))
    shown = groups[:MOST_GROUPS]
    details = "".join(_group(report, host, findings) for host, findings in shown)
    left_out = sum(len(findings) for _, findings in groups[MOST_GROUPS:])
    cut = _both(
        f"この画面は上位 {MOST_GROUPS:,}組までです。軽いほうの {left_out:,}件は、CSV か JSONL の結果にあります。",
        f"This page shows the first {MOST_GROUPS:,} groups; {left_out:,} lesser findings are in CSV or JSONL output.",
    )
    cut = f'<p class="note">{cut}</p>' if left_out else ""
    count = _both(
        f'<span class="shown">{len(shown):,}</span> / {len(shown):,}組',
        f'<span class="shown">{len(shown):,}</span> of {len(shown):,} groups',
    )
    return (
        f'<section class="card" id="findings"><h2>{_both("見つかったもの", "Findings")}</h2>{_tools()}'
        f'<p class="meta" role="status">{count}</p>{cut}{details}</section>'
    )


def _by_rule_and_host(report: Report) -> Iterator[tuple[str, list[Finding]]]:
    for group in groups_by_rule(report.findings).values():
        by_host: dict[str, list[Finding]] = {host: [] for host in group.computers}
        for one in group.findings:
            by_host[one.detection.computer].append(one)
        yield from by_host.items()


def _tools() -> str:
    boxes = "".join(
        f'<label><input type="checkbox" checked value="{level.value}"> {_badge(level)}</label>'
        for level in reversed(Level)
    )
    hint_ja, hint_en = "さがす：名前・機械・命令など", "Search: rule, computer, command …"
    return (
        f'<div class="tools"><input class="field" id="search" type="search" aria-label="{hint_ja} / {hint_en}" '
        f'placeholder="{hint_ja}" data-ja="{hint_ja}" data-en="{hint_en}">{boxes}</div>'
    )


def _group(report: Report, host: str, findings: Sequence[Finding]) -> str:
    """One rule on one computer: a line, and behind it what the rule means and the first events."""
    first = findings[0].detection
    times = [one.detection.time for one in findings if one.detection.time]
    shown = dict.fromkeys(report.show_time(time) for time in (times[:1] + times[-1:]))
    span = " – ".join(f'<span class="nw">{time}</span>' for time in shown) or "–"
    rule = report.describe(first.rule_id)
    description = f"<p>{_safe(rule.description, 2_000)}</p>" if rule.description else ""
    doubts = "; ".join(rule.falsepositives)
    if doubts:
        label = _both("心配のない場合：", "Harmless when: ")
        description += f'<p class="note">{label}{_safe(doubts, 1_000)}</p>'
    tags = _safe(" ".join(first.tags), 300)
    events = "".join(_event(report, one) for one in findings[:MOST_EVENTS])
    more = _more(len(findings) - MOST_EVENTS, "件（ここでは省きました）", "events, left out here")
    return (
        f'<details data-level="{first.level.value}"><summary>{_badge(first.level)}'
        f'<span class="title">{_safe(first.rule_title, 300)}</span>'
        f'<span class="where">{_safe(host or "–", 100)} · {_both(f"{len(findings):,}件", f"{len(findings):,} found")} · '
        f'{span}</span><span class="more where">{_both("根拠を見る", "Evidence")}</span></summary>'
        f'<div class="body">{description}{events}{more}<p class="note">{_safe(first.rule_id, 100)} {tags}</p></div></details>'
    )


def _event(report: Report, one: Finding) -> str:
    found = one.detection
    place = f"{_name(found.source)} · {_both('記録', 'record')} {found.record}"
    patterns: dict[tuple[str, str], list[str]] = {}
    for item in found.matched:
        patterns.setdefault((item.field, item.value), []).append(item.pattern)
    pairs = "".join(_evidence(field, value, fitting) for (field, value), fitting in patterns.items())
    absent = _both("そこに無いことで当てはまりました。", "It holds because of what is absent.")
    events = ""
    if one.together is not None:
        listed = "; ".join(f"{source} {record}" for source, record in one.together.events[:MOST_EVENTS])
        count = f"{one.together.total:,}"
        events = f'<p class="note">{_both(f"{count}件の記録から：", f"From {count} records: ")}{_safe(listed)}</p>'
    return (
        f'<div class="event"><div><b class="nw">{report.show_time(found.time)}</b> <span class="meta">{place}</span></div>'
        f"{f'<dl>{pairs}</dl>' if pairs else f'<p>{absent}</p>'}{events}</div>"
    )


def _evidence(field: str, value: str, patterns: Sequence[str]) -> str:
    fitting = " ".join(f'<code class="pattern">← {_safe(pattern, 300)}</code>' for pattern in patterns)
    name = _safe(field, 100) or _both("どこか", "any field")
    return f'<dt>{name}</dt><dd><code class="value">{_safe(value) or "(empty)"}</code> {fitting}</dd>'


def _name(path: str) -> str:
    """A path, of which the end says most."""
    shown = visible(path)
    return escape(shown if len(shown) <= _LONGEST_NAME else "…" + shown[1 - _LONGEST_NAME :])


def _reading(report: Report) -> str:
    """How complete it is: records in = events + Rejects, and all that was not read or not run."""
    results = report.results
    events, rejects = f"{results.events.total():,}", f"{results.rejects.total():,}"
    lines = [
        _both(
            f"記録 {report.records:,}件 ＝ 読めたもの {events}件 ＋ 読めなかったもの {rejects}件。失われたものはありません。",
            f"{report.records:,} records = {events} events + {rejects} Rejects; none is lost.",
        )
    ]
    lines += [
        f"{count:,} × {_safe(source, 60)}: {_safe(reason.replace('_', ' '), 60)}"
        for (source, reason), count in results.rejects.most_common()
    ]
    for skipped in report.failures[:_MOST_LISTED]:
        lines.append(f"{_both('読めない', 'Unread')}: {_name(skipped.name)} ({_safe(skipped.reason, 200)})")
    others = Counter(skipped.reason for skipped in results.skipped if not skipped.is_failure)
    lines += [
        f"{_both('対象外', 'Skipped')}: {count:,} ({_safe(reason, 100)})" for reason, count in others.most_common()
    ]
    lines.append(
        _both(
            f"ルール {report.rules:,}個と相関ルール {report.correlations:,}個を使いました。動かなかったもの {len(report.faults):,}個。",
            f"{report.rules:,} rules and {report.correlations:,} correlations ran; {len(report.faults):,} could not.",
        )
    )
    lines += [_safe(fault, 300) for fault in report.faults[:_MOST_LISTED]]
    items = "".join(f"<li>{line}</li>" for line in lines)
    return f'<section class="card"><h2>{_both("読んだもの", "What was read")}</h2><ul>{items}</ul></section>'


def _footer(report: Report) -> str:
    time = f"{report.show_time(report.finished_at)} ({_safe(report.zone, 40)})"
    return _both(
        f"{time} に otasuke が作りました。検知は調べ始めるための手がかりで、結論ではありません。",
        f"Made by otasuke at {time}. A detection is where to start looking, not a verdict.",
    )
