"""One snapshot from the resolved program, its edges and what the adapters found."""

import json
from collections.abc import Iterable
from itertools import chain

from indexer.assemble.comments import comments
from indexer.assemble.conduct import ConductRows
from indexer.assemble.edges import calls, field_uses, outside_uses
from indexer.assemble.fingerprints import fingerprints
from indexer.assemble.imports import import_row
from indexer.assemble.migrations import Migrations
from indexer.assemble.roles import areas, roles
from indexer.assemble.statements import asserted, prints
from indexer.assemble.symbols import Symbols
from indexer.assemble.web import EndpointRows, ownership_filters, shown_to
from indexer.conduct import Conduct
from indexer.discover import Skipped, SourceFile, is_test
from indexer.frameworks.findings import FieldFound, Findings, ModelFound
from indexer.graph import nodes
from indexer.infer.edges import Edges
from indexer.resolve.entities import Class, External, Function, Variable
from indexer.resolve.program import Program


def assemble(
    program: Program,
    edges: Edges,
    findings: Findings,
    conduct: Conduct,
    *,
    files: Iterable[tuple[SourceFile, str]],
    skipped: Iterable[Skipped],
) -> nodes.Snapshot:
    """`files`: every file read, with the hash of its content."""
    return _Assembly(program, edges, findings, conduct, list(files), list(skipped)).snapshot()


