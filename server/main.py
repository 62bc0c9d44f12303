"""The command line: what it prints is the answer; words about the answer go to the error stream."""

import os
import sys
from typing import Any

import click

from server.commands import COMMANDS

CANNOT_RUN = 2
INTERRUPTED = 130
BROKEN_PIPE = 141


def show_version(context: click.Context, option: click.Parameter, asked: bool) -> None:
    if asked:
        from server.version import version

        click.echo(f"chesterton {version()}")
        context.exit()


class InOrder(click.Group):
    """Lists its commands as they were given: what a newcomer needs comes first."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=InOrder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=show_version, help="Print the version."
)
def command_line() -> None:
    """Know why the fence is there before you take it down.

    Chesterton indexes a Python backend and answers what it lives by: who owns a field, what guards an endpoint, what
    depends on a function, which constraints bind a file. All on this machine; nothing of the repository is run.

    \b
    Start with:
      chesterton tour                              what this repository holds, and how to connect an agent
      chesterton who-owns-field Order.status       who writes it, who reads it, what holds for it
      chesterton constraints-for-file app/views.py what binds this file
      chesterton impact-of Order.refund            who would notice a change

    The index is built when it is first needed and follows the files. Exit codes: 0 answered, 1 the answer is no,
    2 could not run.
    """


for command in COMMANDS:
    command_line.add_command(command)


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; the exit code."""
    try:
        code = _run(arguments)
        sys.stdout.flush()
        return code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has seen enough. Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE


def _run(arguments: list[str] | None) -> int:
    try:
        # Not `command_line.main`, which would turn a broken pipe into the exit code of an answer that is no.
        typed = sys.argv[1:] if arguments is None else arguments
        with command_line.make_context("chesterton", list(typed)) as context:
            code: Any = command_line.invoke(context)
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.exceptions.NoArgsIsHelpError as problem:
        click.echo(problem.ctx.get_help() if problem.ctx else str(problem))
        return 0
    except click.ClickException as problem:
        return _complain(f"{problem.format_message().rstrip('.')}; see `{_path(problem)} --help`")
    except (KeyboardInterrupt, BrokenPipeError, click.Abort):
        raise
    except Exception as problem:
        return _explain_failure(problem)


def _explain_failure(problem: Exception) -> int:
    from indexer.graph import NotAnIndex
    from server.failure import CannotRun, Indexing, NoAnswer

    if os.environ.get("CHESTERTON_DEBUG") == "1":
        raise problem
    if isinstance(problem, CannotRun | Indexing):
        return _complain(str(problem))
    if isinstance(problem, NoAnswer):  # of a command whose exit code 1 says something else
        from server.wording.asking import refusal

        return _complain(refusal(problem, "command line"))
    if isinstance(problem, NotAnIndex):
        return _complain(f"the index cannot be used ({problem}); build it anew: chesterton index")
    what = f"{type(problem).__name__}: {problem}".rstrip(": ")
    return _complain(f"this should not have happened ({what}); CHESTERTON_DEBUG=1 shows where")


def _path(problem: click.ClickException) -> str:
    context = getattr(problem, "ctx", None)
    return context.command_path if context else "chesterton"


def _complain(sentence: str) -> int:
    click.echo(f"chesterton: {sentence}", err=True)
    return CANNOT_RUN
