"""Comments, with the scope they stand in and the statement they are attached to."""

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from tree_sitter import Node

from indexer.extract import grammar
from indexer.extract.reader import Reader, repaired
from indexer.facts import Comment, Define, Definition, Scope


def between_statements(reader: Reader, node: Node) -> None:
    reader.comments.append(node)


def comments(reader: Reader, root: Node) -> list[Comment]:
    found = _found(reader, root)
    return _attached(reader, found) if found else []


class _Found(NamedTuple):
    line: int
    text: str
    column: int
    alone: bool
    inside: bool  # a statement that goes on behind it


def _found(reader: Reader, root: Node) -> list[_Found]:
    """Every other `#` is looked up in the tree, whether it opens a comment: cheaper than a query, as they are few."""
    found: list[_Found] = []
    text = reader.text
    known = {node.start_byte: node for node in reader.comments}
    position = text.find("#")
    while position >= 0:
        node = known.get(position)
        inside = False
        if node is None:
            node, parent = grammar.smallest(root, position)
            inside = parent.kind_id not in BETWEEN_STATEMENTS
        end = position + 1
        if node.kind_id == grammar.COMMENT:
            row, column = node.start_point
            words = repaired(text[end : node.end_byte]).strip()
            alone = not text[position - column : position].strip()
            found.append(_Found(row + 1, words, column, alone, inside))
            end = node.end_byte
        elif not node.children:  # inside a string: on behind it
            end = max(end, node.end_byte)
        position = text.find("#", end)
    return found


def _attached(reader: Reader, found: list[_Found]) -> list[Comment]:
    scopes = reader.scopes
    lines = _Lines(scopes)
    # Headers in the order of the source; those of lambdas do not take comments.
    headers = sorted((s.definition.line, n) for n, s in enumerate(scopes) if s.definition and s.kind != "lambda")
    result: list[Comment] = []
    around = [0]  # the scopes that a line stands in, the module first
    opened = 0
    for comment in found:
        line = comment.line
        while opened < len(headers) and headers[opened][0] <= line:
            _leave(scopes, around, headers[opened][0])
            around.append(headers[opened][1])
            opened += 1
        last = around[-1]
        _leave(scopes, around, line)
        scope = around[-1]
        if comment.alone and not comment.inside:
            if last != scope:
                scope = _indented_below(reader, lines, comment, scope, last)
            place = bisect_right(lines[scope], line)
            statement = place if place < len(lines[scope]) else -1
        else:
            scope, statement = _statement_at(scopes, lines, scope, line)
        result.append(Comment(line, comment.text, scope, statement, comment.alone))
    return result


def _leave(scopes: list[Scope], around: list[int], line: int) -> None:
    while len(around) > 1 and _header(scopes[around[-1]]).end_line < line:
        around.pop()


def _header(scope: Scope) -> Definition:
    assert scope.definition is not None
    return scope.definition


def _indented_below(reader: Reader, lines: "_Lines", comment: _Found, scope: int, last: int) -> int:
    """A comment behind the last statement of a function, as far in as its body, still belongs to the function."""
    chain: list[int] = []
    while last > scope:
        chain.append(last)
        last = reader.scopes[last].parent
    for inner in reversed(chain if last == scope else []):
        header = _header(reader.scopes[inner])
        following = bisect_right(lines[scope], header.end_line)
        ended = following < len(lines[scope]) and lines[scope][following] < comment.line
        if ended or comment.column <= reader.columns[inner]:
            break
        scope = inner
    return scope


def _statement_at(scopes: list[Scope], lines: "_Lines", scope: int, line: int) -> tuple[int, int]:
    """The statement on this line, or the last one before it: of the scope, else the header of the scope itself."""
    place = bisect_left(lines[scope], line)
    if place < len(lines[scope]):
        following = scopes[scope].statements[place]
        if following.line == line:
            return scope, place
        if type(following) is Define and line in _header(scopes[following.scope]).decorator_lines:
            return scope, place
    header = scopes[scope].definition
    if header is not None and (place == 0 or header.line == line):
        parent = scopes[scope].parent
        for index in range(bisect_left(lines[parent], header.line), len(lines[parent])):
            statement = scopes[parent].statements[index]
            if type(statement) is Define and statement.scope == scope:
                return parent, index
    return scope, place - 1


class _Lines(dict[int, list[int]]):
    """The lines of the statements of a scope, by its number."""

    def __init__(self, scopes: list[Scope]) -> None:
        super().__init__()
        self.scopes = scopes

    def __missing__(self, number: int) -> list[int]:
        found = self[number] = [statement.line for statement in self.scopes[number].statements]
        return found


BETWEEN_STATEMENTS = frozenset(
    grammar.kind(name)
    for name in (
        "module",
        "block",
        "if_statement",
        "elif_clause",
        "else_clause",
        "for_statement",
        "while_statement",
        "try_statement",
        "except_clause",
        "finally_clause",
        "with_statement",
        "match_statement",
        "case_clause",
        "decorated_definition",
        "function_definition",
        "class_definition",
    )
) | {grammar.ERROR}
