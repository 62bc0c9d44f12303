"""What code relies on, against the constraints that five applications were found to lack (cFinder, ASPLOS 2023).

`cfinder.py FOLDER`: a copy of the artifact (huanghc/cFinder). Its history set is 52 files, each as it was before one of
117 constraints was added, and a table of the models of each application (`*_model_class.csv`). Every file is indexed
with the models of that table around it, where its imports look for them; what a label says is taken out of the table
first. A label is found when code relies on its columns, in its table or in one that inherits the column from the same
parent, as the artifact counts. Printed besides: what else is relied on, and whether the schema keeps it somewhere.
"""

import ast
import csv
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from constraints.reliance import Reliance, kept_by, one_row, rows_elsewhere, values
from constraints.subject import Subject
from indexer.build import build
from indexer.graph import Graph

APPLICATIONS = ("oscar", "saleor", "shuup", "wagtail", "zulip")
KINDS = {"one row": "unique", "a value": "null", "a row elsewhere": "fk"}
WAYS_BACK = ("ManyToOneRel", "OneToOneRel", "ManyToManyRel", "GenericRel", "GenericRelation", "TextIDGenericRelation")
LIKE = (  # what a field of the application's own is like, by its name
    ("Text", "TextField"), ("Char", "CharField"), ("Slug", "CharField"), ("Identifier", "CharField"),
    ("URL", "CharField"), ("Phone", "CharField"), ("Money", "DecimalField"), ("Decimal", "DecimalField"),
    ("Quantity", "DecimalField"), ("Integer", "IntegerField"),
)  # fmt: skip
DJANGO = frozenset(
    {"CharField", "BigAutoField", "DateTimeField", "PositiveIntegerField", "DecimalField", "TextField", "BooleanField",
     "IntegerField", "SlugField", "EmailField", "FloatField", "ImageField", "SmallIntegerField", "TimeField",
     "PositiveSmallIntegerField", "DateField", "FileField", "URLField", "AutoField", "JSONField", "UUIDField",
     "GenericIPAddressField", "NullBooleanField"}
)  # fmt: skip

Row = dict[str, str]
Key = tuple[str, str, frozenset[str]]  # kind, table, columns


@dataclass(frozen=True)
class Model:
    module: str
    name: str
    table: str
    app: str
    rows: dict[str, Row] = field(hash=False, compare=False)


def labels(folder: Path, app: str) -> list[Key]:
    found = []
    for kind in ("unique", "null", "fk"):
        with (folder / f"{app}_{kind}.csv").open() as file:
            for row in csv.DictReader(file):
                found.append((kind, row["table"], frozenset(plain(name) for name in row["column"].split(","))))
    return found


def plain(column: str) -> str:
    return column.strip().removesuffix("_id")


def models(folder: Path, app: str) -> list[Model]:
    found: dict[tuple[str, str], Model] = {}
    with (folder / f"{app}_model_class.csv").open() as file:
        for row in csv.DictReader(file):
            model = Model(row["module"], row["model"], row["table"], row["app"], {})
            name = plain(row["field"]) if row["related_model"] else row["field"]  # some are named by their column
            found.setdefault((row["module"], row["model"]), model).rows.setdefault(name, row)
    _point_back(found.values())
    return list(found.values())


def _point_back(found: Iterable[Model]) -> None:
    """The keys that the table leaves out, and that the ways back from them tell of: named after what they point at."""
    by_table = {model.table: model for model in found}
    for model in list(by_table.values()):
        for row in list(model.rows.values()):
            pointing = by_table.get(row["related_model"]) if row["field_type"] == "ManyToOneRel" else None
            if pointing and all(other["related_model"] != model.table for other in pointing.rows.values()):
                name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", model.name).casefold()
                key = {
                    "field_type": "ForeignKey",
                    "related_model": model.table,
                    "related_names": "",
                    "null": "",
                    "parent": "",
                }
                pointing.rows.setdefault(name, defaultdict(str, {**row, **key}))


