"""The three ways in which a question ends without its answer; each says what was wrong and what to do next."""

from dataclasses import dataclass


class CannotRun(Exception):
    """Nothing can be asked at all: a missing path, no Python files, an unusable database. Exit code 2."""


@dataclass
class NoAnswer(Exception):
    """The question was understood and the answer is no: a name that the index does not hold. Exit code 1."""

    message: str
    nearest: tuple[str, ...] = ()  # what may have been meant, best first
    tool: str = ""  # the tool to call with one of `nearest`
    argument: str = ""

    def __str__(self) -> str:
        return self.message


@dataclass
class Indexing(Exception):
    """The index is being built and the patience of the caller is over; the build goes on."""

    stage: str
    done: int
    total: int
    seconds: float | None  # until it is likely to be done; None where nobody can tell yet

    def __str__(self) -> str:
        after = "a few seconds" if self.seconds is None else f"about {max(1, round(self.seconds))} s"
        counted = f"{self.done:,} of {self.total:,} files"
        if self.done >= self.total:  # the stages after reading look at all files at once
            counted = f"{self.stage} {self.total:,} files" if self.total else self.stage or "starting"
        return f"indexing: {counted}; ask again in {after}"
