"""`chesterton index`: build the index now, and say what it holds."""

import sys
import time
from pathlib import Path

import click

from server.commands.bar import Bar
from server.commands.options import db_option, json_option, path_argument


@click.command(short_help="Build the index of a repository, and say what it holds.")
@path_argument
@db_option
@json_option
@click.option("--timing", is_flag=True, help="Also the CPU seconds that each stage took.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes that read files. [default: as many as help]")
def index(path: Path | None, database: Path | None, as_json: bool, timing: bool, jobs: int | None) -> int:
    """Build the index of the repository at PATH (default: the current one), or bring it up to date.

    Every other command does this by itself when it has to; files that did not change are not read again.

    \b
    Examples:
      chesterton index
      chesterton index ../shop --timing
      chesterton index backend --db backend.db
    """
    import json

    from indexer.graph.overview import overview
    from server.project import Project

    began = time.monotonic()
    with Bar() as bar:
        project = Project.open(path, database=database, watch=bar, jobs=jobs)
        graph = project.build()
    if project.storage.note:
        click.echo(project.storage.note, err=True)
    found = overview(graph)
    if as_json:
        from msgspec import to_builtins

        json.dump(to_builtins(found), sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
        return 0
    from server.wording.overview import worded_overview

    click.echo(worded_overview(found, head=project.head(graph), voice="command line"))
    report = project.report
    if report is not None and report.extracted < report.files:
        click.echo(f"{report.extracted:,} files read, {report.files - report.extracted:,} known from before", err=True)
    if timing and report is not None:
        why = f", because {report.because}" if report.because else ""
        click.echo(f"{report.refreshed} files brought forward" if report.refreshed else f"built anew{why}")
        total = sum(report.timing.values()) or 1.0
        for stage, seconds in report.timing.items():
            click.echo(f"{stage:<12} {seconds:7.2f} s {seconds / total:5.0%}")
        click.echo(f"{'CPU':<12} {total:7.2f} s, {time.monotonic() - began:.2f} s by the clock")
    return 0
