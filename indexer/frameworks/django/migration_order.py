"""In which order Django's migrations run: by their dependencies, squashed ones in place of what they replace."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from indexer.frameworks.django.apps import Apps
from indexer.frameworks.django.settings import Settings
from indexer.frameworks.order import ordered
from indexer.resolve.entities import Class
from indexer.resolve.evaluate.settings import plain
from indexer.resolve.evaluate.values import Items, Made, Value, name_of, text_of
from indexer.resolve.program import Program

MIGRATIONS = ("django.db.migrations.Migration", "django.db.migrations.migration.Migration")
SWAPPABLE = "swappable_dependency"
Name = tuple[str, str]  # app label, migration


class Migration(Struct, eq=False):
    cls: Class
    app: str
    name: str
    depends_on: list[Name] = []  # as written
    runs_before: list[Name] = []
    replaces: list[Name] = []
    after: "list[Migration]" = []  # those of the repository that run before it
    replaced: bool = False
    leaf: bool = True  # none of its app builds on it

    @property
    def package(self) -> str:
        return self.cls.module.name.rpartition(".")[0]


def migrations_in_order(program: Program, apps: Apps, settings: Settings) -> list[Migration]:
    """Every migration; a replaced one stands where it would have run."""
    found = [_migration(program, cls, apps, settings) for cls in program.subclasses_of(*MIGRATIONS)]
    found.sort(key=lambda m: (m.app, m.package, m.name))
    named: dict[Name, list[Migration]] = {}
    for migration in found:
        named.setdefault((migration.app, migration.name), []).append(migration)
    squashes: dict[Migration, Migration] = {}
    for migration in found:
        for name in migration.replaces:
            for replaced in named.get(name, ()):
                if replaced is not migration and replaced.package == migration.package:
                    squashes[replaced], replaced.replaced = migration, True
    for migration in found:
        for name in migration.depends_on:
            migration.after += _meant(name, migration, found, named)
        for name in migration.runs_before:
            for other in _meant(name, migration, found, named):
                other.after.append(migration)
    for migration in found:
        migration.after = [
            other
            for one in migration.after
            for other in (one, _last(one, squashes))
            if other is not migration and squashes.get(migration) is not other and not _holds(migration, other)
        ]
    for migration in found:
        for other in migration.after:
            if other.package == migration.package and not migration.replaced:
                other.leaf = False
    return ordered(found, lambda migration: migration.after)


def _holds(squash: Migration, other: Migration) -> bool:
    return other.replaced and (other.app, other.name) in squash.replaces


def _last(migration: Migration, squashes: dict[Migration, Migration]) -> Migration:
    """What runs in place of a migration, where squashed ones were squashed again."""
    seen = {migration}
    while migration in squashes and squashes[migration] not in seen:
        migration = squashes[migration]
        seen.add(migration)
    return migration


def _migration(program: Program, cls: Class, apps: Apps, settings: Settings) -> Migration:
    body = program.evaluator.class_body(cls)
    found = Migration(cls, apps.label(cls.module), cls.module.name.rpartition(".")[2])
    found.depends_on = list(_names(body.get("dependencies"), settings))
    found.runs_before = list(_names(body.get("run_before"), settings))
    found.replaces = list(_names(body.get("replaces"), settings))
    return found


def _names(value: Value | None, settings: Settings) -> Iterator[Name]:
    for item in value.items if isinstance(value, Items) else []:
        if isinstance(item, Items) and len(item.items) == 2:
            app, name = map(text_of, item.items)
            if app and name:
                yield app, name
        elif isinstance(item, Made) and name_of(item.callee).rpartition(".")[2] == SWAPPABLE:
            model = text_of(settings.settled(plain(item.arguments.get("value", 0))))
            if model and "." in model:
                yield model.partition(".")[0], "__first__"


def _meant(
    name: Name, by: Migration, migrations: Iterable[Migration], named: dict[Name, list[Migration]]
) -> list[Migration]:
    """What a dependency names: of forks of an app the one of the same package, where there is one."""
    app, wanted = name
    if wanted in ("__first__", "__latest__"):
        of_app = [m for m in migrations if m.app == app and m is not by]
        return of_app[:1] if wanted == "__first__" else of_app[-1:]
    found = named.get(name, [])
    return [m for m in found if m.package == by.package] or found
