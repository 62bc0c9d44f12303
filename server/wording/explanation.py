"""A symbol, endpoint, model or layer explained, in words."""

from collections import Counter

from indexer.graph.calls import CallView
from indexer.graph.names import SymbolView
from indexer.graph.uses import UseView
from indexer.graph.web import EndpointView
from server.tools.explain import Explanation, LayerExplanation
from server.wording import machine, model
from server.wording.budget import Page, Section, Voice
from server.wording.evidence import At, by_file, callers_at, counted, mark, near
from server.wording.quoting import quoted, shortened, within
from server.wording.reasons import remark
from server.wording.route import access, endpoint, in_order


def page(answer: Explanation, voice: Voice) -> Page:
    first = [
        *_ways_in(answer),
        _why(answer),
        machine.allowed(answer.transitions),
        *model.sections(answer.model),
        *_guarantees(answer),
        _tests(answer),
        *_users(answer),
    ]
    # What a class or module calls is mostly what its body is declared with.
    holds_others = answer.symbol.kind in ("class", "module")
    last = [*_family(answer), *_calls(answer)] if holds_others else [*_calls(answer), *_family(answer)]
    if answer.model:
        last = [_members(answer.members), _base_names(answer), _subclasses(answer), _comments(answer)]
    return Page(_lead(answer), [*first, *last])


def layer_page(answer: LayerExplanation, voice: Voice) -> Page:
    return Page(
        [f"layer {answer.layer.name}: {counted(len(answer.layer.modules), 'module')}"],
        [
            Section(
                f"imports {counted(len(answer.imports), 'layer')}",
                [f"{found.imported}: {found.count}, {found.examples[0]}" for found in answer.imports if found.examples],
                show=8,
            ),
            Section(
                f"imported by {counted(len(answer.imported_by), 'layer')}",
                [
                    f"{found.importer}: {found.count}, {found.examples[0]}"
                    for found in answer.imported_by
                    if found.examples
                ],
                show=8,
            ),
            Section("modules", list(answer.layer.modules), show=8),
        ],
    )


def _lead(answer: Explanation) -> list[str]:
    symbol, file = answer.symbol, answer.file
    span = f"{symbol.place}" + (f"-{symbol.end_line}" if symbol.end_line > symbol.place.line else "")
    where = (
        [
            part
            for part in (f"layer {file.layer}" if file.layer else "", f"role {file.role}" if file.role else "")
            if part
        ]
        if file
        else []
    )
    lines = [", ".join([f"{symbol.name}: {symbol.kind} {span}", *where])]
    if symbol.signature:
        signature = shortened(symbol.signature, 160).replace("`", "'")
        lines.append(f"signature: `{symbol.qualname.rsplit('.', 1)[-1]}{signature}`")
    if symbol.summary:
        # A value goes with its name: that is what tells a key from a word.
        leaf = symbol.qualname.rsplit(".", 1)[-1]
        is_value = symbol.kind == "variable"
        lines.append(
            f"value: {quoted(f'{leaf} = {symbol.summary}')}" if is_value else f"says: {quoted(symbol.summary)}"
        )
    if symbol.decorators:
        lines.append("decorators: " + ", ".join(shortened(name, 60) for name in symbol.decorators[:6]))
    return lines


def _ways_in(answer: Explanation) -> list[Section]:
    chains = dict.fromkeys(shortened(in_order(found), 300) for found in answer.endpoints if found.before)
    return [
        Section(f"handles {counted(len(answer.endpoints), 'endpoint')}", _by_path(answer.endpoints), show=6),
        Section("runs before it, outermost first", list(chains), show=2),
        Section(
            "entry point",
            [
                f"{found.kind} {shortened(found.detail, 80)} {found.place}".replace("  ", " ")
                for found in answer.entry_points
            ],
            show=3,
        ),
        Section(
            f"{'served by' if answer.symbol.kind == 'class' else 'reached from'} "
            f"{counted(len(answer.reached_from), 'endpoint')}",
            [
                f"{endpoint(found.endpoint)}{mark(found.certainty)}: {access(found.endpoint)} {found.endpoint.place}"
                for found in answer.reached_from
            ],
            show=3,
        ),
    ]


def _tests(answer: Explanation) -> Section:
    """One test of each kind first: a boundary test says more than a second happy one."""
    seen: Counter[str] = Counter()
    ranked = []
    for test in answer.tests:
        ranked.append((seen[test.kind], test))
        seen[test.kind] += 1
    statuses = sorted({status for test in answer.tests for status in test.statuses})
    asserting = f", asserting {' '.join(statuses)}" if statuses else ""
    return Section(
        f"{counted(len(answer.tests), 'test')} of its endpoints{asserting}",
        [
            f"{shortened(test.name.rpartition('.')[2], 80)}{mark(test.certainty)}: "
            + ", ".join([test.kind, *filter(None, [test.ticket, " ".join(test.statuses)])])
            + f" {test.place}"
            for _, test in sorted(ranked, key=lambda pair: pair[0])
        ],
        show=3,
    )


def _by_path(found: tuple[EndpointView, ...]) -> list[str]:
    """The methods of one path on one line, where the same guards stand before them."""
    same: dict[tuple[str, str, str], list[str]] = {}
    for one in found:
        route = f" {one.route}" if one.route else ""
        same.setdefault((shortened(one.path, 120), access(one), route), []).extend(one.methods or ["any"])
    return [
        f"{'|'.join(dict.fromkeys(methods))} {path}: {said}{route}" for (path, said, route), methods in same.items()
    ]