def declared(model: Model, every: list[Model], wanted: list[Key]) -> str:
    """The class of a model, without what the labels say of it, and with the columns that only they know."""
    null = {name for kind, table, names in wanted if kind == "null" and table == model.table for name in names}
    unique = {min(names) for kind, table, names in wanted if (kind, table, len(names)) == ("unique", model.table, 1)}
    keys = {min(names) for kind, table, names in wanted if kind == "fk" and table == model.table}
    lines = []
    for name, row in model.rows.items():
        if row["field_type"] not in WAYS_BACK and name.isidentifier():
            lines.append(f"    {name} = {_field(row, every, plain(name), null, unique, keys)}")
    known = {plain(name) for name in model.rows}
    named = {name for _, table, names in wanted if table == model.table for name in names}
    lines += [f"    {name} = models.CharField(max_length=255)" for name in sorted(named - known)]
    meta = f"    class Meta:\n        app_label = {model.app!r}\n        db_table = {model.table!r}"
    return "\n".join([f"class {model.name}(models.Model):", *lines, "", meta])


def _field(row: Row, every: list[Model], name: str, null: set[str], unique: set[str], keys: set[str]) -> str:
    kind, to = row["field_type"], row["related_model"]
    if name in keys:
        return "models.IntegerField(null=True)"
    given = []
    if row["primary_key"].lower() == "true":
        given.append("primary_key=True")
    elif row["unique"].lower() == "true" and name not in unique:
        given.append("unique=True")
    if row["null"].lower() == "true" or name in null:
        given.append("null=True")
    if row["default"] and not row["default"].startswith("<"):
        given.append(f"default={row['default']!r}")
    if row["related_names"] and to:
        given.append(f"related_name={row['related_names']!r}")
    target = next((f"{other.app}.{other.name}" for other in every if other.table == to), to.replace("_", ".", 1))
    if "ManyToMany" in kind:
        through = [f"{other.app}.{other.name}" for other in every if other.name == row["through_model"]]
        given += [f"through={name!r}" for name in through[:1]]
        return f"models.ManyToManyField({', '.join([repr(target), *(g for g in given if g != 'null=True')])})"
    if to:
        given.append(f"on_delete=models.{row['on_delete'] or 'CASCADE'}")
        return f"models.{'OneToOneField' if 'OneToOne' in kind else 'ForeignKey'}({', '.join([repr(target), *given])})"
    if row["max_length"]:
        given.append(f"max_length={row['max_length']}")
    return f"models.{alike(kind)}({', '.join(given)})"


def alike(kind: str) -> str:
    return kind if kind in DJANGO else next((like for part, like in LIKE if part in kind), "JSONField")


