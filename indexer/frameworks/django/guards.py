"""What runs before a view, outermost first, and whether it can turn the caller away."""

from indexer.frameworks.django import rest
from indexer.frameworks.django.bodies import ViewBodies
from indexer.frameworks.django.class_views import ClassViews, Way
from indexer.frameworks.django.decorators import Decorators
from indexer.frameworks.django.middleware import Middleware
from indexer.frameworks.django.settings import Settings
from indexer.frameworks.django.views import View
from indexer.frameworks.findings import BeforeFound, IdleGuardFound
from indexer.frameworks.refusal import Refusals
from indexer.graph.nodes import Access
from indexer.resolve.entities import Class, Function
from indexer.resolve.evaluate.values import Arguments, Made
from indexer.resolve.program import Program

PERMISSION_CLASSES = "rest_framework.decorators.permission_classes"
API_VIEW = "rest_framework.decorators.api_view"


def view_bodies(program: Program) -> ViewBodies:
    """To ask for the checks of one view again."""
    refusals = program.shared(Refusals)
    return ViewBodies(program, refusals, Decorators(program, refusals))


class Guards:
    def __init__(self, program: Program, settings: Settings) -> None:
        self.program = program
        refusals = program.shared(Refusals)
        self.decorators = Decorators(program, refusals)
        self.bodies = ViewBodies(program, refusals, self.decorators)
        self.class_views = ClassViews(program, refusals, self.decorators)
        self.permissions = rest.PermissionClasses(program, settings)
        self.middleware = Middleware(program, refusals, settings)

    def way(self, view: View, path: str, action: str, method: str) -> tuple[Way, Access]:
        """`action`: the method of a class that answers, `method`: the HTTP method; '' where there are several."""
        way = Way()
        for wrapper in view.wrappers:
            way.meet(self.decorators.of_wrapper(wrapper), "url")
        if isinstance(view.handler, Class):
            inner = self.class_views.way(view.handler, action or method.lower())
            way = Way(way.before + inner.before, way.opened or inner.opened, inner.idle)
            api = rest.is_rest_view(self.program, view.handler)
            asked = self.permissions.of_class(view.handler, view.given, action, method) if api else None
            fork = rest.fork_of(self.program, view.handler)
            if fork is not None and (asked := self.permissions.of_fork(view.handler, fork)) is not None:
                way.before = [b for b in way.before if b.entity is not fork]  # it turns away whom they refuse
        else:
            for decorator in self.decorators.of(view.handler):
                way.meet(decorator, "decorator")
            api, asked = self._of_function(view.handler, way)
        if asked is not None:
            way.before.extend(_before(permission, method) for permission in asked.asked)
            way.opened = way.opened or asked.open
        way.before[:0] = self.middleware.before(path, opened=way.opened or api)
        way.before += self.bodies.last(view.handler, action or method.lower())
        if any(b.guards for b in way.before):
            return way, "guarded"
        return way, "public" if way.opened else "unknown"

    def differ(self, cls: Class, verbs: list[str]) -> bool:
        """Are the methods of a class guarded differently?"""
        names = [self.bodies.names(cls, verb) for verb in verbs]
        if any(n != names[0] for n in names) or self.class_views.differ(cls, verbs):
            return True
        if self.program.classes.member(cls, "get_permissions") is None:
            return False
        asked = [self.permissions.of_class(cls, Arguments(), verb, verb.upper()) for verb in verbs]
        return any(a != asked[0] for a in asked)

    def _of_function(self, function: Function, way: Way) -> tuple[bool, rest.Permissions | None]:
        """Is it an `@api_view`, and what its `@permission_classes` asks: above `@api_view` it would have no effect."""
        api = False
        for decorator in self.decorators.all(function):
            made = decorator.value if isinstance(decorator.value, Made) else None
            if made is not None and made.name == API_VIEW:
                api = True
            elif not api and made is not None and made.name == PERMISSION_CLASSES and decorator.site is not None:
                idle = IdleGuardFound(
                    name=made.name, arguments=decorator.arguments, reason="above the view maker", site=decorator.site
                )
                way.idle.append(idle)
            elif api and made is not None and made.name == PERMISSION_CLASSES:
                asked = made.arguments.get("permission_classes", 0)
                return True, self.permissions.of_value(asked, "decorator", decorator.site)
        return api, self.permissions.of_settings() if api else None


def _before(permission: rest.Permission, method: str) -> BeforeFound:
    refuses = permission.refuses and not (permission.name in rest.READS_FREELY and method in rest.SAFE_METHODS)
    return BeforeFound(
        name=permission.name,
        entity=permission.entity,
        guards=refuses,
        origin=permission.origin,
        arguments=permission.arguments,
        composed=permission.composed,
        certainty="exact",
        site=permission.site,
    )
