"""Queries that who asks narrows, in any function: who may see or change a row is often said there alone."""

from indexer.discover import is_test
from indexer.frameworks.findings import Findings, Framework, OwnershipFilterFound
from indexer.frameworks.refusal import Narrowing
from indexer.resolve.program import Program


def recognise(program: Program, findings: Findings) -> None:
    narrowing = program.shared(Narrowing)
    for function in program.functions:
        if function.scope.statements and not is_test(function.path):
            for n in narrowing.of(function):
                findings.ownership_filters.append(
                    OwnershipFilterFound(
                        function=function,
                        line=n.line,
                        model=n.model,
                        call=n.call,
                        path=n.path,
                        actor=n.actor.text,
                        certainty=n.actor.certainty,
                    )
                )


FRAMEWORK = Framework("ownership", ("django", "sqlalchemy", "sqlmodel", "flask_sqlalchemy"), recognise)
