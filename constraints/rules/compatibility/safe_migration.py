"""Migrations that old rows survive.

What it notices
    An operation of a new migration that a table with rows refuses or loses data by: a required column without a
    default, a column made required before its empty rows are filled, a shorter text, uniqueness that nobody checked,
    code that cannot be undone.

Why it matters
    On an empty test database every migration passes. The one that fails or locks on the real table is found out when
    it is deployed.

Example
    op.add_column("orders", sa.Column("currency", sa.String(3), nullable=False))

    safe_migration:versions.b2_currency: `orders.currency` is required and old rows have no value for it.

Limits
    Tables that the same change makes have no rows. What code in the migration does to the rows is not understood: any
    that stands before an operation is taken to prepare it. Whether a table is large is not known, so that locks are
    notes.
"""

from collections.abc import Iterator

from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Severity, Violation
from constraints.phrases import ending
from constraints.subject import Subject
from indexer.graph.migrations import MigrationView, operations

CODE = ("run_code", "run_sql")
FIX = {
    "violation": "give the column a default for old rows, or add it as nullable, fill it, and require it later",
    "suspicion": "fill or check the old rows before, in the same migration or an earlier one",
    "note": "look whether the table is large and whether old code still runs while this is deployed",
}


def derive(subject: Subject) -> Iterator[Constraint]:
    """Nothing holds before there is a new migration."""
    return iter(())


def broken(change: Change) -> Iterator[Violation]:
    if not change.difference.added:
        return
    added = set(change.difference.added)
    new = [step for step in operations(change.head.graph) if step.place.path in added]
    made = {(step.app, step.model) for step in new if step.kind == "create_table"}
    prepared: set[int] = set()  # migrations in which code has run so far
    told = set()
    for step in new:
        if step.kind in CODE:
            prepared.add(step.sequence)
        if step.scope == "state" or (step.app, step.model) in made:
            continue
        found = danger(step, prepared=step.sequence in prepared)
        if found is None or (step.place, found) in told:
            continue
        told.add((step.place, found))
        severity, words = found
        module = change.head.files[step.place.path].module
        yield Violation(
            constraint=f"safe_migration:{module}",
            family="compatibility",
            severity=severity,
            place=step.place,
            symbol=module,
            message=f"{spelled(step)} {words}",
            evidence=(Evidence(step.place, step.operation),),
            fix=FIX[severity],
        )


def danger(step: MigrationView, *, prepared: bool) -> tuple[Severity, str] | None:
    before, after = step.before, step.after
    if step.kind == "add_column" and after is not None:
        if after.null is False and after.default is None and not after.primary_key:
            return "violation", "is required and old rows have no value for it"
        if after.unique and after.default is not None and not prepared:
            return "suspicion", "is unique and all old rows get the same value"
    if step.kind == "alter_column" and before is not None and after is not None:
        if before.null and after.null is False and after.default is None and not prepared:
            return "suspicion", "becomes required, and no step before fills the rows where it is null"
        if before.length and after.length and after.length < before.length:
            return (
                "suspicion",
                f"takes {after.length} characters and took {before.length}: longer values are refused or cut",
            )
    if step.kind in ("drop_column", "drop_table", "rename_column", "rename_table"):
        return "note", "goes while code of the version before may still run"
    if step.kind == "add_index" and step.online is False:
        return "note", "gets an index while the table is locked for writing"
    if step.kind in CODE and step.reversible is False:
        return "note", "cannot be undone: no way back is written"
    return None


def spelled(step: MigrationView) -> str:
    name = ".".join(filter(None, [step.model, step.field]))
    return f"`{name}`" if name else f"`{step.operation}` of {ending(step.migration)}"
