"""What clients get back from an entry point.

What it notices
    The keys of mappings that a handler answers with, or that a method such as `to_dict` makes of a model; the status of
    an answer; the schema that the route declares for it.

Why it matters
    Nothing in the code reads them: a renamed key or another status passes every test that was renamed along, and breaks
    clients that nobody here can see.

Example
    return JsonResponse({"id": order.pk, "total": order.total})

    answer_shape:shop.orders.views.detail: `detail` answers with `id` and `total`.

Limits
    Only keys that are written out are known; a mapping that is built elsewhere is another rule's where a serializer or
    schema makes it. Of several answers, one that is replaced by one with nothing in common is not compared.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator

from constraints.bodies import Body, bodies, by_symbol, left_over, touched
from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Severity, Violation
from constraints.phrases import ending, listing
from constraints.subject import Subject
from indexer.graph.answers import AnswerView, answers_in
from indexer.graph.classes import ancestry
from indexer.graph.conduct import RefusalView, refusals_in
from indexer.graph.names import SymbolView, written
from indexer.graph.web import handlers

ERROR = 400  # statuses from here on say that something is wrong
MAKES = re.compile(r"^_?(to_dict|as_dict|to_json|as_json|to_representation|serialize(_\w+)?|json)$")
ANSWERS = frozenset(
    {"get", "post", "put", "patch", "delete", "list", "create", "retrieve", "update", "partial_update", "destroy"}
)
PLAIN = 200
SERIALIZES = re.compile(r"(Serializer|Schema)\.get_\w+$")  # makes one field of an answer


def derive(subject: Subject) -> Iterator[Constraint]:
    paths = None if subject.paths is None else set(subject.paths)
    every = touched(subject, subject.files if paths is None else sorted(paths))
    if not every:
        return
    known = _handlers(subject, every)
    answering = [symbol.name for symbol in every if _answers(symbol, known)]
    for function, rows in by_symbol(answers_in(subject.graph, answering), lambda row: row.symbol).items():
        keys = list(dict.fromkeys(key for row in rows if (row.status or PLAIN) < ERROR for key in row.keys))
        if keys:
            yield Constraint(
                id=f"answer_shape:{function}",
                family="compatibility",
                statement=f"`{ending(function, 2)}` answers with {listing(keys, 12)}",
                scope=Scope(symbols=(function,), paths=(rows[0].place.path,)),
                origin="inferred",
                severity="violation",
                evidence=tuple(Evidence(row.place, "answers here") for row in rows if row.keys),
            )


def broken(change: Change) -> Iterator[Violation]:
    """A handler that is still there and answers with less, with another status, or with no declared schema."""
    if change.same("answers", "refusals"):
        return
    both = list(bodies(change))
    known = _handlers(change.base, [body.before for body in both])
    answering = [body for body in both if _answers(body.before, known)]
    before = by_symbol(answers_in(change.base.graph, [b.before.name for b in answering]), lambda row: row.symbol)
    after = by_symbol(answers_in(change.head.graph, [b.after.name for b in answering]), lambda row: row.symbol)
    refused = by_symbol(refusals_in(change.base.graph, [b.before.name for b in answering]), lambda row: row.symbol)
    refuses = by_symbol(refusals_in(change.head.graph, [b.after.name for b in answering]), lambda row: row.symbol)
    shared = _of_errors(row for rows in before.values() for row in rows)
    for body in answering:
        had, has = before[body.before.name], after[body.after.name]
        yield from _keys(body, had, has, shared)
        told = list(_statuses(body, had, has))
        yield from told or _refused(body, refused[body.before.name], refuses[body.after.name])
        yield from _schema(body, had, has)


def _keys(body: Body, had: list[AnswerView], has: list[AnswerView], shared: Counter[str]) -> Iterator[Violation]:
    """Of an error, those that others tell too: an error is read by the code that reads all of them."""
    gone, new = left_over(had, has, lambda row: row.keys), left_over(has, had, lambda row: row.keys)
    for row in gone:
        is_error = _is_error(row)
        alike = [other for other in new if other.keys and _is_error(other) == is_error]
        number, nearest = max(
            ((len({*row.keys} & {*other.keys}), other) for other in alike), key=lambda pair: pair[0], default=(0, None)
        )
        alone = not is_error and _keyed(had) == _keyed(has) == 1  # what it answers has other keys now, all of them
        if nearest is None or not (number or alone) or (nearest.is_open and not row.is_open):
            continue
        lost = [key for key in row.keys if key not in nearest.keys and (not is_error or shared[key] > 1)]
        lost = [key for key in lost if key.rpartition(".")[0] not in lost]
        if lost:
            where = f" where it answers {row.status}" if is_error else ""
            severity: Severity = "suspicion" if is_error else "violation"
            what = f"no longer answers with {listing(lost)}{where}"
            yield _violation(body, what, row, "keep the keys, or version the path", severity)


def _keyed(rows: list[AnswerView]) -> int:
    return sum(bool(row.keys) and not _is_error(row) for row in rows)


def _of_errors(rows: Iterable[AnswerView]) -> Counter[str]:
    """How many errors tell each key."""
    return Counter(key for row in rows if _is_error(row) for key in row.keys)


def _is_error(row: AnswerView) -> bool:
    return (row.status or PLAIN) >= ERROR


def _statuses(body: Body, had: list[AnswerView], has: list[AnswerView]) -> Iterator[Violation]:
    """Of answers that are otherwise the same, one by one; those that only changed places are no news."""
    had, has = left_over(had, has, _told), left_over(has, had, _told)
    if [(row.keys, row.schema) for row in had] != [(row.keys, row.schema) for row in has]:
        declared = [row for row in had if row.schema]
        kept = [row for row in has if row.schema in {one.schema for one in declared}]
        if len(declared) == len(kept) and declared:
            had, has = declared, kept
        elif len(had) != 1 or len(has) != 1 or had[0].status is None:  # else the one answer that it has
            return
    for old, new in zip(had, has, strict=True):
        was, now = old.status or PLAIN, new.status or PLAIN
        if was != now and was // 100 != 3:
            severity: Severity = "violation" if was < ERROR else "suspicion"
            yield _violation(body, f"answers {now} where it answered {was}", old, "keep the status", severity)
            return


def _told(row: AnswerView) -> tuple[tuple[str, ...], str, int]:
    return row.keys, row.schema, row.status or PLAIN


def _refused(body: Body, had: list[RefusalView], has: list[RefusalView]) -> Iterator[Violation]:
    """Errors that are told by another status for the same test."""
    now = {row.test: row for row in has}
    for row in had:
        other = now.get(row.test)
        if other is None or row.status is None or other.status is None or row.status == other.status:
            continue
        what = f"answers {other.status} where `{row.test}`, and answered {row.status}"
        evidence = AnswerView(row.symbol, row.place, row.status, (), True, "")
        yield _violation(body, what, evidence, "keep the status", "suspicion")
        return


def _schema(body: Body, had: list[AnswerView], has: list[AnswerView]) -> Iterator[Violation]:
    declared = [row for row in had if row.schema]
    if declared and not any(row.schema for row in has):
        what = f"no longer declares that it answers with `{ending(declared[0].schema)}`"
        fix = "keep the schema: it decides which fields leave the application"
        yield _violation(body, what, declared[0], fix)


def _violation(body: Body, what: str, row: AnswerView, fix: str, severity: Severity = "violation") -> Violation:
    said = listing(row.keys) if row.keys else f"`{ending(row.schema)}`" if row.schema else str(row.status or PLAIN)
    return Violation(
        constraint=f"answer_shape:{body.after.name}",
        family="compatibility",
        severity=severity,
        place=body.after.place,
        symbol=body.after.name,
        message=f"`{ending(body.after.name, 2)}` {what}",
        evidence=(Evidence(row.place, f"answered with {said}"),),
        fix=fix,
    )


def _answers(symbol: SymbolView, known: Collection[str]) -> bool:
    """A handler, a method of a class that is one, or what makes the answer of a model."""
    name = ending(symbol.name)
    if symbol.name in known or MAKES.match(name) or SERIALIZES.search(symbol.name):
        return True
    return name in ANSWERS and symbol.parent in known


def _handlers(subject: Subject, among: Iterable[SymbolView]) -> frozenset[str]:
    """Functions and classes that answer requests, and those of some methods that such classes inherit for it."""
    found = {handler for handler, path in handlers(subject.graph) if not subject.is_test(path)}
    asked = {ending(symbol.name) for symbol in among if symbol.kind == "method"}
    called_so = [name for name in found if ending(name) in asked]
    inherited: defaultdict[str, list[str]] = defaultdict(list)
    for name in set(called_so) - written(subject.graph, called_so):
        cls, _, method = name.rpartition(".")
        inherited[cls].append(method)
    for cls, methods in inherited.items():
        above = [up.name for up in ancestry(subject.graph, cls) if up.place is not None]
        names = [f"{name}.{method}" for name in above for method in methods]
        found |= written(subject.graph, names)
    return frozenset(found)
