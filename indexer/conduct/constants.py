"""The constants that an expression can be, as far as that is known without running it."""

from indexer.conduct.meaning import Meaning
from indexer.expressions import last_name
from indexer.facts import Attribute, Constant, Expression, Name
from indexer.infer.body import Body
from indexer.resolve.entities import Class
from indexer.resolve.evaluate.values import Const, EnumMember, Value

Constants = tuple[str | int | float | bool | None, ...]


def constants(meaning: Meaning, expression: Expression, body: Body, index: int) -> Constants:
    literal = meaning.literal(expression, body, index) if type(expression) is Name else expression
    if type(literal) is Constant:
        return (literal.value,)
    return constants_of(value_of(meaning, literal, body, index))


def value_of(meaning: Meaning, expression: Expression, body: Body, index: int) -> Value | None:
    """What a name of a class or module is bound to: `Order.PAID`, `Status.PAID.value`, `self.PAID`."""
    if type(expression) is not Name and type(expression) is not Attribute:
        return None
    program = meaning.inference.program
    if type(expression) is Attribute and expression.name == "value":
        found = value_of(meaning, expression.value, body, index)
        return found.value if isinstance(found, EnumMember) else found
    if not last_name(expression)[:1].isupper():
        return _member_in_small(meaning, expression, body, index)
    if type(expression) is Attribute:
        for cls in meaning.classes_of(expression.value, body, index):
            held = program.class_attribute(cls, expression.name)
            if held is not None:
                return held
    return program.value(expression, body.entity)


def _member_in_small(meaning: Meaning, expression: Name | Attribute, body: Body, index: int) -> Value | None:
    """`Outcome.good`: of enumerations alone are names looked up that are written as others are."""
    if type(expression) is not Attribute or not last_name(expression.value)[:1].isupper():
        return None
    owner = meaning.value(expression.value, body, index)
    if type(owner) is Class and meaning.models.is_enum(owner):
        return meaning.inference.program.class_attribute(owner, expression.name)
    return None


def constants_of(value: Value | None) -> Constants:
    """The constant that a value is, or that a member of an enumeration has."""
    if isinstance(value, EnumMember):
        value = value.value
    return (value.value,) if isinstance(value, Const) else ()
