"""What a change drops, in words: gravest first, each with where, why and what to do instead."""

from collections import Counter

from constraints.constraint import Violation
from server.tools.check_change import CheckedChange
from server.wording.budget import CHECK, Page, Section, Voice
from server.wording.evidence import at, counted
from server.wording.quoting import as_said, identified, quoted, shortened

LONGEST = 240
HEADINGS = {"violation": "dropped", "suspicion": "unlike its siblings or its past", "note": "to look at"}


def page(answer: CheckedChange, voice: Voice, *, detail: bool) -> Page:
    number = len(answer.paths)
    differ = f"{counted(number, 'file')} of {answer.head} {'differs' if number == 1 else 'differ'}"
    of = f"{differ} from {answer.base}"
    binding = [found for found in answer.violations if found.severity != "note"]
    if not answer.violations and not answer.unverified and not answer.accepted and not answer.brought_in:
        return Page([f"nothing dropped: {of}"], [])
    families = Counter(found.family for found in binding)
    counts = ", ".join(f"{count} {family}" for family, count in families.most_common())
    said = f"{counted(len(binding), 'finding')} ({counts})" if binding else "nothing dropped"
    sections = []
    for severity, heading in HEADINGS.items():
        found = [one for one in answer.violations if one.severity == severity]
        lines = [line for one in found for line in _said(one, answer, detail=detail)]
        sections.append(Section(f"{severity} ({heading}): {len(found)}", lines, show=24 if severity != "note" else 6))
    accepted = [
        f"{in_short(one.violation)[0]} accepted by {one.by}{' in this change' if one.is_new else ''}:"
        f" {quoted(one.reason, 100)}"
        for one in sorted(answer.accepted, key=lambda one: not one.is_new)
    ]
    sections.insert(0, Section(f"accepted, for a human to confirm: {len(accepted)}", accepted, show=8))
    sections.append(Section(f"files outside the plan: {len(answer.outside)}", answer.outside, show=4))
    brought = [f"{shortened(said, LONGEST)} [{identified(id)}]" for id, said in answer.brought_in.items()]
    sections.append(Section(f"these bring in what the task did not know: {len(brought)}", brought, show=4))
    unread = [f"{at(problem.place)} {shortened(problem.message, 100)}" for problem in answer.unverified]
    sections.append(Section(f"could not be verified: {len(unread)}", unread, show=4))
    return Page([f"{said}: {of}"], [section for section in sections if section.lines], budget=CHECK)


def _said(found: Violation, answer: CheckedChange, *, detail: bool) -> list[str]:
    lines = in_full(found) if detail else in_short(found)
    by = answer.acknowledged.get(found.constraint)
    return [*lines, f"  acknowledged by {by}, for a human to confirm"] if by else lines


def in_short(found: Violation) -> list[str]:
    lines = [f"{at(found.place)} {shortened(found.message, LONGEST)} [{identified(found.constraint)}]"]
    if found.evidence:
        first = found.evidence[0]
        lines.append(f"  because {at(first.place)} {as_said(first.says)}")
    if found.fix:
        lines.append(f"  instead: {shortened(found.fix, LONGEST)}")
    return lines


def in_full(found: Violation) -> list[str]:
    lines = [
        f"{at(found.place)} {shortened(found.message, LONGEST)} [{identified(found.constraint)}]",
        f"  symbol {found.symbol}",
    ]
    lines += [f"  because {at(evidence.place)} {as_said(evidence.says)}" for evidence in found.evidence]
    return lines + ([f"  instead: {shortened(found.fix, LONGEST)}"] if found.fix else [])
