"""What was put into the ledger, in words."""

from server.tools.record_decision import Recorded
from server.wording.budget import Page
from server.wording.quoting import quoted


def page(answer: Recorded) -> Page:
    about = f" about {', '.join(answer.symbols)}" if answer.symbols else ""
    lead = [f"entry {answer.number} of {answer.task} by {answer.actor}: {quoted(answer.decision)}{about}"]
    if answer.acknowledges:
        lead.append(
            f"{answer.acknowledges} is acknowledged: a human sees it first, and CI passes only with an [[exception]] in"
            " chesterton.toml or a Chesterton-Accept trailer"
        )
    return Page(lead, [])
