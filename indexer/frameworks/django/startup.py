"""What Django does before the first request: apps in the order of INSTALLED_APPS, their models, their `ready()`.

Registries that decorators and `ready()` fill (views of a model, hooks, signal receivers) are full only after that, so
it runs before any adapter looks. What settings, `Model._meta`, app configs and routers give is told to the evaluator.
"""

from collections.abc import Iterator
from functools import cached_property

from indexer.frameworks.django import known, routers
from indexer.frameworks.django.apps import Apps
from indexer.frameworks.django.meta import is_abstract, option
from indexer.frameworks.django.routes import find_module, url_patterns, without_namespace
from indexer.frameworks.django.settings import SETTINGS, Settings
from indexer.resolve.entities import Class, External, Function, Module
from indexer.resolve.evaluate.settings import plain
from indexer.resolve.evaluate.values import Arguments, Const, Default, Items, Made, Member, Site, Value, text_of
from indexer.resolve.program import Program

APP_CONFIG = frozenset({"django.apps.AppConfig", "django.apps.config.AppConfig"})
MOST_STEPS = 400_000  # of one URLconf: a router that the repository wrote itself asks every viewset for every name
VIEWS = ("django.views.View", "django.views.generic.View", "django.views.generic.base.View")
VIEW_MEMBERS = frozenset(
    {"as_view", "dispatch", "http_method_names", "http_method_not_allowed", "options", "setup", "view_is_async"}
    | {"_allowed_methods", "request", "args", "kwargs", "head"}
)
REGISTRIES = ("django.apps.apps.", "django.apps.registry.apps.")


def prepare(program: Program) -> None:
    registry = AppRegistry(program)
    evaluator = program.evaluator
    evaluator.attribute_meanings.append(registry.attribute)
    evaluator.method_meanings.append(registry.method)
    for prefix in REGISTRIES:
        evaluator.meanings[f"{prefix}get_app_config"] = registry.get_app_config
        evaluator.meanings[f"{prefix}get_app_configs"] = registry.get_app_configs
    evaluator.meanings["django.utils.module_loading.module_has_submodule"] = registry.module_has_submodule
    evaluator.meanings["django.utils.module_loading.autodiscover_modules"] = registry.autodiscover_modules
    evaluator.most_steps = MOST_STEPS
    evaluator.known_members.update(dict.fromkeys(VIEWS, VIEW_MEMBERS))
    registry.start()