def _guarantees(answer: Explanation) -> list[Section]:
    home = answer.symbol.place.path
    written = [use for use in answer.uses if use.use == "write"]
    other = Counter(use.use for use in answer.uses if use.use != "write")
    uses = ", ".join(f"{count} {use}" for use, count in sorted(other.items()))
    title = f"writes fields (other uses: {uses})" if uses else "writes fields"
    return [
        Section(
            "transactions",
            [f"{found.by} {found.name} {near(found.place, home)}" for found in answer.transactions],
            show=3,
        ),
        Section(
            f"shown to some callers only: {len(answer.shown_to)}",
            [
                f"{one.field or 'all of it'}: {one.effect} where {quoted(one.test, 120)} {near(one.place, home)}"
                for one in answer.shown_to
            ],
            show=4,
        ),
        Section(title if written else f"uses of fields: {uses}", _fields_used(written), show=6, always=bool(other)),
    ]


def _users(answer: Explanation) -> list[Section]:
    tested = f" (+{answer.test_callers} in tests)" if answer.test_callers else ""
    called_from = "constructed in" if answer.symbol.kind == "class" else "called from"
    return [
        Section(
            f"{called_from} {counted(len(answer.callers), 'place')}{tested}",
            by_file(callers_at(answer.callers)),
            show=6,
            always=bool(tested),
        ),
    ]


def _calls(answer: Explanation) -> list[Section]:
    is_class = answer.symbol.kind == "class"  # what its body calls outside is what it is declared with
    called = [
        call for call in answer.callees if not call.target.startswith("<builtin>") and (call.callee or not is_class)
    ]
    unresolved, home = answer.unresolved, answer.symbol.place.path
    return [
        Section(f"calls in {counted(len(called), 'place')}", _callees(called, home), show=6),
        Section(
            f"unresolved calls: {unresolved.count}",
            [f"{near(found.place, home)} {shortened(found.target, 60)}" for found in unresolved.samples],
            show=2,
        ),
        _comments(answer),
    ]


def _why(answer: Explanation) -> Section:
    home, why = answer.symbol.place.path, answer.why
    lines = [remark(one, home) for one in why.remarks]
    unknown = f" ({why.unknown})" if why.unknown else ""
    return Section(f"why it is here{unknown}", lines, show=5, always=bool(unknown))


def _comments(answer: Explanation) -> Section:
    """The longest first: a sentence that explains is longer than a heading."""
    home = answer.symbol.place.path
    longest = sorted(answer.comments, key=lambda found: -min(len(found.text), 100))
    lines = [f"{near(found.place, home)} {quoted(found.text, 140)}" for found in longest]
    return Section(f"comments: {len(lines)}", lines, show=2)


def _family(answer: Explanation) -> list[Section]:
    replaced = answer.overrides
    return [
        Section(
            "overrides", [f"{found.name} {found.place}" for found in replaced.overridden] if replaced else [], show=2
        ),
        Section(
            "overridden by",
            [f"{found.name} {found.place}" for found in replaced.overriding] if replaced else [],
            show=3,
        ),
        Section("bases", _bases(answer), show=5),
        _subclasses(answer),
        _members(answer.members),
        Section(f"imported by {counted(len(answer.importers), 'module')}", list(answer.importers), show=5),
    ]


def _bases(answer: Explanation) -> list[str]:
    """The written ones with their places, then the names of all that come with them."""
    known = [found for found in answer.ancestors if found.name != "builtins.object"]
    direct = [f"{found.name}{f' {found.place}' if found.place else ''}" for found in known if found.distance == 1]
    farther = [found.name.rsplit(".", 1)[-1] for found in known if found.distance > 1]
    return direct + [f"through them {line}" for line in model.in_lines(farther, 10)]


def _base_names(answer: Explanation) -> Section:
    names = [found.name.rsplit(".", 1)[-1] for found in answer.ancestors if found.name != "builtins.object"]
    return Section(f"bases: {len(names)}", model.in_lines(names, 10), show=1)


def _subclasses(answer: Explanation) -> Section:
    lines = [f"{found.symbol.name} {found.symbol.place}" for found in answer.subclasses]
    return Section(f"subclasses: {len(lines)}", lines, show=4)


def _members(members: tuple[SymbolView, ...]) -> Section:
    """Functions and classes first, several on a line; then variables with their values."""
    names = [(found, found.qualname.rsplit(".", 1)[-1]) for found in members]
    code = [f":{found.place.line} {name}" for found, name in names if found.kind != "variable"]
    values = [
        f":{found.place.line} {shortened(f'{name} = {found.summary}', 60 + len(name)) if found.summary else name}"
        for found, name in names
        if found.kind == "variable"
    ]
    return Section(f"members: {len(members)}", model.in_lines(code, 6) + values, show=6)


def _fields_used(uses: list[UseView]) -> list[str]:
    return by_file(At(use.place, f"{use.model.rsplit('.', 1)[-1]}.{use.field}", use.certainty) for use in uses)


def _callees(calls: list[CallView], path: str) -> list[str]:
    """`:88 services.charge (inferred)`: the file is that of the symbol itself."""
    lines: dict[str, list[int]] = {}
    for call in calls:
        name = within(call.target.removeprefix("<external>:"), path)
        lines.setdefault(f"{shortened(name, 100)}{mark(call.certainty)}", []).append(call.place.line)
    return [f":{','.join(map(str, dict.fromkeys(at)))} {name}" for name, at in lines.items()]
