"""An answer of any kind → its text; also the pages that are attached without a question."""

import re
from collections.abc import Sequence
from typing import Any

from constraints.constraint import Constraint
from server.ledger import Entry
from server.tools.ambiguous import Ambiguous
from server.tools.check_change import CheckedChange
from server.tools.constraints_for_file import FileConstraints
from server.tools.explain import Explanation, LayerExplanation
from server.tools.impact_of import Impacts
from server.tools.plan_change import Plan
from server.tools.record_decision import Recorded
from server.tools.remember_constraint import Remembered
from server.tools.review_report import Report
from server.tools.similar_implementations import Similar
from server.tools.who_owns_field import FieldOwner
from server.wording import (
    ambiguity,
    checked,
    every_constraint,
    explanation,
    field_owner,
    file_constraints,
    impact,
    plan,
    recorded,
    remembered,
    review,
    similar,
    task,
)
from server.wording.budget import Page, Voice, fitted, paged
from server.wording.plain import plain

Answer = (
    Ambiguous
    | CheckedChange
    | Explanation
    | FieldOwner
    | FileConstraints
    | Impacts
    | LayerExplanation
    | Plan
    | Recorded
    | Remembered
    | Report
    | Similar
)


def worded(
    answer: Answer,
    *,
    head: str,
    edition: str,
    detail: bool = False,
    cursor: str | None = None,
    voice: Voice = "mcp",
) -> str:
    """`head` is the line that every answer begins with; `edition` names the index for cursors."""
    whole = detail or cursor is not None
    page = _page(answer, voice, detail=whole)
    if whole:
        return paged(head, page, edition=edition, cursor=cursor, voice=voice)
    return fitted(head, page, voice=voice)


def worded_constraints(found: Sequence[Constraint], *, family: str | None, head: str) -> str:
    return fitted(head, every_constraint.page(found, family), voice="mcp")


def worded_task(text: str, began: Entry, said: Sequence[Entry], *, head: str) -> str:
    return fitted(head, task.page(text, began, said), voice="mcp")


def document(answer: Answer, *, head: str) -> dict[str, Any]:
    """The values themselves, for programs: plain JSON types, with the kind of answer named."""
    kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(answer).__name__).lower()
    return {"about": head, "kind": kind, "answer": plain(answer)}


def _page(answer: Answer, voice: Voice, *, detail: bool) -> Page:
    match answer:
        case Ambiguous():
            return ambiguity.page(answer, voice)
        case CheckedChange():
            return checked.page(answer, voice, detail=detail)
        case Explanation():
            return explanation.page(answer, voice)
        case LayerExplanation():
            return explanation.layer_page(answer, voice)
        case FieldOwner():
            return field_owner.page(answer, voice)
        case FileConstraints():
            return file_constraints.page(answer, voice, detail=detail)
        case Impacts():
            return impact.page(answer, voice)
        case Plan():
            return plan.page(answer)
        case Recorded():
            return recorded.page(answer)
        case Report():
            return review.page(answer)
        case Remembered():
            return remembered.page(answer)
        case Similar():
            return similar.page(answer, voice, detail=detail)
