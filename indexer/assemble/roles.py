"""What a module is for, from what it does; and which area of the code it belongs to."""

import re
from collections import Counter

from indexer.discover import is_test
from indexer.frameworks.findings import Findings
from indexer.infer.edges import Edges
from indexer.resolve.entities import Class, Entity, Function, Module
from indexer.resolve.program import Program

SCHEMA_BASES = frozenset(
    {
        "pydantic.BaseModel",
        "pydantic.main.BaseModel",
        "rest_framework.serializers.BaseSerializer",
        "rest_framework.serializers.Serializer",
        "rest_framework.serializers.ModelSerializer",
        "marshmallow.Schema",
        "django.forms.Form",
        "django.forms.ModelForm",
    }
)
SETTINGS = re.compile(r"(^|\.)(settings|config|configuration)(\.|$)")
MIGRATIONS = re.compile(r"(^|/)(migrations|alembic)/")
APPLICATIONS = frozenset(
    {"fastapi.FastAPI", "flask.Flask", "starlette.applications.Starlette", "celery.Celery", "aiohttp.web.Application",
     "sanic.Sanic", "litestar.Litestar", "quart.Quart", "tornado.web.Application", "ninja.NinjaAPI"}
)  # fmt: skip
CONFIGURATIONS = frozenset({"django.apps.AppConfig"})
ASKS = re.compile(
    r"^<external>:(django\.db\.models\..*(QuerySet|Manager)\.|django\.db\.connections?\b"
    r"|sqlalchemy\..*\b(Async)?(Session|Connection|Engine|Query|select|text)\b|sqlmodel\.(Session|select)\b"
    r"|asyncpg\.|aiosqlite\.|sqlite3\.|psycopg2?\.|pymysql\.|databases\.|pymongo\.|motor\.)"
)
ASKED = re.compile(r"\b(session|cursor|conn|connection|db)\.\w+$")  # for one of these:
LAST_ASKED = ("execute", "scalar", "scalars", "query", "add", "add_all", "delete", "merge", "flush", "refresh")
COMMAND_LINES = ("click.", "typer.", "argparse.", "flask.cli.")
MOST = 0.5  # of what a module defines, for its role to be told from it


def roles(program: Program, findings: Findings, edges: Edges) -> dict[Module, str]:
    """One of: test, migration, entry point, command, receiver, admin, task, model, schema, wiring, settings,
    data access, service, utility."""
    parts = _Parts(program, findings, edges)
    found = {module: parts.role(module) for module in program.modules}
    for module in _relatives(program, found):
        found[module] = "data access"
    _by_what_they_import(program, found)
    return found


class _Parts:
    """What the modules do, counted by class and function."""

    def __init__(self, program: Program, findings: Findings, edges: Edges) -> None:
        self.program = program
        self.models = Counter(model.cls.module for model in findings.models.values())
        self.handlers = _handlers(program, findings)
        self.entries: dict[Module, Counter[str]] = {}
        for entry in findings.entry_points:
            self.entries.setdefault(entry.entity.module, Counter())[ENTRIES[entry.kind]] += 1
        self.schemas = Counter(
            cls.module
            for cls in program.classes_in_order
            if program.classes.is_a(cls, SCHEMA_BASES) and cls not in findings.models
        )
        self.migrations = {m.entity.module for m in findings.migrations}
        self.wiring = _wiring(program, findings, edges)
        self.asking = Counter(entity.module for entity in _asking(edges))
        self.users = _users_of_models(program, set(self.models))

    def role(self, module: Module) -> str:
        if is_test(module.file_path):
            return "test"
        if module in self.migrations or MIGRATIONS.search(module.file_path):
            return "migration"
        entries = self.entries.get(module, Counter())
        answered = self.handlers[module] + entries["entry point"]
        if answered > self.models[module]:
            return "entry point"
        if self.models[module]:
            return "model"
        others = [(count, role) for role, count in entries.items() if role != "entry point"]
        if others:
            return max(others)[1]
        defined = sum(isinstance(child, Class | Function) for child in module.children.values())
        if self.schemas[module] and self.schemas[module] > MOST * defined:
            return "schema"
        if module in self.wiring:
            return "wiring"
        if SETTINGS.search(module.name):
            return "settings"
        if any(edge.target.startswith(COMMAND_LINES) for edge in self.program.module_table.edges(module)):
            return "command"
        return self._inner(module)

    def _inner(self, module: Module) -> str:
        functions = sum(isinstance(f, Function) for c in module.children.values() for f in (c, *c.children.values()))
        if self.asking[module] and self.asking[module] >= MOST * functions:
            return "data access"
        return "service" if module in self.users or self.asking[module] else "utility"


