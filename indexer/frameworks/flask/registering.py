"""What blueprints say of themselves: `def register(self, app, options)` of a subclass, and the attributes of an object.

An application calls `register` with itself; what it does there (registering the parts of a plugin, say) is done to the
application. Source: "Flask.register_blueprint" and "Blueprint.register" of Flask's API.
"""

from indexer.resolve.entities import Class, Function
from indexer.resolve.evaluate.settings import plain
from indexer.resolve.evaluate.values import Arguments, Const, Effect, Made, Site, Table, Value
from indexer.resolve.program import Program

REGISTER_BLUEPRINT, REGISTER = "register_blueprint", "register"
ATTRIBUTES = {"name": 0, "import_name": 1, "url_prefix": None}  # of a blueprint: what it was made with, at which place


class Registering:
    def __init__(self, program: Program, applications: frozenset[str], blueprints: frozenset[str]) -> None:
        self._program = program
        self._applications = applications
        self._blueprints = blueprints
        # once each: parts may register one another in a circle, and a factory may be called many times
        self._registered: list[tuple[Site, Made]] = []

    def method(self, owner: Made, method: str, arguments: Arguments, site: Site) -> Value | None:
        """What `app.register_blueprint(plugin)` does; None where it is no more than that."""
        if method != REGISTER_BLUEPRINT or not self._is_one(owner, self._applications):
            return None
        blueprint = plain(arguments.get("blueprint", 0))
        register = self._overridden(blueprint) if isinstance(blueprint, Made) else None
        if register is None or not isinstance(blueprint, Made):
            return None
        owner.effects.append(Effect(method, arguments, site))
        if not any(owner.site == application and blueprint is part for application, part in self._registered):
            self._registered.append((owner.site, blueprint))
            options = Table([(Const(name), value) for name, value in arguments.named])
            self._program.evaluator.follow(register, Arguments((blueprint, owner, options)))
        return Const(None)

    def attribute(self, owner: Value, name: str) -> Value | None:
        """`blueprint.url_prefix`"""
        if name not in ATTRIBUTES or not isinstance(owner, Made) or not self._is_one(owner, self._blueprints):
            return None
        return owner.arguments.get(name, ATTRIBUTES[name])

    def _is_one(self, owner: Made, classes: frozenset[str]) -> bool:
        if isinstance(owner.callee, Class):
            return self._program.classes.is_a(owner.callee, classes)
        return owner.name in classes

    def _overridden(self, blueprint: Made) -> Function | None:
        cls = blueprint.callee
        found = self._program.classes.member(cls, REGISTER) if isinstance(cls, Class) else None
        return found[1] if found is not None and isinstance(found[1], Function) else None
