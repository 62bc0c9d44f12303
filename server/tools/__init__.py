"""The tools that agents call, one function a file: its signature is the schema, its docstring what an agent reads."""

from server.tools.check_change import check_change
from server.tools.constraints_for_file import constraints_for_file
from server.tools.explain import explain
from server.tools.impact_of import impact_of
from server.tools.plan_change import plan_change
from server.tools.record_decision import record_decision
from server.tools.remember_constraint import remember_constraint
from server.tools.review_report import review_report
from server.tools.similar_implementations import similar_implementations
from server.tools.who_owns_field import who_owns_field

TOOLS = (
    plan_change,
    explain,
    who_owns_field,
    impact_of,
    constraints_for_file,
    similar_implementations,
    check_change,
    record_decision,
    remember_constraint,
    review_report,
)
