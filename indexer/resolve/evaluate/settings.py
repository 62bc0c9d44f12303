"""Settings: what stands only as long as nobody configures something else.

An environment variable with a default, and a field of a settings class, are worth their default: a URL prefix can be
told from it. A test on one decides nothing: both branches run, and the one that the default takes is preferred.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from indexer.facts import Attribute, Expression, Name, Walrus
from indexer.resolve.entities import Class, Module
from indexer.resolve.evaluate.values import Arguments, Const, Default, Items, Made, Member, Value, name_of, text_of

if TYPE_CHECKING:
    from indexer.resolve.evaluate.evaluator import Evaluator, Frame

ENVIRONMENT = frozenset({"os.environ.get", "os.getenv"})  # without a default: None
READERS = frozenset(  # without a default: required
    {"decouple.config", "starlette.config.Config()", "environ.Env()", "environs.Env()", "environs.env"}
)
SCHEMES = frozenset({"environ.Env", "environ.FileAwareEnv"})  # given `NAME=(cast, default)`
CASTS = frozenset({"str", "bool", "int", "float", "list", "url", "dict", "tuple", "json"})
SETTINGS_CLASSES = frozenset(
    {"pydantic_settings.BaseSettings", "pydantic_settings.main.BaseSettings", "pydantic.BaseSettings"}
    | {"pydantic.env_settings.BaseSettings", "pydantic.v1.BaseSettings"}
)
CONFIG = "config"  # of a Flask application: one for all that configures it
FIELDS = frozenset({"pydantic.Field", "pydantic.fields.Field", "pydantic.v1.Field"})


def plain(value: Value | None) -> Value | None:
    """What a setting is by default; any other value is itself."""
    return value.value if type(value) is Default else value


def by_default(value: Value | None, *of: Value | None) -> Value | None:
    """What was worked out from values of which some are settings is a setting again."""
    if value is None or isinstance(value, Default) or not any(type(o) is Default for o in of):
        return value
    return Default(value)


def read(callee: Value, arguments: Arguments) -> Value | None:
    """`os.environ.get("X", "y")` and its like; None where nothing is said to stand without configuration."""
    name = name_of(callee)
    owner, _, cast = name.rpartition(".")
    scheme = _by_scheme(callee, arguments.get("var", 0))
    if scheme is not None:
        return by_default(arguments.get("default", 2) or scheme, Default(Const(None)))
    if name not in ENVIRONMENT and name not in READERS and not (owner in READERS and cast in CASTS):
        return None
    given = arguments.get("default", 1 if name in ENVIRONMENT else None)
    if given is None and name in ENVIRONMENT and not arguments.has("default", 1):
        given = Const(None)
    return by_default(given, Default(Const(None))) if given is not None else None


def _by_scheme(callee: Value, variable: Value | None) -> Value | None:
    """`env("PREFIX")` and `env.str("PREFIX")` of `env = Env(PREFIX=(str, ""))`."""
    env = callee.of if type(callee) is Member and callee.name in CASTS else callee
    name = text_of(variable)
    if type(env) is not Made or env.name not in SCHEMES or name is None:
        return None
    declared = env.arguments.get(name)
    return declared.items[1] if type(declared) is Items and len(declared.items) == 2 else None


def configured(evaluator: "Evaluator", held: Member, key: Value | None) -> Value | None:
    """`app.config["X"]` after `app.config.from_object(Settings)`: what the class or module says, the last one first."""
    name = text_of(key)
    if name is None or held.name != CONFIG or not isinstance(held.of, Made):
        return None
    for effect in reversed(held.of.effects):
        if effect.method == f"{CONFIG}.from_object":
            source = plain(effect.arguments.get("obj", 0))
            spelled, near = text_of(source), evaluator.names.modules.all[0]
            found = evaluator.names.dotted(spelled, near) if spelled is not None else source
            if isinstance(found, Made):
                found = evaluator.class_of(found)
            value = evaluator.class_attribute(found, name) if isinstance(found, Class) else None
            if isinstance(found, Module):
                value = evaluator.module(found).get(name)
            if value is not None:
                return by_default(value, Default(Const(None)))
    return None


@contextmanager
def configured_otherwise(evaluator: "Evaluator", setting: Expression | None, frame: "Frame") -> Iterator[None]:
    """For what runs only where a setting is not at its default (`if PREFIX: ...`): there its value is not known."""
    if type(setting) is Name or type(setting) is Walrus:
        name = setting.id if isinstance(setting, Name) else setting.name
        held: dict[str, Value | None] = frame.environment
    elif type(setting) is Attribute:
        owner = plain(evaluator.value_in(setting.value, frame))
        name, held = setting.name, owner.attributes if type(owner) is Made else {}
    else:
        yield
        return
    was_there, before = name in held, held.get(name)
    held[name] = None
    try:
        yield
    finally:
        if held.get(name) is None:
            held.pop(name, None)
            if was_there:
                held[name] = before


def field(evaluator: "Evaluator", cls: Class, value: Value | None) -> Value | None:
    """A class attribute read from an object: that of a settings class may be configured otherwise."""
    if value is None or not evaluator.classes.is_a(cls, SETTINGS_CLASSES):
        return value
    if isinstance(value, Made) and value.name in FIELDS:
        value = value.arguments.get("default", 0)
    return by_default(value, Default(Const(None)))
