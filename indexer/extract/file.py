"""One file's bytes → FileFacts, in one walk."""

from indexer.extract import plain, repair, tables
from indexer.extract.comments import comments
from indexer.extract.definitions import find_docstring
from indexer.extract.dispatch import statements
from indexer.extract.prints import take_prints
from indexer.extract.reader import Reader
from indexer.extract.source import NotText, decode
from indexer.facts import FileFacts, Problem
from indexer.flow.fall_through import mark_fall_through

assert tables.EXPRESSIONS  # the tables are filled on import: without them every node would be skipped


def extract(content: bytes) -> FileFacts:
    """Never raises on bad content: what cannot be read is a Problem, and the rest is still there."""
    try:
        return _extract(content)
    except NotText as error:
        return _nothing(str(error))
    except RecursionError:  # little room was left by the caller: nesting is bounded
        return _nothing("nested too deeply")


def _extract(content: bytes) -> FileFacts:
    plain.forget()
    source, problems = decode(content)
    root, source, broken = repair.parse(source)
    reader = Reader(source)
    reader.problems = problems + broken
    statements(reader, root.children)
    find_docstring(reader.scope)
    take_prints(source, reader.spans)
    for scope in reader.scopes:
        mark_fall_through(scope)
    lines = source.count(b"\n") + (bool(source) and not source.endswith(b"\n"))
    return FileFacts(reader.scopes, comments(reader, root), reader.problems, lines)


def _nothing(why: str) -> FileFacts:
    return FileFacts(Reader(b"").scopes, [], [Problem(1, why)], 0)
