"""Fitting an answer into the tokens that its reader can spare, and saying what was left out."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from server.failure import NoAnswer
from server.wording.quoting import clean

GREP = 400  # tokens: a question that grep could answer
ANSWER = 600
CHECK = 2_000
DETAIL = 8_000  # one page of an answer asked for in detail

# The order in which sections give lines until an answer fits: from which section on, down to how many lines.
GIVING_WAY = ((3, 1), (1, 3), (0, 3), (0, 1), (0, 0))

_LETTER = re.compile(r"[A-Za-z]")
_DIGIT = re.compile(r"[0-9]")

Voice = Literal["mcp", "command line"]


@dataclass(frozen=True, slots=True)
class Section:
    title: str  # with its count: `writers: 4`
    lines: Sequence[str]
    show: int = 5  # lines of a short answer
    always: bool = False  # said even where no line follows: a heading


@dataclass(frozen=True, slots=True)
class Page:
    lead: Sequence[str]  # always shown
    sections: Sequence[Section]  # most important first
    closing: Sequence[str] = ()  # always shown, at the end
    budget: int = ANSWER


def tokens(text: str) -> int:
    """At least as many as the o200k encoding has for answers like ours, and a quarter more on average.

    The weights are the smallest that were enough for each of 270 answers about a small and a large application;
    `tests/server/measured_tokens.json` keeps the densest kinds.
    """
    plain = text.encode("ascii", "ignore").decode()
    letters, digits = len(_LETTER.findall(plain)), len(_DIGIT.findall(plain))
    signs = len(plain) - letters - digits - plain.count(" ") - plain.count("\n")
    return math.ceil(0.25 * letters + 0.5 * digits + 1.1 * signs + 1.2 * (len(text) - len(plain)))


def fitted(head: str, page: Page, *, voice: Voice) -> str:
    """The short answer: all of it where it fits, else the top of each section, the last sections giving way first."""
    sections = [section for section in page.sections if section.lines or section.always]
    whole = _short(head, page, [(section, len(section.lines)) for section in sections], voice)
    if tokens(whole) <= page.budget:
        return whole
    shown = [min(section.show, len(section.lines)) for section in sections]
    for first, floor in GIVING_WAY:
        for index in reversed(range(first, len(shown))):
            while shown[index] > floor:
                text = _short(head, page, list(zip(sections, shown, strict=True)), voice)
                if tokens(text) <= page.budget:
                    return text
                shown[index] -= 1
    return _short(head, page, list(zip(sections, shown, strict=True)), voice)


def paged(head: str, page: Page, *, edition: str, cursor: str | None, voice: Voice) -> str:
    """The whole answer, a page at a time. `edition` names the index: a cursor into an older one is refused."""
    lines = [*page.lead]
    for section in page.sections:
        if section.lines or section.always:
            lines += [section.title, *(f"  {line}" for line in section.lines)]
    lines += page.closing
    start = _position(cursor, edition, len(lines))
    taken, end = tokens(head) + 30, start
    while end < len(lines) and (end == start or taken + tokens(lines[end]) <= DETAIL):
        taken += tokens(lines[end])
        end += 1
    body = [head, *lines[start:end]]
    if end < len(lines):
        asked = f'cursor="{edition}:{end}"' if voice == "mcp" else f"--detail --cursor {edition}:{end}"
        body.append(f"{len(lines) - end} more lines: {asked}")
    return "\n".join(map(clean, body))


def _short(head: str, page: Page, sections: Sequence[tuple[Section, int]], voice: Voice) -> str:
    lines = [head, *page.lead]
    left = 0
    for section, count in sections:
        hidden = len(section.lines) - count
        left += hidden
        more = f" [{count} of {len(section.lines)} lines]" if hidden else ""
        lines.append(section.title + more)
        lines += [f"  {line}" for line in section.lines[:count]]
    lines += page.closing
    if left:
        lines.append(f"{left} lines left out: {'detail=true' if voice == 'mcp' else '--detail'} shows them")
    return "\n".join(map(clean, lines))


def _position(cursor: str | None, edition: str, lines: int) -> int:
    if not cursor:
        return 0
    of, _, position = cursor.partition(":")
    if of != edition or not position.isdecimal() or int(position) >= lines:
        raise NoAnswer("this cursor belongs to an older index or another question; ask again without a cursor")
    return int(position)
