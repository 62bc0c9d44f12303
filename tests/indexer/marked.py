"""Places in source that a test asks about: the statement that a comment stands at."""

from textwrap import dedent

from indexer.expressions import expressions_of, last_name, parts_of
from indexer.extract import extract
from indexer.facts import Call, Expression, FileFacts, Scope


def marked(source: str, mark: str = "here") -> tuple[Scope, int]:
    """The scope and the statement with the comment `# here`."""
    file = extracted(source)
    for comment in file.comments:
        if comment.text == mark:
            return file.scopes[comment.scope], comment.statement
    raise AssertionError(f"no comment {mark!r}")


def extracted(source: str) -> FileFacts:
    file = extract(dedent(source).encode())
    assert not file.problems
    return file


def call_in(scope: Scope, index: int, name: str) -> Call:
    """The call of `name` in a statement."""
    todo: list[Expression] = list(expressions_of(scope.statements[index]))
    while todo:
        expression = todo.pop()
        if isinstance(expression, Call) and last_name(expression) == name:
            return expression
        todo.extend(parts_of(expression))
    raise AssertionError(f"no call of {name}")
