"""What binds a file, in words: most binding first."""

from collections import Counter

from server.tools.constraints_for_file import FileConstraints, Neighbour
from server.wording.budget import Page, Section, Voice
from server.wording.constraint import in_full, one_line
from server.wording.evidence import counted
from server.wording.quoting import quoted, shortened
from server.wording.route import access, endpoint


def page(answer: FileConstraints, voice: Voice, *, detail: bool) -> Page:
    file, constraints = answer.file, answer.constraints
    families = Counter(constraint.family for constraint in constraints)
    counts = ", ".join(f"{count} {family}" for family, count in families.most_common())
    of = answer.symbol or file.path
    if detail:
        binding = [line for constraint in constraints for line in in_full(constraint)]
    else:
        binding = [one_line(constraint, file.path) for constraint in constraints]
    lead = [f"{file.path}: {', '.join(_standing(answer))}"]
    if file.summary:
        lead.append(f"says: {quoted(file.summary)}")
    if not constraints:
        lead.append(f"no constraint found that binds {of}: that is what the index can see, not a licence")
    sections = [
        Section(f"constraints on {of}: {len(constraints)} ({counts})", binding, show=10),
        Section(f"imports {counted(len(answer.imports), 'layer')}", _layers(answer.imports), show=3),
        Section(f"imported by {counted(len(answer.imported_by), 'layer')}", _layers(answer.imported_by), show=3),
        Section(f"entry points: {len(answer.endpoints) + len(answer.entry_points)}", _entries(answer), show=4),
        Section(
            f"not read: {counted(len(file.problems), 'problem')}",
            [f"{problem.place} {shortened(problem.message, 100)}" for problem in file.problems],
            show=2,
        ),
    ]
    return Page(lead, sections)


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


def _layers(found: tuple[Neighbour, ...]) -> list[str]:
    return [
        f"{neighbour.layer or 'top level'}: {counted(len(neighbour.modules), 'module')}, {neighbour.example}"
        for neighbour in found
    ]


def _entries(answer: FileConstraints) -> list[str]:
    ways = [f"{endpoint(found)}: {access(found)} {found.place}" for found in answer.endpoints]
    return ways + [
        f"{found.kind} {found.symbol} {shortened(found.detail, 60)} {found.place}" for found in answer.entry_points
    ]
