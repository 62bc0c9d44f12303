"""Comments that ask to leave something as it is.

What it notices
    Comments that forbid a change, say what something is kept for, call it a workaround, or point to a ticket.

Why it matters
    Code that looks superfluous is often there because something broke once. The comment is the only witness: no test
    fails when both go together.

Example
    # Do not remove: the mobile client of 2019 still sends the old key.
    key = data.get("idempotencyKey") or data.get("idempotency_key")

    protective_comment:shop.api.create_order: a comment protects `api.create_order`: "Do not remove: ..."

Limits
    English words only. A comment says what someone believed when it was written; it may be out of date.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import groupby

from constraints.change import Change
from constraints.conduct import only_lost
from constraints.constraint import Constraint, Evidence, Scope, Severity, Violation
from constraints.phrases import ending, quote
from constraints.subject import Subject
from indexer.graph.comments import CommentView, comments, comments_on
from indexer.graph.modules import files
from indexer.graph.names import SymbolView
from indexer.graph.statements import prints_in

VERB = (
    r"(?:remov|delet|chang|renam|re-?order|mov|touch|edit|modif|simplif|refactor|inlin|cach|reus|swap|drop|sort|merg"
    r"|replac|convert|optimi[sz])"
)
SENTENCE = (
    r"(?:^|[.!?:;,(\n–—-]\s*|\bplease\s+|\band\s+|\bso\s+)"  # an order begins one; "what they don't change" is none
)
FORBIDS = re.compile(
    rf"{SENTENCE}(?:do\s+not|don'?t|never)\s+(?:ever\s+|just\s+)?{VERB}(?:e|y)?\b|{SENTENCE}leave\s+(?:this|it)\b"
    rf"|\b(?:must|should|may|can)(?:\s+not|n'?t)\s+(?:ever\s+)?(?:be\s+)?{VERB}\w*"
    r"|\border\s+(?:here\s+)?(?:matters|is\s+(?:important|significant))"
    r"|\bmust\s+(?:stay|remain|come\s+(?:first|last|before|after)|be\s+(?:kept|(?:the\s+)?(?:first|last)))\b",
    re.IGNORECASE,
)
EXPLAINS = re.compile(
    r"\b(?:keep|kept|retain(?:ed)?|preserved?|left)\s+(?:\w+\s+){0,3}"
    r"(?:for|because|until|since|so\s+that|in\s+(?:sync|step)|to\s+(?:avoid|support|stay))\b"
    r"|\bto\s+(?:avoid|prevent)\s+(?:a\s+|the\s+|any\s+)?(?:\w+\s+)?(?:race|dead-?lock|double|duplicat|circular|n\+1|infinite)"
    r"|\b(?:intentional|deliberate)(?:ly)?\b|\bon\s+purpose\b|\b(?:important|security|warning|caution)\s*:|\bhack\b"
    r"|\bwork[-\s]?arounds?\b|\bback(?:ward)?s?[-\s]compat\w*"
    r"|(?:^|[.!?;,:]\s+)keep\s+(?:this|these|it|the)\b|\b(?:because|otherwise|or\s+else)\b"
    r"|\b(?:legacy|old|older|existing)\s+(?:clients?|apps?|versions?|rows?|data)\b",
    re.IGNORECASE,
)
TICKET = re.compile(
    r"(?<![\w&])#\d{2,}\b|(?i:/(?:issues|pull|merge_requests|browse|ticket)/[\w-]+)"
    r"|\b(?i:issue|ticket|bug|incident)\s+#?\w*\d+\b|\bCVE-\d{4}-\d+\b"
    r"|\b(?!(?:UTF|ISO|SHA|RFC|PEP|MD|HTTP|ASCII|IPV|AES|RSA|TLS|UCS|CP|ES|HS|RS|PS|BCP)-)[A-Z]{2,10}-\d+\b"
)
LICENCE = re.compile(r"\b(?:licen[cs]ed?\s+(?:to|under)|copyright|SPDX-)", re.IGNORECASE)  # "must not", numbers
TO_DO = re.compile(r"^\W*(?:todo|fixme|xxx)\b", re.IGNORECASE)  # asks for a change
LONGEST = 160
RULES = re.compile(
    r"(?:^|[.!?:;,(]\s*|\b(?:we|so|and)\s+)(?:do\s+not|don'?t|never|only|always|make\s+sure|be\s+sure|ensure|avoid|prevent)\b"
    r"|\bmust\b|\b(?:do|does)\s+nothing\b|\bskip\b|\bno\s+need\s+to\b",
    re.IGNORECASE,
)
FEW = 6  # statements that a function loses and nothing else, for such a comment to count
KEPT = 0.5  # share of the statements that may go while the rest stands


def derive(subject: Subject) -> Iterator[Constraint]:
    kept = _protecting(subject)
    kept.sort(key=lambda comment: (comment.symbol, comment.place))
    for symbol, on_symbol in groupby(kept, key=lambda comment: comment.symbol):
        yield constraint(symbol, list(on_symbol))


def broken(change: Change) -> Iterator[Violation]:
    """What a comment stands at is gone or another, in a symbol that is still there."""
    were = _Statements(change.base, change.difference.paths)
    are = _Statements(change.head, change.difference.paths)
    before, after = _touched(change, change.base), _touched(change, change.head)  # elsewhere both say the same
    left = Counter(shortened(comment.text) for comment in after)
    had = Counter(shortened(comment.text) for comment in before)
    for comment in before:
        if change.base.is_test(comment.place.path):
            continue
        stands, text = change.stands(comment.subject or comment.symbol), shortened(comment.text)
        if stands is None or not (gone := _gone(change, comment, were, are)):
            continue
        if protects(comment.text):
            remains = left[text] >= had[text] and not (gone == "removed" and _is_stripped(change, comment.symbol))
            yield _violation(
                comment,
                stands,
                f"what a comment protected in `{ending(stands.name, 2)}` was {gone}",
                "suspicion" if FORBIDS.search(comment.text) or not remains else "note",
            )
        elif demands(comment.text) and gone == "removed" and _is_stripped(change, comment.symbol):
            says = f"what a comment demands was taken out of `{ending(stands.name, 2)}`, and nothing put in its place"
            yield _violation(comment, stands, says, "suspicion")


def _violation(comment: CommentView, at: SymbolView, says: str, severity: Severity) -> Violation:
    return Violation(
        constraint=f"protective_comment:{at.name}",
        family="implicit",
        severity=severity,
        place=at.place,
        symbol=at.name,
        message=f"{says}: {quote(shortened(comment.text))}",
        evidence=(Evidence(comment.place, quote(shortened(comment.text))),),
        fix="put it back, or write down why it is no longer needed",
    )


def _touched(change: Change, side: Subject) -> list[CommentView]:
    """The comments of the files that differ."""
    paths = sorted(change.difference.paths & side.files.keys())
    return [comment for path in paths for comment in comments(side.graph, path=path)]


def _is_stripped(change: Change, name: str) -> bool:
    """Did a function lose little and gain nothing?"""
    before, after = change.base.symbol(name), change.stands(name)
    if before is None or after is None or before.kind not in ("function", "method"):
        return False
    return 0 < only_lost(change, before, after) <= FEW


def _gone(change: Change, comment: CommentView, were: "_Statements", are: "_Statements") -> str:
    """What happened to that which a comment stands at; '' where it still stands, here or elsewhere."""
    if not comment.protects:
        return ""
    lost = [one for one in dict.fromkeys(comment.protects) if are.count[one] < were.count[one]]
    if len(lost) <= KEPT * len(set(comment.protects)):
        return ""
    now = change.now(comment.symbol)
    return "removed" if len(are.of.get(now, ())) < len(were.of.get(comment.symbol, ())) else "changed"


class _Statements:
    """The prints of the files that a change touches."""

    def __init__(self, subject: Subject, paths: Collection[str]) -> None:
        self.of = prints_in(subject.graph, paths)
        self.count = Counter(one for prints in self.of.values() for one in prints)


def protects(text: str) -> bool:
    if LICENCE.search(text):
        return False
    if FORBIDS.search(text):
        return True
    return not TO_DO.search(text) and bool(EXPLAINS.search(text) or TICKET.search(text))


def demands(text: str) -> bool:
    """It says what is to be, though not that it is to be left alone."""
    return bool(RULES.search(text)) and not LICENCE.search(text) and not TO_DO.search(text)


def constraint(symbol: str, kept: list[CommentView]) -> Constraint:
    kept.sort(key=lambda comment: (not FORBIDS.search(comment.text), comment.place))
    first = kept[0]
    more = f" (and {len(kept) - 1} more)" if len(kept) > 1 else ""
    protect = "comments protect" if more else "a comment protects"
    return Constraint(
        id=f"protective_comment:{symbol}",
        family="implicit",
        statement=f"{protect} `{ending(symbol, 2)}`: {quote(first.text)}{more}",
        scope=Scope(symbols=(symbol,), paths=tuple(sorted({comment.place.path for comment in kept}))),
        origin="declared",
        severity="suspicion" if FORBIDS.search(first.text) else "note",
        evidence=tuple(Evidence(comment.place, quote(comment.text)) for comment in kept),
    )


def shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def _protecting(subject: Subject) -> list[CommentView]:
    graph = subject.graph
    if subject.paths is None:
        found = comments(graph)
    else:  # with all else that stands on the same symbols: together they are one constraint
        here = [comment for path in subject.paths for comment in comments(graph, path=path)]
        found = comments_on(graph, [comment.symbol for comment in here if protects(comment.text)])
    in_tests = {file.path for file in files(graph) if file.is_test} if found else set()
    return [comment for comment in found if comment.place.path not in in_tests and protects(comment.text)]
