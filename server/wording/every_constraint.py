"""All that a repository holds itself to, in words: a line each, family by family."""

from collections.abc import Sequence

from constraints.check import FAMILIES
from constraints.constraint import Constraint
from indexer.graph import Place
from server.wording.budget import DETAIL, Page, Section
from server.wording.constraint import one_line
from server.wording.evidence import counted

SHOWN = 40  # of a family among others


def page(found: Sequence[Constraint], family: str | None) -> Page:
    said = f"{counted(len(found), 'constraint')}{f' of the family {family}' if family else ''}"
    sections = []
    for name in FAMILIES:
        own = [f"{one.rule}: {one_line(one, _first(one))}" for one in found if one.family == name]
        sections.append(Section(f"{name}: {len(own)}", own, show=len(own) if family else SHOWN))
    return Page([said], [section for section in sections if section.lines], budget=DETAIL)


def _first(constraint: Constraint) -> Place:
    return constraint.evidence[0].place if constraint.evidence else Place("", 0)