class _Assembly:
    def __init__(
        self,
        program: Program,
        edges: Edges,
        findings: Findings,
        conduct: Conduct,
        files: list[tuple[SourceFile, str]],
        skipped: list[Skipped],
    ) -> None:
        self.program, self.edges, self.findings, self.conduct = program, edges, findings, conduct
        self.files, self.skipped = files, skipped
        self.file_ids = {source.path: number for number, (source, _) in enumerate(files, 1)}
        self.symbols = Symbols(program, self.file_ids)
        self.fields: list[nodes.Field] = []
        self.field_ids: dict[tuple[Class, str], int] = {}

    def snapshot(self) -> nodes.Snapshot:
        self._fields()  # makes symbols, so before the symbols are taken
        numbers = self.symbols
        uses = field_uses(chain(self.edges.field_uses, self.findings.field_uses), self.field_ids, numbers)
        migrations = Migrations(self.findings, self.symbols)
        rows = ConductRows(self.conduct, numbers, self.field_ids)
        web = EndpointRows(self.findings.endpoints, self.symbols, self.file_ids)
        return nodes.Snapshot(
            files=self._files(),
            documents=self._documents(),
            problems=self._problems(),
            symbols=self.symbols.rows,
            modules=self._modules(),
            bases=self._bases(),
            overrides=self._overrides(),
            imports=self._imports(),
            calls=calls(self.edges.calls, numbers),
            models=[self._model(m) for m in self.findings.models.values()],
            fields=self.fields,
            table_constraints=self._table_constraints(),
            field_uses=uses,
            outside_uses=outside_uses(self.edges.field_uses, self.findings.models, numbers),
            endpoints=web.endpoints,
            before=web.before,
            idle_guards=web.idle_guards,
            ownership_filters=ownership_filters(self.findings, self.edges, self.symbols),
            shown_to=shown_to(self.findings, self.symbols),
            entry_points=[
                nodes.EntryPoint(self._entered(e.entity), e.kind, e.detail) for e in self.findings.entry_points
            ],
            transactions=rows.transactions(self.findings.transactions),
            transitions=self._transitions(),
            tests=[nodes.Test(self.symbols[t.function], t.kind, t.ticket) for t in self.findings.tests],
            requests=self._requests(),
            assertions=[
                nodes.Assertion(self.symbols[a.function], a.kind, a.subject, a.value, a.line, a.request)
                for a in self.findings.assertions
            ],
            revisions=migrations.revisions(),
            migrations=migrations.operations(),
            migrated_tables=migrations.tables(),
            migrated_columns=migrations.columns(),
            migrated_constraints=migrations.constraints(),
            drift=migrations.drift(),
            refusals=rows.refusals(),
            queries=rows.queries(),
            bindings=rows.bindings(),
            effects=rows.effects(),
            contexts=rows.contexts(),
            assignments=rows.assignments(),
            answers=rows.answers(),
            verdicts=rows.verdicts(),
            schema_fields=rows.schema_fields(),
            comments=comments(self.program, self.symbols, self.file_ids),
            prints=prints(self.program, self.symbols),
            asserted=asserted(self.program, self.symbols),
            fingerprints=fingerprints(self.program, self.edges, self.findings, self.symbols),
            kept=[],
            kept_whole=[],
        )

    # ------------------------------------------------------------------------------------ structure

    def _documents(self) -> list[nodes.Document]:
        asked = self.program.documents.asked if self.program.documents is not None else {}
        return [
            nodes.Document(d.path, d.digest, d.size, d.mtime_ns, d.ctime_ns, d.inode)
            for d in sorted(asked.values(), key=lambda document: document.path)
        ]

    def _files(self) -> list[nodes.File]:
        by_path = self.program.by_path
        return [
            nodes.File(
                self.file_ids[s.path],
                s.path,
                digest,
                s.size,
                s.mtime_ns,
                s.ctime_ns,
                s.inode,
                by_path[s.path].facts.lines,
            )
            for s, digest in self.files
        ]

    def _problems(self) -> list[nodes.Problem]:
        found = [nodes.Problem(s.path, 0, s.reason) for s in self.skipped]
        for module in self.program.modules:
            found += [nodes.Problem(module.file_path, p.line, p.message) for p in module.facts.problems]
        return found

    def _modules(self) -> list[nodes.Module]:
        role, area = roles(self.program, self.findings, self.edges), areas(self.program)
        return [
            nodes.Module(self.symbols[m], m.root, m.is_package, is_test(m.file_path), role[m], area[m])
            for m in self.program.modules
        ]

    def _entered(self, entity: Class | Function | Variable) -> int:
        if isinstance(entity, Variable):
            return self.symbols.variable(entity) or self.symbols[entity.owner]
        return self.symbols[entity]

    def _bases(self) -> list[nodes.Base]:
        return [
            nodes.Base(self.symbols[cls], position, self.symbols[base] if isinstance(base, Class) else None, base.name)
            for cls in (*self.program.classes_in_order, *self.symbols.generated)
            for position, base in enumerate(self.program.classes.bases(cls))
        ]

    def _overrides(self) -> list[nodes.Override]:
        """A method and the nearest one that it hides."""
        found = []
        for cls in self.program.classes_in_order:
            above = [c for c in self.program.classes.mro(cls)[1:] if isinstance(c, Class)]
            bound = [c.bindings for c in above]
            hiding = cls.bindings.keys() & set().union(*bound) if above else ()
            for name in filter(hiding.__contains__, cls.bindings):  # few, in the order that they are bound
                base = next(c for c, names in zip(above, bound, strict=True) if name in names)
                method = self.program.names.member(cls, name)
                if isinstance(method, Function) and method.parent is cls:
                    hidden = self.program.names.member(base, name)
                    if isinstance(hidden, Function):
                        found.append(nodes.Override(self.symbols[method], self.symbols[hidden]))
        return found

    def _imports(self) -> list[nodes.Import]:
        return [
            import_row(self.program, edge, self.symbols)
            for module in self.program.modules
            for edge in self.program.module_table.edges(module)
        ]

    # ------------------------------------------------------------------------------------ data

    def _model(self, found: ModelFound) -> nodes.Model:
        return nodes.Model(self.symbols[found.cls], found.framework, found.app, found.table, found.abstract)

    def _fields(self) -> None:
        for model in self.findings.models.values():
            for found in model.fields.values():
                number = len(self.fields) + 1
                self.field_ids[model.cls, found.name] = number
                self.fields.append(self._field(number, model, found))

    def _field(self, number: int, model: ModelFound, found: FieldFound) -> nodes.Field:
        target = found.target
        return nodes.Field(
            id=number,
            model=self.symbols[model.cls],
            name=found.name,
            symbol=self.symbols.as_field(found.declared_in, found.name, found.line),
            kind=found.kind,
            column=found.column,
            type=found.type,
            null=found.null,
            unique=found.unique,
            primary_key=found.primary_key,
            length=found.length,
            choices=json.dumps(found.choices) if found.choices is not None else None,
            target=target.name if isinstance(target, Class | External) else target,
            target_model=self.symbols[target] if isinstance(target, Class) else None,
            on_delete=found.on_delete,
            references=json.dumps(found.references) if found.references else "",
            default=found.default,
            related_name=found.related_name,
        )

    def _table_constraints(self) -> list[nodes.TableConstraint]:
        return [
            nodes.TableConstraint(self.symbols[model.cls], c.kind, c.name, json.dumps(c.fields), c.text[:300], c.line)
            for model in self.findings.models.values()
            for c in model.constraints
        ]

    # ------------------------------------------------------------------------------------ states

    def _transitions(self) -> list[nodes.Transition]:
        """Of a table that is of no known field, the variable that holds it; of a class without the field, the class."""
        found = []
        for t in self.findings.transitions:
            held = isinstance(t.owner, Class) and (t.owner, t.field) in self.field_ids
            variable = self.symbols.member(t.owner, t.field) if t.by == "table" and not held else None
            found.append(
                nodes.Transition(
                    variable or self.symbols[t.owner],
                    t.field if held else "",
                    t.source,
                    t.target,
                    t.trigger,
                    self.symbols[t.function] if t.function is not None else None,
                    json.dumps(t.guards) if t.guards else "",
                    t.by,
                    self.file_ids[t.site.path],
                    t.site.line,
                )
            )
        return found

    # ------------------------------------------------------------------------------------ tests

    def _requests(self) -> list[nodes.Request]:
        numbers = {id(found): number for number, found in enumerate(self.findings.endpoints, 1)}
        return [
            nodes.Request(
                self.symbols[r.function],
                numbers[id(r.endpoint)] if r.endpoint is not None else None,
                r.method,
                r.target,
                r.line,
                r.certainty,
            )
            for r in self.findings.requests
        ]
