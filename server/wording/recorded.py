"""What was put into the ledger, in words."""

from collections.abc import Mapping
from typing import Any

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
    if answer.run is not None:
        lead.append(f"test results kept: {results(answer.run)}")
    return Page(lead, [])


def results(run: Mapping[str, Any]) -> str:
    stale = "" if run.get("state") else "; files were edited after the run, so it proves nothing of them"
    return f"{run['passed']} passed, {run['failed']} failed, {run['skipped']} skipped{stale}"
