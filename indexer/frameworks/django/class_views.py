"""What a class view runs before the method that answers: its ancestors' `dispatch` in order, decorators on the way."""

from collections.abc import Iterator

from msgspec import Struct

from indexer.frameworks.django import known_guards
from indexer.frameworks.django.asked import Asked
from indexer.frameworks.django.decorators import Decorator, Decorators
from indexer.frameworks.django.giving_up import calls_super, gives_up
from indexer.frameworks.findings import BeforeFound, IdleGuardFound
from indexer.frameworks.refusal import Refusals
from indexer.resolve.entities import Class, External, Function
from indexer.resolve.evaluate.values import Site
from indexer.resolve.looked import asked
from indexer.resolve.program import Program

HOOKS = ("dispatch", "initial", "check_permissions")  # the last two are REST framework's
ASK_NOTHING = ("LoginRequiredMixin", "SuperuserRequiredMixin", "StaffuserRequiredMixin", "View")
AROUND = ("", "dispatch", "as_view")  # where a decorator on the class is put


class Way(Struct):
    """What is met on the way to a method."""

    before: list[BeforeFound] = []  # outermost first
    opened: bool = False  # somebody wrote down that no login is needed
    idle: list[IdleGuardFound] = []  # written there, and never met

    def meet(self, decorator: Decorator, origin: str) -> None:
        self.opened = self.opened or decorator.name in known_guards.OPENING_DECORATORS
        self.before.append(
            BeforeFound(
                name=decorator.name,
                entity=decorator.entity,
                guards=decorator.guards,
                origin=origin,
                arguments=decorator.arguments,
                certainty="inferred" if decorator.entity is not None else "exact" if decorator.guards else "possible",
                site=decorator.site,
            )
        )


class ClassViews:
    def __init__(self, program: Program, refusals: Refusals, decorators: Decorators) -> None:
        self.program = program
        self.refusals = refusals
        self.decorators = decorators
        self.asked = program.shared(Asked)
        self._hooks: dict[Function, list[bool]] = {}
        self._written: dict[Class, dict[str, Function]] = {}
        self._to_class: dict[Class, Way] = {}
        self._to_method: dict[tuple[Class, str], Way] = {}

    def way(self, cls: Class, method: str) -> Way:
        """To a method of the class; '' where several answer."""
        key = (cls, method)
        if key not in self._to_method:
            if cls not in self._to_class:
                self._to_class[cls] = self._way_to_class(cls)
            outer = self._to_class[cls]
            inner = self._way_to_method(cls, method) if method else Way()
            self._to_method[key] = Way(outer.before + inner.before, outer.opened or inner.opened, outer.idle)
        return self._to_method[key]

    def differ(self, cls: Class, methods: list[str]) -> bool:
        """Are the methods guarded by different decorators?"""
        guards = [[b.name for b in self.way(cls, method).before if b.guards] for method in methods]
        return any(g != guards[0] for g in guards)

    def _way_to_class(self, cls: Class) -> Way:
        """In the order of the ancestors: past View itself, and past a `dispatch` that ends the way, none is reached."""
        way = Way()
        ancestors = self.program.classes.mro(cls)
        for number, owner in enumerate(ancestors, 1):
            if type(owner) is External:
                opening = known_guards.OPEN_VIEWS | known_guards.OPENING_MIXINS
                way.opened = way.opened or owner.name in opening
                guards = [owner.name] if known_guards.is_mixin(owner.name) else []
                guards += [known_guards.LOGIN_REQUIRED] if owner.name in known_guards.GUARDED_VIEWS else []
                asked = self.asked.by_mixin(cls) if guards and not owner.name.endswith(ASK_NOTHING) else ""
                site = Site(cls.path, cls.line)
                way.before += [
                    BeforeFound(
                        name=name, guards=True, origin="base class", arguments=asked, certainty="exact", site=site
                    )
                    for name in guards
                ]
                if not owner.name.endswith(("Mixin", "builtins.object")):
                    way.idle += self._never_met(cls, ancestors[number:])
                    break
                continue
            for decorator in self.decorators.of(owner):
                if decorator.method in AROUND and (decorator.method or decorator.guards):
                    way.meet(decorator, "class" if owner is cls else "base class")
            if not self._through_hooks(owner, cls, way):
                break
        return way

    def _never_met(self, cls: Class, ancestors: list[Class | External]) -> Iterator[IdleGuardFound]:
        """Guards behind the class that answers: `class Late(TemplateView, LoginRequiredMixin)`."""
        for owner in ancestors:
            if isinstance(owner, Class):
                refuses = any(self.hook(hook)[0] for hook in self._written_in(owner).values())
            else:
                refuses = known_guards.is_mixin(owner.name)
            if refuses:
                site = Site(cls.path, cls.line)
                yield IdleGuardFound(name=owner.name, reason="after the view", site=site)

    def _through_hooks(self, owner: Class, cls: Class, way: Way) -> bool:
        """Through what a class defines to run before its methods; does the way lead on to its ancestors?"""
        leads_on = True
        for name, hook in self._written_in(owner).items():
            for decorator in self.decorators.of(hook):
                way.meet(decorator, "method")
            refuses, calls_on = self.hook(hook)
            if refuses:
                own = owner is cls
                name_, entity, origin = (hook.name, hook, "method") if own else (owner.name, owner, "base class")
                asked = self.asked.by_hook(hook, cls)
                site = Site(hook.path, hook.line) if own else Site(cls.path, cls.line)
                way.before.append(
                    BeforeFound(name=name_, entity=entity, guards=True, origin=origin, arguments=asked, site=site)
                )
            leads_on = leads_on and (name != "dispatch" or calls_on)
        return leads_on

    def _written_in(self, owner: Class) -> dict[str, Function]:
        """The hooks that a class itself has, by name: most have none."""
        found = self._written.get(owner)
        if found is None:
            members = ((name, self.program.names.member(owner, name)) for name in HOOKS)
            found = self._written[owner] = {name: hook for name, hook in members if isinstance(hook, Function)}
        return found

    def hook(self, hook: Function) -> list[bool]:
        """Does it refuse, and does it call on to what its ancestors do?"""
        return asked(self.program, "hook", hook, lambda: self._refuses_and_calls(hook), compared=True)

    def _refuses_and_calls(self, hook: Function) -> list[bool]:
        if hook not in self._hooks:
            self._hooks[hook] = [self.refusals.by_function(hook) or gives_up(hook, set()), calls_super(hook)]
        return self._hooks[hook]

    def _way_to_method(self, cls: Class, method: str) -> Way:
        """Decorators on the method, and those that a class puts there by `method_decorator(..., name="post")`."""
        way = Way()
        for owner in self.program.classes.mro(cls):
            if not isinstance(owner, Class):
                continue
            for decorator in self.decorators.of(owner):
                if decorator.method == method:
                    way.meet(decorator, "class" if owner is cls else "base class")
            member = self.program.names.member(owner, method)
            if isinstance(member, Function):
                for decorator in self.decorators.of(member):
                    way.meet(decorator, "method")
            if member is not None:
                break
        return way
