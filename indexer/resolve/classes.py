"""Classes across files: bases, the order in which members are looked up (C3), members with where they come from."""

from collections import Counter
from collections.abc import Callable, Iterator

from indexer.facts import Assign, Attribute, Expression, Name, Subscript
from indexer.resolve.entities import Class, External, Function, Resolved, Variable
from indexer.resolve.looked import scanned
from indexer.resolve.names import Names

BaseOf = Callable[[Expression, Class], Class | External | None]


class Classes:
    """`made_base` says what a base is that is no plain name (`db.Model`, `declarative_base()`); the evaluator knows."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.made_base: BaseOf = lambda expression, cls: None
        self._bases: dict[Class, list[Class | External]] = {}
        self._mro: dict[Class, list[Class | External]] = {}
        self._ancestors: dict[Class, frozenset[str]] = {}
        self._members: dict[tuple[Class, str, Class | None], tuple[Class, Resolved]] = {}
        self._named: dict[Class, frozenset[str]] = {}  # every name that a class or its ancestors bind
        self._is_open: dict[Class, bool] = {}
        self._open: set[Class] = set()  # whose order is being worked out
        self._asking: set[Class] = set()  # whose bases are
        self._cut = False  # was one of those asked for meanwhile?
        self._attributes: dict[Class, dict[str, list[tuple[Function, Assign]]]] = {}

    def bases(self, cls: Class) -> list[Class | External]:
        """The written bases, in order; what cannot be resolved is External with its text."""
        found = self._bases.get(cls)
        if found is not None:
            return found
        if cls in self._asking:  # a class that is its own base has no ancestry to speak of
            self._cut = True
            return []
        self._asking.add(cls)
        found = self._bases[cls] = [b for e in cls.definition.bases for b in self._base(e, cls)]
        self._asking.discard(cls)
        return found

    def stand_on(self, cls: Class, bases: list[Class | External]) -> None:
        """Say what a class stands on that no class statement spells."""
        self._bases[cls] = bases

    def _base(self, expression: Expression, cls: Class) -> Iterator[Class | External]:
        written = expression
        while type(written) is Subscript:  # Generic[T], Base[Model]
            written = written.value
        at = cls.parent or cls.module
        resolved = self.names.resolve(written, at)
        if type(resolved) is Class or type(resolved) is External:
            if resolved is not cls:
                yield resolved
            return
        made = self.made_base(written, cls)
        if made is not None and made is not cls:
            yield made
        elif type(written) in (Name, Attribute):
            yield External(f"?.{written.name if type(written) is Attribute else written.id}")  # type: ignore[union-attr]

    def mro(self, cls: Class) -> list[Class | External]:
        """The class first, then its ancestors in C3 order; an inconsistent hierarchy falls back to depth first."""
        found = self._mro.get(cls)
        if found is not None:
            return found
        if cls in self._open:  # a cycle, or a base that has to be evaluated asks for what stands on it
            self._cut = True
            return [cls]
        self._open.add(cls)
        cut, self._cut = self._cut, False
        found = self._linearised(cls)
        self._open.discard(cls)
        outermost = not self._open and not self._asking
        if outermost or not self._cut:  # what was answered in part is not remembered
            self._mro[cls] = found
        self._cut = not outermost and (cut or self._cut)
        return found

    def _linearised(self, cls: Class) -> list[Class | External]:
        bases = self.bases(cls)
        orders: list[list[Class | External]] = [self.mro(b) if isinstance(b, Class) else [b] for b in bases]
        if len(orders) < 2:  # most classes: nothing has to be merged
            order: list[Class | External] = [cls, *orders[0]] if orders else [cls]
            if len(set(order)) == len(order):  # else classes stand on each other
                return order
        return [cls, *_merged([*orders, bases], cls)]

    def ancestors(self, cls: Class) -> frozenset[str]:
        """Dotted names of the class and everything above it."""
        found = self._ancestors.get(cls)
        if found is None:
            found = frozenset(c.name for c in self.mro(cls))
            if cls in self._mro:
                self._ancestors[cls] = found
        return found

    def is_a(self, cls: Class, names: frozenset[str] | set[str]) -> bool:
        return not self.ancestors(cls).isdisjoint(names)

    def member(self, cls: Class, name: str, *, after: Class | None = None) -> tuple[Class, Resolved] | None:
        """Who has the member and what it is, along the MRO (behind `after` for `super()`). What an ancestor outside the
        repository holds is not known: None then says nothing."""
        key = (cls, name, after)
        known = self._members.get(key)
        if known is not None:
            return known
        if not self.may_bind(cls, name):
            return None
        order = self.mro(cls)
        if after is not None:
            order = order[order.index(after) + 1 :] if after in order else []
        for owner in order:
            if isinstance(owner, Class):
                found = self.names.member(owner, name)
                if found is not None:
                    if cls in self._mro:
                        self._members[key] = owner, found
                    return owner, found
        return None

    def may_bind(self, cls: Class, name: str) -> bool:
        """Does it or an ancestor of the repository bind the name, whatever to?"""
        named = self._named.get(cls)
        if named is None:
            named = frozenset().union(*(c.bindings for c in self.mro(cls) if type(c) is Class))
            if cls in self._mro:
                self._named[cls] = named
        return name in named

    def is_open(self, cls: Class) -> bool:
        """Has it ancestors outside the repository, so that a missing member may still exist?"""
        found = self._is_open.get(cls)
        if found is None:
            found = any(type(c) is External and c.name not in CLOSED for c in self.mro(cls))
            if cls in self._mro:
                self._is_open[cls] = found
        return found

    def instance_attributes(self, cls: Class) -> dict[str, list[tuple[Function, Assign]]]:
        """`self.x = ...` anywhere in the methods of this class (not of its bases), in order. Whoever goes by the values
        says that it reads the methods."""
        found = self._attributes.get(cls)
        if found is None:
            found = self._attributes[cls] = {}
            for method in cls.children.values():
                if isinstance(method, Function) and method.scope.kind == "function":
                    _collect(method, found)
        return found


def _merged(orders: list[list[Class | External]], cls: Class) -> list[Class | External]:
    """C3: next comes the first head that stands in no tail; without one, what is left in the order it is written."""
    waiting = [order[::-1] for order in orders]  # so that a head is taken from the end
    behind = Counter(each for order in orders for each in order[1:])  # in how many tails a class stands
    result: list[Class | External] = []
    while waiting := [order for order in waiting if order]:
        head = next((order[-1] for order in waiting if not behind[order[-1]]), None)
        if head is None:
            rest = dict.fromkeys(each for order in waiting for each in reversed(order))
            return result + [each for each in rest if each is not cls and each not in result]
        result.append(head)
        for order in waiting:
            if order[-1] == head:
                order.pop()
                if order:
                    behind[order[-1]] -= 1
    return result


def _collect(method: Function, found: dict[str, list[tuple[Function, Assign]]]) -> None:
    parameters = method.definition.parameters
    if not parameters:
        return
    first = parameters[0].name
    for statement in scanned(method.scope):
        if type(statement) is not Assign:
            continue
        for target in statement.targets:
            if type(target) is Attribute and type(target.value) is Name and target.value.id == first:
                found.setdefault(target.name, []).append((method, statement))


def own_members(cls: Class, names: Names) -> Iterator[tuple[str, Resolved]]:
    """Everything bound in the class body, in order of first binding."""
    for name in cls.bindings:
        found = names.member(cls, name)
        if found is not None:
            yield name, found


def variables(cls: Class, names: Names) -> Iterator[Variable]:
    for _, found in own_members(cls, names):
        if isinstance(found, Variable) and found.owner is cls:
            yield found


CLOSED = frozenset({"builtins.object", "typing.Generic", "typing.Protocol", "abc.ABC", "typing.NamedTuple"})
