"""What was read of bodies and asked of them, by place, as plain values: kept for a refresh, and kept up by it.

The questions about the functions and classes of one module are kept together, since a refresh needs those of few.
"""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from msgspec import Struct

from indexer.resolve.entities import Entity
from indexer.resolve.looked import Further, Key, Looked

Place = tuple[int, int]
PlacedKey = tuple[str, Place, Further]
Ref = tuple[int, int]  # of a question: its module, and its place among those of the module
UNASKABLE: Ref = (-1, -1)  # stands for somebody who cannot be asked again


class Asked(Struct, array_like=True, eq=False):
    """`by`: whose answers rest on this one; `read`: bodies that the answer was read from."""

    kind: str
    number: int  # of the scope in its module
    further: Further
    answer: Any = None
    is_compared: bool = False
    is_unit: bool = False
    by: list[Ref] = []
    read: list[Place] = []


class Whole(Struct, array_like=True):
    """`bodies`: those that somebody read who cannot be asked again; `readers`: by module, those whose questions read
    bodies of it."""

    bodies: list[Place] = []
    readers: list[tuple[int, list[int]]] = []


ENCODER = msgspec.msgpack.Encoder()
QUESTIONS = msgspec.msgpack.Decoder(list[Asked])
WHOLE = msgspec.msgpack.Decoder(Whole)


class Looks:
    """`load` gives what was kept of the questions of a module, if anything was."""

    def __init__(self, load: Callable[[int], bytes | None] | None = None, whole: bytes | None = None) -> None:
        self._load = load
        known = WHOLE.decode(whole) if whole is not None else Whole()
        self.whole = set(known.bodies)
        self._readers = {module: set(readers) for module, readers in known.readers}
        self._questions: dict[int, list[Asked]] = {}
        self._refs: dict[int, dict[PlacedKey, Ref]] = {}  # of those modules whose questions were looked up by key
        self.changed: set[int] = set()  # modules of which something else is to be kept now

    def readers(self, places: Iterable[Place]) -> set[Ref]:
        wanted = set(places)
        found: set[Ref] = set()
        for module in {reader for place in wanted for reader in self._readers.get(place[0], ())}:
            for number, question in enumerate(self._of(module)):
                if not wanted.isdisjoint(question.read):
                    found.add((module, number))
        return found

    def question(self, ref: Ref) -> Asked:
        return self._of(ref[0])[ref[1]]

    def key(self, ref: Ref) -> PlacedKey:
        question = self.question(ref)
        return question.kind, (ref[0], question.number), question.further

    def add(self, looked: Looked, place_of: Callable[[Entity], Place | None], *, again: bool = False) -> None:
        """What was noted, in place of what is known of the same questions; where they are asked `again`, whoever asks
        outside of all questions is the refresh itself."""
        speaking = {by for question in looked.questions.values() for by in question.by}
        speaking.update(by for readers in looked.read.values() for by in readers)
        placed: dict[Key, Ref] = {}
        for key, question in looked.questions.items():
            if again or not question.is_unit or key in speaking:  # else it was read from its own body alone
                place = place_of(key[1])
                if place is not None:  # else it is about a class that code makes: nobody finds it again
                    placed[key] = self._ref(key[0], place, key[2])
        read: dict[Key, list[Place]] = {}
        for body, readers in looked.read.items():
            for by in readers:
                if by in placed:
                    read.setdefault(by, []).append(body)
                elif by is not None or not again:
                    self.whole.add(body)
        for key, ref in placed.items():
            question, known = looked.questions[key], self.question(ref)
            known.answer, known.is_compared, known.is_unit = question.answer, question.is_compared, question.is_unit
            asking = question.by - {None} if again else question.by
            by_whom = {placed.get(by, UNASKABLE) if by is not None else UNASKABLE for by in asking}
            known.by, known.read = sorted(by_whom.union(known.by)), sorted(read.get(key, ()))
            for module, _ in known.read:
                self._readers.setdefault(module, set()).add(ref[0])
            self.changed.add(ref[0])

    def kept(self, module: int) -> bytes:
        return ENCODER.encode(self._of(module))

    def kept_whole(self) -> bytes:
        readers = [(module, sorted(found)) for module, found in sorted(self._readers.items())]
        return ENCODER.encode(Whole(sorted(self.whole), readers))

    def _of(self, module: int) -> list[Asked]:
        found = self._questions.get(module)
        if found is None:
            kept = self._load(module) if self._load is not None else None
            found = self._questions[module] = QUESTIONS.decode(kept) if kept else []
        return found

    def _ref(self, kind: str, place: Place, further: Further) -> Ref:
        """Of a question, which is made where nobody has asked it yet."""
        module = place[0]
        questions, refs = self._of(module), self._refs.get(module)
        if refs is None:
            refs = self._refs[module] = {}
            for number, asked in enumerate(questions):
                refs[asked.kind, (module, asked.number), asked.further] = (module, number)
        key = kind, place, further
        found = refs.get(key)
        if found is None:
            found = refs[key] = (module, len(questions))
            questions.append(Asked(kind, place[1], further))
        return found
