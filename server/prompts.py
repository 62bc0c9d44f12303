"""Ways to begin that a person chooses in a client: what an agent is to do, step by step; nothing of the repository."""

from typing import Annotated

from server import work
from server.failure import NoAnswer
from server.project import Project
from server.wording.quoting import quoted

LONGEST = 2_000  # characters of a task in somebody's words


def plan_backend_change(project: Project, task: Annotated[str, "what is to be done, as the ticket says it"]) -> str:
    """Plan a change before any edit: what it touches, what binds it there, how each criterion will be met."""
    if not task.strip():
        raise NoAnswer("say what is to be done, in the words of the ticket")
    return f"""\
Plan a change of this backend. What is to be done: {quoted(task, LONGEST)}

1. Call plan_change with these words. Keep the task id that it gives.
2. For each file that you will touch call constraints_for_file, for each field who_owns_field, for what you will \
change or remove impact_of.
3. Read the similar implementations that the plan names; call similar_implementations where you write something new.
4. Answer with: the files in the order of the work; for each acceptance criterion how you will meet it and which test \
shows it; what is not clear and whom to ask. Do not edit yet."""


def implement_with_constraints(project: Project, task: Annotated[str, "the id that plan_change gave"]) -> str:
    """Implement a planned task, with the constraints restated and checked at every step."""
    opened = work.find(project, task.strip())
    return f"""\
Implement task {opened.id}: {quoted(opened.text, LONGEST)}

1. Read the resource chesterton://task/{opened.id}: what bound its files when it began, and what was decided since.
2. Before you edit a file call constraints_for_file. Write as its siblings do.
3. After every edit, also those of shell commands, call check_change(task="{opened.id}"). Put back what it says was \
dropped. Where dropping it is meant, call record_decision with the reason and acknowledges=ID; a human decides.
4. Write the tests that the acceptance criteria ask for, happy, boundary and regression, and run them.
5. Record what the code does not show with record_decision. End with review_report(task="{opened.id}")."""


def review_backend_change(
    project: Project, task: Annotated[str | None, "the id of a task; default: the work since the default branch"] = None
) -> str:
    """Review a change: what it drops, what nobody tested, who else notices, what a human has to decide."""
    opened = work.find(project, task.strip()) if task and task.strip() else None
    report = (
        f'Call review_report(task="{opened.id}"): what task {opened.id} ({quoted(opened.text, 200)}) kept, dropped, '
        "acknowledged and left unproven"
        if opened
        else "Call check_change: what the work since the default branch drops"
    )
    return f"""\
Review a change of this backend, as someone who has to live with it.

1. {report}.
2. For each finding call explain on its symbol and read the evidence at its path:line. Say whether the constraint was \
meant to go, and what would show it.
3. For each changed file call constraints_for_file, and name the constraints on permission, tenancy, state and \
consistency that no test of the change touches. For each changed symbol call impact_of: who else notices?
4. Answer with what has to be mended before it is merged, what a human has to decide, and what is fine, each with \
path:line. An acknowledgement of an agent is not an acceptance: name each."""
