"""The SigmaHQ rules, read once per process by each side."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from oracle import product
from oracle.compare import Engine
from oracle.rules import OracleRule, read_rules, rule_files
from otasuke.detect.rule import RuleSet


@cache
def oracle_rules(folder: Path) -> tuple[OracleRule, ...]:
    return tuple(read_rules(rule_files([folder])))


@cache
def product_rules(folder: Path) -> RuleSet:
    return product.load(rule_files([folder]))


@cache
def engine(name: str, folder: Path) -> Engine:
    """The engine of this name, with all rules that the product can run."""
    return product.ENGINES[name](product_rules(folder).rules)
