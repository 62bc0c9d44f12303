"""Rows of what bodies do."""

import json

from indexer.assemble.edges import FieldNumbers, Numbers
from indexer.conduct import Conduct
from indexer.frameworks.findings import TransactionFound
from indexer.graph import conduct_nodes as rows
from indexer.graph import nodes


class ConductRows:
    def __init__(self, conduct: Conduct, numbers: Numbers, field_ids: FieldNumbers, *, first_query: int = 1) -> None:
        self.conduct, self.of, self.field_ids, self.first_query = conduct, numbers, field_ids, first_query

    def refusals(self) -> list[rows.Refusal]:
        return [
            rows.Refusal(
                self.of[r.entity],
                r.line,
                r.test,
                listed(r.given),
                r.outcome,
                r.kind,
                r.status,
                listed(r.names),
                r.denies,
            )
            for r in self.conduct.refusals
        ]

    def queries(self) -> list[rows.Query]:
        return [
            rows.Query(
                number,
                self.of[q.entity],
                q.line,
                self.of.get(q.model) if q.model is not None else None,
                q.model_name if q.model is None else "",
                q.source,
                q.manager,
                json.dumps(q.methods),
                q.terminal,
                q.locks,
                q.raw,
                listed(q.tables),
                q.text,
                q.base + self.first_query if q.base is not None else None,
            )
            for number, q in enumerate(self.conduct.queries, self.first_query)
        ]

    def bindings(self) -> list[rows.Binding]:
        fields = self.field_ids
        return [
            rows.Binding(
                number,
                b.path,
                fields.get((b.model, b.field)) if b.model is not None else None,
                b.operator,
                b.value,
                b.negated,
                b.alternative,
                b.method,
            )
            for number, q in enumerate(self.conduct.queries, self.first_query)
            for b in q.bindings
        ]

    def effects(self) -> list[rows.Effect]:
        return [
            rows.Effect(
                self.of[e.entity],
                e.line,
                self.of.get(e.callee) if e.callee is not None else None,
                e.target
                if e.callee is None
                else None
                if self.of.get(e.callee) is not None
                else f"<external>:{e.callee.name}",
                e.kind,
                e.text,
                e.after_commit,
                listed(e.given),
            )
            for e in self.conduct.effects
        ]

    def contexts(self) -> list[rows.Context]:
        return [
            rows.Context(
                self.of[c.entity],
                c.line,
                c.end_line,
                c.kind,
                c.name,
                c.text,
                listed(c.caught),
                listed(c.ends),
                listed(c.does),
                c.swallows,
            )
            for c in self.conduct.contexts
        ]

    def assignments(self) -> list[rows.Assignment]:
        return [
            rows.Assignment(
                self.of[a.entity],
                a.line,
                self.of.get(a.model) if a.model is not None else None,
                a.field,
                a.value,
                a.kind,
                a.by,
                listed(a.constants),
                a.operator,
                listed(a.given),
                listed(a.was),
                listed(a.was_not),
            )
            for a in self.conduct.assignments
        ]

    def answers(self) -> list[rows.Answer]:
        return [
            rows.Answer(self.of[a.entity], a.line, a.status, listed(a.keys), a.is_open, a.schema)
            for a in self.conduct.answers
        ]

    def verdicts(self) -> list[rows.Verdict]:
        return [rows.Verdict(self.of[v.entity], v.line, v.text, listed(v.names)) for v in self.conduct.verdicts]

    def schema_fields(self) -> list[rows.SchemaField]:
        return [rows.SchemaField(self.of[f.cls], *f[1:]) for f in self.conduct.schema_fields]

    def transactions(self, found: list[TransactionFound]) -> list[nodes.Transaction]:
        """A decorator's spans its function."""
        ends = {(c.entity, c.line): c.end_line for c in self.conduct.contexts if c.kind == "with"}
        return [
            nodes.Transaction(
                self.of[t.function],
                t.by,
                t.line,
                t.name,
                ends.get((t.function, t.line), t.function.definition.end_line),
            )
            for t in found
        ]


def listed(texts: tuple[object, ...]) -> str:
    return json.dumps(texts) if texts else ""