def plant(file: Path, root: Path, every: list[Model], wanted: list[Key]) -> None:
    """One file of the set, in the package of the application that its name begins with, and the models around it."""
    text = re.sub(r"from django\.db\.models(\.loading)? import get_model", "get_model = None", file.read_text("utf-8"))
    tree = ast.parse(text)
    own = sorted((model.app for model in every if file.stem.startswith(model.app)), key=len)
    home = next((m.module for m in every if own and m.app == own[-1]), every[0].module).split(".")
    package = home[: home.index("models")] if "models" in home else home[:-1]
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    package += ["inner"] * max(0, max((node.level for node in imports), default=0) - len(package))
    defined = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    files: defaultdict[str, list[str]] = defaultdict(list)
    here = ".".join([*package, file.stem])
    for model in every:
        written = next((name for name in (model.name, f"Abstract{model.name}") if name in defined), None)
        if written is None:
            files[model.module].append(declared(model, every, wanted))
        else:
            files[model.module].append(f"from {here} import {written}")
            if written != model.name:
                meta = f"    class Meta:\n        app_label = {model.app!r}\n        db_table = {model.table!r}"
                files[model.module].append(f"class {model.name}({written}):\n{meta}")
    _stand_in(tree, imports, package, files, every)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    bound = defined | {name.asname or name.name for node in imports for name in node.names}
    loaded = [f"from {m.module} import {m.name}" for m in every if m.name in used - bound]  # by name, as it runs
    files[here] = [text, *loaded]
    for module in [module for module in files if module.rpartition(".")[0] in files]:
        files[module.rpartition(".")[0]].insert(0, f"from {module} import *")
    for module, parts in files.items():
        path = root.joinpath(*module.split("."))
        path = (
            path / "__init__.py" if any(other.startswith(f"{module}.") for other in files) else path.with_suffix(".py")
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n\n".join(["from django.db import models", *parts]) + "\n", "utf-8")


def _stand_in(
    tree: ast.Module,
    imports: list[ast.ImportFrom],
    package: list[str],
    files: defaultdict[str, list[str]],
    every: list[Model],
) -> None:
    """What the file imports and the table does not have: models under the names of then, fields, loading by name."""
    where = {model.name: model.module for model in every}
    for node in imports:
        base = package[: len(package) - node.level + 1] if node.level else []
        module = ".".join([*base, *([node.module] if node.module else [])])
        if module.partition(".")[0] == "django" or not module:
            continue
        there = "\n".join(files.get(module, ()))
        for name in node.names:
            if re.search(rf"\b{name.name}\b", there):
                continue
            if name.name in where:
                files[module].append(f"from {where[name.name]} import {name.name}")
            elif name.name.endswith("Field") and module.partition(".")[0] == package[0]:
                files[module].append(f"class {name.name}(models.{alike(name.name)}):\n    pass")
            elif name.name == "get_model" and module.partition(".")[0] == package[0]:
                files[module].append("from django.apps import apps\n\nget_model = apps.get_model")


@dataclass
class Relied:
    kept: str = ""  # by what of the schema, in some tree of the application
    says: str = ""
    by_code: bool = False


def relied_on(folder: Path, app: str, wanted: list[Key]) -> dict[Key, Relied]:
    every = models(folder, app)
    found: defaultdict[Key, Relied] = defaultdict(Relied)
    for file in sorted((folder / "history_app" / app).glob("*.py")):
        with tempfile.TemporaryDirectory() as work:
            plant(file, Path(work, "tree"), every, wanted)
            build(Path(work, "tree"), Path(work, "graph.db"))
            with Graph.open(Path(work, "graph.db")) as graph:
                for table, one, kept in _found(Subject.everything(graph), every):
                    row = found[KINDS[one.kind], table, frozenset(map(plain, one.fields))]
                    row.kept, row.by_code = row.kept or kept, row.by_code or bool(one.functions)
                    row.says = row.says or f"{file.stem}: {one.evidence[0].says}"
    return found


def _found(subject: Subject, every: list[Model]) -> Iterator[tuple[str, Reliance, str]]:
    fields = [one for model in subject.models for one in subject.fields(model)]
    by_name = {model.name: model for model in subject.models}
    for one in [*one_row(subject, subject.models), *values(subject, fields), *rows_elsewhere(subject, fields)]:
        leaf = one.model.rpartition(".")[2].removeprefix("Abstract")
        named = [model for model in every if model.name == leaf]
        near = [model for model in named if f".{model.app}." in one.model] or named
        table = near[0].table if near else by_name[one.model].table or one.model
        yield table, one, kept_by(subject, by_name[one.model], one)


def parents(every: Iterable[Model]) -> dict[tuple[str, str], str]:
    return {(model.table, plain(name)): row["parent"] for model in every for name, row in model.rows.items()}


def main(folder: Path) -> None:
    data = folder / "data" / "history_issues"
    all_labels, hit, right, told = Counter[str](), Counter[str](), Counter[bool](), Counter[bool]()
    for app in APPLICATIONS:
        wanted, parent = labels(data, app), parents(models(data, app))
        found = relied_on(data, app, wanted)
        met: set[Key] = set()
        for kind, table, names in wanted:
            fits = [
                key
                for key in found
                if key[0] == kind
                and names <= key[2]
                and (key[1] == table or _inherits_alike(parent, table, key[1], names))
            ]
            all_labels[kind] += 1
            hit[kind] += bool(fits)
            met.update(fits)
            if not fits:
                print(f"not found: {app} {kind} {table} {', '.join(sorted(names))}")
        for key, row in found.items():
            told[row.by_code] += 1
            right[row.by_code] += key in met or bool(row.kept)
            if key not in met and not row.kept and row.by_code:
                print(f"unlabelled: {app} {key[0]} {key[1]} {', '.join(sorted(key[2]))}; {row.says[:120]}")
    for kind, of in all_labels.items():
        print(f"{kind}: {hit[kind]} of {of}")
    print(f"recall: {hit.total()} of {all_labels.total()} = {hit.total() / all_labels.total():.1%}")
    print(f"seen in code: {right[True]} of {told[True]} are labelled or kept by the schema; the rest is to be read")
    print(f"seen in declarations alone: {right[False]} of {told[False]} are labelled or kept by the schema")


def _inherits_alike(parent: dict[tuple[str, str], str], table: str, other: str, names: frozenset[str]) -> bool:
    ours = {parent.get((table, name), "") for name in names}
    theirs = {parent.get((other, name), "") for name in names}
    return "" not in ours and not ours.isdisjoint(theirs)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
