"""HTTP methods that a decorator of the house lets through: `if request.method in methods: return view(request)`."""

from indexer.expressions import calls_in, expressions_of
from indexer.facts import Attribute, Comparison, Expression, Name
from indexer.flow import Condition, Flow
from indexer.resolve.entities import Function
from indexer.resolve.evaluate.settings import plain
from indexer.resolve.evaluate.values import Arguments, Closure, Const, Items, Value, text_of
from indexer.resolve.program import Program

VIEW = Const(None)  # stands for the view that a decorator is given


def lets_through(program: Program, decorator: Value | None) -> list[str] | None:
    """Upper case; None where the decorator does not look at the method, or not in a way that is understood."""
    if isinstance(decorator, Function):
        decorator = Closure(decorator, {})
    if not isinstance(decorator, Closure) or not decorator.function.children:
        return None
    view = next(decorator.function.parameters, None)
    wrapper = program.evaluator.follow(decorator, Arguments((VIEW,)))
    if view is None or not isinstance(wrapper, Closure):
        return None
    scope = wrapper.function.scope
    flow = Flow(scope)
    for index, statement in enumerate(scope.statements):
        for call in (c for e in expressions_of(statement) for c in calls_in(e)):
            if call.function == Name(view):
                found = [_methods(program, condition, wrapper) for condition in flow.dominating(index, call)]
                return next((f for f in found if f is not None), None)
    return None


def _methods(program: Program, condition: Condition, wrapper: Closure) -> list[str] | None:
    test = condition.test
    if type(test) is not Comparison or len(test.operators) != 1 or not _is_method(test.operands[0]):
        return None
    operator = test.operators[0]
    value = plain(program.evaluator.value(test.operands[1], wrapper.function, wrapper.environment))
    if operator in ("==", "!=") and condition.holds == (operator == "=="):
        text = text_of(value)
        return [text.upper()] if text is not None else None
    if operator in ("in", "not in") and condition.holds == (operator == "in") and isinstance(value, Items):
        texts = [text_of(item) for item in value.items]
        return [t.upper() for t in texts if t is not None] if value.complete and None not in texts else None
    return None


def _is_method(expression: Expression) -> bool:
    return type(expression) is Attribute and expression.name == "method"
