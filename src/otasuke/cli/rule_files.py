"""Rule files on disk: which ones there are, what they say, and how to see cheaply that nothing has changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from otasuke.cli.artefacts import Artefacts
from otasuke.cli.exits import CliError, Exit

if TYPE_CHECKING:
    from otasuke.detect.rule import RuleSet

SUFFIXES = (".yml", ".yaml")
_LARGEST_BYTES = 16 << 20

Placeholders = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A file with rules: its path, as it is shown, and what changes when somebody edits it."""

    path: str
    size: int
    changed_ns: int


def find_rule_files(paths: Sequence[str]) -> list[RuleFile]:
    """Every rule file in the folders, by path; a file that is named itself is one whatever it is called."""
    found: dict[str, RuleFile] = {}
    for path in paths:
        for file in _find_in(path):
            found.setdefault(file.path, file)
    if not found:
        raise CliError(
            f"no rule files in {', '.join(map(repr, paths))}",
            hint=f"Rules end in {' or '.join(SUFFIXES)}. SigmaHQ's are at https://github.com/SigmaHQ/sigma.",
            exit_code=Exit.BAD_RULES,
        )
    return list(found.values())


def read_rule_files(rule_files: Sequence[RuleFile]) -> list[tuple[str, bytes]]:
    """Path and bytes of each, for `load_rules`."""
    return [(file.path, _read(file)) for file in rule_files]


def load_rule_files(paths: Sequence[str], placeholders: Placeholders) -> RuleSet:
    """The rule set of all files, parsed now."""
    from otasuke.detect.load import load_rules

    return load_rules(read_rule_files(find_rule_files(paths)), placeholders=placeholders)


def prepared_rules(paths: Sequence[str], placeholders: Placeholders, artefacts: Artefacts) -> bytes:
    """The compiled rules as bytes, from the cache if no file has changed since they were kept.

    Sizes and times of change decide at first; if they are new, the contents do.
    """
    rule_files = find_rule_files(paths)
    glance = _digest(placeholders, *((file.path, file.size, file.changed_ns) for file in rule_files))
    known = artefacts.read("glance", glance)
    kept = artefacts.read("rules", known.decode("ascii", "replace")) if known else None
    if kept is None:
        contents = read_rule_files(rule_files)
        key = _digest(placeholders, *contents)
        kept = artefacts.read("rules", key)
        if kept is None:
            kept = _prepare(contents, placeholders)
            artefacts.write("rules", key, kept)
        artefacts.write("glance", glance, key.encode())
    return kept


def _prepare(contents: Sequence[tuple[str, bytes]], placeholders: Placeholders) -> bytes:
    from otasuke.detect.load import load_rules
    from otasuke.detect.plan.compile import compile_plan
    from otasuke.detect.plan.saved import save

    rules = load_rules(contents, placeholders=placeholders)
    return save(rules, compile_plan(rules.rules))


def _find_in(path: str) -> Iterator[RuleFile]:
    if not os.path.exists(path):  # noqa: PTH110
        raise CliError(f"no rules at {path!r}: there is no such file or folder", exit_code=Exit.BAD_RULES)
    if not os.path.isdir(path):  # noqa: PTH112
        yield _rule_file(path)
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.lower().endswith(SUFFIXES) and not name.startswith("."):
                yield _rule_file(os.path.join(folder, name))  # noqa: PTH118  a start passes here thousands of times


def _rule_file(path: str) -> RuleFile:
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError as error:
        raise CliError(f"cannot read the rules in {path}: {error.strerror}", exit_code=Exit.BAD_RULES) from error
    return RuleFile(path, status.st_size, status.st_mtime_ns)


def _read(file: RuleFile) -> bytes:
    if file.size > _LARGEST_BYTES:
        raise CliError(
            f"{file.path} has {file.size} bytes; no rule file is that large",
            hint="Is it a log?",
            exit_code=Exit.BAD_RULES,
        )
    try:
        return Path(file.path).read_bytes()
    except OSError as error:
        raise CliError(f"cannot read the rules in {file.path}: {error.strerror}", exit_code=Exit.BAD_RULES) from error


def _digest(placeholders: Placeholders, *parts: object) -> str:
    digest = hashlib.sha256(sources_digest().encode())
    digest.update(repr(sorted((name, list(values)) for name, values in placeholders.items())).encode())
    for part in parts:
        digest.update(repr(part).encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


@cache
def sources_digest() -> str:
    """What the prepared form depends on: the sources of parser and compiler."""
    digest = hashlib.sha256()
    for source in _python_files(files("otasuke.detect")):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def _python_files(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".py"):
            yield entry
        elif entry.is_dir() and not entry.name.startswith("__"):
            yield from _python_files(entry)
