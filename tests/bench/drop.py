"""Edits that drop a constraint, made of any application by its syntax: kinds of edits not seen before.

    python tests/bench/drop.py TREE OUT [--name NAME] [--most N] [--seed N] [--only REGEX]

Each edit becomes a folder with `change.diff` and `meta.json`, as `mutants.py` judges them. An operator takes at most
`--most` of the places that it finds, drawn from the seed, no two in one file where there are others.
"""

import argparse
import ast
import difflib
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from dropping import (
    architecture,
    compatibility,
    consistency,
    implicit,
    misplaced,
    permission,
    promises,
    state,
    tenancy,
    unreached,
    widened,
)
from dropping.source import Drop, Source, applied, read

FAMILIES = (
    ("permission", (*permission.OPERATORS, *unreached.OPERATORS)),
    ("tenancy", (*tenancy.OPERATORS, *widened.OPERATORS)),
    ("compatibility", (*compatibility.OPERATORS, *promises.OPERATORS)),
    ("architecture", (*architecture.OPERATORS, *misplaced.OPERATORS)),
    ("state", state.OPERATORS),
    ("consistency", consistency.OPERATORS),
    ("implicit", implicit.OPERATORS),
)
ACCEPTED = {"tenancy": "tenant", "compatibility": "schema"}  # as the scorer names families

WHO = re.compile(r"\b(\w+__)?(user|owner|member)(_id|__in)?\s*=|request\.user")  # rows of a caller, not of a tenant


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tree", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--name")
    parser.add_argument("--most", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=re.compile, default=re.compile(""))
    options = parser.parse_args()
    every = tuple(read(options.tree))
    name = options.name or options.tree.name
    for family, operators in FAMILIES:
        for operator in operators:
            if not options.only.search(operator.__name__):
                continue
            found = [(source, drop) for source in every for drop in operator(source, every)]
            kept = list(chosen(found, options.most, Random(f"{options.seed} {name} {operator.__name__}")))
            for number, (source, drop, content) in enumerate(kept, 1):
                _write(
                    options.out,
                    name,
                    family,
                    operator.__name__,
                    number,
                    source,
                    drop,
                    content,
                )
            print(f"{operator.__name__}: {len(kept)} of {len(found)}")
    return 0


def chosen(found: Sequence[tuple[Source, Drop]], most: int, random: Random) -> Iterator[tuple[Source, Drop, bytes]]:
    """Those that parse and change something; other files first."""
    drawn = random.sample(list(found), len(found))
    seen: dict[str, int] = {}
    order: dict[int, int] = {}
    for number, (source, _) in enumerate(drawn):
        order[number] = seen.get(source.path, 0)
        seen[source.path] = order[number] + 1
    number_kept = 0
    for number in sorted(order, key=lambda n: (order[n], n)):
        source, drop = drawn[number]
        if not drop.edits or number_kept == most:
            continue
        content = applied(source.content, drop.edits)
        try:
            same = ast.dump(ast.parse(content)) == ast.dump(source.tree)
        except SyntaxError:
            continue
        if not same:
            number_kept += 1
            yield source, drop, content


def _write(
    out: Path, name: str, family: str, operator: str, number: int, source: Source, drop: Drop, content: bytes
) -> None:
    identity = f"{name}-{family}-{operator}-{number:02}"
    folder = out / identity
    folder.mkdir(parents=True, exist_ok=True)
    old, new = (text.decode("utf8", "surrogateescape").splitlines(keepends=True) for text in (source.content, content))
    lines = difflib.unified_diff(old, new, f"a/{source.path}", f"b/{source.path}")
    (folder / "change.diff").write_bytes("".join(lines).encode("utf8", "surrogateescape"))
    symbol = drop.symbol or source.symbol(drop.at if not isinstance(drop.at, ast.Module) else None)
    wanted = ACCEPTED.get(family, family)
    if family == "tenancy" and WHO.search(drop.what):
        wanted = "permission"
    meta = {
        "id": identity, "app": name, "category": family, "operator": operator, "file": source.path,
        "line": getattr(drop.at, "lineno", 1), "symbol": symbol, "description": drop.what,
        "expected_rule_family": wanted, "files": [source.path],
    }  # fmt: skip
    (folder / "meta.json").write_text(json.dumps(meta, indent=1))


if __name__ == "__main__":
    sys.exit(main())
