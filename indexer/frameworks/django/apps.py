"""Which Django app a module belongs to, and what its AppConfig says."""

from dataclasses import dataclass

from indexer.frameworks.django.settings import Settings
from indexer.resolve.entities import Class, Module
from indexer.resolve.evaluate.values import Const
from indexer.resolve.program import Program

APP_CONFIGS = ("django.apps.AppConfig", "django.apps.config.AppConfig")
ROOMS = ("models", "abstract_models", "migrations", "admin", "management")  # of an app's package


@dataclass(slots=True, frozen=True)
class App:
    name: str  # dotted package
    label: str
    auto_field: str  # last part of the class of automatic primary keys, '' where that is not said
    config: Class


class Apps:
    def __init__(self, program: Program, settings: Settings) -> None:
        self.program = program
        self.auto_field = (settings.text("DEFAULT_AUTO_FIELD") or "").rpartition(".")[2]
        self._by_name: dict[str, App] = {}
        for cls in program.subclasses_of(*APP_CONFIGS):
            name = self._text(cls, "name")
            if name and (name not in self._by_name or self._is_default(cls)):
                label = self._text(cls, "label") or name.rpartition(".")[2]
                auto_field = self._text(cls, "default_auto_field").rpartition(".")[2]
                self._by_name[name] = App(name, label, auto_field or self.auto_field, cls)

    def of(self, module: Module) -> App | None:
        """The app whose package holds the module."""
        name = module.name
        while name:
            if name in self._by_name:
                return self._by_name[name]
            name = name.rpartition(".")[0]
        return None

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

    def _text(self, cls: Class, name: str) -> str:
        value = self.program.evaluator.class_attribute(cls, name)
        return value.value if isinstance(value, Const) and isinstance(value.value, str) else ""

    def _is_default(self, cls: Class) -> bool:
        return self.program.evaluator.class_attribute(cls, "default") == Const(True)
