"""One file's bytes → FileFacts, in one walk."""

from tree_sitter import Node

from indexer.extract import grammar, repair, tables
from indexer.extract.definitions import find_docstring
from indexer.extract.dispatch import statements
from indexer.extract.reader import Reader, repaired
from indexer.extract.source import NotText, decode
from indexer.facts import Comment, FileFacts, Problem
from indexer.flow.fall_through import mark_fall_through

assert tables.EXPRESSIONS  # the tables are filled on import: without them every node would be skipped


def extract(content: bytes) -> FileFacts:
    """Never raises on bad content: what cannot be read is a Problem, and the rest is still there."""
    try:
        source = decode(content)
    except NotText as error:
        return FileFacts(Reader(b"").scopes, [], [Problem(1, str(error))], 0)
    root, source, problems = repair.parse(source)
    reader = Reader(source)
    reader.problems = problems
    statements(reader, root.children)
    find_docstring(reader.scope)
    for scope in reader.scopes:
        mark_fall_through(scope)
    return FileFacts(reader.scopes, _comments(reader, root), reader.problems, len(reader.newlines) + 1)


def _comments(reader: Reader, root: Node) -> list[Comment]:
    """Comments with what they are attached to. Every `#` is asked of the tree whether it opens a comment: far cheaper
    than a query, since comments are few."""
    found: list[tuple[int, str, bool]] = []
    text = reader.text
    position = text.find("#")
    while position >= 0:
        node = root.descendant_for_byte_range(position, position + 1)
        end = position + 1
        if node is not None and node.kind_id == grammar.COMMENT:
            start_of_line = text.rfind("\n", 0, position) + 1
            words = repaired(text[end : node.end_byte]).strip()
            found.append((reader.line(position), words, not text[start_of_line:position].strip()))
            end = node.end_byte
        elif node is not None and not node.children:  # inside a string: on behind it
            end = max(end, node.end_byte)
        position = text.find("#", end)
    return _attached(reader, found) if found else []


def _attached(reader: Reader, comments: list[tuple[int, str, bool]]) -> list[Comment]:
    spans = [
        (
            s.definition.line if s.definition else 0,
            s.definition.end_line if s.definition else len(reader.newlines) + 1,
            n,
        )
        for n, s in enumerate(reader.scopes)
        if s.kind != "lambda"
    ]
    statements = sorted((s.line, n, k) for n, scope in enumerate(reader.scopes) for k, s in enumerate(scope.statements))
    result: list[Comment] = []
    at = 0
    for line, text, alone in comments:
        scope = max((n for first, last, n in spans if first <= line <= last), default=0)
        while at < len(statements) and statements[at][0] < line:
            at += 1
        # On its own line a comment speaks of what follows, at the end of a line of what stands there.
        target = -1
        if not alone:
            k = at
            while k < len(statements) and statements[k][0] == line and statements[k][1] != scope:
                k += 1
            if k < len(statements) and statements[k][0] == line:
                scope, target = statements[k][1], statements[k][2]
            elif at > 0:  # a statement that began on an earlier line
                scope, target = statements[at - 1][1], statements[at - 1][2]
        else:
            for first, number, index in statements[at : at + 8]:
                if number == scope and first > line:
                    target = index
                    break
        result.append(Comment(line, text, scope, target, alone))
    return result
