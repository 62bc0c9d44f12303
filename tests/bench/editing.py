"""Random edits of a Python repository, as people make them while they work: on source text, from a seed.

Most edits leave every file parseable; one kind breaks a file on purpose. Nothing of the repository is run: the standard
library's parser says where definitions stand.
"""

import ast
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from random import Random

Tree = dict[str, str]  # text by path, with "/"
Changed = dict[str, str | None]  # what files become; None: the file goes
ATTEMPTS = 200  # at an edit that changes something and breaks nothing
REVERTED = 0.15  # of the edits take an earlier one back
LEFT_OUT = shutil.ignore_patterns(".git", ".chesterton", "node_modules", "*.pyc")
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass
class Edit:
    what: str
    changed: Changed
    before: Changed = field(default_factory=dict)


def copied(root: Path, work: Path) -> Path:
    """A copy that may be edited, without what no edit touches."""
    return Path(shutil.copytree(root, work / root.resolve().name, ignore=LEFT_OUT, symlinks=True))


def load(root: Path) -> Tree:
    """The Python files that can be read as text."""
    found: Tree = {}
    for path in sorted(root.rglob("*.py")):
        inner = path.relative_to(root)
        if any(part.startswith(".") for part in inner.parts) or not path.is_file():
            continue
        try:
            found[inner.as_posix()] = path.read_bytes().decode()
        except UnicodeDecodeError:
            continue
    return found


def write(root: Path, changed: Changed) -> None:
    for name, text in changed.items():
        path = root / name
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())


def edits(tree: Tree, random: Random, count: int, *, inside_bodies: bool = False) -> Iterator[Edit]:
    """Each on top of those before it; `tree` follows. `inside_bodies`: only such as leave definitions as they are."""
    kinds = INSIDE_BODIES if inside_bodies else KINDS
    made: list[Edit] = []
    while len(made) < count:
        edit = _revert(made, tree, random) if made and random.random() < REVERTED else _edit(tree, random, kinds)
        edit.before = {path: tree.get(path) for path in edit.changed}
        for path, text in edit.changed.items():
            if text is None:
                del tree[path]
            else:
                tree[path] = text
        made.append(edit)
        yield edit


def _edit(tree: Tree, random: Random, kinds: tuple[Callable[[Tree, Random], Changed], ...]) -> Edit:
    for _ in range(ATTEMPTS):
        kind = random.choice(kinds)
        changed = kind(tree, random)
        if not changed or all(tree.get(path) == text for path, text in changed.items()):
            continue
        if kind is break_file or all(_parses(text) for text in changed.values() if text is not None):
            return Edit(f"{kind.__name__.replace('_', ' ')}: {', '.join(changed)}", changed)
    raise RuntimeError("no edit fits this repository")


def _revert(made: list[Edit], tree: Tree, random: Random) -> Edit:
    """The files of an earlier edit as they were before it, whatever came later."""
    edit = random.choice(made)
    changed = {p: t for p, t in edit.before.items() if t is not None or p in tree}
    return Edit(f"revert ({edit.what})", changed or dict(list(tree.items())[:1]))


# ------------------------------------------------------------------------------------- kinds of edits


def rename_function(tree: Tree, random: Random) -> Changed:
    """At its definition alone: whoever calls it is left behind."""
    path, node = _definition(tree, random, ast.FunctionDef, ast.AsyncFunctionDef)
    line = tree[path].splitlines(keepends=True)[node.lineno - 1]
    return {path: _lines(tree[path], node.lineno, node.lineno, line.replace(node.name, f"{node.name}_renamed", 1))}


