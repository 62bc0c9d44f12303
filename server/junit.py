"""What a test run found, from its JUnit XML: read as data of a stranger, in bounds, without entities."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from xml.parsers.expat import ExpatError, ParserCreate

from server.failure import NoAnswer

Outcome = Literal["passed", "failed", "skipped"]

LARGEST = 64 * 1024 * 1024  # bytes of a report
MOST = 100_000  # tests
PARAMETERS = re.compile(r"[\[(].*", re.DOTALL)  # of one case of a test
FAILING = ("failure", "error")


@dataclass(frozen=True, slots=True)
class Run:
    at: float  # seconds since 1970 at which the report was written
    outcomes: dict[str, Outcome]  # by dotted name; of a test with several cases the worst


class Refused(ValueError):
    """The report holds what a report of tests never does."""


def read_run(path: Path) -> Run:
    """Raises NoAnswer with what is wrong."""
    try:
        stat = path.stat()
        if not path.is_file():
            raise NoAnswer(f"{path.name} is no file; name the JUnit XML that the test run wrote")
        if stat.st_size > LARGEST:
            raise NoAnswer(f"{path.name} is larger than {LARGEST // 2**20} MB; record the report of fewer tests")
        content = path.read_bytes()
    except OSError as error:
        raise NoAnswer(
            f"cannot read {path.name}: {error.strerror}; pytest writes it with --junit-xml={path.name}"
        ) from error
    try:
        outcomes = outcomes_in(content)
    except (ExpatError, ValueError, LookupError) as error:  # the last two: what is refused, and encodings unknown to us
        said = f"{path.name} is no JUnit XML ({error}); name the one that the test run wrote"
        raise NoAnswer(said) from error
    if not outcomes:
        raise NoAnswer(f"{path.name} holds no test; name the JUnit XML that the test run wrote")
    return Run(stat.st_mtime, outcomes)


def outcomes_in(content: bytes) -> dict[str, Outcome]:
    """Raises ExpatError and Refused."""
    reader = _Reader()
    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.Parse(content, True)
    return reader.outcomes


@dataclass(slots=True)
class _Reader:
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    test: str = ""
    outcome: Outcome = "passed"

    def doctype(self, *_: object) -> None:
        raise Refused("it declares a document type, which could hold entities")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "testcase":
            name = PARAMETERS.sub("", attributes.get("name", "")).strip()
            self.test = f"{attributes.get('classname', '').replace('/', '.')}.{name}".strip(".")
            self.outcome = "passed"
        elif tag in FAILING:
            self.outcome = "failed"
        elif tag == "skipped" and self.outcome == "passed":
            self.outcome = "skipped"

    def end(self, tag: str) -> None:
        if tag != "testcase" or not self.test:
            return
        before = self.outcomes.get(self.test)
        if before is None and len(self.outcomes) == MOST:
            raise Refused(f"it holds more than {MOST:,} tests")
        ranks: tuple[Outcome, ...] = ("failed", "passed", "skipped")
        self.outcomes[self.test] = min(before or self.outcome, self.outcome, key=ranks.index)
