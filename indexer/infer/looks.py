"""What was read of bodies and asked of them, by place, as plain values: kept for a refresh, and kept up by it."""

from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct, field

from indexer.resolve.entities import Entity
from indexer.resolve.looked import Further, Key, Looked

Place = tuple[int, int]
PlacedKey = tuple[str, Place, Further]


class Asked(Struct, eq=False):
    """`by`: whose answers rest on this one; `read`: bodies that the answer was read from."""

    answer: Any = None
    is_compared: bool = False
    is_unit: bool = False
    by: set[PlacedKey | None] = field(default_factory=set)
    read: set[Place] = field(default_factory=set)


class Looks:
    def __init__(self) -> None:
        self.whole: set[Place] = set()  # bodies that somebody read who cannot be asked again
        self.questions: dict[PlacedKey, Asked] = {}

    def readers(self, places: Iterable[Place]) -> set[PlacedKey]:
        wanted = set(places)
        return {key for key, asked in self.questions.items() if not wanted.isdisjoint(asked.read)}

    def add(self, looked: Looked, place_of: Callable[[Entity], Place | None], *, again: bool = False) -> None:
        """What was noted, in place of what is known of the same questions; where they are asked `again`, whoever asks
        outside of all questions is the refresh itself."""
        speaking = {by for question in looked.questions.values() for by in question.by}
        speaking.update(by for readers in looked.read.values() for by in readers)
        placed: dict[Key, PlacedKey] = {}
        for key, question in looked.questions.items():
            if again or not question.is_unit or key in speaking:  # else it was read from its own body alone
                place = place_of(key[1])
                if place is not None:
                    placed[key] = key[0], place, key[2]
        for key, question in looked.questions.items():
            if key not in placed:  # about a class that code makes: nobody finds it again
                continue
            known = self.questions.setdefault(placed[key], Asked())
            known.answer, known.is_compared = question.answer, question.is_compared
            known.is_unit, known.read = question.is_unit, set()
            asking = question.by - {None} if again else question.by
            known.by |= {placed.get(by) if by is not None else None for by in asking}
        for body, readers in looked.read.items():
            for by in readers:
                if by in placed:
                    self.questions[placed[by]].read.add(body)
                elif by is not None or not again:
                    self.whole.add(body)

    def kept(self) -> dict[str, Any]:
        numbers = {key: number for number, key in enumerate(self.questions)}
        questions = [
            [
                *key,
                asked.answer,
                asked.is_compared,
                asked.is_unit,
                sorted(numbers[by] if by is not None else -1 for by in asked.by),
                sorted(asked.read),
            ]
            for key, asked in self.questions.items()
        ]
        return {"whole": sorted(self.whole), "questions": questions}


def looks_read(kept: dict[str, Any]) -> Looks:
    found = Looks()
    found.whole = set(map(tuple, kept["whole"]))
    keys: list[PlacedKey] = [(kind, tuple(place), tuple(further)) for kind, place, further, *_ in kept["questions"]]
    for key, (_, _, _, answer, is_compared, is_unit, by, read) in zip(keys, kept["questions"], strict=True):
        found.questions[key] = Asked(
            answer,
            is_compared,
            is_unit,
            {keys[number] if number >= 0 else None for number in by},
            set(map(tuple, read)),
        )
    return found
