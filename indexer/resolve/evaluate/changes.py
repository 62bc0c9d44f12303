"""Attributes of objects as they are assigned, so that what a branch did can be taken back before the next one runs."""

from collections.abc import Callable

from msgspec import Struct

from indexer.resolve.evaluate.values import Made, Value

Done = dict[tuple[int, str], tuple[Made, str, "Value | None"]]  # by identity and name: what attributes were last

Joined = Callable[["Value | None", "Value | None"], "Value | None"]
Unset = Callable[[Made, str], "Value | None"]


class Changes(Struct):
    """In order, each with whether the attribute was there before and what it was."""

    _log: list[tuple[Made, str, bool, Value | None]] = []

    def write(self, made: Made, name: str, value: Value | None) -> None:
        self._log.append((made, name, name in made.attributes, made.attributes.get(name)))
        made.attributes[name] = value

    def mark(self) -> int:
        return len(self._log)

    def take_back(self, mark: int) -> Done:
        """Undo everything since the mark."""
        done: Done = {}
        while len(self._log) > mark:
            made, name, was_there, before = self._log.pop()
            done.setdefault((id(made), name), (made, name, made.attributes.get(name)))
            if was_there:
                made.attributes[name] = before
            else:
                made.attributes.pop(name, None)
        return done

    def join(self, ways: list[Done], either: Joined, unset: Unset) -> None:
        """Do again what was taken back, put together where several ways meet; `unset`: what an attribute is that an
        object has not got itself."""
        written = {key: (made, name) for done in ways for key, (made, name, _) in reversed(done.items())}
        for key, (made, name) in written.items():
            before = made.attributes[name] if name in made.attributes else unset(made, name)
            ends = [done[key][2] if key in done else before for done in ways]
            joined = ends[0]
            for end in ends[1:]:
                joined = joined if end is joined else either(joined, end)
            self.write(made, name, joined)
