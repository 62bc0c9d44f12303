"""Graphene: attributes of the root types that are fields, inherited ones too, and `resolve_<name>` that answers them.

Sources: "ObjectType", "Mutations", "Subscriptions" and "Schema" of Graphene; "Introduction tutorial" of its Django
package.
"""

from indexer.facts import Assign, Attribute, Call, Name
from indexer.frameworks.findings import Findings, Framework
from indexer.frameworks.graphql.roots import Root, camel_case, entry, made_of, roots
from indexer.resolve.entities import Class, Function, Variable
from indexer.resolve.evaluate.values import Closure, Const, Made, Member, Value, text_of
from indexer.resolve.program import Program

PACKAGE = "graphene"
SCHEMAS = frozenset({"graphene.Schema", "graphene.types.Schema", "graphene.types.schema.Schema"})
NO_FIELDS = ("Argument", "InputField")
MAKES_FIELD = "Field"  # of a mutation, of a relay node

Answer = Function | Variable | Class


def recognise(program: Program, findings: Findings) -> None:
    for root in roots(program, made_of(program, PACKAGE, SCHEMAS)):
        camel = not _says_no(root)
        for name, (answer, graphql_name) in _fields(program, root.cls).items():
            shown = graphql_name or (camel_case(name) if camel else name)
            findings.entry_points.append(entry(root.kind, shown, answer))


FRAMEWORK = Framework("graphene", ("graphene", "graphene_django"), recognise)


def _says_no(root: Root) -> bool:
    return root.schema.arguments.get("auto_camelcase", 5) == Const(False)


def _fields(program: Program, cls: Class) -> dict[str, tuple[Answer, str | None]]:
    """By Python name: what answers, and the name it is given for clients."""
    found: dict[str, tuple[Answer, str | None]] = {}
    for owner in reversed(program.classes.mro(cls)):
        if isinstance(owner, Class):
            for statement in owner.scope.statements:
                if type(statement) is Assign and len(statement.targets) == 1 and type(statement.targets[0]) is Name:
                    found |= _field(program, cls, owner, statement.targets[0].id, statement)
    return found


def _field(
    program: Program, root: Class, owner: Class, name: str, statement: Assign
) -> dict[str, tuple[Answer, str | None]]:
    made = program.evaluator.class_attribute(owner, name)
    mutation = _mutation(program, statement, owner)
    if mutation is None and not (isinstance(made, Made) and _is_field(program, made)):
        return {}
    given = text_of(made.arguments.get("name")) if isinstance(made, Made) else None
    return {name: (mutation or _answer(program, root, owner, name, made), given)}


def _mutation(program: Program, statement: Assign, owner: Class) -> Class | None:
    """`create_order = CreateOrder.Field()`: the class."""
    call = statement.value
    if type(call) is not Call or type(call.function) is not Attribute or call.function.name != MAKES_FIELD:
        return None
    found = program.names.resolve(call.function.value, owner)
    if isinstance(found, Variable):
        found = program.evaluator.variable(found)  # type: ignore[assignment]
    if not isinstance(found, Class):
        return None
    return found if any(a.startswith(("graphene", "?.")) for a in program.classes.ancestors(found)) else None


def _is_field(program: Program, made: Made) -> bool:
    """A field, a scalar or a list of graphene's, or of a class built on one."""
    callee = made.callee
    if isinstance(callee, Member):  # `relay.Node.Field()`
        return callee.name == MAKES_FIELD and program.outside_name(callee).startswith(PACKAGE)
    names = program.classes.ancestors(callee) if isinstance(callee, Class) else {made.name}
    return any(n.startswith(PACKAGE) and not n.endswith(NO_FIELDS) for n in names)


def _answer(program: Program, root: Class, owner: Class, name: str, made: Value | None) -> Answer:
    """`resolve_<name>` of the root type, else `resolver=`, else the attribute itself."""
    method = program.classes.member(root, f"resolve_{name}")
    if method is not None and isinstance(method[1], Function):
        return method[1]
    resolver = made.arguments.get("resolver") if isinstance(made, Made) else None
    if isinstance(resolver, Closure) and resolver.function.scope.kind == "function":
        return resolver.function
    if isinstance(resolver, Function):
        return resolver
    variable = program.names.member(owner, name)
    return variable if isinstance(variable, Variable) else owner
