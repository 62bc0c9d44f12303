"""Similar implementations, in words: why each is near, what is common, where it differs."""

from server.tools.similar_implementations import Similar
from server.wording.budget import Page, Section, Voice
from server.wording.evidence import counted
from server.wording.quoting import quoted, shortened

SHOWN = 5  # names of each kind in a short answer


def page(answer: Similar, voice: Voice, *, detail: bool) -> Page:
    target = answer.target
    if not answer.found:
        return Page([f"{target.name} ({target.place}): the index holds nothing that is comparable"], [])
    most = None if detail else SHOWN
    shape = "members" if target.kind == "class" else "control flow"
    sections = []
    for found in answer.found:
        symbol = found.symbol
        title = f"{symbol.name} {symbol.place}-{symbol.end_line}: {found.score:.0%} alike, {found.role or symbol.kind}"
        lines = [f"says {quoted(symbol.summary, 100)}"] if symbol.summary else []
        lines += [
            f"{label}: {_names(names, most)}"
            for label, names in (
                ("both touch", found.common_data),
                ("both call", found.common_calls),
                ("only the target touches", found.only_here_data),
                ("only this one touches", found.only_there_data),
                ("only the target calls", found.only_here_calls),
                ("only this one calls", found.only_there_calls),
            )
            if names
        ]
        lines.append(f"{'same role' if found.same_role else 'another role'}, {shape} {found.structure:.0%} alike")
        sections.append(Section(title, lines, show=8, always=True))
    return Page(
        [f"{target.name} ({target.place}): the nearest {counted(len(answer.found), 'implementation')}"], sections
    )


def _names(names: tuple[str, ...], most: int | None) -> str:
    shown = ", ".join(shortened(name, 80) for name in names[:most])
    left = len(names) - len(names[:most])
    return f"{shown} and {left} more" if left else shown
