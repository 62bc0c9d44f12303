"""OpenAPI documents as plain values: which operations there are, under which path, and what secures each.

The text is anybody's: YAML is read without tags that make objects, without merging that grows, and no deeper than
Python's own stack; what is wrong with it leaves out what it is wrong with.
"""

import json
import re
from collections.abc import Iterator

import yaml
from msgspec import Struct

VERBS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
HOST = re.compile(r"^(\w+:)?//[^/]*")
MOST_OPERATIONS = 5_000
MERGE = "tag:yaml.org,2002:merge"
MOST_MERGED = 20_000  # keys that merging copies, in one document
NOT_READ = (ValueError, LookupError, AttributeError, ArithmeticError, RecursionError, yaml.YAMLError)


class Security(Struct, frozen=True):
    """One scheme that an operation asks for."""

    name: str
    scopes: tuple[str, ...]
    function: str  # `x-bearerInfoFunc` and its like: dotted, '' where none is named


class Operation(Struct, frozen=True):
    path: str  # with the document's base path
    written: str  # without
    verb: str
    id: str
    controller: str  # `x-openapi-router-controller`
    security: tuple[Security, ...]  # '()' also where it is optional


def read(text: str) -> object:
    """None where the text is no JSON or YAML."""
    for parsed in (json.loads, _yaml):
        try:
            return parsed(text)
        except NOT_READ:  # PyYAML itself fails in many ways on a tag that its text does not fit: `!!bool x`
            continue
    return None


def operations(document: object, base_path: str | None = None) -> Iterator[Operation]:
    root = _mapping(document)
    base = base_path if base_path is not None else _base_path(root)
    schemes = _mapping(_mapping(root.get("components")).get("securitySchemes"))
    schemes = schemes or _mapping(root.get("securityDefinitions"))
    count = 0
    for path, item in _mapping(root.get("paths")).items():
        for verb in VERBS:
            operation = _mapping(_mapping(item).get(verb))
            if not operation or not isinstance(path, str):
                continue
            count += 1
            if count > MOST_OPERATIONS:
                return
            yield Operation(
                base.rstrip("/") + path,
                path,
                verb.upper(),
                _text(operation.get("operationId")),
                _controller(operation) or _controller(_mapping(item)),
                tuple(_security(operation.get("security", root.get("security")), schemes)),
            )


def _yaml(text: str) -> object:
    return yaml.load(text, Loader=_Loader)


class _Loader(yaml.SafeLoader):
    """Plain values only; mappings that merging makes too large are an error, however few lines ask for it."""

    merged = 0

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        for key, value in node.value:
            if key.tag == MERGE:
                for one in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                    if isinstance(one, yaml.MappingNode):
                        self.flatten_mapping(one)
                        self.merged += len(one.value)
                    if self.merged > MOST_MERGED:  # before anything is copied
                        raise yaml.YAMLError("too many keys are merged")
        super().flatten_mapping(node)


def _security(asked: object, schemes: dict[str, object]) -> Iterator[Security]:
    """Of alternatives all are named; one that is empty makes it optional."""
    alternatives = [_mapping(one) for one in asked] if isinstance(asked, list) else []
    if not all(alternatives):
        return
    for alternative in alternatives:
        for name, scopes in alternative.items():
            listed = tuple(s for s in scopes if isinstance(s, str)) if isinstance(scopes, list) else ()
            yield Security(str(name), listed, _function(_mapping(schemes.get(name))))


def _function(scheme: dict[str, object]) -> str:
    named = (value for key, value in scheme.items() if str(key).startswith("x-") and str(key).endswith("InfoFunc"))
    return next((value for value in named if isinstance(value, str)), "")


def _controller(item: dict[str, object]) -> str:
    return _text(item.get("x-openapi-router-controller")) or _text(item.get("x-swagger-router-controller"))


def _base_path(root: dict[str, object]) -> str:
    """Of version 3 the path of the first server, of version 2 `basePath`."""
    servers = root.get("servers")
    if isinstance(servers, list) and servers:
        return HOST.sub("", _text(_mapping(servers[0]).get("url")))
    return _text(root.get("basePath"))


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
