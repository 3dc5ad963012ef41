"""The people Harbour View looks after: who comes, who comes again, who is in house."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from wellrun.demo.chance import Chance

ADULTS, YOUNG = 26_000, 5_000
BACK_SOON = 0.23
"""Share of admissions that are somebody discharged in the last month: readmissions come to about 13 %."""
LANGUAGES = {"en": 0.86, "es": 0.1, "pt": 0.02, "vi": 0.02}


@dataclass(frozen=True)
class Person:
    """A patient as the record system knows one; no names are needed and none are sent."""

    patient: str
    birth: dt.date
    sex: str
    language: str
    ethnicity: str = ""


class Registry:
    """Patients by number, made when they first come; remembers who is in a bed and who has just left one.

    ``lot`` draws other people and another fate of theirs; ``soon`` is the share of those admitted at a moment who were
    discharged in the month before.
    """

    def __init__(
        self,
        *,
        prefix: str,
        reference: dt.date,
        lot: str = "",
        soon: Callable[[dt.datetime], float] = lambda _when: BACK_SOON,
    ) -> None:
        self.chance = Chance(f"patients {prefix}{lot}")
        self.soon = soon
        self.prefix = prefix
        self.reference = reference
        self.people: dict[str, Person] = {}
        self.until: dict[str, dt.datetime] = {}
        self.dead: set[str] = set()
        self.left: deque[tuple[dt.datetime, str]] = deque()

    def visitor(self, *, young: bool = False) -> Person:
        """Anybody of the town."""
        number = self.chance.whole(1, YOUNG) + ADULTS if young else self.chance.whole(1, ADULTS)
        name = f"{self.prefix}{number:06}"
        if name not in self.people:
            self.people[name] = self._person(name, young=young)
        return self.people[name]

    def _person(self, name: str, *, young: bool) -> Person:
        if young:
            infant = self.chance.happens(0.35)
            age = self.chance.between(0, 12) if infant else self.chance.between(19, 42)
            sex = self.chance.one_of(("female", "male")) if infant else "female"
        else:
            age = min(98.0, 18 + self.chance.spread(44, 0.45))
            sex = self.chance.one_of(("female", "male"))
        birth = self.reference - dt.timedelta(days=int(age * 365.25))
        return Person(name, birth, sex, self.chance.weighted(LANGUAGES))

    def admitted(self, when: dt.datetime, *, young: bool) -> Person:
        """Somebody to be admitted: not in a bed already, and as often as is usual somebody who left lately."""
        while self.left and self.left[0][0] < when - dt.timedelta(days=29):
            self.left.popleft()
        if not young and self.left and self.chance.happens(self.soon(when)):
            for _ in range(20):
                # Of two who might, the older returns: so age tells who comes back, as it does everywhere.
                drawn = [self.left[self.chance.whole(0, len(self.left) - 1)] for _each in range(2)]
                ended, name = min(drawn, key=lambda one: self.people[one[1]].birth)
                if self.until[name] == ended and ended.date() < when.date():
                    return self.people[name]
        while True:
            person = self.visitor(young=young)
            until = self.until.get(person.patient)
            if person.patient not in self.dead and (until is None or until < when - dt.timedelta(days=31)):
                return person

    def leaves(self, person: Person, when: dt.datetime, *, alive: bool) -> None:
        """Keeps when somebody's stay ends; nobody who died is admitted again."""
        self.until[person.patient] = when
        if alive:
            self.left.append((when, person.patient))
        else:
            self.dead.add(person.patient)
