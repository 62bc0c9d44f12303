"""How a criterion will be shown to hold: by the check, by a test that is there, or by one to write after a sibling."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from constraints.criteria.choice import Criterion
from indexer.graph import Graph, Unknown
from indexer.graph.names import named
from indexer.graph.nodes import TestKind
from indexer.graph.relevance import words_in
from indexer.graph.tests import TestView, assertions_of, tests_of_endpoint, tests_reaching
from indexer.graph.web import endpoints_handled_by

REFUSING = frozenset({"302", "400", "401", "403", "404", "405", "409", "422"})
BY_CHECK = ("architecture", "compatibility")  # what the two graphs show; what happens at run time needs a test
RAISING = ("refusal", "state_guard")
SHOWN = ("protective_comment", "closed_values", "unguarded_entry_point")
ASKED = 4  # symbols and tests that are looked at for each criterion


@dataclass(frozen=True, slots=True)
class Proof:
    by: Literal["the check", "a test", "a test to write"]
    kind: TestKind | None  # of the test: happy, boundary or regression
    test: str  # dotted: that shows it, or that a new one can follow; '' where there is none
    uses: tuple[str, ...]  # fixtures or helpers of that test


def proof(graph: Graph, criterion: Criterion) -> Proof:
    if criterion.rule == "tests_kept":
        return Proof("a test", "regression", criterion.constraints[0].symbol, ())
    if criterion.family in BY_CHECK or criterion.rule in SHOWN:
        return Proof("the check", None, "", ())
    symbols = list(dict.fromkeys(name for one in criterion.constraints for name in one.scope.symbols))[:ASKED]
    if criterion.family in ("permission", "tenancy", "state"):
        refusing = _refusing(graph, criterion, symbols)
        if refusing is not None:
            return refusing
    tests = [test for symbol in symbols for test in _reaching(graph, symbol)]
    if not tests:
        return Proof("a test to write", "boundary", "", ())
    nearest = min(tests, key=lambda test: (test.steps, -_alike(test.name, symbols), test.name))
    return Proof("a test to write", "boundary", nearest.name, fixtures(graph, nearest.name))


def fixtures(graph: Graph, test: str) -> tuple[str, ...]:
    """What pytest hands to a test, or the class that sets it up."""
    symbol = named(graph, test)
    if symbol is None:
        return ()
    given = [part.partition(":")[0].partition("=")[0].strip() for part in _parameters(symbol.signature)]
    given = [name for name in given if name.isidentifier() and name not in ("self", "cls")]
    return tuple(given) or ((symbol.parent,) if symbol.parent and symbol.kind == "method" else ())


def _refusing(graph: Graph, criterion: Criterion, symbols: Iterable[str]) -> Proof | None:
    """A test that asks one of these for what it refuses."""
    for route in endpoints_handled_by(graph, list(symbols)):
        for test in tests_of_endpoint(graph, route):
            if test.kind != "happy" and REFUSING.intersection(test.statuses):
                return Proof("a test", test.kind, test.name, ())
    for one in criterion.constraints if criterion.rule in RAISING else ():
        for reached in _reaching(graph, one.symbol):
            if reached.steps <= 1 and any(each.kind == "exception" for each in assertions_of(graph, reached.name)):
                return Proof("a test", "boundary", reached.name, ())
    return None


def _reaching(graph: Graph, symbol: str) -> tuple[TestView, ...]:
    try:
        return tests_reaching(graph, symbol, limit=ASKED).nearest
    except Unknown:  # a constraint may bind what is no symbol
        return ()


def _alike(test: str, symbols: Iterable[str]) -> int:
    """Words that the names of a test and of what it would be about share."""
    words = {word for symbol in symbols for word in words_in(symbol)}
    return len(words.intersection(words_in(test)))


def _parameters(signature: str) -> list[str]:
    """Apart at the commas that stand in no brackets."""
    parts, depth = [""], 0
    for sign in re.sub(r"\)\s*(->.*)?$", "", signature.removeprefix("(")):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip(" *") for part in parts if part.strip(" */")]
