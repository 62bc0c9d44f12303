"""Comments worth keeping: sentences that people left for people, those on consecutive lines as one."""

import re

from indexer.assemble.statements import by_scope, packed, prints_at
from indexer.assemble.symbols import Symbols
from indexer.facts import Comment, Define, FileFacts
from indexer.graph import nodes
from indexer.resolve.program import Program

SHORTEST = 12  # characters
LONGEST = 500
MACHINE = re.compile(
    r"(?i)^(noqa|type:|pragma|pylint|mypy|ruff|fmt|isort|flake8|nosec|region|endregion|!/|-\*-|pyright)"
)
CODE = re.compile(
    r"\s*((from|import|def|class|if|for|return|print|self\.)\b.*[:()=.]|[\w.\[\]]+\s*=\s*\S|@)"
)  # at the start of a line
ENDS_CODE = tuple("])};")


def comments(program: Program, symbols: Symbols, file_ids: dict[str, int]) -> list[nodes.Comment]:
    found = []
    for module in program.modules:
        if not module.facts.comments:
            continue
        entities = by_scope(module)
        file = file_ids[module.file_path]
        for line, comment, text in kept(module.facts):
            scope = module.facts.scopes[comment.scope]
            at = scope.statements[comment.statement] if comment.statement >= 0 else None
            subject = symbols[entities[at.scope]] if type(at) is Define else None
            protected = packed(prints_at(scope, comment.statement)) if at is not None and subject is None else b""
            found.append(nodes.Comment(file, line, symbols[entities[comment.scope]], text, subject, protected))
    return found


def kept(facts: FileFacts) -> list[tuple[int, Comment, str]]:
    """First line, the last comment of those that follow one another, and the text of all."""
    found: list[tuple[int, Comment, str]] = []
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


def _as_one(run: list[Comment]) -> list[tuple[int, Comment, str]]:
    words = [c.text for c in run if not MACHINE.match(c.text)]
    if not words:
        return []
    text = " ".join(" ".join(words).split())
    letters = sum(map(str.isalpha, text))
    if len(text) < SHORTEST or letters < len(text) / 2 or all(map(_is_code, words)):
        return []
    return [(run[0].line, run[-1], text[:LONGEST])]


def _is_code(text: str) -> bool:
    return text.rstrip().endswith(ENDS_CODE) or CODE.match(text) is not None
