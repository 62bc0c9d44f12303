"""Background work: functions that Celery, dramatiq, RQ, Huey, arq or Django's own tasks run later.

Sources: the "Tasks" pages of each project. A task is known by what its decorator resolves to, never by its name.
"""

import re

from indexer.facts import Call
from indexer.frameworks.findings import EntryPointFound, Findings, Framework
from indexer.resolve.program import Program

DECORATORS = re.compile(
    r"""
      celery\.(shared_task|task|app\.shared_task|Celery\(\)\.(task|periodic_task))
    | celery\.(decorators|contrib\.[\w.]+)\.\w*task
    | celery\.current_app\.task
    | dramatiq\.actor | dramatiq\.actor\.actor
    | rq\.decorators\.job | rq\.job | django_rq\.job | django_rq\.decorators\.job | flask_rq2\.RQ\(\)\.job
    | huey\.\w*Huey\(\)\.(task|periodic_task) | huey\.contrib\.djhuey\.(db_)?(periodic_)?task
    | django\.tasks\.task | django_tasks\.task
    | procrastinate\.App\(\)\.(task|periodic) | taskiq\.[\w.]+\(\)\.task
    """,
    re.VERBOSE,
)
BASES = ("celery.Task", "celery.app.task.Task")


def recognise(program: Program, findings: Findings) -> None:
    for function in program.functions:
        for decorator in function.scope.definition.decorators if function.scope.definition else ():
            written = decorator.function if type(decorator) is Call else decorator
            name = program.target(written, function.parent or function.module)
            if DECORATORS.fullmatch(name):
                findings.entry_points.append(EntryPointFound(entity=function, kind="task", detail=name))
                break
    for cls in program.subclasses_of(*BASES):
        run = cls.bindings.get("run")
        if run:
            findings.entry_points.append(EntryPointFound(entity=cls, kind="task", detail="celery.Task"))


FRAMEWORK = Framework(
    "tasks",
    (
        "celery",
        "dramatiq",
        "rq",
        "django_rq",
        "flask_rq2",
        "huey",
        "arq",
        "django_tasks",
        "procrastinate",
        "taskiq",
        "django",
    ),
    recognise,
)
