"""Which models are tenants: those that people belong to and that many rows hang on, told from relations and queries."""

import re
from collections import defaultdict
from functools import cache

from constraints import callers
from constraints.phrases import ending
from constraints.subject import Subject
from indexer.graph.conduct import QueryView, queries_in
from indexer.graph.data import FieldView

OWNED = 4  # models that point at a tenant
ASKED = 4  # queries that are bound by the relation to it
JOINS = re.compile(r"(^|_)(member(ship)?s?|collaborators?|participants?|users?)(_|$)")  # who belongs to what
PEOPLE = frozenset({"user", "users", "member", "members", "owner", "person", "account", "profile"})


def roots(subject: Subject) -> dict[str, frozenset[str]]:
    """Dotted names of the tenants that are inferred, each with the names that relations to it go by."""
    return subject.graph.derived("tenants", lambda: _roots(subject))


def _roots(subject: Subject) -> dict[str, frozenset[str]]:
    whole = Subject.everything(subject.graph)
    known = {model.name for model in whole.models if not model.abstract}
    names: dict[str, set[str]] = defaultdict(set)
    owned: dict[str, set[str]] = defaultdict(set)
    beside: set[str] = set()  # models that a person is joined with
    for model in whole.models:
        if model.abstract:
            continue
        relations = [field for field in whole.fields(model) if field.target]
        columns = {field.name for field in whole.fields(model) if field.kind == "column"}
        joins = JOINS.search(_snake(ending(model.name))) and any(_is_person(_target(field)) for field in relations)
        for field in relations:
            target = field.target or ""
            if target not in known or _is_person(ending(target)) or target == model.name:
                continue
            word = field.name.casefold().removesuffix("_id")
            if word == _snake(ending(target)) or _snake(ending(target)).endswith(f"_{word}"):
                names[target].add(word)
                owned[target].add(model.name)
            if joins or (_is_person(ending(model.name)) and (field.kind == "column" or f"{field.name}_id" in columns)):
                beside.add(target)
    candidates = {target for target, owners in owned.items() if len(owners) >= OWNED and target in beside}
    return {target: frozenset(names[target]) for target in sorted(candidates) if _is_asked(whole, names[target])}


def _is_asked(subject: Subject, words: set[str]) -> bool:
    """Do queries leave others out by it, with a value of who asks or of what was asked for?"""
    number = 0
    for row in _queries(subject):
        if any(callers.parts_of(b.path) & words and not b.negated for b in row.bindings):
            number += 1
            if number >= ASKED:
                return True
    return False


def _queries(subject: Subject) -> list[QueryView]:
    return subject.graph.derived("queries", lambda: queries_in(subject.graph))


def _target(field: FieldView) -> str:
    return ending(field.target or "")


def _is_person(name: str) -> bool:
    return _snake(name).rpartition("_")[2] in PEOPLE


@cache
def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() and n else c.lower() for n, c in enumerate(name))
