"""What a decorator of the house hands its function on to: the calls of packages that run while it decorates."""

from indexer.facts import Call, Expression
from indexer.resolve.entities import Function, Module
from indexer.resolve.evaluate.values import Arguments, Closure, Made
from indexer.resolve.program import Program


def made_by(program: Program, decorator: Expression, ours: Function, function: Function) -> list[Made]:
    """`decorator` is what is written above the function, `ours` the function of the repository that it names."""
    evaluator = program.evaluator
    evaluator.module(function.module)  # what its other definitions make is not made by this one
    before = len(evaluator.made)
    if type(decorator) is Call:
        value = evaluator.value(decorator, function.parent or function.module)
        if isinstance(value, Closure):
            evaluator.follow(value, Arguments((function,)))
    else:
        evaluator.follow(ours, Arguments((function,)))
    return evaluator.made[before:]


def uses(program: Program, module: Module, packages: frozenset[str]) -> bool:
    """Does a module import one of these top-level packages itself?"""
    edges = program.module_table.edges(module)
    return any(e.imported is None and e.target.partition(".")[0] in packages for e in edges)
