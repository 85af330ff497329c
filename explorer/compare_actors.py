"""How the tasks of actors overlap: the mandates in which several have a part, and the themes that they share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from oic_mandates.explorer.mandates import Act

By = Literal["mandates", "themes"]

# The parts in a mandate by which it is also that actor's affair.
ROLES = ("addressee", "partner")
# Concepts that two actors can share without a common mandate.
CONCEPTS = ("theme", "group")


@dataclass(frozen=True, slots=True)
class Shared:
    """A mandate in which at least two of the actors have a part, and which part each has."""

    act: Act
    roles: Mapping[str, str]

    @property
    def together(self) -> bool:
        """Whether all that take part are asked alike, none as a partner."""
        return set(self.roles.values()) == {ROLES[0]}


def mandates_of(acts: Iterable[Act]) -> list[Act]:
    """The acts that ask somebody to act."""
    return [act for act in acts if act.values["asks"] == ("yes",)]


def parties(acts: Iterable[Act]) -> Counter[str]:
    """In how many mandates each actor has a part, as addressee or as partner."""
    return Counter(path for act in acts for path in _roles(act))


def addressed(acts: Iterable[Act]) -> Counter[str]:
    """How many mandates are addressed to each actor."""
    return Counter(path for act in acts for path in act.values[ROLES[0]])


def _roles(act: Act) -> dict[str, str]:
    """Which part each actor has in an act; who is asked is not named again as a partner."""
    return {path: role for role in reversed(ROLES) for path in act.values[role]}


def shared(acts: Iterable[Act], actors: Sequence[str]) -> list[Shared]:
    """The mandates in which at least two of the actors have a part, those of more of them first."""
    found = []
    for act in acts:
        roles = _roles(act)
        mine = {actor: roles[actor] for actor in actors if actor in roles}
        if len(mine) > 1:
            found.append(Shared(act, mine))
    return sorted(found, key=lambda item: -len(item.roles))


def concepts(acts: Iterable[Act], actors: Sequence[str], concept: str) -> dict[str, Counter[str]]:
    """For each theme or group that at least two of the actors have, how many mandates of each serve it.

    Those that most of the actors share come first.
    """
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for act in acts:
        for actor in _roles(act).keys() & set(actors):
            for path in act.values[concept]:
                found[path][actor] += 1
    kept = {path: counts for path, counts in found.items() if len(counts) > 1}
    return dict(sorted(kept.items(), key=lambda item: (-len(item[1]), -item[1].total(), item[0])))


def matrix(acts: Sequence[Act], actors: Sequence[str], by: By) -> dict[tuple[str, str], int]:
    """For each two actors how much they share: mandates in which both have a part, or themes of both.

    The pair of an actor with itself says how much it has in all; pairs that share nothing are left out.
    """
    belongings: dict[str, set[str]] = {actor: set() for actor in actors}
    for act in acts:
        for actor in _roles(act).keys() & belongings.keys():
            belongings[actor].update([act.path] if by == "mandates" else act.values["theme"])
    counts = {(one, other): len(belongings[one] & belongings[other]) for one in actors for other in actors}
    return {pair: count for pair, count in counts.items() if count}
