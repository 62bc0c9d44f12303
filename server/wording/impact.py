"""What depends on something, in words: for a question that grep answers, no longer than grep."""

from indexer.graph.nodes import Use
from server.tools.ambiguous import Ambiguous
from server.tools.impact_of import Impact, Impacts
from server.wording import ambiguity
from server.wording.budget import GREP, Page, Section, Voice
from server.wording.evidence import At, by_file, callers_at, counted, mark, uses_at
from server.wording.quoting import shortened, within
from server.wording.route import access, endpoint

USES: dict[Use, str] = {  # what breaks most easily first
    "write": "writes",
    "expose": "exposed",
    "filter": "filters",
    "order": "orderings",
    "read": "reads",
    "migrate": "migrations",
}


def page(answer: Impacts, voice: Voice) -> Page:
    lead: list[str] = []
    sections: list[Section] = []
    several = len(answer.targets) > 1
    for target in answer.targets:
        if isinstance(target, Ambiguous):
            unclear = ambiguity.page(target, voice)
            sections.append(Section(" ".join([*unclear.lead]), unclear.sections[0].lines, show=4))
            continue
        name = f"{target.target.name} ({target.target.kind} {target.target.place})"
        found = _sections(target)
        if several:
            sections.append(Section(f"{name}: {_summary(target)}", [], always=True))
        else:
            lead.append(f"{name}: {_summary(target)}")
        sections += found
    return Page(lead, sections, budget=GREP * len(answer.targets))


def _summary(impact: Impact) -> str:
    numbers = (
        (len(impact.callers), "call"),
        (len(impact.uses), "use"),
        (len(impact.importers), "importer"),
        (len(impact.endpoints), "endpoint"),
        (impact.tests.count, "test"),
    )
    said = [counted(number, one) for number, one in numbers if number]
    return ", ".join(said) or "no user found: that is what the index can see, not a proof"


def _sections(impact: Impact) -> list[Section]:
    tested = f" (+{impact.test_callers} in tests)" if impact.test_callers else ""
    replaced = impact.overrides
    touch = "write or expose" if impact.target.kind == "field" else "reach"
    verb = "constructed in" if impact.target.kind == "class" else "called from"
    return [
        Section(f"{verb} {counted(len(impact.callers), 'place')}{tested}", by_file(callers_at(impact.callers)), show=8),
        *_uses(impact),
        Section(
            f"endpoints that {touch} it: {len(impact.endpoints)}",
            [
                f"{endpoint(found.endpoint)}{mark(found.certainty)}: {access(found.endpoint)} {found.endpoint.place}"
                for found in impact.endpoints
            ],
            show=4,
        ),
        Section(
            "other ways in",
            [f"{found.kind} {found.symbol} {found.place}" for found in impact.entry_points],
            show=3,
        ),
        Section(
            f"tests that reach it: {impact.tests.count}",
            by_file(At(found.place, found.name, found.certainty) for found in impact.tests.nearest),
            show=3,
        ),
        Section(
            f"reached through more calls from {counted(len(impact.indirect), 'place')}",
            [
                f"{within(found.symbol.name, found.symbol.place.path)} {found.symbol.place}, {found.steps} calls"
                f"{mark(found.certainty)}"
                for found in impact.indirect
            ],
            show=3,
        ),
        Section(
            f"related models: {len(impact.relations)}",
            [f"{found.model}.{found.name} {found.place}" for found in impact.relations],
            show=4,
        ),
        Section(
            f"subclasses: {len(impact.subclasses)}",
            [f"{found.symbol.name} {found.symbol.place}" for found in impact.subclasses],
            show=4,
        ),
        Section(
            "overridden by",
            [f"{found.name} {found.place}" for found in replaced.overriding] if replaced else [],
            show=4,
        ),
        Section(
            f"imported by {counted(len(impact.importers), 'module')}",
            [f"{found.place} {found.kind}".removesuffix(" runtime") for found in impact.importers],
            show=8,
        ),
        Section(
            f"files that change together with its file: {len(impact.together)}",
            [f"{one.path}: {one.both} of {one.of} commits, last {shortened(one.last, 120)}" for one in impact.together],
            show=3,
        ),
    ]


def _uses(impact: Impact) -> list[Section]:
    """A field's uses by kind; a model's together, each with its field."""
    if impact.target.kind == "field":
        of = {kind: [use for use in impact.uses if use.use == kind] for kind in USES}
        return [
            Section(f"{title}: {len(of[kind])}", by_file(uses_at(of[kind])), show=4) for kind, title in USES.items()
        ]
    noted = [At(use.place, use.function, use.certainty, f"{use.use} {use.field}") for use in impact.uses]
    return [Section(f"uses of its fields: {len(noted)}", by_file(noted), show=5)]