class AppRegistry:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.settings = program.shared(Settings)
        self._metas: dict[tuple[Apps, Class], dict[str, str]] = {}  # by what is known of the apps meanwhile
        self._configs: dict[str, Made] | None = None  # by label, in the order of INSTALLED_APPS

    @cached_property
    def _classes(self) -> dict[str, list[Class]]:
        """Those that stand in modules, by the label of their app."""
        found: dict[str, list[Class]] = {}
        for cls in self.program.classes_in_order:
            if isinstance(cls.parent, Module):
                found.setdefault(self.apps.label(cls.module), []).append(cls)
        return found

    @property
    def apps(self) -> Apps:
        return self.program.shared(Apps)

    def start(self) -> None:
        """Load every app's models, then call every `ready()`."""
        configs = list(self.configs.values())
        for config in configs:
            models = self._submodule(config, "models")
            if models is not None:
                self.program.evaluator.module(models)
        for config in configs:
            if isinstance(config.callee, Class):
                found = self.program.classes.member(config.callee, "ready")
                if found is not None and isinstance(found[1], Function):
                    self.program.evaluator.follow(found[1], Arguments((config,)))

    # ------------------------------------------------------------------------------------------- meanings

    def attribute(self, owner: Value, name: str) -> Value | None:
        if type(owner) is External:
            return self._setting(name) if owner.name == SETTINGS else None
        if type(owner) is Member:
            return self._of_meta(owner, name) if owner.name == "_meta" else None
        if type(owner) is Made:
            if owner.name.startswith("django."):
                return _of_pattern(self.program, owner, name)
            if self._is_config(owner):
                return self._of_config(owner, name)
            return routers.attribute(self.program, owner, name)
        return None

    def method(self, owner: Made, name: str, arguments: Arguments, site: Site) -> Value | None:
        if name == "get_models" and self._is_config(owner):
            return Items("list", list(self._models(owner)))
        return routers.method(self.program, owner, name, arguments, site)

    def get_app_config(self, arguments: Arguments) -> Value | None:
        return self.configs.get(text_of(arguments.get("app_label", 0)) or "")

    def get_app_configs(self, arguments: Arguments) -> Value | None:
        return Items("list", list(self.configs.values()))

    def module_has_submodule(self, arguments: Arguments) -> Value | None:
        package, name = arguments.get("package", 0), text_of(arguments.get("module_name", 1))
        if not isinstance(package, Module) or name is None:
            return None
        return Const(self.program.module_table.find(f"{package.name}.{name}", package) is not None)

    def autodiscover_modules(self, arguments: Arguments) -> Value | None:
        for config in self.configs.values():
            for name in arguments.positional:
                module = self._submodule(config, text_of(name) or "")
                if module is not None:
                    self.program.evaluator.load(module)
        return Const(None)

    # ------------------------------------------------------------------------------------------- one by one

    @property
    def configs(self) -> dict[str, Made]:
        if self._configs is None:
            self._configs = {}
            for name, cls in self._installed():
                module = self.program.module_table.find(name)
                arguments = Arguments((Const(name), module))
                made = Made(cls or External("django.apps.AppConfig"), arguments, Site("", 0))
                label = self._text(cls, "label") or name.rpartition(".")[2]
                made.attributes.update(name=Const(name), label=Const(label), module=module)
                self._configs[label] = made
        return self._configs

    def _installed(self) -> Iterator[tuple[str, Class | None]]:
        """Packages and their AppConfigs; without INSTALLED_APPS the packages that have one."""
        installed = plain(self.settings.get("INSTALLED_APPS"))
        near = self.settings.modules[0] if self.settings.modules else None
        if not isinstance(installed, Items) or near is None:
            yield from ((app.name, app.config) for app in self.apps.all())
            return
        for item in installed.items:
            name = text_of(item)
            if name is None:
                continue
            found = self.program.names.dotted(name, near)
            if isinstance(found, Class):
                yield self._text(found, "name") or name.rpartition(".apps.")[0], found
            elif isinstance(found, Module) or self.program.module_table.holds(name):
                app = self.apps.named(name)
                yield name, app.config if app is not None else None

    def _setting(self, name: str) -> Value | None:
        """What settings modules do not agree on may be set otherwise; DEBUG always is."""
        value = self.settings.get(name)
        if isinstance(value, Const) and (name == "DEBUG" or any(v != value for v in self.settings.all(name))):
            return Default(value)
        return value

    def _of_meta(self, meta: Member, name: str) -> Value | None:
        model = meta.of.callee if type(meta.of) is Made else meta.of
        if not isinstance(model, Class) or not self.program.classes.is_a(model, known.NAMES):
            return None
        key = self.apps, model
        names = self._metas.get(key)
        if names is None:
            names = self._metas[key] = self._named(model)
        if name == "app_config":
            return self.configs.get(names["app_label"])
        return Const(names[name]) if name in names else None

    def _named(self, model: Class) -> dict[str, str]:
        label = text_of(option(self.program, model, "app_label")) or self.apps.label(model.module)
        return {
            "app_label": label,
            "object_name": model.scope.name,
            "model_name": model.scope.name.lower(),
            "label": f"{label}.{model.scope.name}",
            "label_lower": f"{label}.{model.scope.name}".lower(),
        }

    def _is_config(self, owner: Made) -> bool:
        if isinstance(owner.callee, Class):
            return self.program.classes.is_a(owner.callee, APP_CONFIG)
        return isinstance(owner.callee, External) and owner.callee.name in APP_CONFIG

    def _of_config(self, owner: Made, name: str) -> Value | None:
        return self._submodule(owner, "models") if name == "models_module" else None

    def _models(self, config: Made) -> Iterator[Class]:
        for cls in self._classes.get(text_of(config.attributes.get("label")) or "", ()):
            if self.program.classes.is_a(cls, known.NAMES) and not is_abstract(self.program, cls):
                yield cls

    def _submodule(self, config: Made, name: str) -> Module | None:
        package = config.attributes.get("module")
        base = package.name if isinstance(package, Module) else text_of(config.attributes.get("name"))
        near = package if isinstance(package, Module) else None
        return self.program.module_table.find(f"{base}.{name}", near) if base and name else None

    def _text(self, cls: Class | None, name: str) -> str:
        return (text_of(self.program.evaluator.class_attribute(cls, name)) or "") if cls is not None else ""


def _of_pattern(program: Program, owner: Made, name: str) -> Value | None:
    """`callback`, `name` of a route; what it includes."""
    if owner.name.rpartition(".")[2] not in ("path", "re_path", "url"):
        return None
    view = owner.arguments.get("view", 1)
    included = isinstance(view, Made) and view.name.rpartition(".")[2] == "include"
    if name == "callback":
        return None if included or isinstance(view, Items) else view
    if name == "name":
        return owner.arguments.get("name", 3) or Const(None)
    if name == "url_patterns" and (included or isinstance(view, Items)):
        return _included(program, view.arguments.get("arg", 0) if isinstance(view, Made) else view, owner.site)
    return None


def _included(program: Program, what: Value | None, near: Site) -> Value | None:
    if isinstance(what, Const) and isinstance(what.value, str):
        what = find_module(program, what.value, near)
    if isinstance(what, Module):
        return url_patterns(program, what)
    return without_namespace(what) if isinstance(what, Items) else None
