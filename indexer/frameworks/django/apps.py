"""Which Django app a module belongs to, and what its AppConfig says.

An AppConfig is known by what it spells (a class with the name of a package), not by its ancestors: apps are asked for
while ancestors are being worked out.
"""

from msgspec import Struct

from indexer.frameworks.django.settings import Settings
from indexer.resolve.entities import Class, Module
from indexer.resolve.evaluate.values import Const, Items
from indexer.resolve.program import Program

ROOMS = ("models", "abstract_models", "migrations", "admin", "management")  # of an app's package


class App(Struct, frozen=True):
    name: str  # dotted package
    label: str
    auto_field: str = ""  # last part of the class of automatic primary keys, '' where its own config does not say
    config: Class | None = None


def _configs(program: Program) -> list[Class]:
    return [
        cls
        for cls in program.classes_in_order
        if isinstance(cls.parent, Module) and "name" in cls.bindings and _may_configure(cls)
    ]


class Apps:
    """Those with an AppConfig in the repository, and those that INSTALLED_APPS names."""

    def __init__(self, program: Program) -> None:
        self.program = program
        settings = program.shared(Settings)
        self.auto_field = (settings.text("DEFAULT_AUTO_FIELD") or "").rpartition(".")[2]
        self._by_name: dict[str, App] = {}
        for cls in program.pick("app configs", lambda: _configs(program)):
            self._add(cls)
        installed = settings.get("INSTALLED_APPS")
        for item in installed.items if isinstance(installed, Items) else []:
            name = item.value if isinstance(item, Const) else None
            if isinstance(name, str) and program.module_table.holds(name):
                self._by_name.setdefault(name, App(name, name.rpartition(".")[2]))

    def _add(self, cls: Class) -> None:
        body = self.program.evaluator.class_body(cls)
        name, label, auto_field = (_text(body.get(key)) for key in ("name", "label", "default_auto_field"))
        if self.program.module_table.holds(name) and (name not in self._by_name or body.get("default") == Const(True)):
            auto_field = auto_field.rpartition(".")[2]
            self._by_name[name] = App(name, label or name.rpartition(".")[2], auto_field, cls)

    def all(self) -> list[App]:
        return list(self._by_name.values())

    def named(self, name: str) -> App | None:
        return self._by_name.get(name)

    def of(self, module: Module) -> App | None:
        """The app whose package holds the module."""
        name = module.name
        while name:
            if name in self._by_name:
                return self._by_name[name]
            name = name.rpartition(".")[0]
        return None

    def auto_field_of(self, module: Module) -> str:
        """Last part of the class of a module's automatic primary keys, '' where that is not known."""
        app = self.of(module)
        if app is None or app.auto_field or app.config is None:
            return app.auto_field if app is not None and app.auto_field else self.auto_field
        inherited = _text(self.program.evaluator.class_attribute(app.config, "default_auto_field"))
        return inherited.rpartition(".")[2] or self.auto_field

    def label(self, module: Module) -> str:
        """The app label; without an AppConfig it is the last name of the package around `models`, `migrations` ..."""
        app = self.of(module)
        if app is not None:
            return app.label
        parts = module.name.split(".")
        for room in ROOMS:
            if room in parts[1:]:
                return parts[parts.index(room, 1) - 1]
        package = module.package.rpartition(".")[2]
        return package or parts[-1]


def _may_configure(cls: Class) -> bool:
    return cls.scope.name.endswith("Config") or cls.module.name.endswith(".apps")


def _text(value: object) -> str:
    return value.value if isinstance(value, Const) and isinstance(value.value, str) else ""
