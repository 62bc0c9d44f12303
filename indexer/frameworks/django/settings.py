"""Django settings as written in the repository: which modules hold them, and what a setting is."""

import re

from indexer.expressions import parts_of
from indexer.facts import Call, Constant, Evaluate, Expression
from indexer.frameworks.spelled import assigned_at
from indexer.resolve.entities import External, Module
from indexer.resolve.evaluate.values import Const, Made, Site, Value
from indexer.resolve.program import Program

SETTINGS = "django.conf.settings"
VARIABLE = "DJANGO_SETTINGS_MODULE"
MARKS = ("INSTALLED_APPS", "ROOT_URLCONF")  # what only a settings module assigns
STARTERS = ("manage", "wsgi", "asgi", "celery", "__main__")  # last names of modules that choose the settings
FOR_TESTS = re.compile(r"(^|[._])tests?([._]|$)")


class Settings:
    """The settings modules of a repository; the one that `manage.py` chooses counts first, those of tests last."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.modules = program.pick("settings", lambda: _modules(program))

    def get(self, name: str) -> Value | None:
        """The value of a setting; None where no settings module gives it one that is known."""
        for module in self.modules:
            found = self.program.names.member(module, name)
            value = self.program.evaluator.settled(found) if found is not None else None
            if value is not None:
                return value
        return None

    def site(self, name: str) -> Site | None:
        """Where the first module that has it gives a setting its value."""
        return next(filter(None, (assigned_at(module, name) for module in self.modules)), None)

    def all(self, name: str) -> list[Value | None]:
        """What the settings modules give a setting, those of tests left out."""
        bound = [m for m in self.modules if not FOR_TESTS.search(m.name) and name in m.bindings]
        return [self.program.evaluator.module(m).get(name) for m in bound]

    def text(self, name: str) -> str | None:
        value = self.get(name)
        return value.value if isinstance(value, Const) and isinstance(value.value, str) else None

    def settled(self, value: Value | None) -> Value | None:
        """`settings.NAME` and `getattr(settings, "NAME", default)` as their value, anything else as it is."""
        if type(value) is External and value.name.startswith(f"{SETTINGS}."):
            found = self.get(value.name.removeprefix(f"{SETTINGS}."))
            return found if found is not None else value
        if type(value) is Made and value.name == "builtins.getattr":
            owner, name = (*value.arguments.positional, None, None)[:2]
            if type(owner) is External and owner.name == SETTINGS and type(name) is Const:
                found = self.get(str(name.value))
                return found if found is not None else self.settled(value.arguments.get("default", 2))
        return value


def _modules(program: Program) -> list[Module]:
    chosen = _chosen(program)
    found = [m for m in program.modules if m in chosen or any(mark in m.bindings for mark in MARKS)]
    return sorted(found, key=lambda m: (m not in chosen, bool(FOR_TESTS.search(m.name)), m.file_path))


def _chosen(program: Program) -> set[Module]:
    """Modules named by `os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")`."""
    found: set[Module] = set()
    for module in program.modules:
        if module.name.rpartition(".")[2] not in STARTERS:
            continue
        for scope in module.facts.scopes:
            for statement in scope.statements:
                if type(statement) is Evaluate:
                    named = _named(statement.value)
                    settings = program.module_table.find(named, module) if named else None
                    if settings is not None:
                        found.add(settings)
    return found


def _named(expression: Expression) -> str:
    if type(expression) is Call and len(expression.arguments) == 2:
        variable, value = expression.arguments
        if variable == Constant(VARIABLE) and type(value) is Constant and isinstance(value.value, str):
            return value.value
    return next(filter(None, map(_named, parts_of(expression))), "")
