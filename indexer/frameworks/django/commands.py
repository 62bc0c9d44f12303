"""Management commands: the class `Command` of a module in `management/commands`."""

from indexer.frameworks.findings import EntryPointFound, Findings, Framework
from indexer.resolve.entities import Class
from indexer.resolve.program import Program

FOLDER = ("management", "commands")
COMMAND = "Command"
BASES = frozenset(
    {
        f"django.core.management.{module}{name}"
        for module in ("", "base.")
        for name in ("AppCommand", "BaseCommand", "LabelCommand", "TemplateCommand")
    }
)


def recognise(program: Program, findings: Findings) -> None:
    for module in program.modules:
        *package, name = module.name.split(".")
        if tuple(package[-2:]) != FOLDER or name.startswith("_"):
            continue
        command = program.names.member(module, COMMAND)
        if isinstance(command, Class) and (program.classes.is_a(command, BASES) or program.classes.is_open(command)):
            findings.entry_points.append(EntryPointFound(entity=command, kind="command", detail=name))


FRAMEWORK = Framework("django commands", ("django",), recognise)
