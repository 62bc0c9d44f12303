"""A graph in a few lines: rows by dotted name, ids and files found by themselves."""

import json
from collections.abc import Sequence

from indexer import similarity
from indexer.graph.conduct_nodes import (
    Answer,
    Assignment,
    Binding,
    Context,
    Effect,
    Query,
    Refusal,
    SchemaField,
    Verdict,
)
from indexer.graph.migration_nodes import (
    Drift,
    DriftKind,
    MigratedColumn,
    MigratedConstraint,
    MigratedTable,
    Migration,
    OperationKind,
    Revision,
)
from indexer.graph.nodes import (
    Access,
    Asserted,
    Assertion,
    AssertionKind,
    Base,
    Before,
    Call,
    Certainty,
    Comment,
    Document,
    Endpoint,
    EntryPoint,
    Field,
    FieldUse,
    File,
    IdleGuard,
    Import,
    ImportKind,
    Kept,
    KeptWhole,
    Model,
    Module,
    OutsideUse,
    Override,
    OwnershipFilter,
    Prints,
    Problem,
    Request,
    ShownTo,
    Snapshot,
    Symbol,
    SymbolKind,
    TableConstraint,
    Test,
    TestKind,
    Transaction,
    Transition,
    Use,
)


class Sketch:
    def __init__(self) -> None:
        self.snapshot = Snapshot(*([] for _ in Snapshot._fields))
        self.ids: dict[str, int] = {}
        self.of_file: dict[str, int] = {}
        self.rows: dict[int, Symbol] = {}
        self.field_ids: dict[str, int] = {}

    def module(
        self, name: str, path: str, *, role: str = "service", layer: str = "", root: str = "", lines: int = 100
    ) -> int:
        file = self.of_file[path] = len(self.of_file) + 1
        self.snapshot.files.append(File(file, path, f"{file:032x}", 10 * lines, 1, 2, 3, lines))
        number = self._symbol(name, "<module>", "module", file, (1, lines), None, "", "", "")
        is_test = "tests" in path
        self.snapshot.modules.append(
            Module(number, root, path.endswith("__init__.py"), is_test, "test" if is_test else role, layer)
        )
        return number

    def add(
        self,
        kind: SymbolKind,
        name: str,
        lines: tuple[int, int] = (1, 1),
        *,
        summary: str = "",
        decorators: str = "",
        signature: str = "",
        qualname: str = "",
    ) -> int:
        owner = name.rpartition(".")[0]
        parent = self.rows[self.ids[owner]]
        above = "" if parent.kind == "module" else parent.qualname + "."
        if kind == "function" and above:
            above += "<locals>."
        leaf = name.rpartition(".")[2]
        return self._symbol(
            name, qualname or above + leaf, kind, parent.file, lines, parent.id, summary, decorators, signature
        )

    def call(
        self, caller: str, callee: str, line: int = 1, certainty: Certainty = "exact", rule: str = "import"
    ) -> None:
        found = self.ids.get(callee)
        new = found is not None and self.rows[found].kind == "class"
        self.snapshot.calls.append(Call(self.ids[caller], found, callee, line, certainty, rule, new))

    def base(self, cls: str, *bases: str) -> None:
        for position, base in enumerate(bases):
            self.snapshot.bases.append(Base(self.ids[cls], position, self.ids.get(base), base))

    def override(self, method: str, overridden: str) -> None:
        self.snapshot.overrides.append(Override(self.ids[method], self.ids[overridden]))

    def imports(self, importer: str, target: str, line: int = 1, kind: ImportKind = "runtime") -> None:
        self.snapshot.imports.append(Import(self.ids[importer], self.ids.get(target), target, line, kind))

    def model(
        self, cls: str, *, app: str = "", table: str | None = None, abstract: bool = False, framework: str = "django"
    ) -> None:
        self.snapshot.models.append(Model(self.ids[cls], framework, app, table, abstract))

    def field(
        self,
        model: str,
        name: str,
        *,
        declared: str = "",
        column: str | None = None,
        type: str = "CharField",
        target: str | None = None,
        choices: str | None = None,
        default: str | None = None,
        references: str = "[]",
    ) -> int:
        number = self.field_ids[f"{model}.{name}"] = len(self.field_ids) + 1
        self.snapshot.fields.append(
            Field(
                id=number,
                model=self.ids[model],
                name=name,
                symbol=self.ids[declared or f"{model}.{name}"],
                kind="column",
                column=column or name,
                type=type,
                null=False,
                unique=None,
                primary_key=False,
                length=None,
                choices=choices,
                target=target,
                target_model=self.ids.get(target or ""),
                on_delete="CASCADE" if target else None,
                references=references,
                default=default,
                related_name=None,
            )
        )
        return number

    def constraint(self, model: str, kind: str, name: str, fields: str, text: str, line: int) -> None:
        self.snapshot.table_constraints.append(TableConstraint(self.ids[model], kind, name, fields, text, line))

    def use(
        self,
        field: str,
        function: str,
        use: Use,
        line: int = 1,
        certainty: Certainty = "exact",
        rule: str = "attribute",
    ) -> None:
        self.snapshot.field_uses.append(FieldUse(self.field_ids[field], self.ids[function], line, use, certainty, rule))

    def outside_use(self, model: str, field: str, function: str, line: int, use: Use) -> None:
        row = OutsideUse(model, field, self.ids[function], line, use, "inferred", "attribute")
        self.snapshot.outside_uses.append(row)

    def endpoint(
        self,
        path: str,
        handler: str,
        *,
        method: str = "",
        methods: str = '["GET"]',
        access: Access = "unknown",
        route: tuple[str, int] | None = None,
    ) -> int:
        row = self.rows[self.ids[handler]]
        number = len(self.snapshot.endpoints) + 1
        name = f"{row.qualname}.{method}" if method else row.qualname
        file, line = (self.of_file[route[0]], route[1]) if route else (None, 0)
        self.snapshot.endpoints.append(
            Endpoint(number, path, methods, row.id, name, row.file, row.line, access, "drf", file, line, "")
        )
        return number

    def before(
        self, endpoint: int, *names: str, guards: bool = True, origin: str = "class", arguments: str = ""
    ) -> None:
        for position, name in enumerate(names):
            id = self.ids.get(name)
            row = Before(endpoint, position, name, id, guards, origin, arguments, "", "exact", 1, 7)
            self.snapshot.before.append(row)

    def idle_guard(self, endpoint: int, name: str, path: str, line: int) -> None:
        self.snapshot.idle_guards.append(IdleGuard(endpoint, name, "", "above the route", self.of_file[path], line))

    def ownership_filter(self, function: str, line: int, model: str, path: str) -> None:
        row = OwnershipFilter(self.ids[function], line, self.ids[model], "filter", path, "request.user", "exact")
        self.snapshot.ownership_filters.append(row)

    def shown_to(self, cls: str, field: str, test: str, function: str, line: int) -> None:
        self.snapshot.shown_to.append(ShownTo(self.ids[cls], field, "hidden", test, self.ids[function], line))

    def document(self, path: str) -> None:
        self.snapshot.documents.append(Document(path, "d1", 120, 7, 8, 9))

    def entry_point(self, symbol: str, kind: str, detail: str = "") -> None:
        self.snapshot.entry_points.append(EntryPoint(self.ids[symbol], kind, detail))

    def transaction(self, symbol: str, line: int) -> None:
        self.snapshot.transactions.append(
            Transaction(self.ids[symbol], "decorator", line, "django.db.transaction.atomic", line + 5)
        )

    def refusal(self, symbol: str, line: int, test: str, outcome: str) -> None:
        self.snapshot.refusals.append(Refusal(self.ids[symbol], line, test, "", outcome, "raise", 403, "", denies=True))

    def answer(self, symbol: str, line: int, *keys: str) -> None:
        self.snapshot.answers.append(Answer(self.ids[symbol], line, 200, json.dumps(keys), is_open=False, schema=""))

    def schema_field(self, cls: str, line: int, name: str) -> None:
        self.snapshot.schema_fields.append(SchemaField(self.ids[cls], line, name, "int", required=True, only=""))

    def verdict(self, symbol: str, line: int, text: str) -> None:
        self.snapshot.verdicts.append(Verdict(self.ids[symbol], line, text, json.dumps([text])))

    def query(self, symbol: str, line: int, model: str, field: str, value: str, base: int | None = None) -> int:
        """One condition on one field; its id."""
        number = len(self.snapshot.queries) + 1
        text, leaf = f"{model}.objects.get({field}={value})", model.rpartition(".")[2]
        self.snapshot.queries.append(
            Query(
                id=number,
                symbol=self.ids[symbol],
                line=line,
                model=self.ids[model],
                model_name="",
                source=f"{leaf}.objects",
                manager="objects",
                methods='["objects", "get"]',
                terminal="get",
                locks=False,
                raw=False,
                tables="",
                text=text,
                base=base,
            )
        )
        found = self.field_ids[f"{model}.{field}"]
        self.snapshot.bindings.append(Binding(number, field, found, "exact", value, False, False, "get"))
        return number

    def effect(self, symbol: str, line: int, callee: str, text: str) -> None:
        found = self.ids.get(callee)
        target = None if found is not None else callee
        row = Effect(self.ids[symbol], line, found, target, "statement", text, after_commit=False, given="")
        self.snapshot.effects.append(row)

    def test(self, symbol: str, kind: TestKind = "happy", ticket: str = "") -> None:
        self.snapshot.tests.append(Test(self.ids[symbol], kind, ticket))

    def request(self, function: str, endpoint: int | None, line: int, certainty: Certainty = "inferred") -> None:
        self.snapshot.requests.append(Request(self.ids[function], endpoint, "POST", "/x/", line, certainty))

    def asserts(self, function: str, kind: AssertionKind, value: str, line: int, request: int = 0) -> None:
        self.snapshot.assertions.append(Assertion(self.ids[function], kind, "", value, line, request))

    def revision(self, symbol: str, app: str, *depends_on: str, leaf: bool = True, replaced: bool = False) -> None:
        name, sequence = symbol.split(".")[-2], len(self.snapshot.revisions)
        self.snapshot.revisions.append(
            Revision(self.ids[symbol], app, name, sequence, json.dumps(depends_on), leaf, replaced)
        )

    def context(self, symbol: str, line: int, end: int, name: str) -> None:
        self.snapshot.contexts.append(
            Context(self.ids[symbol], line, end, "with", name, f"{name}()", "", "", "", False)
        )

    def assignment(self, symbol: str, line: int, field: str, value: str, was: str = "") -> None:
        model, _, name = field.rpartition(".")
        row = Assignment(
            symbol=self.ids[symbol],
            line=line,
            model=self.ids[model],
            field=name,
            value=repr(value),
            kind="constant",
            by="attribute",
            constants=f'["{value}"]',
            operator="=",
            given="",
            was=f'["{was}"]' if was else "",
            was_not="",
        )
        self.snapshot.assignments.append(row)

    def transition(self, field: str, source: str, target: str, function: str, line: int) -> None:
        model, _, name = field.rpartition(".")
        event, file = function.rpartition(".")[2], self.rows[self.ids[function]].file
        made_by, guards = self.ids[function], '["can_pay"]'
        self.snapshot.transitions.append(
            Transition(self.ids[model], name, source, target, event, made_by, guards, "django-fsm", file, line)
        )

    def migration(
        self,
        symbol: str,
        app: str,
        position: int,
        operation: str,
        model: str,
        field: str = "",
        *,
        kind: OperationKind = "add_column",
        after: str | None = None,
    ) -> None:
        self.snapshot.migrations.append(
            Migration(
                symbol=self.ids[symbol],
                app=app,
                name=symbol.split(".")[-2],
                position=position,
                operation=operation,
                kind=kind,
                model=model,
                field=field,
                line=10 + position,
                scope="both",
                online=None,
                reversible=None,
                before=None,
                after=after,
            )
        )

    def migrated(self, symbol: str, app: str, model: str, *columns: str, complete: bool = True) -> None:
        """A table, in a constraint all its columns."""
        number, at = len(self.snapshot.migrated_tables) + 1, self.ids[symbol]
        table = model if not app else f"{app}_{model}"
        self.snapshot.migrated_tables.append(
            MigratedTable(number, app, model if app else "", table, complete, at, line=11)
        )
        for line, name in enumerate(columns, 12):
            self.snapshot.migrated_columns.append(
                MigratedColumn(number, name, name, "CharField", False, None, None, 20, None, None, "", at, line)
            )
        self.snapshot.migrated_constraints.append(MigratedConstraint(number, "unique", "together", json.dumps(columns)))

    def drift(self, model: str, field: str, kind: DriftKind, line: int) -> None:
        self.snapshot.drift.append(Drift(self.ids[model], field, kind, "false", "true", line))

    def comment(self, symbol: str, line: int, text: str) -> None:
        row = self.rows[self.ids[symbol]]
        self.snapshot.comments.append(Comment(row.file, line, row.id, text, None, b"\1\0\0\0"))

    def kept(self, path: str) -> None:
        self.snapshot.kept.append(Kept(self.of_file[path], b"\x80", b"\x90"))
        self.snapshot.kept_whole.append(KeptWhole("ancestors", b"\x90"))

    def prints(self, name: str) -> None:
        self.snapshot.prints.append(Prints(self.ids[name], b"\1\0\0\0"))

    def asserted(self, name: str) -> None:
        self.snapshot.asserted.append(Asserted(self.ids[name], b"\1\0\0\0", ""))

    def problem(self, path: str, line: int, message: str) -> None:
        self.snapshot.problems.append(Problem(path, line, message))

    def fingerprint(
        self,
        symbol: str,
        *,
        role: str = "service",
        data: Sequence[str] = (),
        calls: Sequence[str] = (),
        structure: Sequence[str] = (),
        words: Sequence[str] = (),
    ) -> None:
        self.snapshot.fingerprints.append(
            similarity.fingerprint(
                self.ids[symbol], role=role, data=data, calls=calls, structure=structure, words=words
            )
        )

    def _symbol(
        self,
        name: str,
        qualname: str,
        kind: SymbolKind,
        file: int,
        lines: tuple[int, int],
        parent: int | None,
        summary: str,
        decorators: str,
        signature: str,
    ) -> int:
        number = len(self.rows) + 1
        row = Symbol(number, name, qualname, kind, file, *lines, parent, summary, decorators, signature)
        self.rows[number] = row
        self.ids.setdefault(name, number)
        self.snapshot.symbols.append(row)
        return number
