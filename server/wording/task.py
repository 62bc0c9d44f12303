"""A task as the ledger has it, in words: what bound it when it began, and what was said since."""

from collections.abc import Sequence

from server.ledger import Entry
from server.wording.budget import DETAIL, Page, Section
from server.wording.quoting import identified, quoted, shortened

LONGEST = 200
KINDS = (("decisions", "decision"), ("acknowledged", "acknowledgement"), ("checks", "checkpoint"))


def page(text: str, began: Entry, said: Sequence[Entry]) -> Page:
    at = f"{began.at} by {began.actor}, {began.branch}{f' at {began.commit[:9]}' if began.commit else ''}"
    bound = began.body["constraints"]
    sections = [
        Section(f"files of the plan: {len(began.body['paths'])}", began.body["paths"], show=20),
        Section(
            f"bound them when it began: {len(bound)}",
            [f"{shortened(statement, LONGEST)} [{identified(id)}]" for id, statement in bound.items()],
            show=30,
        ),
        *(_of_kind(title, [entry for entry in said if entry.kind == kind]) for title, kind in KINDS),
    ]
    lead = [f"task {began.task}: {quoted(text)}", f"begun {at}"]
    return Page(lead, [section for section in sections if section.lines], budget=DETAIL)


def _of_kind(title: str, entries: Sequence[Entry]) -> Section:
    return Section(f"{title}: {len(entries)}", [_line(entry) for entry in entries], show=20)


def _line(entry: Entry) -> str:
    body = entry.body
    if entry.kind == "checkpoint":
        gravest = sum(found["severity"] == "violation" for found in body["findings"])
        return f"{entry.at}: {len(body['findings'])} findings, {gravest} of them violations"
    of = f" [{identified(body['constraint'])}]" if entry.kind == "acknowledgement" else ""
    decision, why = quoted(body["decision"], LONGEST), quoted(body["why"], LONGEST)
    return f"{entry.at} {entry.actor}: {decision} why: {why}{of}"
