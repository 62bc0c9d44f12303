"""Connexion: the operations of OpenAPI documents that an application adds, each with the function that answers it.

Sources: "Routing" and "Security" of Connexion 2 and 3. A document says which function an operation is (`operationId`,
below a router controller where it names one; `RestyResolver` tells it from the path) and which function each security
scheme asks who the caller is: without credentials the answer is 401.
"""

import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath

from indexer.discover import is_test
from indexer.frameworks import openapi
from indexer.frameworks.decorators import Decorators
from indexer.frameworks.findings import BeforeFound, EndpointFound, Findings, Framework
from indexer.frameworks.flask.guards import is_guard
from indexer.frameworks.making import is_object, objects
from indexer.frameworks.refusal import Bodies, Refusals
from indexer.resolve.entities import Function, Module
from indexer.resolve.evaluate.settings import plain
from indexer.resolve.evaluate.values import Effect, Made, text_of
from indexer.resolve.program import Program

NAME = "connexion"
APPLICATIONS = frozenset(
    f"connexion.{name}" for name in ("App", "FlaskApp", "AsyncApp", "AioHttpApp", "apps.flask_app.FlaskApp")
)
RESTY = frozenset({"connexion.RestyResolver", "connexion.resolver.RestyResolver"})
RELATIVE = frozenset({"connexion.RelativeResolver", "connexion.resolver.RelativeResolver"})


def recognise(program: Program, findings: Findings) -> None:
    made = objects(program, APPLICATIONS, applications=APPLICATIONS, registers=frozenset({"add_api"}))
    operations = Operations(program)
    seen = set()
    for application in made.all + made.stand_ins:
        for effect in application.effects if is_object(program, application, APPLICATIONS) else ():
            for endpoint in operations.of(application, effect) if effect.method == "add_api" else ():
                key = endpoint.path, tuple(endpoint.methods or ()), endpoint.handler
                if key not in seen:
                    seen.add(key)
                    findings.endpoints.append(endpoint)


FRAMEWORK = Framework(NAME, ("connexion",), recognise)


def bodies(program: Program) -> Bodies:
    """To ask for the checks of one operation again."""
    return Operations(program).bodies


class Operations:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.refusals = program.shared(Refusals)
        self.decorators = Decorators(program, self.refusals, is_guard=is_guard, registers=lambda made: False)
        self.bodies = Bodies(program, self.refusals, NAME, self.decorators.guard)

    def of(self, application: Made, effect: Effect) -> Iterator[EndpointFound]:
        text = self._document(application, effect)
        given = effect.arguments
        base_path = text_of(given.get("base_path", 1))
        if base_path is None and given.has("base_path", 1):
            base_path = "/{base_path}"
        resolver = plain(given.get("resolver"))
        near = self.program.by_path.get(application.site.path)
        for operation in openapi.operations(openapi.read(text), base_path) if text is not None else ():
            function = self._function(_name(operation, resolver), near)
            if function is None or is_test(function.path):
                continue
            before = [*self._security(operation, near), *self.decorators.of_function(function, None)]
            before += self.bodies.last(function)
            yield EndpointFound(
                path=operation.path or "/",
                methods=[operation.verb],
                handler=function,
                before=before,
                access="guarded" if any(b.guards for b in before) else "unknown",
                framework=NAME,
                site=effect.site,
                checks=self.bodies.question(function),
            )

    def _document(self, application: Made, effect: Effect) -> str | None:
        """As found from the folder of the module that makes the application, its package, or the repository."""
        named = text_of(plain(effect.arguments.get("specification", 0)))
        if named is None or self.program.documents is None:
            return None
        folder = text_of(plain(application.arguments.get("specification_dir", 1))) or ""
        here = dirname(application.site.path)
        for start in dict.fromkeys((here, dirname(here), "")):
            text = self.program.documents.text(normpath(join(start, folder, named)))
            if text is not None:
                return text
        return None

    def _function(self, name: str, near: Module | None) -> Function | None:
        found = self.program.names.dotted(name, near) if name else None
        return found if isinstance(found, Function) else None

    def _security(self, operation: openapi.Operation, near: Module | None) -> Iterator[BeforeFound]:
        for scheme in operation.security:
            function = self._function(scheme.function, near)
            yield BeforeFound(
                name=function.name if function is not None else scheme.function or scheme.name,
                entity=function,
                guards=bool(scheme.function),  # without one nobody is asked
                origin="router",
                arguments=", ".join(scheme.scopes),
                certainty="exact",
            )


def _name(operation: openapi.Operation, resolver: object) -> str:
    """Dotted, of the function that answers."""
    made = resolver if isinstance(resolver, Made) else None
    if operation.id:
        root = text_of(made.arguments.get("root_path", 0)) if made is not None and made.name in RELATIVE else None
        return ".".join(part for part in (operation.controller or root or "", operation.id) if part)
    default = text_of(made.arguments.get("default_module_name", 0)) if made is not None and made.name in RESTY else None
    if made is None or default is None:
        return ""
    segments = operation.written.strip("/").split("/")
    fixed = [re.sub(r"\W", "_", s) for s in segments if not s.startswith("{")]
    collection = text_of(made.arguments.get("collection_endpoint_name", 1)) or "search"
    is_collection = operation.verb == "GET" and not segments[-1].startswith("{")
    last = collection if is_collection else operation.verb.lower()
    return ".".join([operation.controller or ".".join([default, *fixed]), last])
