"""What function bodies do that a comparison of two graphs asks about: refuse, query, act."""

from indexer.conduct.answers import answers
from indexer.conduct.assignments import assignments
from indexer.conduct.contexts import contexts
from indexer.conduct.effects import effects, runs_after_commit
from indexer.conduct.found import Conduct
from indexer.conduct.handed import handed
from indexer.conduct.meaning import Meaning
from indexer.conduct.queries import queries
from indexer.conduct.refusals import refusals
from indexer.conduct.shapes import shapes
from indexer.conduct.verdicts import verdicts
from indexer.discover import is_test
from indexer.infer.body import Body
from indexer.infer.inference import Inference
from indexer.resolve.entities import Function
from indexer.resolve.program import Program

__all__ = ["Conduct", "Meaning", "observe", "observe_body"]


def observe(program: Program, inference: Inference) -> Conduct:
    """After the fixpoint of inference; every body of the product in the order of the source: what a test does binds
    nobody, and tests are half of a repository."""
    found = Conduct(schema_fields=list(shapes(program)))
    meaning = Meaning(inference)
    tests = {module for module in program.modules if is_test(module.file_path)}
    for body in inference.order:
        if body.entity.module not in tests:
            observe_body(found, program, meaning, body)
    return found


def observe_body(found: Conduct, program: Program, meaning: Meaning, body: Body) -> None:
    entity = body.entity
    meaning.inference.current = body  # what is asked of a name is asked by it
    deferred = False
    if isinstance(entity, Function) and entity.scope.kind == "function":
        found.refusals.extend(refusals(program, entity))
        found.answers.extend(answers(program, meaning, body))
        found.verdicts.extend(verdicts(entity))
        deferred = runs_after_commit(entity)
    if entity.scope.kind != "lambda":
        found.effects.extend(effects(meaning, body, deferred))
        found.contexts.extend(contexts(meaning, body))
        found.assignments.extend(assignments(meaning, body))
    if body.edges.queries:
        queries(meaning, body, found.queries)
    if entity.scope.kind == "function":
        handed(meaning, body, found.queries)
