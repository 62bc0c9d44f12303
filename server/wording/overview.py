"""What an index holds, in words: the first thing that a stranger reads about a repository."""

from indexer.graph.overview import Overview, TopModel
from server.wording.budget import Page, Section, Voice, fitted
from server.wording.evidence import at, counted
from server.wording.quoting import shortened


def worded_overview(found: Overview, *, head: str, voice: Voice = "mcp") -> str:
    return fitted(head, _page(found), voice=voice)


def _page(found: Overview) -> Page:
    counts = found.counts
    lead = [f"{counted(found.files, 'Python file')}, {found.lines:,} lines"]
    for title, numbers in (
        ("holds", counts),
        ("frameworks", found.frameworks),
        ("calls bound", found.calls),
        ("endpoints", found.access),
        ("modules by role", found.roles),
    ):
        said = ", ".join(f"{name or 'other'} {number:,}" for name, number in numbers.items() if number)
        if said:
            lead.append(f"{title}: {said}")
    return Page(
        lead,
        [
            Section(
                f"layers: {len(found.layers)}",
                [f"{layer.name}: {counted(len(layer.modules), 'module')}" for layer in found.layers],
                show=8,
            ),
            Section(
                "models most used",
                [f"{model.name}: {_sizes(model)}" for model in found.top_models],
                show=8,
            ),
            Section(
                f"not read: {counted(len(found.problems), 'problem')}",
                [f"{at(problem.place)} {shortened(problem.message, 100)}" for problem in found.problems],
                show=3,
            ),
        ],
    )


def _sizes(model: TopModel) -> str:
    sizes = ((model.fields, "field"), (model.uses, "use"), (model.relations, "relation"))
    return ", ".join(counted(number, one) + (" to it" if one == "relation" else "") for number, one in sizes if number)
