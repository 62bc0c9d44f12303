"""The pages of docs/ that follow from the code: written by `python tests/pages.py`, compared by a test."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).resolve().parents[1]
FAMILIES = {  # in the order of what hurts most
    "permission": "Who may do what: guards of entry points, refusals in functions, rows that only their owner sees.",
    "tenancy": "Whose rows these are: every query on what a tenant owns stays within that tenant.",
    "state": "Which value of a state follows which, who writes it, and who asks before.",
    "consistency": "What commits together, what is locked, counted by the database, or waits for the commit.",
    "architecture": "Which part of the code may import which, and where queries and slow calls belong.",
    "compatibility": "What clients, other services and old rows rely on.",
    "implicit": "What nobody wrote as code: comments, history, tests, and the guardrails themselves.",
}
CONSTRAINTS = """\
# Constraints, rule by rule

Written from the rules' own words by `python tests/pages.py`; do not edit it here.

Each constraint has an id, `rule:symbol`, that stays the same when code moves, an origin (declared by the team, enforced
by the code, inferred from most siblings, remembered) and evidence as `path:line`. What a change drops is a *violation*
where something that held is gone, a *suspicion* where it is unlike its siblings or its past, a *note* where somebody
should look; only the first fails a check unless `--fail-on` says otherwise. A rule that does not fit is turned off, and
one finding is let pass, in [chesterton.toml](chesterton-toml.md).
"""
SCHEMA = """\
# The graph's schema

Written from `indexer/graph/schema.sql` by `python tests/pages.py`; do not edit it here. The graph is one SQLite file,
`.chesterton/graph.db`: derived from the files, built anew and never changed, so open it read-only
(`sqlite3 'file:.chesterton/graph.db?immutable=1'`) and expect other tables in another release.

"""
HEADINGS = ("What it notices", "Why it matters", "Example", "Limits")
TABLE = re.compile(r"^CREATE (?:VIRTUAL )?TABLE (\w+)[^-\n]*(?:-- (.*))?$")
COLUMN = re.compile(r"^ {4}(\"?\w+\"?)\s+(TEXT|INTEGER|REAL|BLOB)?([^-]*?)(?:,)?\s*-- (.*)$")


def constraints_page() -> str:
    lines = CONSTRAINTS.splitlines()
    for family, about in FAMILIES.items():
        lines += ["", f"## {family}", "", about]
        for path in sorted((ROOT / "constraints" / "rules" / family).glob("*.py")):
            if path.name != "__init__.py":
                lines += ["", *_rule(path)]
    return "\n".join(lines) + "\n"


def schema_page() -> str:
    text = (ROOT / "indexer" / "graph" / "schema.sql").read_text(encoding="utf-8")
    lines = SCHEMA.splitlines()
    for line in text.split("\n\n")[0].splitlines():
        said = line.removeprefix("--").removesuffix("Words used below:").strip()
        lines.append(f"- {said}" if line.startswith("--   ") else said)
    for line in text.splitlines():
        table, column = TABLE.match(line), COLUMN.match(line)
        if table:
            lines += ["", f"## {table[1]}", "", *([f"{_sentence(table[2])}", ""] if table[2] else [])]
            lines += ["| column | type | holds |", "|---|---|---|"]
        elif column:
            lines.append(f"| `{column[1]}` | {_kind(column)} | {_cell(column[4])} |")
    return "\n".join(lines) + "\n"


PAGES = {"constraints.md": constraints_page, "schema.md": schema_page}


def _rule(path: Path) -> Iterator[str]:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    title, _, rest = text.partition("\n")
    yield f"### `{path.stem}`"
    yield ""
    yield title
    heading = ""
    sections: dict[str, list[str]] = {}
    for line in rest.splitlines():
        if line in HEADINGS:
            heading = line
            sections[heading] = []
        elif heading:
            sections[heading].append(line)
    for heading in HEADINGS:
        body = dedent("\n".join(sections.get(heading, []))).strip("\n")
        yield ""
        if heading == "Example":
            yield from ("```", *body.splitlines(), "```")
        else:
            yield f"*{heading}.* {' '.join(body.split())}"


def _kind(column: re.Match[str]) -> str:
    to = re.search(r"REFERENCES (\w+)", column[3])
    kind = (column[2] or "text").lower() + (f", of [{to[1]}](#{to[1]})" if to else "")
    return kind if "NOT NULL" in column[3] or "PRIMARY KEY" in column[3] else f"{kind}, may be null"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "...")) else ".")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def main() -> int:
    for name, page in PAGES.items():
        (ROOT / "docs" / name).write_text(page(), encoding="utf-8")
        print(f"docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
