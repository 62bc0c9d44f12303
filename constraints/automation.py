"""The checks that hooks and continuous integration run: what would say nothing if a change took it away.

Texts of `.pre-commit-config.yaml` and of workflows come in. They are read line by line, as text: that is enough to see
which check is run, and whether its failure still fails anything.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from indexer.graph import Place

HOOKS = (".pre-commit-config.yaml", ".pre-commit-config.yml")
WORKFLOWS = (".github/workflows/", ".gitlab-ci.yml", ".circleci/config.yml", "azure-pipelines.yml")
CHECK = re.compile(
    r"(?P<check>\bchesterton\s+(?:check|hook)\b|\blint-imports\b|\bimport-linter\b|\btach\s+check\b)(?P<rest>[^\n]*)"
)
HOOK = re.compile(
    r"^(?P<indent>\s*)-\s+(?:\w+:\s*)?id:\s*[\"']?(?P<id>[\w./-]+)|^(?P<indent2>\s*)-\s+id:\s*[\"']?(?P<id2>[\w./-]+)"
)
OPTION = re.compile(r"^\s+(?P<key>stages|exclude|always_run|files|args|entry):\s*(?P<value>.*\S)\s*$")
SILENCED = re.compile(r"\|\|\s*(?:true|:|exit\s+0)|--fail-on[=\s]+never|;\s*(?:true|exit\s+0)\s*$")
TOLERATED = re.compile(r"^\s*(?:-\s+)?(?:continue-on-error|allow_failure):\s*true\b")
NEVER = re.compile(r"^\s*(?:-\s+)?(?:if:\s*(?:false|\$\{\{\s*false\s*\}\})|when:\s*never)\b")
KINDS = {"chesterton": "chesterton", "lint-imports": "import-linter", "import-linter": "import-linter", "tach": "tach"}


@dataclass(frozen=True, slots=True)
class Automated:
    """Something that runs by itself before a change is taken."""

    name: str  # of the hook, or of the check that a workflow runs
    place: Place
    is_hook: bool  # of pre-commit: any hook
    fails: bool  # does its failure stop anything?
    narrowed: tuple[str, ...] = ()  # what of the code it is not for: `exclude: ...`


def automation(texts: Mapping[str, str]) -> tuple[Automated, ...]:
    """`texts`: files by path."""
    found: list[Automated] = []
    for path in sorted(texts):
        if path in HOOKS:
            found += _hooks(path, texts[path])
        elif path.startswith(WORKFLOWS) and path.endswith((".yml", ".yaml")):
            found += _steps(path, texts[path])
    return tuple(found)


def _hooks(path: str, text: str) -> Iterator[Automated]:
    lines = text.splitlines()
    starts = [(number, match) for number, line in enumerate(lines) if (match := HOOK.match(line))]
    for number, match in starts:
        name = match["id"] or match["id2"]
        narrowed: list[str] = []
        fails = True
        for line in _block(lines, number):
            option = OPTION.match(line)
            if option and option["key"] in ("exclude", "files"):
                narrowed.append(f"{option['key']}: {option['value']}")
            elif (
                option and option["key"] == "stages" and "manual" in option["value"] and "commit" not in option["value"]
            ) or SILENCED.search(line):
                fails = False
        yield Automated(name, Place(path, number + 1), is_hook=True, fails=fails, narrowed=tuple(narrowed))


def _steps(path: str, text: str) -> Iterator[Automated]:
    lines = text.splitlines()
    for number, line in enumerate(lines):
        found = CHECK.search(line.partition("#")[0]) if not line.lstrip().startswith("#") else None
        if found:
            name = KINDS[found["check"].split()[0]]
            step = list(_around(lines, number))
            fails = not SILENCED.search(found["rest"]) and not any(
                TOLERATED.match(one) or NEVER.match(one) for one in step
            )
            yield Automated(name, Place(path, number + 1), is_hook=False, fails=fails)


def _block(lines: list[str], start: int) -> Iterator[str]:
    """The lines of a list item."""
    indent = _indent(lines[start])
    yield lines[start]
    for line in lines[start + 1 :]:
        if line.strip() and _indent(line) <= indent:
            return
        yield line


def _around(lines: list[str], number: int) -> Iterator[str]:
    """The list item that a line stands in: a step."""
    start = number
    while start > 0 and not lines[start].lstrip().startswith("- "):
        start -= 1
    return _block(lines, start)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
