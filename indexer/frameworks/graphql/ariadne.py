"""Ariadne: functions bound to the fields of `QueryType`, `MutationType` and `SubscriptionType` objects.

Source: "Resolvers" and "Subscriptions" of Ariadne.
"""

from indexer.frameworks.findings import Findings, Framework
from indexer.frameworks.graphql.roots import ROOTS, entry, made_of
from indexer.frameworks.handlers import decorated, of_value
from indexer.resolve.entities import Class, Function
from indexer.resolve.evaluate.values import Effect, Made, text_of
from indexer.resolve.program import Program

TYPES = {"ariadne.QueryType": "query", "ariadne.MutationType": "mutation", "ariadne.SubscriptionType": "subscription"}
OBJECTS = frozenset({"ariadne.ObjectType", "ariadne.objects.ObjectType"})
BINDS = frozenset({"field", "set_field", "source", "set_source"})


def recognise(program: Program, findings: Findings) -> None:
    seen: set[tuple[str, str]] = set()
    for made in made_of(program, "ariadne", frozenset(TYPES) | OBJECTS):
        root = _root(made)
        for effect in made.effects if root else ():
            name = text_of(effect.arguments.get("name", 0))
            handler = _handler(program, effect)
            if effect.method in BINDS and name and handler is not None and (root, name) not in seen:
                seen.add((root, name))
                findings.entry_points.append(entry(root, name, handler))


FRAMEWORK = Framework("ariadne", ("ariadne",), recognise)


def _root(made: Made) -> str:
    given = (text_of(made.arguments.get("name", 0)) or "").lower()
    return TYPES.get(made.name) or (given if given in ROOTS else "")


def _handler(program: Program, effect: Effect) -> Class | Function | None:
    given = effect.arguments
    found = decorated(program, effect) or of_value(program, given.get("resolver", 1) or given.get("generator", 1))
    return (found.function or found.handler) if found is not None else None
