"""CODEOWNERS: which people a team named for which files, read as GitHub and GitLab read it.

Patterns are matched by the `codeowners` library. The text is a stranger's, so a line that it cannot read, or whose
pattern could take for ever, names nobody.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from indexer.graph import Place

if TYPE_CHECKING:
    from codeowners import CodeOwners  # loaded where there is such a file

FILES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")  # the first that is there counts
MOST_LINES = 5_000
LONGEST = 400  # characters of a line
MOST_WILD = 5  # wildcards of a pattern
COMMENT = re.compile(r"\s#.*$")
SECTION = re.compile(r"^\^?\[(?P<name>[^\]]+)\](?:\[\d+\])?(?P<owners>(?:\s+[^\s@]*@\S+)*)\s*$")


@dataclass(frozen=True, slots=True)
class Owned:
    """One line of the file: who answers for what it matches."""

    place: Place
    pattern: str
    owners: tuple[str, ...]  # `@user`, `@org/team`, an address; none where the line takes them away


@dataclass(frozen=True)
class Owners:
    file: str = ""
    lines: tuple[str, ...] = field(default=(), repr=False)  # those that could be read, '' for others

    def of(self, path: str) -> tuple[Owned, ...]:
        """The line that counts for a file: the last that matches, in each section that has one."""
        found: dict[str | None, Owned] = {}
        for owners, number, pattern, section in self._read.matching_lines(path) if self.lines else ():
            if number is not None and section not in found:
                named = tuple(name for _, name in owners)
                found[section] = Owned(Place(self.file, number), pattern or "", named)
        return tuple(sorted(found.values(), key=lambda one: one.place))

    @cached_property
    def patterns(self) -> tuple[str, ...]:
        """Of the lines that name somebody."""
        return tuple(dict.fromkeys(pattern for _, pattern, owners, *_ in reversed(self._read.paths) if owners))

    @cached_property
    def _read(self) -> "CodeOwners":
        from codeowners import CodeOwners

        return CodeOwners("\n".join(self.lines))


NOBODY = Owners()


def owners(texts: Mapping[str, str]) -> Owners:
    """`texts`: files by path."""
    for name in FILES:
        if name in texts:
            return Owners(name, tuple(_readable(texts[name])))
    return NOBODY


def _readable(text: str) -> list[str]:
    """Line by line, so that numbers stay; a section's owners are those of its lines that name none."""
    lines: list[str] = []
    inherited = ""
    for line in text.splitlines()[:MOST_LINES]:
        words = COMMENT.sub("", line.strip())
        section = SECTION.match(words)
        if section:
            inherited = section["owners"]
            lines.append(f"[{section['name']}]")
        elif not words or words.startswith("#") or len(words) > LONGEST or not _is_sound(words):
            lines.append("")
        else:
            lines.append(words if len(words.split()) > 1 else words + inherited)
    return lines


def _is_sound(line: str) -> bool:
    pattern = line.split()[0]
    if sum(pattern.count(sign) for sign in "*?[") > MOST_WILD or pattern.startswith("!") or not pattern.strip("/"):
        return pattern == "*"
    from codeowners import CodeOwners

    try:
        CodeOwners(line)
    except (ValueError, re.error):
        return False
    return True
