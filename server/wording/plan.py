"""A plan, in words: what is concerned, what binds it, and what has to be true at the end."""

from constraints.constraint import Constraint
from constraints.criteria import Proof
from indexer.graph.similar import SimilarView
from server.tools.plan_change import Plan, PlannedCriterion
from server.wording.budget import CHECK, Page, Section
from server.wording.quoting import quoted, shortened
from server.wording.route import access, endpoint

LONGEST = 240


def page(answer: Plan) -> Page:
    lead = [f"task {answer.task}: {quoted(answer.text)}; begins at {answer.base}"]
    if answer.unmatched:
        lead.append(f"nothing here is called by: {', '.join(answer.unmatched)}")
    files = [f"{file.path} ({', '.join(file.words) or 'imports or is imported'})" for file in answer.files]
    symbols = [f"{symbol.name} {symbol.place}" for symbol in answer.symbols]
    models = [f"{model.name}{f' table {model.table}' if model.table else ''} {model.place}" for model in answer.models]
    ways = [f"{endpoint(found)}: {access(found)} {found.place}" for found in answer.endpoints]
    ways += [f"{found.kind} {found.symbol} {found.place}" for found in answer.entry_points]
    sections = [
        Section(f"acceptance criteria: {len(answer.criteria)}", [_criterion(c) for c in answer.criteria], show=10),
        Section(f"files to look at: {len(files)}", files, show=10),
        Section(f"entry points, and who may call them: {len(ways)}", ways, show=6),
        Section(f"states: {len(answer.states)}", _binding(answer.states), show=3),
        Section(f"commits together, locked, unique: {len(answer.together)}", _binding(answer.together), show=3),
        Section(f"code to follow: {len(answer.similar)}", [_similar(found) for found in answer.similar], show=3),
        Section(f"models: {len(models)}", models, show=5),
        Section(f"tests that must keep passing: {len(answer.tests)}", [f"{t.name} {t.place}" for t in answer.tests]),
        Section(f"symbols: {len(symbols)}", symbols, show=4),
        Section(f"permission and tenancy: {len(answer.boundaries)}", _binding(answer.boundaries), show=0),
    ]
    closing = [
        f'check_change(task="{answer.task}") after each edit; record_decision(task="{answer.task}", ...) for why'
    ]
    return Page(lead, [section for section in sections if section.lines], closing=closing, budget=CHECK)


def _criterion(criterion: PlannedCriterion) -> str:
    return f"[{criterion.family}] {shortened(criterion.says, LONGEST)} ({_proof(criterion.proof)})"


def _proof(proof: Proof) -> str:
    if proof.by != "a test to write":
        return f"by {proof.by} {proof.test}".rstrip()
    uses = f" with {', '.join(proof.uses[:3])}" if proof.uses else ""
    return f"{proof.kind} test to write" + (f", like {proof.test}{uses}" if proof.test else "")


def _binding(constraints: tuple[Constraint, ...]) -> list[str]:
    return [
        f"{shortened(one.statement, LONGEST)} {next((str(e.place) for e in one.evidence), '')}" for one in constraints
    ]


def _similar(found: SimilarView) -> str:
    common = ", ".join([*found.common_data[:2], *found.common_calls[:2]])
    return f"{found.symbol.name} {found.symbol.place}{f': shares {common}' if common else ''}"
