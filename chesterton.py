"""The launcher: makes sure that `server` and `indexer` are ours, whatever folders the repository at hand has."""

import gc
import os
import sys


def main() -> int | None:
    """Run the command line with an import path on which no folder of the indexed repository comes before ours."""
    here = os.path.dirname(os.path.abspath(__file__))
    installed = os.path.join(here, "_chesterton")
    ours = installed if os.path.isdir(installed) else here

    # PYTHONPATH and the current folder belong to the application that is being asked about. They go last and not
    # away: some systems provide our own dependencies that way.
    try:
        current = os.getcwd()
    except OSError:  # the folder is gone
        sys.exit("chesterton: the current folder does not exist any more; change to one that does")
    theirs = {os.path.abspath(path) for path in os.environ.get("PYTHONPATH", current).split(os.pathsep)} | {current}
    sys.path.sort(key=lambda path: os.path.abspath(path) in theirs)
    sys.path.insert(0, ours)

    if sys.argv[1:2] == ["hook"]:
        from server.hooks.run import asked, run

        hook = asked(sys.argv[1:])
        if hook is not None:
            return run(*hook)

    from server.main import main as command_line

    # One command, and the process ends: millions of facts need not be looked through for garbage, neither on the way
    # nor at the end. What lives longer (`serve`) turns the collector on again.
    gc.disable()
    try:
        return command_line()
    finally:
        gc.freeze()


if __name__ == "__main__":
    sys.exit(main())
