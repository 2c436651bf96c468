"""The seeds of the fuzzer: every sample that the tests themselves contain, and the smallest real event log."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
_SHORTEST_SAMPLE = 12
_LONGEST_SAMPLE = 1 << 16


@dataclass(frozen=True, slots=True)
class Corpus:
    """Samples of logs and of rules; `keys` are all the member names that occur in JSON samples."""

    logs: tuple[bytes, ...]
    rules: tuple[bytes, ...]
    keys: tuple[str, ...]


def load_corpus(shared_data: Path) -> Corpus:
    """The samples in the test modules; without shared data there is no event log among them."""
    logs = set(_literals_in(TESTS / "normalise"))
    rules = {text for text in _literals_in(TESTS / "detect") if b"detection:" in text or b"correlation:" in text}
    event_logs = sorted(shared_data.glob("evtx/**/*.evtx"), key=lambda path: path.stat().st_size)[:1]
    recordings = [path.read_bytes() for path in event_logs]
    return Corpus((*sorted(logs), *recordings), (*sorted(rules), _RULE), tuple(sorted(_keys_in(logs))))


def _literals_in(folder: Path) -> Iterator[bytes]:
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)):
                yield from _sample(
                    node.value if isinstance(node.value, bytes) else node.value.encode(errors="surrogatepass")
                )
            elif isinstance(node, ast.Dict):
                yield from _sample(_json_of(node))


def _sample(data: bytes) -> Iterator[bytes]:
    if _SHORTEST_SAMPLE <= len(data) <= _LONGEST_SAMPLE:
        yield data


def _json_of(node: ast.Dict) -> bytes:
    """A dict of literals as JSON; what is no literal (a name, an unpacked dict) or no text as a key is left out."""
    return json.dumps(_literal(node), ensure_ascii=False, default=str).encode(errors="surrogatepass")


def _literal(node: ast.expr) -> object:
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        named = ((key.value, value) for key, value in pairs if isinstance(key, ast.Constant))
        return {name: _literal(value) for name, value in named if name and isinstance(name, str)}
    if isinstance(node, (ast.List, ast.Tuple)):
        return [_literal(item) for item in node.elts]
    return node.value if isinstance(node, ast.Constant) else ast.unparse(node)


def _keys_in(samples: set[bytes]) -> Iterator[str]:
    for sample in samples:
        try:
            value = json.loads(sample)
        except ValueError:
            continue
        yield from set(_member_names(value))


def _member_names(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for member in value.values():
            yield from _member_names(member)
    elif isinstance(value, list):
        for member in value:
            yield from _member_names(member)


_RULE = b"""title: Sample
id: 0e95725d-7320-415d-80f7-004da920fc11
logsource: {category: process_creation, product: windows}
detection:
  selection:
    Image|endswith: ['\\\\whoami.exe', '\\\\cmd.exe']
    CommandLine|contains|all: ['/priv', 'x*?y']
    Hashes|re|i: '^(a|b)+$'
    DestinationIp|cidr: 10.0.0.0/8
  keywords: [one, two]
  condition: selection and not 1 of filter* or all of them
level: high
"""
