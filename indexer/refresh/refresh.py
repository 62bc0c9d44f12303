"""The stages of a refresh, as `build` has those of a build."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.assemble.comments import kept as kept_comments
from indexer.assemble.conduct import ConductRows
from indexer.assemble.edges import calls, field_uses, outside_uses
from indexer.assemble.fingerprints import is_compared, methods_of, of_class, of_function, touched
from indexer.assemble.statements import packed, prints_at, prints_in
from indexer.assemble.symbols import first_line
from indexer.build import Report, discovered, meta, timed, without_collector
from indexer.conduct import Conduct, Meaning, observe_body
from indexer.discover import SourceFile, discover, is_test
from indexer.facts import Define, FileFacts
from indexer.frameworks.tested.paths import Paths
from indexer.graph import nodes
from indexer.graph.patch import Patch
from indexer.graph.store import indexed
from indexer.infer.body import Body
from indexer.infer.kept import Place
from indexer.infer.looks import Looks, PlacedKey
from indexer.infer.memory import ENCODER, places_read
from indexer.read import DECODER, read
from indexer.refresh.concerns import refuse_another_role, refuse_what_others_look_for
from indexer.refresh.edited import Edited, Reason, compared
from indexer.refresh.imported import imported_anew
from indexer.refresh.numbers import Callers, StoredFields, StoredNumbers
from indexer.refresh.recognised import Recognised, paths_of
from indexer.refresh.replaced import Replaced
from indexer.refresh.walked import Kept, Walked, classes_around, walked
from indexer.resolve.entities import Entity, Function
from indexer.resolve.late import LateProgram, Source
from indexer.resolve.looked import Looked
from indexer.workers import digest

if TYPE_CHECKING:
    from indexer.cache import Cache

MOST_FILES = 20  # that may have changed: more are read as fast anew


def refresh(root: Path, before: Path, target: Path, *, cache: "Cache") -> Report:
    """Writes to `target` what a build of the repository at `root` would, from the graph at `before` (which may be the
    same place). Raises Reason where a build is needed, and NotAnIndex where `before` is damaged."""
    report = Report()
    with without_collector():
        with timed(report, "discover"):
            discovery = discover(root)
            report.files, report.skipped = len(discovery.files), discovery.skipped
        with Patch(before, target) as patch:
            _Refresh(root, patch, cache, report, discovery.files).run()
    return report


class _Refresh:
    def __init__(self, root: Path, patch: Patch, cache: "Cache", report: Report, files: list[SourceFile]) -> None:
        self.root, self.patch, self.cache, self.report, self.files = root, patch, cache, report, files
        self.known = patch.files()
        self.ids = {path: id for path, (id, _, _) in self.known.items()}
        self.meta = patch.about()
        self.hashes = {path: hash for path, (_, hash, _) in self.known.items()}
        self.edits: dict[str, Edited] = {}
        self._stored: dict[str, dict[tuple[str, int], int]] = {}  # symbols of a file by qualified name and line

    def run(self) -> None:
        if self.meta.get("discovered") != discovered(self.files, self.report.skipped):
            raise Reason("files came, went, or are skipped for another reason")
        self._check_documents()
        with timed(self.report, "extract"):
            self._read()
        bodies = [(self._place(edit.path), number) for edit in self.edits.values() for number in edit.bodies]
        if bodies:
            self._bodies(bodies)
        else:
            with timed(self.report, "store"):
                self._move_all()
        self._stamp()

    def _bodies(self, bodies: list[Place]) -> None:
        kept = Kept(self.patch)
        program = self._program(kept)
        looks = kept.looks()
        with timed(self.report, "recognise"):
            self._refuse_what_others_look_for(kept, looks)
            paths: dict[int, int] = {}
            recognised = Recognised(
                program, looks, bodies, openers=places_read(kept.whole("openers")), paths=lambda: self._paths(paths)
            ).run()
        with timed(self.report, "infer"):
            others = Callers(program, self.patch, self.ids, self.edits)
            found = walked(program, kept, self.patch, bodies, others)
        with timed(self.report, "store"):
            numbers = StoredNumbers(self.patch, self.ids, self.edits, program)
            ends = self._write(found, numbers)
            replaced = Replaced(
                self.patch,
                numbers,
                recognised,
                found,
                file_ids=self.ids,
                checks=_checks(kept.whole("checks")),
                endpoints=paths,
                ends=ends,
            )
            imports = self._imports(program, numbers)
            replaced.clear()
            self._move_all()
            replaced.write()
            self.patch.add("imports", imports)
            self._keep_looks(kept, looks, program)
            kept.write()

    def _imports(self, program: LateProgram, numbers: StoredNumbers) -> list[nodes.Import]:
        """Of files whose functions import something else; those that were there go before lines are moved."""
        modules = [program.by_path[edit.path] for edit in self.edits.values() if edit.imports_differ]
        rows = [row for module in modules for row in imported_anew(program, self.patch, module, numbers)]
        self.patch.delete("imports", "importer", [numbers[module] for module in modules])
        return rows

    def _move_all(self) -> None:
        for edit in self.edits.values():
            self._move(edit)

    def _paths(self, numbers: dict[int, int]) -> Paths:
        """What leads to endpoints; their numbers by identity are told."""
        found, known = paths_of(
            (number, path, json.loads(methods) if methods else None, name)
            for number, path, methods, name in self.patch.endpoints()
        )
        numbers.update(known)
        return found

    def _keep_looks(self, kept: Kept, looks: Looks, program: LateProgram) -> None:
        """What was read and asked of the new bodies, for the next time."""
        assert program.looked is not None
        looks.add(program.looked, program.place_of, again=True)
        looks.whole |= {place for f in program.followed if (place := program.place_of(f)) is not None}
        for module in sorted(looks.changed):
            self.patch.keep_asked(module + 1, looks.kept(module))
        self.patch.keep_whole("looks", looks.kept_whole())
        returns = places_read(kept.whole("returns read"))
        read = {place for f in program.returns_read if (place := program.place_of(f)) is not None}
        if not read <= returns:
            self.patch.keep_whole("returns read", ENCODER.encode(sorted(returns | read)))

    # ------------------------------------------------------------------------------------- what changed

    def _read(self) -> None:
        here = self.meta.get("root") == str(self.root)
        suspects = [f for f in self.files if not here or self.known[f.path][2] != _stamp(f)]
        if here and not suspects:
            raise Reason("no file changed")
        changed = [file for file in suspects if self._differs(file)]
        if len(changed) > MOST_FILES:
            raise Reason(f"{len(changed)} files changed")
        old = self.cache.get_many([self.known[file.path][1] for file in changed])
        reading = read(self.root, changed, cache=self.cache, jobs=1)
        self.report.extracted = reading.extracted
        if reading.skipped:
            raise Reason(f"{reading.skipped[0].path} {reading.skipped[0].reason}")
        for file in reading.files:
            path = file.source.path
            before = old.get(self.known[path][1])
            if before is None:
                raise Reason(f"what {path} said before is not known any more")
            self.edits[path] = compared(path, DECODER.decode(before), file.facts)
            self.hashes[path] = file.digest
        self.report.refreshed = len(changed) or len(suspects)

    def _check_documents(self) -> None:
        """What is read beside the source is looked at by a build alone."""
        for path, stamp in self.patch.documents().items():
            try:
                found = (self.root / path).lstat()
                now = found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino
            except OSError:
                now = 0, 0, 0, 0
            if now != stamp:
                raise Reason(f"{path} changed")

    def _differs(self, file: SourceFile) -> bool:
        try:
            return digest((self.root / file.path).read_bytes()) != self.known[file.path][1]
        except OSError as error:
            raise Reason(f"{file.path} cannot be read") from error

    def _refuse_what_others_look_for(self, kept: Kept, looks: Looks) -> None:
        for edit in self.edits.values():
            refuse_what_others_look_for(
                edit,
                self._place(edit.path),
                whole=looks.whole,
                returns=places_read(kept.whole("returns read")),
                scanned_for=set(kept.whole("scanned for")),
                called_for=set(kept.whole("called for")),
            )

    def _place(self, path: str) -> int:
        return self.ids[path] - 1

    def _program(self, kept: Kept) -> LateProgram:
        sources = [Source(*source) for source in kept.whole("sources")]
        program = LateProgram(sources, self._facts, frozenset(kept.whole("outside")))
        program.looked = Looked()
        program.remember(kept.whole("meant"), kept.whole("picked"))
        return program

    def _facts(self, path: str) -> FileFacts:
        if path in self.edits:
            return self.edits[path].new
        hash = self.known[path][1]
        found = self.cache.get_many([hash]).get(hash)
        if found is None:
            raise Reason(f"what {path} says is not known any more")
        return DECODER.decode(found)

    # ------------------------------------------------------------------------------------- rows of bodies

    def _write(self, found: Walked, numbers: StoredNumbers) -> dict[tuple[Entity, int], int]:
        """Gives the last lines of the contexts."""
        patch, bodies = self.patch, found.bodies
        fields = StoredFields(patch, numbers)
        symbols = sorted({numbers[body.entity] for body in bodies})
        conduct, meaning = Conduct(), Meaning(found.inference)
        for body in bodies:
            if not is_test(body.entity.path):
                observe_body(conduct, found.inference.program, meaning, body)
        new_calls = [row for body in bodies for row in calls(found.calls(body), numbers)]
        uses = [use for body in bodies for use in found.uses(body)]
        new_uses = field_uses(uses, fields, numbers)
        new_outside = outside_uses(uses, found.inference.models.written, numbers)
        touches: set[tuple[object, ...]] = {
            (c.caller, c.callee, c.target if c.callee is None else None, c.certainty == "unresolved") for c in new_calls
        }
        touches.update((u.function, u.field) for u in new_uses)
        touches.update((u.function, u.model, u.field) for u in new_outside)
        likeness = self._likeness(found, numbers, as_before=touches == patch.touched(symbols))
        used = patch.fields_used_by(symbols)
        self._check_roles(bodies, numbers, new_calls)
        patch.clear(symbols)
        patch.add("calls", ((c.caller, c.callee, c.target if c.callee is None else None, *c[3:]) for c in new_calls))
        patch.added(symbols)
        patch.add("field_uses", new_uses)
        patch.add("outside_uses", new_outside)
        patch.count_uses(used | patch.fields_used_by(symbols))
        rows = ConductRows(conduct, numbers, fields, first_query=patch.next_query() + 1)
        for table, made in (
            ("refusals", rows.refusals()),
            ("queries", rows.queries()),
            ("bindings", rows.bindings()),
            ("effects", rows.effects()),
            ("contexts", rows.contexts()),
            ("assignments", rows.assignments()),
            ("answers", rows.answers()),
            ("verdicts", rows.verdicts()),
            ("prints", self._prints(bodies, numbers)),
        ):
            patch.add(table, made)
        for fingerprint in likeness:
            patch.likeness.liken(fingerprint)
        for body in bodies:
            if body.entity.scope.kind != "lambda":
                patch.summarise(numbers[body.entity], first_line(body.entity.scope.docstring), indexed)
        return {(c.entity, c.line): c.end_line for c in conduct.contexts if c.kind == "with"}

    def _prints(self, bodies: list[Body], numbers: StoredNumbers) -> list[nodes.Prints]:
        found: dict[int, list[int]] = {}
        for body in bodies:
            if body.entity.scope.prints:
                said = prints_in(body.entity.scope, of_tests=body.is_test)
                found.setdefault(numbers[body.entity], []).extend(said)
        return [nodes.Prints(symbol, packed(prints)) for symbol, prints in found.items()]

    def _check_roles(self, bodies: list[Body], numbers: StoredNumbers, new: list[nodes.Call]) -> None:
        by_file: dict[int, set[int]] = {}
        for body in bodies:
            by_file.setdefault(self.ids[body.entity.path], set()).add(numbers[body.entity])
        for file, symbols in by_file.items():
            after = [(c.caller, c.callee, c.target) for c in new if c.caller in symbols]
            refuse_another_role(self.patch, file, self.patch.called(symbols), after)

    def _likeness(self, found: Walked, numbers: StoredNumbers, *, as_before: bool) -> list[nodes.Fingerprint]:
        """Of the functions, and of the classes that they are methods of: what a class does is what its methods do.
        `as_before`: what the functions call and use is what it was."""
        inference, made = found.inference, []
        again = list(found.bodies)
        owners = [cls for cls in classes_around(found.bodies) if not is_test(cls.path) and not as_before]
        for cls in owners:
            again += [inference.again(entity) for entity in methods_of(cls) if inference.body(entity) not in again]
        modules = {body.entity.module for body in again if not is_test(body.entity.path)}
        data, called = touched(
            (use for body in again for use in found.uses(body)),
            (call for body in again for call in found.calls(body)),
            modules,
        )
        for body in found.bodies:
            entity = body.entity
            if isinstance(entity, Function) and entity.module in modules:
                role = self._role(entity, numbers[entity])
                if role is not None:
                    data_of, calls_of = data.get(entity, set()), called.get(entity, set())
                    made.append(of_function(entity, numbers[entity], role, data_of, calls_of))
        for cls in owners:
            role = self.patch.likeness.role(numbers[cls])
            if role is not None:
                bases = [base.name for base in inference.classes.bases(cls)]
                made.append(of_class(cls, numbers[cls], role, bases, data, called))
        if next(inference.extra(), None) is not None:
            raise Reason("a class says more than it did")
        return made

    def _role(self, function: Function, symbol: int) -> str | None:
        """None for one that is too short to be compared, or has become so."""
        if function.scope.kind == "lambda":
            return None
        likeness = self.patch.likeness
        role = likeness.role(symbol)
        if is_compared(function) and role is None:
            role = likeness.role_of_function(symbol)
            if not role:
                raise Reason(f"{function.name} may answer requests for several classes")
            likeness.compare(symbol, role)
        elif role is not None and not is_compared(function):
            likeness.compare_no_more(symbol)
            return None
        return role

    # ------------------------------------------------------------------------------------- rows of files

    def _move(self, edit: Edited) -> None:
        patch, file = self.patch, self.ids[edit.path]
        symbols = {number: self._symbol(edit, number) for number in range(len(edit.new.scopes))}
        again = {symbols[number] for number in edit.bodies}
        comments = [
            (
                file,
                line,
                symbols[comment.scope],
                text,
                *self._stands_at(edit, comment.scope, comment.statement, symbols),
            )
            for line, comment, text in kept_comments(edit.new)
        ]
        patch.move_lines(file, edit.line, edit.spans, again)
        patch.set_lines(file, edit.new.lines)
        patch.comments(file, comments)

    def _stands_at(
        self, edit: Edited, scope_number: int, statement: int, symbols: dict[int, int]
    ) -> tuple[int | None, bytes]:
        scope = edit.new.scopes[scope_number]
        at = scope.statements[statement] if statement >= 0 else None
        if type(at) is Define:
            return symbols[at.scope], b""
        return None, packed(prints_at(scope, statement)) if at is not None else b""

    def _symbol(self, edit: Edited, number: int) -> int:
        """As the graph has it before lines are moved."""
        scope = edit.old.scopes[number]
        while scope.kind == "lambda":
            scope = edit.old.scopes[scope.parent]
        if edit.path not in self._stored:
            self._stored[edit.path] = self.patch.symbols(self.ids[edit.path])
        line = scope.definition.line if scope.definition is not None else 1
        return self._stored[edit.path][scope.qualname, line]

    def _stamp(self) -> None:
        self.patch.stamp((self.hashes[f.path], f.size, f.mtime_ns, f.ctime_ns, f.inode, f.path) for f in self.files)
        said = meta(self.root, self.report)
        said |= {key: self.meta[key] for key in ("discovered", "lineage") if key in self.meta}
        said["refreshed"] = str(int(self.meta.get("refreshed", "0")) + 1)  # times since it was built whole
        said["written"] = " ".join(sorted({*self.meta.get("written", "").split(), *self.patch.written}))
        self.patch.meta(said)


def _stamp(file: SourceFile) -> tuple[int, int, int, int]:
    return file.size, file.mtime_ns, file.ctime_ns, file.inode


def _checks(kept: list[Any]) -> dict[PlacedKey, list[tuple[int, bool]]]:
    found: dict[PlacedKey, list[tuple[int, bool]]] = {}
    for endpoint, kind, place, further, opened in kept:
        found.setdefault((kind, tuple(place), tuple(further)), []).append((endpoint, opened))
    return found
