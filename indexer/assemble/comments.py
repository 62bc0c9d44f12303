"""Comments worth keeping: sentences that people left for people, those on consecutive lines as one."""

import re

from indexer.facts import Comment, FileFacts

SHORTEST = 12  # characters
LONGEST = 500
MACHINE = re.compile(
    r"(?i)^(noqa|type:|pragma|pylint|mypy|ruff|fmt|isort|flake8|nosec|region|endregion|!/|-\*-|pyright)"
)
CODE = re.compile(
    r"(^\s*(from|import|def|class|if|for|return|print|self\.)\b.*[:()=.])|[\])};]\s*$|^\s*[\w.\[\]]+\s*=\s*\S|^\s*@"
)


def kept(facts: FileFacts) -> list[tuple[int, int, str]]:
    """(line, scope number, text)."""
    found: list[tuple[int, int, str]] = []
    run: list[Comment] = []
    for comment in facts.comments:
        if (
            run
            and comment.alone
            and run[-1].alone
            and comment.line == run[-1].line + 1
            and comment.scope == run[-1].scope
        ):
            run.append(comment)
            continue
        found.extend(_as_one(run))
        run = [comment]
    found.extend(_as_one(run))
    return found


def _as_one(run: list[Comment]) -> list[tuple[int, int, str]]:
    words = [c.text for c in run if not MACHINE.match(c.text)]
    if not words:
        return []
    text = " ".join(" ".join(words).split())
    letters = sum(map(str.isalpha, text))
    if len(text) < SHORTEST or letters < len(text) / 2 or all(CODE.search(w) for w in words):
        return []
    return [(run[0].line, run[0].scope, text[:LONGEST])]
