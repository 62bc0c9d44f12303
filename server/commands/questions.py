"""One command for each tool: the same question and the same words as over MCP."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from server.commands.bar import Bar
from server.commands.options import every_question

if TYPE_CHECKING:
    from server.failure import NoAnswer
    from server.project import Project
    from server.tools.remember_constraint import Kind
    from server.wording.worded import Answer

NO = 1  # exit code: the question was understood, the answer is no


@click.command(short_help="One symbol, endpoint, model, field or layer: what it is, does, and is used for.")
@click.argument("name")
@every_question
def explain(name: str, **options: Any) -> int:
    """Explain one symbol, endpoint, model, field, module or layer.

    NAME is as short as one thing allows: Order.refund, orders.services.pay, orders/views.py:88,
    "POST /orders/{id}/refund", orders/models.py.

    \b
    Examples:
      chesterton explain Order.refund
      chesterton explain "POST /api/orders/{id}/refund"
      chesterton explain shop/orders/views.py:88 --detail
    """
    from server.tools.explain import explain as tool

    return _answered(lambda project: tool(project, name), **options)


@click.command(short_help="The model and layer that own a field; who writes, reads and shows it; its invariants.")
@click.argument("field")
@every_question
def who_owns_field(field: str, **options: Any) -> int:
    """Say who owns a model field: its model, table and layer, all its writers, who reads, filters, exposes and migrates
    it, and what always holds for it.

    FIELD is Model.field; where several models share a name they are listed.

    \b
    Examples:
      chesterton who-owns-field Order.status
      chesterton who-owns-field orders.models.Order.status --json
    """
    from server.tools.who_owns_field import who_owns_field as tool

    return _answered(lambda project: tool(project, field), **options)


@click.command(short_help="What depends on it: callers, endpoints, tasks, field uses, importers, tests.")
@click.argument("targets", nargs=-1, required=True)
@every_question
def impact_of(targets: tuple[str, ...], **options: Any) -> int:
    """Say what depends on TARGETS: direct and indirect callers, endpoints and tasks that reach them, uses of a field,
    importers of a module, and the tests that reach them.

    \b
    Examples:
      chesterton impact-of Order.refund
      chesterton impact-of Order.status shop/orders/services.py
    """
    from server.tools.impact_of import impact_of as tool

    return _answered(lambda project: tool(project, list(targets)), **options)


@click.command(short_help="The constraints that bind a file, most binding first, with evidence.")
@click.argument("path")
@click.argument("symbol", required=False)
@every_question
def constraints_for_file(path: str, symbol: str | None, **options: Any) -> int:
    """List the constraints that bind the file PATH, or only SYMBOL in it, most binding first.

    \b
    Examples:
      chesterton constraints-for-file shop/orders/views.py
      chesterton constraints-for-file shop/orders/views.py OrderViewSet.refund --detail
    """
    from server.tools.constraints_for_file import constraints_for_file as tool

    # As typed in a folder of the repository; the tool takes it from there.
    asked = str(Path(path).absolute()) if Path(path).is_file() and options["root"] is None else path
    return _answered(lambda project: tool(project, asked, symbol), **options)


@click.command(short_help="The nearest existing code: what it has in common with TARGET, where it differs.")
@click.argument("target")
@click.option("-k", default=3, show_default=True, help="How many.")
@every_question
def similar_implementations(target: str, k: int, **options: Any) -> int:
    """Find the functions or classes nearest to TARGET by role, data touched and calls.

    \b
    Examples:
      chesterton similar-implementations OrderViewSet.refund
      chesterton similar-implementations shop/orders/services.py:40 -k 5
    """
    from server.tools.similar_implementations import similar_implementations as tool

    return _answered(lambda project: tool(project, target, k), **options)


@click.command(short_help="Write down a constraint that the code does not say, into chesterton.toml.")
@click.argument("kind", type=click.Choice(["protect", "forbid_import", "require_guard", "state_table"]))
@click.argument("subject")
@click.argument("value", required=False)
@click.option("--reason", help="Why, for whoever finds it in the way.")
@click.option(
    "--decision", type=int, metavar="NUMBER", help="A recorded decision that becomes team memory: its reason."
)
@every_question
def remember_constraint(
    kind: "Kind", subject: str, value: str | None, reason: str | None, decision: int | None, **options: Any
) -> int:
    """Add one entry to chesterton.toml: what the team decided. It can only tighten, and keeps what is written there.

    \b
    Examples:
      chesterton remember-constraint protect services.refund --reason "accountants rely on the order of the writes"
      chesterton remember-constraint forbid_import shop.catalogue shop.orders --reason "sold without orders"
      chesterton remember-constraint require_guard "/admin/*" IsStaff --reason "back office"
      chesterton remember-constraint protect services.refund --decision 12
      chesterton remember-constraint state_table Order.status "draft>paid, paid>refunded" --reason "no way back"
    """
    from server.tools.remember_constraint import remember_constraint as tool

    return _answered(lambda project: tool(project, kind, subject, reason, value, decision), **options)


@click.command(short_help="Before an edit: what a task touches, what binds it there, acceptance criteria.")
@click.argument("task")
@click.option("--path", "paths", multiple=True, metavar="PATH", help="A file or folder that is concerned.")
@every_question
def plan_change(task: str, paths: tuple[str, ...], **options: Any) -> int:
    """Open a task: the files that its words point at, what binds them, the code to follow, the tests that must pass and
    acceptance criteria that `check --task` holds the work to.

    \b
    Examples:
      chesterton plan-change "refunds only within 30 days"
      chesterton plan-change "export orders as CSV" --path shop/orders
    """
    from server.tools.plan_change import plan_change as tool

    return _answered(lambda project: tool(project, task, list(paths) or None), **options)


@click.command(short_help="Note a decision of a task and why; or acknowledge a finding.")
@click.argument("task")
@click.argument("decision")
@click.option("--why", required=True, help="The reason, and what else was considered.")
@click.option("--trade-off", help="What it costs.")
@click.option("--uncertainty", help="What a human should look at.")
@click.option("--fix-after-review", help="What a review found and was changed.")
@click.option("--symbol", "symbols", multiple=True, metavar="NAME", help="What it is about.")
@click.option("--acknowledges", metavar="ID", help="A finding that is left on purpose.")
@click.option("--tests", metavar="FILE", help="JUnit XML of a test run inside the repository, kept as evidence.")
@every_question
def record_decision(
    task: str,
    decision: str,
    why: str,
    trade_off: str | None,
    uncertainty: str | None,
    fix_after_review: str | None,
    symbols: tuple[str, ...],
    acknowledges: str | None,
    tests: str | None,
    **options: Any,
) -> int:
    """Append to the ledger of TASK what was decided and why. Nothing in the ledger is ever changed.

    \b
    Examples:
      chesterton record-decision refunds-within-3f2a "no partial refunds" --why "the bank charges twice" --symbol refund
    """
    from server.tools.record_decision import record_decision as tool

    return _answered(
        lambda project: tool(
            project,
            task,
            decision,
            why,
            trade_off=trade_off,
            uncertainty=uncertainty,
            fix_after_review=fix_after_review,
            symbols=list(symbols) or None,
            acknowledges=acknowledges,
            tests=tests,
        ),
        **options,
    )


@click.command(short_help="For the human who reviews a task: kept, dropped, unproven, decisions, boundaries.")
@click.argument("task")
@click.option("--write", type=click.Path(dir_okay=False, path_type=Path), help="Write all of it to this file as well.")
@every_question
def review_report(task: str, write: Path | None, **options: Any) -> int:
    """Write the report of TASK as Markdown for a pull request.

    \b
    Examples:
      chesterton review-report refunds-within-3f2a
      chesterton review-report refunds-within-3f2a --write report.md
    """
    from server.tools.review_report import review_report as tool
    from server.wording.review import markdown

    def answer(project: "Project") -> "Answer":
        report = tool(project, task)
        if write is not None:
            _write(write, markdown(report))
        return report

    return _answered(answer, **options)


def _write(path: Path, text: str) -> None:
    from server.failure import CannotRun

    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CannotRun(f"cannot write {path}: {error.strerror}") from error


QUESTIONS = (
    plan_change,
    explain,
    who_owns_field,
    impact_of,
    constraints_for_file,
    similar_implementations,
    remember_constraint,
    record_decision,
    review_report,
)


def _answered(
    ask: "Callable[[Project], Answer]",
    *,
    root: Path | None,
    database: Path | None,
    as_json: bool,
    detail: bool,
    cursor: str | None,
) -> int:
    from server.failure import NoAnswer
    from server.project import Project
    from server.tools.ambiguous import Ambiguous
    from server.wording.asking import refusal
    from server.wording.worded import document, worded

    with Bar() as bar:
        project = Project.open(root, database=database, watch=bar)
        head, answer = project.asked(lambda graph: (project.head(graph), _tried(ask, project)))
    if project.storage.note:
        click.echo(project.storage.note, err=True)
    try:
        if isinstance(answer, NoAnswer):
            raise answer
        if as_json:
            _print_json(document(answer, head=head))
        else:
            edition = project.edition()
            click.echo(worded(answer, head=head, edition=edition, detail=detail, cursor=cursor, voice="command line"))
    except NoAnswer as problem:
        if as_json:
            said = {"error": problem.message, "nearest": problem.nearest}
            _print_json({"about": head, "kind": "no_answer", "answer": said})
        click.echo(refusal(problem, "command line"), err=True)
        return NO
    return NO if isinstance(answer, Ambiguous) else 0


def _tried(ask: "Callable[[Project], Answer]", project: "Project") -> "Answer | NoAnswer":
    """An answer that is no has a first line too: it is told once that is known."""
    from server.failure import NoAnswer

    try:
        return ask(project)
    except NoAnswer as problem:
        return problem


def _print_json(values: dict[str, Any]) -> None:
    import json

    json.dump(values, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
