"""Why an agent is held back, in words: what was dropped, and the two ways on."""

from collections.abc import Sequence

from constraints.constraint import Violation
from server.wording.checked import in_short
from server.wording.evidence import counted
from server.wording.quoting import clean, identified

MOST = 8


def reason(violations: Sequence[Violation], base: str, task: str) -> str:
    """`task` is its id, '' where none was opened."""
    lines = [f"Chesterton: this work drops {counted(len(violations), 'constraint')} that held at {base}."]
    for found in violations[:MOST]:
        lines += in_short(found)
    if len(violations) > MOST:
        lines.append(f"and {len(violations) - MOST} more: check_change shows them")
    first = violations[0].constraint
    named = f'"{first}"' if identified(first) == first else identified(first)
    opened = f'task="{task}"' if task else "task=... (plan_change opens one)"
    lines.append(
        "Put back what was dropped. Where it is meant, say why: "
        f"record_decision({opened}, decision=..., why=..., acknowledges={named}); a human still decides."
    )
    return "\n".join(map(clean, lines))