def rename_everywhere(tree: Tree, random: Random) -> Changed:
    _, node = _definition(tree, random, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    word = re.compile(rf"\b{re.escape(node.name)}\b")
    return {path: word.sub(f"{node.name}_new", text) for path, text in tree.items() if word.search(text)}


def delete_definition(tree: Tree, random: Random) -> Changed:
    path, node = _definition(tree, random, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {path: _lines(tree[path], _first_line(node), _last_line(node), "")}


def delete_statement(tree: Tree, random: Random) -> Changed:
    path, statement = _statement(tree, random)
    line = tree[path].splitlines(keepends=True)[statement.lineno - 1]
    indent = line[: len(line) - len(line.lstrip())]
    text = random.choice(["", f"{indent}pass\n"])
    return {path: _lines(tree[path], statement.lineno, _last_line(statement), text)}


def repeat_statement(tree: Tree, random: Random) -> Changed:
    path, statement = _statement(tree, random)
    lines = tree[path].splitlines(keepends=True)[statement.lineno - 1 : _last_line(statement)]
    return {path: _lines(tree[path], statement.lineno, _last_line(statement), "".join(lines * 2))}


def add_method(tree: Tree, random: Random) -> Changed:
    """It hides what ancestors have, where they have a method of that name."""
    path, cls = _definition(tree, random, ast.ClassDef)
    _, other = _definition(tree, random, ast.FunctionDef)
    first = cls.body[0]
    indent = " " * first.col_offset
    text = f"{indent}def {other.name}(self, given=None):\n{indent}    self.added = given\n{indent}    return given\n\n"
    return {path: _lines(tree[path], _first_line(first), _first_line(first) - 1, text)}


def add_call(tree: Tree, random: Random) -> Changed:
    """A function of another module is imported and called with a class of a third."""
    path, node = _definition(tree, random, ast.FunctionDef)
    (there, called), (other, cls) = _top_level(tree, random, ast.FunctionDef), _top_level(tree, random, ast.ClassDef)
    first = node.body[0]
    if first.lineno == node.lineno:
        return {}
    indent = " " * first.col_offset
    text = (
        f"{indent}from {_module(there)} import {called.name}\n{indent}from {_module(other)} import {cls.name}\n"
        f"{indent}{called.name}({cls.name}())\n"
    )
    return {path: _lines(tree[path], first.lineno, first.lineno - 1, text)}


def change_import(tree: Tree, random: Random) -> Changed:
    """It goes, becomes a star, comes from elsewhere, or under another name."""
    path, statement = _found(tree, random, ast.ImportFrom, ast.Import)
    if isinstance(statement, ast.ImportFrom):
        dots, source = "." * statement.level, statement.module or ""
        names = ", ".join(a.name + (f" as {a.asname}" if a.asname else "") for a in statement.names)
        text = random.choice(
            [
                "",
                f"from {dots}{source} import *\n" if source else "",
                f"from {_module(random.choice(sorted(tree)))} import {names}\n",
                f"from {dots}{source} import {statement.names[0].name} as renamed_import\n",
            ]
        )
    else:
        text = random.choice(["", f"import {_module(random.choice(sorted(tree)))}\n"])
    return {path: _lines(tree[path], statement.lineno, _last_line(statement), " " * statement.col_offset + text)}


def change_bases(tree: Tree, random: Random) -> Changed:
    path, cls = _definition(tree, random, ast.ClassDef)
    _, other = _top_level(tree, random, ast.ClassDef)
    line = tree[path].splitlines(keepends=True)[cls.lineno - 1]
    bases = random.choice(["", f"({other.name})", "(object)"])
    line = re.sub(r"\([^()]*\)\s*:|(?<=\w):", f"{bases}:", line, count=1)
    return {path: _lines(tree[path], cls.lineno, cls.lineno, line)}


def move_class(tree: Tree, random: Random) -> Changed:
    """To the end of another file; sometimes an import is left in its place."""
    path, cls = _top_level(tree, random, ast.ClassDef)
    there = random.choice(sorted(tree))
    if there == path:
        return {}
    text = "".join(tree[path].splitlines(keepends=True)[_first_line(cls) - 1 : _last_line(cls)])
    left = random.choice(["", f"from {_module(there)} import {cls.name}\n"])
    return {
        path: _lines(tree[path], _first_line(cls), _last_line(cls), left),
        there: f"{tree[there]}\n\n{text}",
    }


def move_definition_up(tree: Tree, random: Random) -> Changed:
    """Two definitions change places: what is bound stays, the order does not."""
    path, node = _top_level(tree, random, ast.FunctionDef, ast.ClassDef)
    lines = tree[path].splitlines(keepends=True)
    block = "".join(lines[_first_line(node) - 1 : _last_line(node)])
    without = _lines(tree[path], _first_line(node), _last_line(node), "")
    imports = [_last_line(s) for s in ast.parse(without).body if isinstance(s, ast.Import | ast.ImportFrom)]
    at = max(imports, default=0)
    return {path: _lines(without, at + 1, at, f"\n{block}\n")}


def drop_annotations(tree: Tree, random: Random) -> Changed:
    path, node = _definition(tree, random, ast.FunctionDef)
    line = tree[path].splitlines(keepends=True)[node.lineno - 1]
    bare = re.sub(r"(\w)\s*:\s*[\w.|\[\]\" ]+(?=[,)=])", r"\1", line)
    return {path: _lines(tree[path], node.lineno, node.lineno, re.sub(r"\)\s*->.*:", "):", bare))}


def delete_file(tree: Tree, random: Random) -> Changed:
    return {random.choice(sorted(tree)): None}


def rename_file(tree: Tree, random: Random) -> Changed:
    path = random.choice(sorted(tree))
    new = str(PurePosixPath(path).with_name(f"renamed_{PurePosixPath(path).name}"))
    return {path: None, new: tree[path]} if new not in tree else {}


def copy_file(tree: Tree, random: Random) -> Changed:
    """Into another package: two modules, perhaps of one name."""
    path, other = random.choice(sorted(tree)), random.choice(sorted(tree))
    new = str(PurePosixPath(other).with_name(PurePosixPath(path).name))
    return {new: tree[path]} if new not in tree else {}


def edit_settings(tree: Tree, random: Random) -> Changed:
    """A statement of a configuration module goes, or an entry of one of its lists."""
    paths = [path for path in sorted(tree) if re.search(r"(settings|config)[^/]*(/[^/]*)?\.py$", path)]
    if not paths:
        return {}
    path = random.choice(paths)
    lines = tree[path].splitlines(keepends=True)
    entries = [number for number, line in enumerate(lines, 1) if re.match(r"\s+[\"'][^\"']+[\"'],\s*$", line)]
    if entries and random.random() < 0.6:
        number = random.choice(entries)
        return {path: _lines(tree[path], number, number, "")}
    return delete_statement({path: tree[path]}, random)


def break_file(tree: Tree, random: Random) -> Changed:
    """A line is cut in the middle, or gets brackets that nobody closes."""
    path = random.choice(sorted(tree))
    lines = tree[path].splitlines(keepends=True)
    if not lines:
        return {}
    number = random.randrange(len(lines))
    line = lines[number].rstrip("\r\n")
    lines[number] = random.choice([f"{line[: len(line) // 2]}\n", f"{line} ((\n", f"def {line}\n"])
    return {path: "".join(lines)}


def add_comment(tree: Tree, random: Random) -> Changed:
    """Or an empty line: all that follows moves."""
    path = random.choice(sorted(tree))
    lines = tree[path].splitlines(keepends=True)
    if not lines:
        return {}
    number = random.randrange(len(lines))
    indent = lines[number][: len(lines[number]) - len(lines[number].lstrip())].strip("\n")
    lines.insert(number, random.choice([f"{indent}# a remark that somebody left for others to read\n", "\n"]))
    return {path: "".join(lines)}


def edit_body(tree: Tree, random: Random) -> Changed:
    """A statement of a function goes, is said twice, or gets company."""
    path, function = _definition(tree, random, ast.FunctionDef, ast.AsyncFunctionDef)
    inside = [s for s in ast.walk(function) if isinstance(s, ast.stmt) and s is not function]
    statement = random.choice([s for s in inside if not isinstance(s, Definition)] or inside)
    indent = " " * statement.col_offset
    lines = tree[path].splitlines(keepends=True)
    said = "".join(lines[statement.lineno - 1 : _last_line(statement)])
    added = random.choice(
        [
            'print("note")\n',
            "note = None\n",
            f'if not noted:\n{indent}    raise ValueError("no")\n',
            f"found = [1, 2]\n{indent}found.append(3)\n",
        ]
    )
    text = random.choice([f"{indent}pass\n", said + said, f"{indent}{added}{said}"])
    return {path: _lines(tree[path], statement.lineno, _last_line(statement), text)}


def change_constant(tree: Tree, random: Random) -> Changed:
    path, function = _definition(tree, random, ast.FunctionDef, ast.AsyncFunctionDef)
    constants = [
        c
        for s in function.body
        for c in ast.walk(s)
        if isinstance(c, ast.Constant) and type(c.value) in (int, str) and c.lineno == c.end_lineno
    ]
    if not constants:
        return {}
    constant = random.choice(constants)
    line = tree[path].splitlines(keepends=True)[constant.lineno - 1].encode()
    value = b'"other"' if isinstance(constant.value, str) else b"7"
    text = line[: constant.col_offset] + value + line[constant.end_col_offset :]
    return {path: _lines(tree[path], constant.lineno, constant.lineno, text.decode())}


KINDS: tuple[Callable[[Tree, Random], Changed], ...] = (
    rename_function,
    rename_everywhere,
    delete_definition,
    delete_statement,
    repeat_statement,
    add_method,
    add_call,
    change_import,
    change_bases,
    move_class,
    move_definition_up,
    drop_annotations,
    delete_file,
    rename_file,
    copy_file,
    edit_settings,
    break_file,
    add_comment,
    edit_body,
    change_constant,
)
INSIDE_BODIES: tuple[Callable[[Tree, Random], Changed], ...] = (add_comment, edit_body, change_constant)


# ------------------------------------------------------------------------------------- places in the source


def _definition(tree: Tree, random: Random, *kinds: type[ast.AST]) -> tuple[str, Definition]:
    return _found(tree, random, *kinds)  # type: ignore[return-value]


def _statement(tree: Tree, random: Random) -> tuple[str, ast.stmt]:
    return _found(tree, random, ast.Assign, ast.AnnAssign, ast.Expr, ast.Return, ast.If, ast.With, ast.For, ast.Raise)  # type: ignore[return-value]


def _top_level(tree: Tree, random: Random, *kinds: type[ast.AST]) -> tuple[str, Definition]:
    return _found(tree, random, *kinds, nested=False)  # type: ignore[return-value]


def _found(tree: Tree, random: Random, *kinds: type[ast.AST], nested: bool = True) -> tuple[str, ast.AST]:
    """One such node of a random file that parses and has one; each file is as likely as another."""
    for path in random.sample(sorted(tree), len(tree)):
        try:
            module = ast.parse(tree[path])
        except (SyntaxError, ValueError, RecursionError):
            continue
        nodes = [n for n in (ast.walk(module) if nested else module.body) if isinstance(n, kinds)]
        if nodes:
            return path, random.choice(nodes)
    raise RuntimeError(f"no {kinds[0].__name__} in this repository")


def _lines(text: str, first: int, last: int, instead: str) -> str:
    """The text with its lines `first` to `last` replaced; none of them where `last` is before `first`."""
    lines = text.splitlines(keepends=True)
    return "".join([*lines[: first - 1], instead, *lines[last:]])


def _first_line(node: ast.AST) -> int:
    decorators = getattr(node, "decorator_list", [])
    return min([node.lineno, *(d.lineno for d in decorators)])


def _last_line(node: ast.AST) -> int:
    return node.end_lineno or node.lineno


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True
