"""A report for a pull request, in Markdown: what a reviewer has to know before reading the diff."""

from collections.abc import Iterable, Sequence

from constraints.constraint import Violation
from server.decay import Fate, Proven
from server.ledger import Entry
from server.tools.review_report import Decided, Report
from server.wording.budget import CHECK, Page, Section
from server.wording.evidence import at, counted
from server.wording.quoting import clean, identified, quoted, shortened
from server.wording.recorded import results

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
    unproven = [one for one in answer.criteria if not one.is_proven]
    moved = [fate for fate in answer.fates if fate.turns]
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
            f"### Acceptance criteria: {len(answer.criteria) - len(unproven)} of {len(answer.criteria)} shown",
            [f"- {_proven(one)}" for one in sorted(answer.criteria, key=lambda one: one.is_proven)],
            show=10,
        ),
        Section(
            f"### How the constraints fared: {len(moved)} of {len(answer.fates)}", [_fate(f) for f in moved], show=6
        ),
        Section(f"### Tests changed: {len(answer.tests_changed)}", _paths(answer.tests_changed), show=5),
        Section(f"### Tests run: {len(answer.tests)}", [f"- {_tests(entry)}" for entry in answer.tests], show=3),
        Section(f"### Checkpoints: {len(answer.checkpoints)}", list(_checkpoints(answer.checkpoints)), show=6),
    ]
    if kept:
        lead.append(f"Kept of what bound it: {kept}.")
    if answer.tests_changed:
        kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(answer.new_tests.items()))
        lead.append(f"New tests: {kinds or 'none'}.")
    if not answer.dropped and not answer.acknowledged and not answer.accepted:
        lead.append("Nothing dropped.")
    return Page(lead, [section for section in sections if section.lines], budget=CHECK)


def markdown(answer: Report) -> str:
    """All of it, for a file."""
    whole = page(answer)
    lines = [*whole.lead]
    for section in whole.sections:
        lines += ["", section.title, "", *section.lines]
    return "\n".join(map(clean, lines)) + "\n"


def _finding(found: Violation) -> str:
    return f"**{found.family}** {shortened(found.message, LONGEST)} ({at(found.place)}, {_id(found.constraint)})."


def _paths(paths: Sequence[str]) -> list[str]:
    return [f"- `{path}`" for path in paths]


def _decisions(decisions: Iterable[Decided]) -> Iterable[str]:
    for one in decisions:
        body = one.entry.body
        yield f"- {quoted(body['decision'])} Why: {quoted(body['why'])} ({one.entry.actor})"
        for key, said in (("trade_off", "costs"), ("uncertainty", "unsure"), ("fix_after_review", "after review")):
            if body.get(key):
                yield f"  - {said}: {quoted(body[key])}"
        for about in one.about:
            if about.state == "renamed":
                yield f"  - `{about.symbol}` is `{about.now}` now"
            elif about.state in ("changed", "gone"):
                yield f"  - may be stale: `{about.symbol}` {'has changed since' if about.now else 'is gone'}"


def _proven(one: Proven) -> str:
    said = f"**{one.family}** {shortened(one.says, LONGEST)}"
    if one.result in ("holds", "dropped"):
        return f"{said}: {one.result}, by the check"
    if one.result == "not written":
        return f"{said}: **unproven**, the test is not written"
    return f"{said}: {'' if one.is_proven else '**unproven**, '}`{one.test}` {one.result}"


def _fate(fate: Fate) -> str:
    turns = ", ".join(f"{turn.what} {turn.at}" for turn in fate.turns)
    return f"- {_id(fate.constraint)} {fate.now}: {turns}"


def _tests(entry: Entry) -> str:
    return f"{results(entry.body)} ({entry.at}, {entry.actor})"


def _checkpoints(entries: Sequence[Entry]) -> Iterable[str]:
    """What each check found, and what was put right since the one before, by name."""
    before: set[str] = set()
    for entry in entries:
        now = {found["constraint"] for found in entry.body["findings"] if found["severity"] != "note"}
        words = [_named(kind, ids) for kind, ids in (("dropped", now - before), ("restored", before - now)) if ids]
        yield f"- {entry.at}: {', '.join(words) or 'nothing new'}, {len(now)} open"
        before = now


def _named(kind: str, ids: set[str]) -> str:
    named = ", ".join(_id(id) for id in sorted(ids)[:NAMED])
    return f"{len(ids)} {kind} ({named}{f' and {len(ids) - NAMED} more' if len(ids) > NAMED else ''})"


def _id(id: str) -> str:
    """As code, whatever it holds."""
    return f"`{identified(id).strip('`')}`"
