"""Import contracts that a repository wrote for other tools: import-linter and tach, read as what it declares.

Texts of configuration files come in, forbidden imports go out. What is no contract, or cannot be read, says nothing: it
is for the other tool to complain. Only direct imports are judged, also where the other tool follows chains of them.
"""

import tomllib
from collections.abc import Iterator, Mapping
from configparser import ConfigParser, Error
from fnmatch import fnmatchcase
from typing import Any

from constraints.declared import ForbiddenImport

Reason = tuple[str, str, tuple[str, ...]]  # in words, the file that says so, imports that it leaves out
FILES = (".importlinter", "setup.cfg", "pyproject.toml", "tach.toml")


class Contract(ForbiddenImport, frozen=True):
    file: str = ""
    ignored: tuple[str, ...] = ()  # `a.b -> c.d`, patterns

    @property
    def where(self) -> str:
        return self.file

    def excuses(self, importer: str, imported: str) -> bool:
        return any(fnmatchcase(f"{importer} -> {imported}", pattern) for pattern in self.ignored)


def contracts(texts: Mapping[str, str]) -> tuple[Contract, ...]:
    """`texts`: configuration files by name."""
    found: list[Contract] = []
    for name in FILES:
        if name in texts:
            found += _tach(_toml(texts[name])) if name == "tach.toml" else _import_linter(name, texts[name])
    return tuple(dict.fromkeys(found))


def _import_linter(file: str, text: str) -> Iterator[Contract]:
    for contract in _toml_contracts(text) if file == "pyproject.toml" else _ini_contracts(text):
        name = str(contract.get("name") or contract.get("id") or contract["type"])
        ignored = tuple(_pattern(" ".join(line.split())) for line in _list(contract, "ignore_imports"))
        reason = f"contract {name!r}", file, ignored
        kind = contract["type"]
        if kind == "forbidden":
            yield from _forbidden(_list(contract, "source_modules"), _list(contract, "forbidden_modules"), reason)
        elif kind == "independence":
            yield from _independent(_list(contract, "modules"), reason)
        elif kind == "layers":
            for container in _list(contract, "containers") or [""]:
                yield from _layers(_list(contract, "layers"), container, reason)


def _toml_contracts(text: str) -> Iterator[dict[str, Any]]:
    tool = _toml(text).get("tool")
    section = tool.get("importlinter") if isinstance(tool, dict) else None
    written = section.get("contracts") if isinstance(section, dict) else None
    for contract in written if isinstance(written, list) else ():
        if isinstance(contract, dict) and isinstance(contract.get("type"), str):
            yield contract


def _ini_contracts(text: str) -> Iterator[dict[str, Any]]:
    parser = ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except Error:
        return
    for section in parser.sections():
        if section.startswith("importlinter:contract") and parser.has_option(section, "type"):
            yield dict(parser.items(section))


def _layers(written: list[str], container: str, reason: Reason) -> Iterator[Contract]:
    """From the top down. A line may hold several modules: `a | b` do not know each other, `a : b` may."""
    layers = [(line, [_module(part, container) for part in _parts(line)]) for line in written]
    for position, (line, lower) in enumerate(layers):
        if "|" in line:
            yield from _independent(lower, reason)
        for _, upper in layers[:position]:
            yield from _forbidden(lower, upper, reason)


def _parts(line: str) -> list[str]:
    return [part for part in line.replace("|", ":").split(":") if part.strip(" ()")]


def _module(written: str, container: str) -> str:
    name = written.strip(" ()")  # in parentheses: a layer that need not be there
    return f"{container}.{name}" if container else name


def _independent(modules: list[str], reason: Reason) -> Iterator[Contract]:
    for one in modules:
        yield from _forbidden([one], [other for other in modules if other != one], reason)


def _forbidden(sources: list[str], targets: list[str], reason: Reason) -> Iterator[Contract]:
    for source in sources:
        for target in targets:
            yield Contract(_pattern(source), _pattern(target), *reason)


def _pattern(name: str) -> str:
    return name.replace("**", "*")


def _list(contract: Mapping[str, Any], key: str) -> list[str]:
    value = contract.get(key)
    lines = value.splitlines() if isinstance(value, str) else value if isinstance(value, list) else []
    return [
        line.strip() for line in lines if isinstance(line, str) and line.strip() and not line.strip().startswith("#")
    ]


def _tach(values: dict[str, Any]) -> Iterator[Contract]:
    """A module may import those that it depends on, a layer those below it; what is not listed is free."""
    written = values.get("modules")
    modules = {m["path"]: m for m in _tables(written) if isinstance(m.get("path"), str) and m["path"] != "<root>"}
    layers = [layer for layer in values.get("layers") or () if isinstance(layer, str)]
    for path, module in modules.items():
        allowed = _depends_on(module)
        rank = layers.index(module["layer"]) if module.get("layer") in layers else None
        for other, its in modules.items():
            if other == path or _inside(other, path) or _inside(path, other):
                continue
            above = its.get("layer") in layers and rank is not None and layers.index(its["layer"]) < rank
            listed = allowed is None or any(other == a or _inside(other, a) for a in allowed) or its.get("utility")
            if above:
                yield Contract(path, other, f"layer {module['layer']!r} is below {its['layer']!r}", "tach.toml")
            elif not listed and not _lower(rank, its.get("layer"), layers):
                yield Contract(path, other, f"{path!r} does not depend on {other!r}", "tach.toml")


def _depends_on(module: dict[str, Any]) -> list[str] | None:
    """None where a module may depend on all."""
    written = module.get("depends_on")
    if not isinstance(written, list):
        return None
    return [one if isinstance(one, str) else str(one.get("path")) for one in written if isinstance(one, str | dict)]


def _lower(rank: int | None, layer: object, layers: list[str]) -> bool:
    """Of modules in layers those below may be imported without being listed."""
    return rank is not None and layer in layers and layers.index(str(layer)) > rank


def _inside(name: str, package: str) -> bool:
    return name.startswith(f"{package}.")


def _tables(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}
