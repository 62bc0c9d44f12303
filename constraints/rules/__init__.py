"""The rules, one file each, in the order in which their constraints are listed."""

from collections.abc import Iterable
from typing import Protocol

from constraints.change import Change
from constraints.constraint import Constraint, Violation
from constraints.rules.architecture import (
    blocking_call,
    delegated_work,
    forbidden_import,
    layer_direction,
    package_cycle,
    role_direction,
)
from constraints.rules.compatibility import (
    answer_shape,
    enum_value,
    exposed_field,
    migrated_model,
    public_path,
    safe_migration,
    schema_field,
    still_used,
)
from constraints.rules.consistency import (
    after_commit,
    atomic_update,
    callers_transaction,
    companion_effect,
    conditional_write,
    held_lock,
    looked_first,
    relied_on,
    row_lock,
    session_commit,
    single_step,
    swallowed_failure,
    table_constraint,
    transaction,
    undone,
)
from constraints.rules.implicit import (
    change_together,
    guardrail,
    owned_code,
    protected_symbol,
    protective_comment,
    put_back,
    tests_kept,
    written_rule,
)
from constraints.rules.permission import (
    entry_point_guard,
    field_access,
    ownership_filter,
    permission_predicate,
    refusal,
    required_guard,
    unguarded_entry_point,
)
from constraints.rules.state import another_value, closed_values, new_writer, state_guard, transition, undeclared_value
from constraints.rules.tenancy import tenant_filter
from constraints.subject import Subject


def name_of(rule: "Rule") -> str:
    """As ids of constraints begin."""
    return rule.__name__.rpartition(".")[2]


def family_of(rule: "Rule") -> str:
    """The folder that a rule lies in."""
    return rule.__name__.split(".")[-2]


class Rule(Protocol):
    """A module of this package; its docstring says what it notices, why it matters, an example, and its limits."""

    __name__: str
    __doc__: str | None

    def derive(self, subject: Subject) -> Iterable[Constraint]: ...

    def broken(self, change: Change) -> Iterable[Violation]: ...


RULES: tuple[Rule, ...] = (
    required_guard,
    entry_point_guard,
    field_access,
    unguarded_entry_point,
    refusal,
    permission_predicate,
    ownership_filter,
    tenant_filter,
    table_constraint,
    relied_on,
    transaction,
    callers_transaction,
    row_lock,
    held_lock,
    swallowed_failure,
    atomic_update,
    single_step,
    looked_first,
    conditional_write,
    session_commit,
    undone,
    after_commit,
    companion_effect,
    closed_values,
    another_value,
    undeclared_value,
    state_guard,
    transition,
    new_writer,
    migrated_model,
    safe_migration,
    exposed_field,
    public_path,
    answer_shape,
    enum_value,
    schema_field,
    still_used,
    forbidden_import,
    layer_direction,
    role_direction,
    package_cycle,
    delegated_work,
    blocking_call,
    protected_symbol,
    protective_comment,
    put_back,
    written_rule,
    tests_kept,
    change_together,
    owned_code,
    guardrail,
)
