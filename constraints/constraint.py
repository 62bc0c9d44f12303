"""One thing that a codebase holds itself to, and what it is called when a change breaks it."""

from dataclasses import dataclass
from typing import Literal

from indexer.graph import Place

Family = Literal["permission", "tenancy", "state", "consistency", "architecture", "compatibility", "implicit"]
Origin = Literal[
    "declared",  # someone wrote it down: a list of choices, a comment, chesterton.toml
    "enforced",  # the code or the database refuses what breaks it
    "inferred",  # most of the code keeps it; `support` says how much
    "remembered",  # someone told us
]
Severity = Literal["violation", "suspicion", "note"]


@dataclass(frozen=True, slots=True)
class Evidence:
    place: Place
    says: str  # what stands there, in a few words


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a constraint binds: whole files where no symbol is named, else these symbols and what is written in them."""

    symbols: tuple[str, ...]  # dotted
    paths: tuple[str, ...]  # the files that hold the symbols, or the whole files and folders (`orders/`)


@dataclass(frozen=True, slots=True)
class Support:
    kept: int
    of: int

    def __str__(self) -> str:
        return f"{self.kept} of {self.of}"


@dataclass(frozen=True, slots=True)
class Constraint:
    id: str  # `rule:symbol`, the same in every index of the same code
    family: Family
    statement: str
    scope: Scope
    origin: Origin
    severity: Severity  # of a change that drops it
    evidence: tuple[Evidence, ...]
    support: Support | None = None
    exceptions: tuple[Evidence, ...] = ()

    @property
    def rule(self) -> str:
        return self.id.partition(":")[0]

    @property
    def symbol(self) -> str:
        return self.id.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Violation:
    """A constraint that held in the base and does not in the head, or something new that its siblings would not do."""

    constraint: str  # id: `rule:symbol`
    family: Family
    severity: Severity
    place: Place  # in the head; where nothing of it is left there, where it stood in the base
    symbol: str  # dotted, of the head where it is still there
    message: str  # what was dropped, in one sentence
    evidence: tuple[Evidence, ...] = ()  # of the base: what shows that it held; how siblings do it
    fix: str = ""  # what to do instead, in one sentence

    @property
    def rule(self) -> str:
        return self.constraint.partition(":")[0]
