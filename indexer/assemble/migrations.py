"""Migrations, the tables that they leave, and where models differ from them, as rows."""

import json

from indexer.assemble.symbols import Symbols
from indexer.frameworks.findings import ColumnFacts, Findings, MigrationFound
from indexer.graph import migration_nodes as nodes


class Migrations:
    def __init__(self, findings: Findings, symbols: Symbols) -> None:
        self.findings, self.symbols = findings, symbols

    def revisions(self) -> list[nodes.Revision]:
        return [
            nodes.Revision(
                self.symbols[r.entity], r.app, r.name, r.sequence, json.dumps(r.depends_on), r.leaf, r.replaced
            )
            for r in self.findings.revisions
        ]

    def operations(self) -> list[nodes.Migration]:
        return [self._operation(found) for found in self.findings.migrations]

    def _operation(self, found: MigrationFound) -> nodes.Migration:
        return nodes.Migration(
            symbol=self.symbols[found.entity],
            app=found.app,
            name=found.name,
            position=found.position,
            operation=found.operation,
            kind=found.kind,
            model=found.model,
            field=found.field,
            line=found.line,
            scope=found.scope,
            online=found.online,
            reversible=found.reversible,
            before=_column(found.before),
            after=_column(found.after),
        )

    def tables(self) -> list[nodes.MigratedTable]:
        return [
            nodes.MigratedTable(n, t.app, t.model, t.table, t.complete, self.symbols[t.migration], t.line)
            for n, t in enumerate(self.findings.migrated, 1)
        ]

    def columns(self) -> list[nodes.MigratedColumn]:
        return [
            nodes.MigratedColumn(
                of=number,
                name=c.name,
                column=c.column,
                type=c.type,
                null=c.null,
                unique=c.unique,
                primary_key=c.primary_key,
                length=c.length,
                default=c.default,
                target=c.target,
                references=json.dumps(c.references) if c.references else "",
                symbol=self.symbols[c.migration],
                line=c.line,
            )
            for number, table in enumerate(self.findings.migrated, 1)
            for c in table.columns.values()
        ]

    def constraints(self) -> list[nodes.MigratedConstraint]:
        return [
            nodes.MigratedConstraint(number, c.kind, c.name, json.dumps(c.fields))
            for number, table in enumerate(self.findings.migrated, 1)
            for c in table.constraints
        ]

    def drift(self) -> list[nodes.Drift]:
        return [
            nodes.Drift(self.symbols[d.model], d.field, d.kind, d.model_says, d.migrations_say, d.line)
            for d in self.findings.drift
        ]


def _column(found: ColumnFacts | None) -> str | None:
    if found is None:
        return None
    told = ("column", "type", "null", "unique", "primary_key", "length", "default")
    return json.dumps({name: getattr(found, name) for name in told})
