"""Queries that who asks narrows, in any function: who may see or change a row is often said there alone."""

from indexer.discover import is_test
from indexer.frameworks.findings import Findings, Framework, OwnershipFilterFound
from indexer.frameworks.refusal import Narrowing
from indexer.resolve.entities import Function
from indexer.resolve.looked import unit
from indexer.resolve.program import Program


def recognise(program: Program, findings: Findings) -> None:
    narrowing = program.shared(Narrowing)
    for function in program.functions:
        if function.scope.statements and not is_test(function.path):
            findings.ownership_filters += ownership(program, narrowing, function)


def ownership(program: Program, narrowing: Narrowing, function: Function) -> list[OwnershipFilterFound]:
    return [
        OwnershipFilterFound(
            function=function,
            line=n.line,
            model=n.model,
            call=n.call,
            path=n.path,
            actor=n.actor.text,
            certainty=n.actor.certainty,
        )
        for n in unit(program, "ownership", function, lambda: narrowing.of(function))
    ]


FRAMEWORK = Framework("ownership", ("django", "sqlalchemy", "sqlmodel", "flask_sqlalchemy"), recognise)
