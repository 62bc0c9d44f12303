"""Team memory: one more line of `chesterton.toml`, for the next change and for those who review this one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from constraints.declared import FILE
from indexer.graph.data import find_fields, nearest_fields
from indexer.graph.names import find, nearest
from server.failure import NoAnswer
from server.ledger import Ledger

if TYPE_CHECKING:
    from server.project import Project

Kind = Literal["protect", "forbid_import", "require_guard", "state_table"]
TOOL = "remember_constraint"


@dataclass(frozen=True, slots=True)
class Remembered:
    file: str
    table: str
    values: dict[str, Any]
    is_new: bool  # False where the file said so already


def remember_constraint(
    project: "Project",
    kind: Annotated[Kind, "protect a symbol; forbid an import; ask for a guard by path; fix which state follows which"],
    subject: Annotated[str, "the symbol; the importing module; the path pattern (/admin/*); the field (Order.status)"],
    reason: Annotated[str | None, "why, for whoever finds it in the way"] = None,
    value: Annotated[str | None, "the module not to import; the guard; transitions: draft>paid, paid>refunded"] = None,
    decision: Annotated[int | None, "number of a recorded decision: its reason becomes the team's"] = None,
) -> Remembered:
    """
    Use only when a person told you what the team decided and the code does not say. Side effect: writes it into
    chesterton.toml; it can only tighten, binds from the next change on, and is reviewed with the diff.
    """
    reason = reason or (_reason(project, decision) if decision is not None else "")
    if not reason.strip():
        raise NoAnswer("a constraint without a reason is in the way of the next one; say why")
    graph = project.graph()
    values: dict[str, Any]
    if kind == "protect":
        found = find(graph, subject)
        if not found:
            raise NoAnswer(
                f"nothing in the index is named {subject!r}", tuple(nearest(graph, subject)), TOOL, "subject"
            )
        table, values = "protected", {"symbol": subject}
    elif kind == "state_table":
        if not find_fields(graph, subject):
            near = tuple(nearest_fields(graph, subject))
            raise NoAnswer(f"no model has a field {subject!r}", near, TOOL, "subject")
        table, values = "state", {"field": subject, "transitions": _transitions(_given(kind, value))}
    elif kind == "forbid_import":
        table, values = "forbidden_import", {"from": subject, "to": _given(kind, value)}
    else:
        table, values = "required_guard", {"path": subject, "guard": _given(kind, value)}
    values["reason"] = " ".join(reason.split())
    from server.remembering import remember

    return Remembered(FILE, table, values, remember(project.root, table, values))


def _reason(project: "Project", decision: int) -> str:
    """What was decided and why, with who said it: the ledger is one machine's, the file is the team's."""
    for entry in Ledger.of(project.root).entries(kind="decision"):
        if entry.id == decision:
            return f"{entry.body['decision']}: {entry.body['why']} ({entry.actor}, {entry.at[:10]})"
    raise NoAnswer(f"the ledger holds no decision {decision}; record_decision says the number of each")


def _given(kind: str, value: str | None) -> str:
    if not value or not value.strip():
        raise NoAnswer(f"{kind} needs a value; see the description of the argument")
    return value.strip()


def _transitions(text: str) -> dict[str, list[str]]:
    """`draft>paid, paid>refunded` or with `->`; a value that only ever comes last is terminal."""
    found: dict[str, list[str]] = {}
    for pair in text.split(","):
        before, sign, after = (part.strip() for part in pair.replace("->", ">").partition(">"))  # as answers write it
        if not sign or not before or not after:
            raise NoAnswer(f"{pair.strip()!r} is no transition; write draft>paid, paid>refunded")
        found.setdefault(before, []).append(after)
        found.setdefault(after, [])
    return found
