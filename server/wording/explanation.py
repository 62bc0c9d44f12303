"""A symbol, endpoint, model or layer explained, in words."""

from collections import Counter

from indexer.graph.calls import CallView
from indexer.graph.data import FieldView, UseView
from server.tools.explain import Explanation, LayerExplanation, ModelExplanation
from server.wording.budget import Page, Section, Voice
from server.wording.evidence import At, by_file, callers_at, counted, mark, near
from server.wording.quoting import quoted, shortened, within
from server.wording.route import access, endpoint, in_order


def page(answer: Explanation, voice: Voice) -> Page:
    first = [*_ways_in(answer), *_model(answer.model), *_guarantees(answer), *_users(answer)]
    # What a class calls is mostly what its body is declared with.
    last = [*_family(answer), *_calls(answer)] if answer.symbol.kind == "class" else [*_calls(answer), *_family(answer)]
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
        lines.append(f"signature: {symbol.qualname.rsplit('.', 1)[-1]}{shortened(symbol.signature, 160)}")
    if symbol.summary:
        lines.append(f"says: {quoted(symbol.summary)}")
    if symbol.decorators:
        lines.append("decorators: " + ", ".join(shortened(name, 60) for name in symbol.decorators[:6]))
    return lines


def _ways_in(answer: Explanation) -> list[Section]:
    handled = [
        f"{endpoint(found)}: {access(found)}" + (f" {found.route}" if found.route else "") for found in answer.endpoints
    ]
    chains = dict.fromkeys(shortened(in_order(found), 300) for found in answer.endpoints if found.before)
    return [
        Section(f"handles {counted(len(handled), 'endpoint')}", handled, show=6),
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
            f"reached from {counted(len(answer.reached_from), 'endpoint')}",
            [
                f"{endpoint(found.endpoint)}{mark(found.certainty)}: {access(found.endpoint)} {found.endpoint.place}"
                for found in answer.reached_from
            ],
            show=3,
        ),
    ]


def _model(explained: ModelExplanation | None) -> list[Section]:
    if explained is None:
        return []
    model = explained.model
    words = (
        f"{model.framework} model",
        f"table {model.table}" if model.table else "",
        "abstract" if model.abstract else "",
    )
    title = ", ".join(word for word in words if word)
    home = model.place.path
    own_first = sorted(explained.fields, key=lambda field: field.place.path != home)
    return [
        Section(
            f"{title}: {counted(len(own_first), 'field')}",
            [_field(field, home) for field in own_first],
            show=12,
        ),
        Section(
            "table constraints",
            [
                f"{near(found.place, home)} {found.kind} {found.name or '+'.join(found.fields)}: "
                f"{quoted(found.text, 80)}"
                for found in explained.table_constraints
            ],
            show=4,
        ),
    ]


def _field(field: FieldView, home: str) -> str:
    to = f" to {field.target.rsplit('.', 1)[-1]}" if field.target else ""
    null = " null" if field.null else ""
    choices = f" one of {shortened(', '.join(field.choices), 60)}" if field.choices else ""
    return f"{near(field.place, home)} {field.name} {field.type or field.kind}{to}{null}{choices}"


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
    called = [call for call in answer.callees if not call.target.startswith("<builtin>")]
    unresolved, home = answer.unresolved, answer.symbol.place.path
    comments = [f"{near(found.place, home)} {quoted(found.text, 140)}" for found in answer.comments]
    return [
        Section(f"calls in {counted(len(called), 'place')}", _callees(called, home), show=6),
        Section(
            f"unresolved calls: {unresolved.count}",
            [f"{near(found.place, home)} {shortened(found.target, 60)}" for found in unresolved.samples],
            show=2,
        ),
        Section("comments", comments, show=2),
    ]


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
        Section(
            "bases",
            [
                f"{found.name}{f' {found.place}' if found.place else ''}"
                for found in answer.ancestors
                if found.name != "builtins.object"
            ],
            show=4,
        ),
        Section(
            f"subclasses: {len(answer.subclasses)}",
            [f"{found.symbol.name} {found.symbol.place}" for found in answer.subclasses],
            show=4,
        ),
        Section(
            f"members: {len(answer.members)}",
            [f":{found.place.line} {found.qualname} {found.kind}" for found in answer.members],
            show=8,
        ),
        Section(f"imported by {counted(len(answer.importers), 'module')}", list(answer.importers), show=5),
    ]


def _fields_used(uses: list[UseView]) -> list[str]:
    return by_file(At(use.place, f"{use.model.rsplit('.', 1)[-1]}.{use.field}", use.certainty) for use in uses)


def _callees(calls: list[CallView], path: str) -> list[str]:
    """`:88 services.charge (inferred)`: the file is that of the symbol itself."""
    lines: dict[str, list[int]] = {}
    for call in calls:
        name = within(call.target.removeprefix("<external>:"), path)
        lines.setdefault(f"{shortened(name, 100)}{mark(call.certainty)}", []).append(call.place.line)
    return [f":{','.join(map(str, dict.fromkeys(at)))} {name}" for name, at in lines.items()]
