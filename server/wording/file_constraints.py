"""What binds a file, in words: most binding first."""

from collections import Counter
from collections.abc import Iterable

from constraints.constraint import Constraint
from indexer.graph import Place
from server.tools.constraints_for_file import FileConstraints, Neighbour
from server.wording.budget import Page, Section, Voice
from server.wording.constraint import in_full, one_line, origin, parted
from server.wording.evidence import at, counted
from server.wording.quoting import quoted, shortened
from server.wording.route import access, endpoint


def page(answer: FileConstraints, voice: Voice, *, detail: bool) -> Page:
    file, constraints = answer.file, answer.constraints
    families = Counter(constraint.family for constraint in constraints)
    counts = ", ".join(f"{count} {family}" for family, count in families.most_common())
    of = answer.symbol or file.path
    near = Place(file.path, 1)
    if detail:
        binding = [line for constraint in constraints for line in in_full(constraint)]
    else:
        binding = [one_line(alike[0], near, others=len(alike) - 1) for alike in _alike(constraints)]
    lead = [f"{file.path}: {', '.join(_standing(answer))}"]
    if file.summary:
        lead.append(f"says: {quoted(file.summary)}")
    if not constraints:
        lead.append(f"no constraint found that binds {of}: that is what the index can see, not a licence")
    sections = [
        Section(f"constraints on {of}: {len(constraints)} ({counts})", binding, show=10),
        Section(_direction("imports", answer.imports, file.layer), _layers(answer.imports, file.layer), show=3),
        Section(
            _direction("imported by", answer.imported_by, file.layer), _layers(answer.imported_by, file.layer), show=3
        ),
        Section(f"entry points: {len(answer.endpoints) + len(answer.entry_points)}", _entries(answer), show=4),
        Section(
            f"not read: {counted(len(file.problems), 'problem')}",
            [f"{at(problem.place)} {shortened(problem.message, 100)}" for problem in file.problems],
            show=2,
        ),
    ]
    return Page(lead, sections)


def _alike(constraints: Iterable[Constraint]) -> list[list[Constraint]]:
    """Those that say the same of several things are one line: forty guarded endpoints do not fill the answer."""
    found: dict[tuple[str, ...], list[Constraint]] = {}
    for constraint in constraints:
        said = constraint.rule, constraint.severity, origin(constraint), *parted(constraint.statement)[1:]
        found.setdefault(said if said[-1] else (constraint.id,), []).append(constraint)
    return list(found.values())


def _standing(answer: FileConstraints) -> list[str]:
    file = answer.file
    return [
        part
        for part in (
            f"layer {file.layer}" if file.layer else "no layer",
            f"role {file.role}" if file.role else "role unknown",
            f"module {file.module}",
            "a test" if file.is_test else "",
        )
        if part
    ]


def _direction(verb: str, found: tuple[Neighbour, ...], own: str) -> str:
    others = sum(neighbour.layer != own for neighbour in found)
    return f"{verb} {counted(others, 'other layer')}"


def _layers(found: tuple[Neighbour, ...], own: str) -> list[str]:
    """Other layers first: the direction between layers is what binds."""
    return [
        f"{neighbour.layer or 'top level'}{' (its own)' if neighbour.layer == own else ''}: "
        f"{counted(len(neighbour.modules), 'module')}, {neighbour.example}"
        for neighbour in sorted(found, key=lambda neighbour: (neighbour.layer == own, -len(neighbour.modules)))
    ]


def _entries(answer: FileConstraints) -> list[str]:
    ways = [f"{endpoint(found)}: {access(found)} {found.place}" for found in answer.endpoints]
    return ways + [
        f"{found.kind} {found.symbol} {shortened(found.detail, 60)} {found.place}" for found in answer.entry_points
    ]
