"""A report for a pull request, in Markdown: what a reviewer has to know before reading the diff."""

from collections.abc import Iterable, Sequence

from constraints.constraint import Violation
from server.ledger import Entry
from server.tools.review_report import Report
from server.wording.budget import CHECK, Page, Section
from server.wording.evidence import at, counted
from server.wording.quoting import quoted, shortened

LONGEST = 200
NAMED = 4  # ids of one checkpoint


def page(answer: Report) -> Page:
    checked = answer.checked
    lead = [
        f"## {shortened(answer.text, 120)}",
        f"Task {answer.task}: {counted(len(checked.paths), 'file')} of {checked.head} against {checked.base}.",
    ]
    kept = ", ".join(f"{number} {family}" for family, number in sorted(answer.kept.items()))
    acknowledged = [
        f"- {_finding(one.violation)} Acknowledged by {one.by}: {quoted(one.why)}" for one in answer.acknowledged
    ]
    accepted = [f"- {_finding(one.violation)} Accepted by {one.by}: {quoted(one.reason)}" for one in answer.accepted]
    sections = [
        Section(f"### Acknowledged, not accepted: {len(acknowledged)}", acknowledged, show=8),
        Section(f"### Dropped: {len(answer.dropped)}", [f"- {_finding(one)}" for one in answer.dropped], show=10),
        Section(f"### Accepted in the diff: {len(accepted)}", accepted, show=6),
        Section(
            f"### Dangerous boundaries, for human eyes: {len(answer.boundaries)}", _paths(answer.boundaries), show=8
        ),
        Section(f"### Decisions: {len(answer.decisions)}", list(_decisions(answer.decisions)), show=12),
        Section(f"### Changed without a reason: {len(answer.unexplained)}", _paths(answer.unexplained), show=8),
        Section(
            f"### Only a run can prove, and no result was recorded: {len(answer.unproven)}",
            [f"- {shortened(said, LONGEST)}" for said in answer.unproven],
            show=5,
        ),
        Section(f"### Tests changed: {len(answer.tests_changed)}", _paths(answer.tests_changed), show=5),
        Section(f"### Tests run: {len(answer.tests)}", [f"- {_tests(entry)}" for entry in answer.tests], show=3),
        Section(f"### Checkpoints: {len(answer.checkpoints)}", list(_checkpoints(answer.checkpoints)), show=6),
    ]
    if kept:
        lead.append(f"Kept of what bound it at the start: {kept}.")
    if not answer.dropped and not answer.acknowledged and not answer.accepted:
        lead.append("Nothing dropped.")
    return Page(lead, [section for section in sections if section.lines], budget=CHECK)


def _finding(found: Violation) -> str:
    return f"**{found.family}** {shortened(found.message, LONGEST)} ({at(found.place)}, `{found.constraint}`)."


def _paths(paths: Sequence[str]) -> list[str]:
    return [f"- `{path}`" for path in paths]


def _decisions(entries: Iterable[Entry]) -> Iterable[str]:
    for entry in entries:
        body = entry.body
        yield f"- {quoted(body['decision'])} Why: {quoted(body['why'])} ({entry.actor})"
        for key, said in (("trade_off", "costs"), ("uncertainty", "unsure"), ("fix_after_review", "after review")):
            if body.get(key):
                yield f"  - {said}: {quoted(body[key])}"


def _tests(entry: Entry) -> str:
    body = entry.body
    return f"{body['passed']} passed, {body['failed']} failed, {body['skipped']} skipped ({entry.at})"


def _checkpoints(entries: Sequence[Entry]) -> Iterable[str]:
    """What each check found, and what was put right since the one before, by name."""
    before: set[str] = set()
    for entry in entries:
        now = {found["constraint"] for found in entry.body["findings"] if found["severity"] != "note"}
        words = [_named(kind, ids) for kind, ids in (("dropped", now - before), ("restored", before - now)) if ids]
        yield f"- {entry.at}: {', '.join(words) or 'nothing new'}, {len(now)} open"
        before = now


def _named(kind: str, ids: set[str]) -> str:
    named = ", ".join(f"`{id}`" for id in sorted(ids)[:NAMED])
    return f"{len(ids)} {kind} ({named}{f' and {len(ids) - NAMED} more' if len(ids) > NAMED else ''})"
