"""Background work: functions that Celery, dramatiq, RQ, Huey, arq, APScheduler or Django's own tasks run later.

Sources: the "Tasks" and "Periodic tasks" pages of each project. A task is known by what its decorator resolves to, or
what a decorator of the house hands it on to, never by its name. Where a schedule is written it is told.
"""

import re
from collections.abc import Iterator

from indexer.discover import is_test
from indexer.expressions import last_name
from indexer.facts import Assign, Call, Constant, Expression, Mapping
from indexer.frameworks.findings import EntryPointFound, Findings, Framework
from indexer.frameworks.handed_on import made_by, uses
from indexer.frameworks.handlers import of_value
from indexer.frameworks.standing import method_calls, values
from indexer.resolve.entities import Class, Function, Module
from indexer.resolve.evaluate.values import Made, Value
from indexer.resolve.looked import scanned
from indexer.resolve.program import Program
from indexer.shown import show

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
    | apscheduler\.schedulers\.[\w.]+\(\)\.scheduled_job
    """,
    re.VERBOSE,
)
PACKAGES = frozenset(
    {"celery", "dramatiq", "rq", "django_rq", "flask_rq2", "huey", "arq", "django_tasks", "procrastinate", "taskiq"}
    | {"apscheduler"}
)
PERIODIC = frozenset({"periodic_task", "db_periodic_task", "periodic", "scheduled_job"})  # their arguments say when
BASES = ("celery.Task", "celery.app.task.Task")
BEAT = frozenset({"beat_schedule", "CELERY_BEAT_SCHEDULE", "CELERYBEAT_SCHEDULE"})
ADDS_JOB = re.compile(r"apscheduler\.schedulers\.[\w.]+\(\)")
WORKER_LISTS = ("functions", "cron_jobs")  # of arq's worker settings
LONGEST_SCHEDULE = 60


def recognise(program: Program, findings: Findings) -> None:
    beat = _beat(program)
    found: dict[Class | Function, str] = {}
    for function in program.functions:
        if function.scope.definition is not None and not is_test(function.path):
            detail = _decorated(program, function)
            if detail is not None:
                found[function] = detail + _told(beat.get(function.name) or beat.get(function.scope.name))
    for cls in program.subclasses_of(*BASES):
        if cls.bindings.get("run") and not is_test(cls.path):
            found[cls] = "celery.Task"
    for task, detail in (*_jobs(program), *_of_workers(program)):
        found.setdefault(task, detail)
    findings.entry_points += [EntryPointFound(entity=e, kind="task", detail=d) for e, d in found.items()]


FRAMEWORK = Framework("tasks", (*sorted(PACKAGES), "django"), recognise)


def _decorated(program: Program, function: Function) -> str | None:
    at = function.parent or function.module
    for decorator in function.definition.decorators:
        written = decorator.function if type(decorator) is Call else decorator
        ours = program.names.resolve(written, at)
        if isinstance(ours, Function):
            if uses(program, ours.module, PACKAGES):
                for made in made_by(program, decorator, ours, function):
                    if DECORATORS.fullmatch(program.outside_name(made.callee)):
                        return program.outside_name(made.callee)
            continue
        name = program.target(written, at)
        if DECORATORS.fullmatch(name):
            when = decorator.arguments[:1] if type(decorator) is Call and last_name(written) in PERIODIC else []
            return name + _told(show(when[0], LONGEST_SCHEDULE) if when else None)
    return None


def _told(schedule: str | None) -> str:
    return f", {schedule}" if schedule else ""


def _beat(program: Program) -> dict[str, str]:
    """Celery's beat: names of tasks, dotted or as registered → the schedule as it is written."""
    found: dict[str, str] = {}
    for entities in (program.modules, program.classes_in_order, program.functions):
        for entity in entities:
            for statement in scanned(entity.scope):
                if type(statement) is Assign and last_name(statement.targets[0]) in BEAT:
                    for entry in statement.value.values if type(statement.value) is Mapping else ():
                        task, schedule = _entry(entry, "task"), _entry(entry, "schedule")
                        if type(task) is Constant and isinstance(task.value, str) and schedule is not None:
                            found[task.value] = show(schedule, LONGEST_SCHEDULE)
    return found


def _entry(expression: Expression, name: str) -> Expression | None:
    for key, value in zip(expression.keys, expression.values, strict=True) if type(expression) is Mapping else ():
        if type(key) is Constant and key.value == name:
            return value
    return None


def _jobs(program: Program) -> Iterator[tuple[Class | Function, str]]:
    """`scheduler.add_job(tidy, "cron", hour=3)`"""
    if not program.imports_any("apscheduler"):
        return
    for call, owner, at in method_calls(program, "add_job"):
        if call.arguments and not is_test(at.path) and ADDS_JOB.fullmatch(program.target(owner, at)):
            when = ", ".join(
                [show(a, 20) for a in call.arguments[1:2]] + [f"{k}={show(v, 20)}" for k, v in call.keywords]
            )
            for value, _ in values(program, call.arguments[0], at):
                yield from _task(program, value, "apscheduler" + _told(", ".join(when)[:LONGEST_SCHEDULE]))


def _of_workers(program: Program) -> Iterator[tuple[Class | Function, str]]:
    """arq's `class WorkerSettings: functions = [send]; cron_jobs = [cron(tidy, hour=3)]`."""
    if not program.imports_any("arq"):
        return
    using: set[Module] = {m for m in program.modules if uses(program, m, frozenset({"arq"}))}
    for cls in program.classes_in_order:
        if (cls.module in using or cls.scope.name.endswith("WorkerSettings")) and not is_test(cls.path):
            for name in WORKER_LISTS:
                for value in program.evaluator.iterate(program.evaluator.class_attribute(cls, name)) or ():
                    yield from _task(program, value, "arq")


def _task(program: Program, value: Value | None, detail: str) -> Iterator[tuple[Class | Function, str]]:
    """The function that a value stands for; `cron(tidy)` and `func(send, name="x")` hold theirs."""
    if isinstance(value, Made) and value.name.startswith("arq."):
        value = value.arguments.get("coroutine", 0)
    found = of_value(program, value)
    if found is not None:
        yield found.function or found.handler, detail
