"""Rules for the processes that run them all day: from files, and again when those change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b

from otasuke.cli.artefacts import Artefacts
from otasuke.cli.engines import prepared_kernel
from otasuke.cli.exits import CliError
from otasuke.cli.rule_files import RuleFile, find_rule_files, prepared_rules
from otasuke.detect.correlate import CorrelationLimits, Correlator
from otasuke.detect.engine.engine import Engine
from otasuke.detect.plan.saved import load
from otasuke.detect.rule import Rule
from otasuke.pipeline.rules import BadRules, RunningRules


class FileRules:
    """Rules of files and folders. Each process has an engine of its own, made from what the cache keeps."""

    def __init__(self, paths: Sequence[str], artefacts: Artefacts) -> None:
        self._paths = paths
        self._artefacts = artefacts
        self._loaded: list[RuleFile] = []

    def load(self) -> RunningRules:
        """The rules as they are now. Raises BadRules."""
        try:
            self._loaded = find_rule_files(self._paths)
            rules = load(prepared_rules(self._paths, {}, self._artefacts))
        except CliError as error:
            raise BadRules(f"{error.message}. {error.hint}") from error
        numbers = {id: number for number, id in enumerate(rules.ids)}
        referred = {name for one in rules.correlations for name in one.rules}

        def open_engine(rule: Callable[[int], Rule]) -> Engine:
            return Engine(rules.plan, prepared_kernel(self._artefacts), rule)

        correlated = tuple(rules.rule(numbers[name]) for name in sorted(referred) if name in numbers)
        return RunningRules(
            version=f"{len(rules.ids)}-{_digest(self._loaded)}",
            open_engine=open_engine,
            rule=rules.rule,
            correlations=tuple(rules.correlations),
            correlated=correlated,
            count=len(rules.ids),
            faults=(*rules.faults, *Correlator(rules.correlations, correlated, limits=CorrelationLimits()).faults),
        )

    def has_changed(self) -> bool:
        """Whether a file was added, changed or removed since."""
        try:
            return find_rule_files(self._paths) != self._loaded
        except CliError:
            return True


def _digest(rule_files: Sequence[RuleFile]) -> str:
    """The same in every process that has the same files."""
    return blake2b(repr(rule_files).encode("utf-8", "surrogateescape"), digest_size=4).hexdigest()
