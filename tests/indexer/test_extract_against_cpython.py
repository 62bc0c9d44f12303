"""What we read of a file is what CPython's own parser reads of it, over the standard library."""

import ast
import sysconfig
import warnings
from pathlib import Path
from typing import Any

import pytest

from indexer import facts
from indexer.extract import extract
from tests.indexer import oracle

LIBRARY = Path(sysconfig.get_path("stdlib"))
FOLDERS = (
    "",
    "asyncio",
    "concurrent/futures",
    "email",
    "http",
    "json",
    "logging",
    "multiprocessing",
    "unittest",
    "xml/sax",
)


@pytest.mark.parametrize("folder", FOLDERS)
def test_same_scopes_statements_and_expressions(folder: str) -> None:
    compared = 0
    for path in sorted((LIBRARY / folder).glob("*.py")):
        content = path.read_bytes()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(content)
        except (SyntaxError, UnicodeDecodeError):
            continue
        file = extract(content)
        assert not file.problems, path.name
        expected, found = _scopes_of_ast(tree), _scopes_of_facts(file)
        assert list(found) == list(expected), path.name
        for name, (header, statements) in expected.items():
            assert found[name][0] == header, f"{path.name}: header of {name}"
            for theirs, ours in zip(statements, found[name][1], strict=False):
                assert ours == theirs, f"{path.name}: {name}"
            assert len(found[name][1]) == len(statements), f"{path.name}: {name}"
        compared += 1
    assert compared


def _scopes_of_ast(tree: ast.Module) -> dict[tuple[str, int], Any]:
    """(qualname, line) -> (header, statements), in the order of the source."""
    found: dict[tuple[str, int], Any] = {("<module>", 0): (None, oracle.statements_of_ast(tree.body, []))}

    def visit(node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                name = prefix + child.name
                found[name, child.lineno] = (_header(child), oracle.statements_of_ast(child.body, []))
                visit(child, name + ("." if isinstance(child, ast.ClassDef) else ".<locals>."))
            elif isinstance(child, ast.Lambda):
                visit(child, prefix + "<lambda>.<locals>.")
            else:
                visit(child, prefix)

    visit(tree, "")
    return dict(sorted(found.items(), key=lambda item: item[0][1]))


def _header(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Any:
    decorators = [oracle.from_ast(d) for d in node.decorator_list]
    if isinstance(node, ast.ClassDef):
        keywords = [(k.arg, oracle.from_ast(k.value)) for k in node.keywords]
        return (decorators, [oracle.from_ast(b) for b in node.bases], keywords)
    a = node.args
    defaults = [None] * (len(a.posonlyargs + a.args) - len(a.defaults)) + a.defaults
    plain = [("positional", p) for p in a.posonlyargs] + [("either", p) for p in a.args]
    parameters = [(kind, p.arg, p.annotation, d) for (kind, p), d in zip(plain, defaults, strict=True)]
    if a.vararg:
        parameters.append(("star", a.vararg.arg, a.vararg.annotation, None))
    parameters += [("keyword", p.arg, p.annotation, d) for p, d in zip(a.kwonlyargs, a.kw_defaults, strict=True)]
    if a.kwarg:
        parameters.append(("double_star", a.kwarg.arg, a.kwarg.annotation, None))
    shown = [(kind, name, oracle.from_ast(note), oracle.from_ast(default)) for kind, name, note, default in parameters]
    return (decorators, shown, oracle.from_ast(node.returns), isinstance(node, ast.AsyncFunctionDef))


def _scopes_of_facts(file: facts.FileFacts) -> dict[tuple[str, int], Any]:
    found: dict[tuple[str, int], Any] = {}
    for scope in file.scopes:
        if scope.kind == "lambda":
            continue
        statements = oracle.statements_of_facts(file, scope)
        header: Any = None
        d = scope.definition
        if d is not None:
            decorators = [oracle.from_facts(x) for x in d.decorators]
            if scope.kind == "class":
                header = (
                    decorators,
                    [oracle.from_facts(b) for b in d.bases],
                    [(k, oracle.from_facts(v)) for k, v in d.keywords],
                )
            else:
                parameters = [
                    (p.kind, p.name, oracle.from_facts(p.annotation), oracle.from_facts(p.default))
                    for p in d.parameters
                ]
                header = (decorators, parameters, oracle.from_facts(d.returns), d.is_async)
        found[scope.qualname, d.line if d else 0] = (header, statements)
    return dict(sorted(found.items(), key=lambda item: item[0][1]))
