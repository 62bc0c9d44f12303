"""Fixtures that are the code they are about: files of a small repository with expectations on the lines they concern.

    #: file shop/orders/services.py
    def pay(order):
        charge(order)               #: calls shop.payments.charge
        order.status = "paid"       #: writes Order.status; binds closed_values
        notify(order)               #: unresolved

A marker holds one or more expectations, separated by `;`. An expectation that is not met fails. A kind of expectation
that occurs anywhere in a fixture is complete for all of it: what is found of that kind on a line without a marker fails
too, and `calls nothing` asks for that where nothing is expected at all. A dotted name may be cut short at its front.

A fixture of a change holds both sides: a line marked `dropped` is in the base alone, one marked `added` in the head
alone, and so are all lines of a file that begins `#: dropped file PATH` or `#: added file PATH`. What the check says is
expected on lines of the head, all else of the base.

    @permission_required("orders.refund")  #: dropped
    def refund(request):                   #: breaks entry_point_guard

A file `past.toml` is what git would say of the change, and part of neither side.

A first line `#: skip REASON`, or a folder `gaps`, keeps a fixture of something that we know we cannot do yet.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec import convert
from msgspec.structs import replace

from constraints.check import Side
from constraints.check import check as checked
from constraints.contracts import contracts
from constraints.declared import FILE, Declared, with_written
from constraints.declared import read as read_declared
from constraints.derive import derive
from constraints.past import Past
from constraints.written import written
from indexer.build import build
from indexer.graph import Graph, Place
from indexer.graph.calls import callees, unresolved_calls
from indexer.graph.comments import comments
from indexer.graph.conduct import assignments_in, contexts_in, effects_in, queries_in, refusals_in
from indexer.graph.control import transactions
from indexer.graph.data import fields, models, table_constraints
from indexer.graph.migrations import drift, migrations_of, operations
from indexer.graph.modules import files, imports_of
from indexer.graph.names import outline
from indexer.graph.permissions import idle_guards, ownership_filters, shown_to
from indexer.graph.states import declared_transitions
from indexer.graph.tests import assertions_of
from indexer.graph.uses import uses_in
from indexer.graph.web import endpoints, entry_points

MARKER = re.compile(r"\s*#: (?P<text>.*)$")
HEADER = re.compile(r"(?:(?P<only>dropped|added) )?file (?P<path>.*)")
ONE_SIDED = {"dropped": "base", "added": "head"}
HEAD = " (head)"  # after a path, where both sides have one of that name
NOTHING = "nothing"
PAST = "past.toml"
FORGOTTEN = Past()


@dataclass(frozen=True, slots=True)
class Fixture:
    base: dict[str, str]  # files without the markers
    head: dict[str, str]  # the same ones where nothing changes
    expected: dict[Place, list[str]]  # `breaks ...` at places of the head, all else at places of the base
    skipped: str  # the reason, '' where there is none


@dataclass(frozen=True, slots=True)
class Found:
    """Something that the graph or a rule says, in the words of a marker."""

    places: tuple[Place, ...]  # a marker at one of them is enough
    words: str
    statement: str = ""  # of a constraint: the words of a marker after the rule's name occur in it


def fixtures(folder: Path) -> list[Path]:
    """Every annotated file below a folder: tests leave their own out by name."""
    return sorted(path for path in folder.rglob("*.py") if not path.name.startswith(("test_", "conftest")))


def check(path: Path, work: Path) -> None:
    """Fails with every difference between what a fixture expects and what is found in it."""
    fixture = read(path)
    if fixture.skipped:
        pytest.skip(fixture.skipped)
    assert fixture.expected, "a fixture without expectations shows nothing"
    with ExitStack() as opened:
        base = Side(opened.enter_context(index(fixture.base, work / "base")), written_down(fixture.base))
        head = base
        if fixture.head != fixture.base:
            head = Side(opened.enter_context(index(fixture.head, work / "head")), written_down(fixture.head))
        problems = differences(fixture.expected, base, head, remembered(fixture.base))
    if problems:
        pytest.fail("\n".join([path.name, *problems]), pytrace=False)


def read(path: Path) -> Fixture:
    sides: dict[str, dict[str, list[str]]] = {"base": {}, "head": {}}
    expected: dict[Place, list[str]] = {}
    current, only, skipped = "", "", "a known gap" if path.parent.name == "gaps" else ""
    for line in path.read_text(encoding="utf-8").splitlines():
        marker = MARKER.search(line)
        text = marker["text"] if marker else ""
        header = HEADER.match(text)
        if text.startswith("skip "):
            skipped = text.removeprefix("skip ")
        elif header:
            current, only = header["path"].strip(), ONE_SIDED.get(header["only"] or "", "")
            for side in sides:
                if only in ("", side):
                    sides[side][current] = []
        elif current:
            words = [part.strip() for part in text.split(";")] if marker else []
            side_of_line = next((ONE_SIDED[word] for word in words if word in ONE_SIDED), only)
            for side, files in sides.items():
                if side_of_line in ("", side):
                    files[current].append(line[: marker.start()] if marker else line)
            for word in words:
                if word not in ONE_SIDED:
                    in_head = word.startswith("breaks ")
                    line_number = len(sides["head" if in_head else "base"].get(current, ()))
                    place = Place(f"{current}{HEAD}" if in_head else current, line_number)
                    expected.setdefault(place, []).append(word)
        elif marker:
            raise ValueError(f"{path.name}: `{line.strip()}` stands before the first `#: file`")
    base, head = ({name: "\n".join(lines) + "\n" for name, lines in files.items()} for files in sides.values())
    return Fixture(base, head, expected, skipped)


def written_down(files: dict[str, str]) -> Declared:
    """As the server does: the own file, and contracts written for other tools."""
    own = read_declared(files[FILE]) if FILE in files else Declared()
    return with_written(replace(own, forbidden_import=(*own.forbidden_import, *contracts(files))), written(files))


def remembered(files: dict[str, str]) -> Past:
    """What git would say, from the `past.toml` of a fixture."""
    return convert(tomllib.loads(files.get(PAST, "")), Past)


def index(files: dict[str, str], work: Path) -> Graph:
    repository, target = work / "repository", work / "graph.db"
    for name, text in files.items():
        path = repository / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    build(repository, target)
    return Graph.open(target)


def differences(expected: dict[Place, list[str]], base: Side, head: Side, past: Past = FORGOTTEN) -> list[str]:
    problems = []
    kinds = {kind(words) for several in expected.values() for words in several}
    found = [row for name in sorted(kinds) for row in rows_of(name, base, head, past)]
    for place, several in expected.items():
        for words in several:
            if words.split()[-1] != NOTHING and not any(place in row.places and meets(row, words) for row in found):
                here = "; ".join(row.words for row in found if place in row.places and kind(row.words) == kind(words))
                problems.append(f"{place}: expected `{words}`, found {f'`{here}`' if here else 'nothing'}")
    for row in found:
        if not any(meets(row, words) for place in row.places for words in expected.get(place, [])):
            problems.append(f"{row.places[0]}: found `{row.words}`, which no marker expects  {row.statement}".rstrip())
    return sorted(problems)


def kind(words: str) -> str:
    """What has to be complete in a fixture: of a constraint the rule, of all else the first word."""
    first, _, rest = words.partition(" ")
    if first in ("binds", "breaks"):
        return f"{first} {rest.split()[0]}"
    return "access" if first in ("guarded", "public") else first


def meets(found: Found, words: str) -> bool:
    if kind(found.words) != kind(words):
        return False
    if words.startswith(("binds ", "breaks ")):
        return words.removeprefix(found.words).strip() in found.statement
    said, asked = re.split(r"[\s,]+", found.words), re.split(r"[\s,]+", words)
    if asked[0] in LOOSE:
        return all(any(same(one, word) for one in said) for word in asked)
    return len(said) == len(asked) and all(map(same, said, asked))


def same(said: str, asked: str) -> bool:
    return said == asked or said.endswith(f".{asked}")


def rows_of(name: str, base: Side, head: Side, past: Past) -> Iterator[Found]:
    if name.startswith("breaks "):
        return broken(base, head, name.removeprefix("breaks "), past)
    return bound(base, name.removeprefix("binds ")) if name.startswith("binds ") else finder(name)(base.graph)


def broken(base: Side, head: Side, rule: str, past: Past) -> Iterator[Found]:
    """`breaks entry_point_guard`: what the check says of the change, with words of its message where more is asked."""
    for violation in checked(base, head, remember=lambda paths: past).violations:
        if violation.rule == rule:
            place = Place(f"{violation.place.path}{HEAD}", violation.place.line)
            words = f"{violation.message} {violation.severity}"
            yield Found((place,), f"breaks {rule}", words)


def finder(name: str) -> Callable[[Graph], Iterator[Found]]:
    if name in USES:
        return lambda graph: used(graph, name)
    if name not in FINDERS:
        raise ValueError(f"no marker begins with `{name}`; these do: binds, {', '.join(sorted([*FINDERS, *USES]))}")
    return FINDERS[name]


def bound(side: Side, rule: str) -> Iterator[Found]:
    for constraint in derive(side.graph, side.declared):
        if constraint.rule == rule:
            for evidence in constraint.evidence:
                yield Found((evidence.place,), f"binds {rule}", constraint.statement)


def used(graph: Graph, verb: str) -> Iterator[Found]:
    """`writes Order.status`; with `possibly` where that is all we know."""
    for file in files(graph):
        for use in uses_in(graph, path=file.path):
            if use.use == USES[verb]:
                sure = "possibly " if use.certainty == "possible" else ""
                yield Found((use.place,), f"{verb} {sure}{use.model}.{use.field}")


def callers(graph: Graph) -> Iterator[str]:
    for file in files(graph):
        yield file.module
        yield from (symbol.name for symbol in outline(graph, file.path) if symbol.kind in ("function", "method"))


def called(graph: Graph) -> Iterator[Found]:
    """`calls shop.pay`: a function of the repository; with `possibly` where that is all we know."""
    for caller in callers(graph):
        for call in callees(graph, caller):
            if call.callee and not call.instantiates:
                yield Found((call.place,), f"calls {'possibly ' if call.certainty == 'possible' else ''}{call.callee}")


def instantiated(graph: Graph) -> Iterator[Found]:
    for caller in callers(graph):
        for call in callees(graph, caller):
            if call.callee and call.instantiates:
                yield Found((call.place,), f"instantiates {call.callee}")


def left_unresolved(graph: Graph) -> Iterator[Found]:
    for caller in callers(graph):
        yield from (Found((call.place,), "unresolved") for call in unresolved_calls(graph, caller, samples=999).samples)


def imported(graph: Graph) -> Iterator[Found]:
    """`imports shop.models runtime`: a module of the repository and when it is imported."""
    for file in files(graph):
        for entry in imports_of(graph, file.module):
            if entry.imported:
                yield Found((entry.place,), f"imports {entry.imported} {entry.kind}")


def modelled(graph: Graph) -> Iterator[Found]:
    """`model orders_order`, `model abstract`: any of its table, framework and whether it is abstract."""
    for model in models(graph):
        words = ["model", model.framework, model.table or "", "abstract" * model.abstract]
        yield Found((model.place,), " ".join(filter(None, words)))


def declared(graph: Graph) -> Iterator[Found]:
    """`field ForeignKey null to shop.Org`: any of its type, flags, target and values, on the line that declares it."""
    at_class = {model.place for model in models(graph)}  # an automatic id has no line of its own
    for model in models(graph):
        for field in fields(graph, model.name):
            flags = {"null": field.null, "unique": field.unique, "primary_key": field.primary_key}
            words = ["field", field.name, field.kind, field.type, *(flag for flag, holds in flags.items() if holds)]
            words += ["to", field.target] if field.target else []
            words += [field.on_delete or "", *field.references, *(field.choices or ())]
            if field.place not in at_class:
                yield Found((field.place,), " ".join(filter(None, words)))


def constrained(graph: Graph) -> Iterator[Found]:
    """`table unique organisation number`: kind and fields of a constraint or index."""
    for model in models(graph):
        for table in table_constraints(graph, model.name):
            yield Found((table.place,), " ".join(["table", table.kind, *table.fields]))


def migrated(graph: Graph) -> Iterator[Found]:
    """`migration AddField order total`: an operation on a model that is there, lower-case, and a field."""
    for model in models(graph):
        for step in migrations_of(graph, model.name):
            yield Found((step.place,), " ".join(["migration", step.operation, step.model, step.field]).rstrip())


def stepped(graph: Graph) -> Iterator[Found]:
    """`step add_column order total null, default`: any of what an operation does and of the column that it leaves."""
    for step in operations(graph):
        words = ["step", step.kind, step.model, step.field, step.scope]
        words += [{True: "online", False: "locks", None: ""}[step.online]]
        words += [{True: "reversible", False: "irreversible", None: ""}[step.reversible]]
        words += ["was", step.before.type] if step.before is not None else []
        if step.after is not None:
            flags = {"null": step.after.null, "unique": step.after.unique, "default": step.after.default is not None}
            words += [step.after.type, *(flag if holds else f"not-{flag}" for flag, holds in flags.items())]
            words += [str(step.after.length or "")]
        yield Found((step.place,), " ".join(filter(None, words)))


def requested(graph: Graph) -> Iterator[Found]:
    """`requests POST /orders/{id}/pay/`: the endpoint that a test asks; `requests GET unknown` where there is none."""
    rows = graph.rows(
        """
        SELECT p.path, r.line, r.certainty, e.path, r.method FROM requests AS r
        JOIN symbols AS s ON s.id = r.function JOIN files AS p ON p.id = s.file
        LEFT JOIN endpoints AS e ON e.id = r.endpoint
        """
    )
    for path, line, certainty, endpoint, method in rows:
        sure = "possibly " if endpoint and certainty == "possible" else ""
        yield Found((Place(path, line),), f"requests {sure}{method} {endpoint or 'unknown'}")


def asserted(graph: Graph) -> Iterator[Found]:
    """`asserts status 403`, `asserts exception Refused`, `asserts field status`."""
    for caller in callers(graph):
        for found in assertions_of(graph, caller):
            value = "" if found.kind == "field" else found.value
            yield Found((found.place,), " ".join(filter(None, ["asserts", found.kind, found.subject, value])))


def tested(graph: Graph) -> Iterator[Found]:
    """`test regression 1234`: the kind of a test and its ticket."""
    for path, line, sort, ticket in graph.rows(
        "SELECT s.path, s.line, t.kind, t.ticket FROM tests AS t JOIN located AS s ON s.id = t.symbol"
    ):
        yield Found((Place(path, line),), f"test {sort} {ticket}".rstrip())


def drifted(graph: Graph) -> Iterator[Found]:
    """`drift null Order.status`: what a model says and its migrations do not."""
    for found in drift(graph):
        yield Found((found.place,), f"drift {found.kind.replace(' ', '-')} {found.model}.{found.field}".rstrip("."))


def routed(graph: Graph) -> Iterator[Found]:
    """`endpoint GET,POST /orders/`, `endpoint /any/`, at the handler or at the route."""
    for endpoint in endpoints(graph):
        places = (endpoint.place, endpoint.route) if endpoint.route else (endpoint.place,)
        yield Found(places, " ".join(["endpoint", *endpoint.methods, endpoint.path]))


def guarded(graph: Graph) -> Iterator[Found]:
    """`guarded by IsStaff, CanRefund`, `public`, `access unknown`, at the handler or at the route."""
    for endpoint in endpoints(graph):
        places = (endpoint.place, endpoint.route) if endpoint.route else (endpoint.place,)
        said = {"guarded": f"guarded by {', '.join(endpoint.guards)}", "public": "public"}
        yield Found(places, said.get(endpoint.access, "access unknown"))


def ran_before(graph: Graph) -> Iterator[Found]:
    """`before shop.deps.get_session`: one for each thing that runs before the handler."""
    for endpoint in endpoints(graph):
        places = (endpoint.place, endpoint.route) if endpoint.route else (endpoint.place,)
        yield from (Found(places, f"before {before.name}") for before in endpoint.before if before.origin != "body")


def given(graph: Graph) -> Iterator[Found]:
    """`given permission_required 'orders.pay'`, `given IsOwner of IsOwner | IsAdmin`: where it is put."""
    for endpoint in endpoints(graph):
        for before in endpoint.before:
            if (before.arguments or before.composed) and before.put is not None:
                words = ["given", before.name, before.arguments, *(["of", before.composed] if before.composed else [])]
                yield Found((before.put,), " ".join(filter(None, words)))


def idle(graph: Graph) -> Iterator[Found]:
    """`idle login_required above the route`: a guard that never runs."""
    yield from (Found((found.place,), f"idle {found.name} {found.reason}") for found in idle_guards(graph))


def owned(graph: Graph) -> Iterator[Found]:
    """`owned Order by owner request.user`: a query, the model where it is known."""
    for found in ownership_filters(graph):
        sure = "possibly " if found.certainty == "possible" else ""
        words = ["owned", sure + (found.model or found.call), "by", found.path, found.actor]
        yield Found((found.place,), " ".join(filter(None, words)))


def shown(graph: Graph) -> Iterator[Found]:
    """`shown_to cost hidden where not request.user.is_staff`; of a whole class its name."""
    for found in shown_to(graph):
        yield Found((found.place,), f"shown_to {found.field or found.cls} {found.effect} where {found.test}")


def entered(graph: Graph) -> Iterator[Found]:
    """`entry task`, `entry receiver post_save`."""
    for entry in entry_points(graph):
        yield Found((entry.place,), f"entry {entry.kind} {entry.detail}".rstrip())


def opened(graph: Graph) -> Iterator[Found]:
    """`opens with`, `opens decorator`: a transaction."""
    yield from (Found((entry.place,), f"opens {entry.by}") for entry in transactions(graph))


def stepped_by(graph: Graph) -> Iterator[Found]:
    """`transition Order.status new->paid on pay if can_pay by django-fsm`: any of it; `(new)` for a new object."""
    for row in declared_transitions(graph):
        step = f"{row.source or '(new)'}->{row.target}".replace(" ", "_")
        words = ["transition", row.field or row.owner, step, "on", row.event, "if", *row.guards, "by", row.by]
        yield Found((row.place,), " ".join(words))


def kept(graph: Graph) -> Iterator[Found]:
    """`comment`: one that the graph keeps, at its first line."""
    yield from (Found((comment.place,), "comment") for comment in comments(graph))


def refused(graph: Graph) -> Iterator[Found]:
    """`refuses 403 denies not request.user.is_staff`: any of the way, status, test, tests around it, outcome."""
    for row in refusals_in(graph):
        words = [row.kind, str(row.status or ""), "denies" * row.denies, row.test, *row.given, "so", row.outcome]
        yield Found((row.place,), " ".join(["refuses", *filter(None, words)]))


def asked(graph: Graph) -> Iterator[Found]:
    """`asks Order objects filter first locks`: any of the model, the methods in order, the end, raw, the tables."""
    for row in queries_in(graph):
        words = [row.model, *row.methods, f"ends:{row.terminal}", "locks" * row.locks, "raw" * row.raw, *row.tables]
        yield Found((row.place,), " ".join(["asks", *filter(None, words)]))


def narrowed(graph: Graph) -> Iterator[Found]:
    """`narrows Order.status exact 'paid' not or by:filter inherited`: any of it, one for each condition of a query."""
    for row in queries_in(graph):
        for b in row.bindings:
            flags = ["not" * b.negated, "or" * b.alternative, "inherited" * b.inherited]
            words = [b.path, b.field, b.operator, b.value, *flags, f"by:{b.method}"]
            yield Found((row.place,), " ".join(["narrows", *filter(None, words)]))


def entered_context(graph: Graph) -> Iterator[Found]:
    """`context shop.locks.locked to:12`, `context try KeyError pass swallows`: any of the name, end, handlers."""
    for row in contexts_in(graph):
        words = [row.kind, row.name, *row.caught, *row.ends, "swallows" * row.swallows, f"to:{row.end_line}"]
        yield Found((row.place,), " ".join(["context", *filter(None, words)]))


def assigned(graph: Graph) -> Iterator[Found]:
    """`sets Order.status 'paid' constant`: any of the field, value, kind, constants and tests that held."""
    for row in assignments_in(graph, through_setters=True):
        field = f"{row.model}.{row.field}" if row.model else f"?.{row.field}"
        words = [
            field,
            row.operator,
            row.value,
            row.kind,
            f"by:{row.by}",
            *(f"can:{c}" for c in row.constants),
            *row.given,
            *(f"was:{c}" for c in row.was),
            *(f"not:{c}" for c in row.was_not),
        ]
        yield Found((row.place,), " ".join(["sets", *words]))


def acted(graph: Graph) -> Iterator[Found]:
    """`acts shop.notify after_commit`: any of the callee, kind and text."""
    for row in effects_in(graph):
        words = [row.callee, row.kind, "after_commit" * row.after_commit, row.text]
        yield Found((row.place,), " ".join(["acts", *filter(None, words)]))


USES = {
    "writes": "write",
    "reads": "read",
    "filters": "filter",
    "orders": "order",
    "exposes": "expose",
    "migrates": "migrate",
}
FINDERS: dict[str, Callable[[Graph], Iterator[Found]]] = {
    "access": guarded,
    "acts": acted,
    "asks": asked,
    "asserts": asserted,
    "before": ran_before,
    "calls": called,
    "comment": kept,
    "context": entered_context,
    "drift": drifted,
    "endpoint": routed,
    "entry": entered,
    "field": declared,
    "given": given,
    "idle": idle,
    "imports": imported,
    "instantiates": instantiated,
    "migration": migrated,
    "model": modelled,
    "narrows": narrowed,
    "opens": opened,
    "owned": owned,
    "refuses": refused,
    "requests": requested,
    "sets": assigned,
    "shown_to": shown,
    "step": stepped,
    "table": constrained,
    "test": tested,
    "transition": stepped_by,
    "unresolved": left_unresolved,
}
LOOSE = {  # a marker may say less than is known
    "acts",
    "asks",
    "context",
    "entry",
    "field",
    "imports",
    "model",
    "narrows",
    "refuses",
    "sets",
    "step",
    "table",
    "transition",
}
