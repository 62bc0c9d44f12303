"""What Django loads by name: `apps.get_model`, `get_user_model`, `import_string`.

These are told to the evaluator before anything is asked of it, because a class may be built on what they give. So they
look at names alone: whether a class is a model cannot be asked here.
"""

from indexer.frameworks.django.apps import Apps
from indexer.frameworks.django.settings import Settings
from indexer.resolve.entities import Class, External
from indexer.resolve.evaluate.values import Arguments, Const, Value, text_of
from indexer.resolve.program import Program

USER_MODEL = "AUTH_USER_MODEL"
DEFAULT_USER = External("django.contrib.auth.models.User")


def prepare(program: Program) -> None:
    registry = Registry(program)
    meanings = program.evaluator.meanings
    for name in ("get_model", "get_registered_model"):
        meanings[f"django.apps.apps.{name}"] = registry.get_model
        meanings[f"django.apps.registry.apps.{name}"] = registry.get_model
    meanings["django.contrib.auth.get_user_model"] = registry.get_user_model
    meanings["django.utils.module_loading.import_string"] = registry.import_string
    meanings["swapper.get_model_name"] = registry.get_model_name
    meanings["swapper.load_model"] = registry.load_model


class Registry:
    """Settings, apps and classes by name; read when they are first asked for."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._classes: dict[str, list[Class]] = {}

    @property
    def settings(self) -> Settings:
        return self.program.shared(Settings)

    @property
    def apps(self) -> Apps:
        return self.program.shared(Apps)

    def get_model(self, arguments: Arguments) -> Value | None:
        """`get_model("app", "Model")` or `get_model("app.Model")`."""
        label, model = text_of(arguments.get("app_label", 0)), text_of(arguments.get("model_name", 1))
        if label and model is None and "." in label:
            label, _, model = label.partition(".")
        return self.model(label, model) if label and model else None

    def get_user_model(self, arguments: Arguments) -> Value | None:
        """Django's own user, where there are settings and they name no other."""
        if self.settings.modules and self.settings.get(USER_MODEL) is None:
            return DEFAULT_USER
        label, _, model = (self.settings.text(USER_MODEL) or "").partition(".")
        return self.model(label, model) if model else None

    def import_string(self, arguments: Arguments) -> Value | None:
        name = text_of(self.settings.settled(arguments.get("dotted_path", 0)))
        found = self.program.names.dotted(name) if name else None
        return self.program.evaluator.settled(found) if found is not None else None

    def get_model_name(self, arguments: Arguments) -> Value | None:
        """`app.Model`, or what the setting `APP_MODEL_MODEL` puts in its place (django-swappable-models)."""
        label, model = text_of(arguments.get("app_label", 0)), text_of(arguments.get("model", 1))
        if not label or not model:
            return None
        return Const(self.settings.text(f"{label}_{model}_MODEL".upper()) or f"{label}.{model}")

    def load_model(self, arguments: Arguments) -> Value | None:
        name = self.get_model_name(arguments)
        return self.get_model(Arguments((name,))) if name is not None else None

    def model(self, label: str, name: str) -> Class | None:
        """The class of this name in the app: the one in its `models`, or the only one that it has."""
        if not self._classes:
            for cls in self.program.classes_in_order:
                if "." not in cls.scope.qualname:
                    self._classes.setdefault(cls.scope.name.lower(), []).append(cls)
        found = [c for c in self._classes.get(name.lower(), []) if self.apps.label(c.module).lower() == label.lower()]
        if len(found) > 1:
            found = [c for c in found if "models" in c.module.name.split(".")]
        return found[0] if len(found) == 1 else None
