"""What a team wrote down: `chesterton.toml`, reviewed like code.

The text of a file comes in, values go out, or a `Misdeclared` that names the line and the nearest key. Patterns are of
the shell's kind (`shop.*.views`, `/admin/*`) and a bare name stands for itself and all that is in it.
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from fnmatch import fnmatchcase

import msgspec

from constraints.written import NOTHING_WRITTEN, Written

FILE = "chesterton.toml"


class Misdeclared(Exception):
    """The file does not say what it should; the text names the line and what may have been meant."""


class ForbiddenImport(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"importer": "from"}):
    """Modules that match `from` never import modules that match `to`."""

    importer: str
    to: str
    reason: str

    @property
    def where(self) -> str:
        """The file that says so."""
        return FILE

    def excuses(self, importer: str, imported: str) -> bool:
        """Is this import left out by name?"""
        return False


class RequiredGuard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every entry point whose path matches is behind a guard of this name (its last parts are enough)."""

    path: str
    guard: str
    reason: str


class ProtectedSymbol(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Code that is as it is for a reason: removed or changed only by whoever knows it."""

    symbol: str  # dotted; its end is enough
    reason: str


class StateTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which value of a field may follow which; a value that leads nowhere is terminal."""

    field: str  # Order.status
    transitions: dict[str, tuple[str, ...]]
    reason: str = ""


class Tenancy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The model whose rows are the tenants."""

    root: str
    reason: str = ""


class RuleOff(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule that does not fit this code base."""

    rule: str
    reason: str


class Exemption(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A finding that a human accepted: the constraint by id (patterns may be used), where, why and until when."""

    constraint: str
    reason: str
    scope: str = "*"  # a path pattern
    owner: str = ""
    until: date | None = None


class Declared(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"exemptions": "exception"}):
    """All that one `chesterton.toml` says; an empty one where there is no file."""

    layers: tuple[tuple[str, ...], ...] = ()  # from the top down, each a list of patterns of modules
    tenancy: Tenancy | None = None
    forbidden_import: tuple[ForbiddenImport, ...] = ()
    required_guard: tuple[RequiredGuard, ...] = ()
    protected: tuple[ProtectedSymbol, ...] = ()
    state: tuple[StateTable, ...] = ()
    rule_off: tuple[RuleOff, ...] = ()
    exemptions: tuple[Exemption, ...] = ()

    @property
    def written(self) -> Written:
        """What other files of the team say."""
        return NOTHING_WRITTEN

    def forbidden(self) -> Iterator[ForbiddenImport]:
        """The forbidden imports, those that the order of the layers forbids among them."""
        yield from self.forbidden_import
        for position, lower in enumerate(self.layers):
            for upper in self.layers[:position]:
                for importer in lower:
                    for to in upper:
                        yield ForbiddenImport(importer, to, f"`{importer}` is a layer below `{to}`")


class DeclaredAround(Declared, frozen=True):
    """With what stands in the files around it."""

    around: Written = NOTHING_WRITTEN

    @property
    def written(self) -> Written:
        return self.around


NOTHING = Declared()


def with_written(declared: Declared, around: Written) -> Declared:
    said = {name: getattr(declared, name) for name in Declared.__struct_fields__}
    return DeclaredAround(**said, around=around)


def read(text: str) -> Declared:
    """Raises Misdeclared."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Misdeclared(f"{FILE}: {error}") from error
    try:
        declared = msgspec.convert(values, Declared)
    except msgspec.ValidationError as error:
        raise Misdeclared(_said(str(error), text)) from error
    for number, exemption in enumerate(declared.exemptions):
        if not exemption.reason.strip():
            line = _line(text, f"$.exception[{number}].reason")
            raise Misdeclared(f"{FILE}:{line}: an exception needs a reason")
    return declared


def matches(pattern: str, name: str, separator: str = ".") -> bool:
    return fnmatchcase(name, pattern) or fnmatchcase(name, f"{pattern.rstrip(separator)}{separator}*")


def ends(name: str, written: str) -> bool:
    """`Order.status` means `shop.orders.models.Order.status`."""
    return name == written or name.endswith(f".{written}")


def _said(problem: str, text: str) -> str:
    """`Object contains unknown field `reson` - at `$.exception[0]`` with its line, and the nearest key."""
    found = re.search(r" - at `(?P<path>[^`]+)`", problem)
    path = found["path"] if found else "$"
    said = problem[: found.start()] if found else problem
    unknown = re.search(r"unknown field `(?P<key>[^`]+)`", said)
    if unknown is None:
        return f"{FILE}:{_line(text, path)}: {path.removeprefix('$.')}: {said[:1].lower()}{said[1:]}"
    key = unknown["key"]
    known = _keys_at(path)
    near = get_close_matches(key, known, n=1, cutoff=0.5)
    meant = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}"
    return f"{FILE}:{_line(text, f'{path}.{key}')}: unknown key {key!r}; {meant}"


def _keys_at(path: str) -> list[str]:
    table = re.sub(r"\[\d+\]|\[\.\.\.\]", "", path).removeprefix("$").lstrip(".").partition(".")[0]
    kinds: dict[str, type[msgspec.Struct]] = {
        "forbidden_import": ForbiddenImport, "required_guard": RequiredGuard, "protected": ProtectedSymbol,
        "state": StateTable, "tenancy": Tenancy, "rule_off": RuleOff, "exception": Exemption,
    }  # fmt: skip
    return list(kinds.get(table, Declared).__struct_encode_fields__)


def _line(text: str, path: str) -> int:
    """Where `$.exception[1].reason` stands, as near as the text tells: the key, else the table, else the first line."""
    table, number, key = re.match(r"\$\.?([\w]*)(?:\[(\d+)\])?\.?(.*)", path).groups()  # type: ignore[union-attr]
    lines = text.splitlines()
    headers = [n for n, line in enumerate(lines, 1) if re.match(rf"\s*\[\[?\s*{re.escape(table)}\s*\]", line)]
    if not headers:
        keys = [n for n, line in enumerate(lines, 1) if re.match(rf"\s*\[*\s*{re.escape(table or key)}\b", line)]
        return keys[0] if keys else 1
    start = headers[min(int(number or 0), len(headers) - 1)]
    for offset, line in enumerate(lines[start:], start + 1):
        if line.lstrip().startswith("["):
            break
        if key and re.match(rf"\s*{re.escape(key.partition('.')[0])}\s*=", line):
            return offset
    return start
