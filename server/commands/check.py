"""`chesterton check`: which constraints a change drops."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.commands.bar import Bar
from server.commands.options import root_option

if TYPE_CHECKING:
    from server.building import Watch
    from server.comparison import Side
    from server.project import Project
    from server.tools.check_change import CheckedChange

FAILED = 1
FAILS = {"violation": ("violation",), "suspicion": ("violation", "suspicion"), "never": ()}


@click.command(short_help="Which constraints a change drops; exit code 1 where it drops one.")
@click.option("--base", metavar="REV|DIR", help="What to compare with; default: where the work left the main branch.")
@click.option("--head", metavar="REV|DIR", help="What to check; default: the working tree.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="Text for people and agents; the others for programs.",
)
@click.option(
    "--fail-on",
    type=click.Choice(list(FAILS)),
    default="violation",
    show_default=True,
    help="The least that makes the exit code 1.",
)
@click.option("--task", metavar="ID", help="Compare with the start of a task, and note a checkpoint of it.")
@click.option(
    "--junit",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JUnit XML of a test run, kept with the task as evidence; nothing is run.",
)
@click.option("--detail", is_flag=True, help="Every finding with all its evidence.")
@root_option
def check(
    base: str | None,
    head: str | None,
    form: str,
    fail_on: str,
    task: str | None,
    junit: Path | None,
    detail: bool,
    root: Path | None,
) -> int:
    """Compare two states of a backend and report what the change between them drops: guards, tenant filters,
    transactions, layers, schema, protected code. Only what the change did is reported, never old debt.

    A violation is certain: something that held is gone. A suspicion deviates from what siblings do. A note never fails.

    \b
    Examples:
      chesterton check                                what the working tree drops
      chesterton check --base origin/main             what this branch and the working tree drop
      chesterton check --base v1.2 --head v1.3        between two revisions
      chesterton check --base ../before --head .      between two folders
      chesterton check --format github --fail-on suspicion
    """
    from server.project import Project
    from server.tools.check_change import check_change, compared

    if junit and not task:
        raise click.UsageError("--junit keeps test results with a task: name it with --task")
    if task and head:
        raise click.UsageError("--task checks the working tree: leave --head out")
    with Bar() as bar:
        if task:
            project = Project.open(root, watch=bar)
            if junit:
                _keep(project, task, junit)
            found, name = check_change(project, base, task), project.root.name
        else:
            after, before = _sides(base, head, root, bar)
            found, name = compared(before, after), after.root.name
    _print(found, form, detail, name)
    return FAILED if any(one.severity in FAILS[fail_on] for one in found.violations) else 0


def _keep(project: "Project", task: str, junit: Path) -> None:
    from server import work
    from server.junit import read_run
    from server.runs import record_run
    from server.wording.recorded import results

    entry = record_run(project, work.find(project, task).id, read_run(junit), junit.name)
    click.echo(f"test results kept: {results(entry.body)}", err=True)


def _sides(base: str | None, head: str | None, root: Path | None, watch: "Watch") -> "tuple[Side, Side]":
    """Head and base. A folder goes before a branch of the same name, which `refs/heads/NAME` still means."""
    from server.comparison import default_base, of_folder, of_project, of_revision
    from server.project import Project
    from server.worktree import repository_of

    def named(name: str, repository: Path, *near: "Side") -> "Side":
        folder, graphs = Path(name).expanduser(), tuple(side.graph.path for side in near)
        if folder.is_dir():
            return of_folder(folder, watch=watch, near=graphs)
        return of_revision(repository, name, watch=watch, near=graphs)

    if base and head and Path(base).expanduser().is_dir():  # what is there first helps with the other
        before = named(base, repository_of(root))
        return named(head, repository_of(root), before), before
    after = named(head, repository_of(root)) if head else of_project(Project.open(root, watch=watch))
    return after, named(base or default_base(after.root), after.root, after)


def _print(found: "CheckedChange", form: str, detail: bool, name: str) -> None:
    if form == "text":
        from server.wording.worded import worded

        click.echo(worded(found, head=f"{name} · check", edition="", detail=detail, voice="command line"))
        return
    import json

    from server import formats
    from server.wording.plain import plain

    if form == "github":
        for line in formats.annotations(found):
            click.echo(line)
        return
    values = formats.findings(found) if form == "json" else formats.sarif(found)
    json.dump(plain(values), sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