INNER = ("service", "utility", "data access")
DATA = ("model", "data access", "service")
ENTRIES = {
    "task": "task", "receiver": "receiver", "listener": "receiver", "command": "command", "admin": "admin",
    "graphql": "entry point", "rpc": "entry point",
}  # fmt: skip


def _handlers(program: Program, findings: Findings) -> Counter[Module]:
    """What answers requests by module: handlers, and the classes that handlers are made of."""
    handlers = {endpoint.handler for endpoint in findings.endpoints}
    above: dict[Class, None] = {}
    for handler in handlers:
        if isinstance(handler, Class):
            above.update((c, None) for c in program.classes.mro(handler)[1:] if isinstance(c, Class))
    answering = [c for c in above if c not in handlers and c not in findings.models and not is_test(c.path)]
    return Counter(entity.module for entity in (*handlers, *answering))


def _wiring(program: Program, findings: Findings, edges: Edges) -> set[Module]:
    """Modules that put the application together: that write the routes, make the application, or configure it."""
    found = {
        program.by_path[endpoint.site.path]
        for endpoint in findings.endpoints
        if endpoint.site is not None and endpoint.site.path in program.by_path
    }
    made = {f"<external>:{name}" for name in APPLICATIONS}
    found |= {edge.caller.module for edge in edges.calls if edge.callee is None and edge.target in made}
    return found | {
        cls.module for cls in program.classes_in_order if program.classes.is_a(cls, CONFIGURATIONS | APPLICATIONS)
    }


def _asks(target: str) -> bool:
    last = target.rpartition(".")[2]
    if (last in LAST_ASKED or last.startswith("fetch")) and ASKED.search(target):
        return True
    return ASKS.match(target) is not None


def _asking(edges: Edges) -> set[Entity]:
    """What asks the database, by itself or through a function of the same module."""
    asks = set(filter(_asks, {e.target for e in edges.calls if e.callee is None}))
    found = {edge.caller for edge in edges.calls if edge.callee is None and edge.target in asks}
    inside = [(e.caller, e.callee) for e in edges.calls if e.callee is not None and e.callee.module is e.caller.module]
    count = -1
    while count != len(found):
        count = len(found)
        found.update(caller for caller, callee in inside if callee in found)
    return found


def _relatives(program: Program, roles: dict[Module, str]) -> list[Module]:
    """Modules whose classes are of one kind with those that access data, and the module of what they have in common."""
    kinds = Counter(
        base
        for cls in program.classes_in_order
        if roles[cls.module] == "data access"
        for base in program.classes.mro(cls)[1:]
        if isinstance(base, Class) and roles[base.module] in INNER
    )
    found = {base.module: None for base in kinds}
    for cls in program.classes_in_order:
        if not kinds.keys().isdisjoint(program.classes.mro(cls)[1:]):
            found[cls.module] = None
    return [module for module in found if roles[module] in INNER]


def _by_what_they_import(program: Program, roles: dict[Module, str]) -> None:
    """What only hands entry points on puts them together; what works with data, at whatever remove, is a service."""
    imported = {
        module: [edge.imported for edge in program.module_table.edges(module) if edge.imported not in (None, module)]
        for module, role in roles.items()
        if role in ("utility", "service")
    }
    for module, targets in imported.items():
        defines = any(isinstance(child, Class | Function) for child in module.children.values())
        if not defines and any(roles[target] in ("entry point", "wiring") for target in targets if target):
            roles[module] = "wiring"
    waiting = {module for module in imported if roles[module] == "utility"}
    while grown := {m for m in waiting if any(roles[target] in DATA for target in imported[m] if target)}:
        waiting -= grown
        roles.update(dict.fromkeys(grown, "service"))


def _users_of_models(program: Program, models: set[Module]) -> set[Module]:
    return {
        module for module in program.modules for edge in program.module_table.edges(module) if edge.imported in models
    }


def areas(program: Program) -> dict[Module, str]:
    """The part of the dotted name that tells areas of the code apart: behind the one package that holds nearly all of a
    source root, else the first; a module that lies in no area of its own stands for itself."""
    tops: dict[str, Counter[str]] = {}
    for module in program.modules:
        if not is_test(module.file_path):
            tops.setdefault(module.root, Counter())[module.name.partition(".")[0]] += 1
    found: dict[Module, str] = {}
    for module in program.modules:
        parts = module.name.split(".")
        counts = tops.get(module.root, Counter())
        main, most = counts.most_common(1)[0] if counts else ("", 0)
        behind = parts[0] == main and most > 0.6 * sum(counts.values()) and len(parts) > 1
        found[module] = parts[1] if behind else parts[0]
    return found
