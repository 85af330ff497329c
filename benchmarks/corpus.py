"""A synthetic corpus of a wanted size, in the shape of the real graph, to measure engines with.

Run as `python -m benchmarks.corpus FOLDER --quads 1100000`. FOLDER gets one sorted N-Quads file
for each named graph. The same number and seed give the same bytes.

Kept: the vocabularies and the real resolution, once each, as built; and in each synthetic
resolution the structure of the real one, with its provisions, acts, mentions, evidence, corrections,
roles, offsets and all that they are linked by, and what it mints itself.

Varied from one synthetic resolution to the next, by a random generator with a fixed seed:
- its IRIs, symbol, titles (which say that it is synthetic), meeting, date and all dates in it;
- its length: up to a fifth of recitals and clauses is left out;
- actors, themes, groups, instruments, places, meetings, programmes, events and verbs: those of a
  provision are drawn anew from the vocabularies, within their class and about as often as
  the real resolution names them, and everything in that provision follows;
- its words: each is replaced by another of the same length, so that texts are nonsense, differ
  between resolutions, and every offset and quotation still fits. No real resolution is imitated.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import random
import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
from rich.progress import Progress

from benchmarks.homes import built_home
from benchmarks.template import DATE, ELI, OA, OICM, SKOS, TYPE, Statement, Template, read
from oic_mandates.graph import folder as corpus_folder
from oic_mandates.graph import iris, pipeline

SEED = 20230606
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
LEFT_OUT = re.compile(r"(?:rec|para)_\d+")
FIRST_SESSION = 1000  # sessions of the conference that no real one will reach


class Copy:
    """One synthetic resolution."""

    def __init__(self, template: Template, index: int, seed: int) -> None:
        """`index` counts from 1; with the seed it decides everything that varies."""
        self._template = template
        self._random = random.Random(f"{seed} {index}")
        self.index = index
        self.slug = f"synthetic-{index:05}"
        self.date = datetime.date(2000, 1, 1) + datetime.timedelta(days=self._random.randrange(9500))
        self.meeting = str(iris.ID[f"meeting/mcsd-{FIRST_SESSION + index}"])
        self._graph = ox.NamedNode(str(iris.named_graph(self.slug)))
        self._drawn: dict[tuple[str, str], str] = {}
        self._taken: dict[str, set[str]] = defaultdict(set)
        share = self._random.uniform(0, 0.2)
        places = sorted({place for places in template.fixed for place in places if LEFT_OUT.fullmatch(place)})
        self._left_out = {place for place in places if self._random.random() < share}
        self._word: dict[str, dict[str, str]] = {}
        for language, lengths in sorted(template.words.items()):
            self._word[language] = {}
            for _, words in sorted(lengths.items()):
                self._word[language].update(zip(words, self._random.sample(words, len(words)), strict=True))

    def lines(self) -> list[str]:
        """Its statements as sorted N-Quads lines, each once."""
        template = self._template
        made = set()
        for places, lines in template.fixed.items():
            if self._left_out.isdisjoint(places):
                made.update("".join(lines).replace(template.slug, self.slug).splitlines(keepends=True))
        for place, subject, predicate, entity in template.drawn:
            if place not in self._left_out:
                made.add(self._line(subject, predicate, ox.NamedNode(self._entity(place, entity))))
        made.update(self._texts())
        made.update(self._dates())
        made.update(self._own())
        # What is said of the real meeting is said of the copy's own.
        return sorted(line.replace(f"<{template.meeting}>", f"<{self.meeting}>") for line in made)

    def _line(self, subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> str:
        """A statement with the copy's slug in its subject."""
        node = ox.NamedNode(subject.replace(self._template.slug, self.slug))
        return f"{ox.Quad(node, ox.NamedNode(predicate), value, self._graph)} .\n"

    def _entity(self, place: str, entity: str) -> str:
        """What stands in a provision of the copy for an entity of the real one; always the same there."""
        if entity.startswith(DATE):
            return self._shifted(entity)
        if entity == self._template.meeting:
            return entity
        if (place, entity) not in self._drawn:
            pool = self._template.pools[entity]
            choice = self._random.choices(pool.members, pool.weights)[0]
            while choice in self._taken[place] and not self._taken[place].issuperset(pool.members):
                choice = self._random.choice(pool.members)
            self._drawn[place, entity] = choice
            self._taken[place].add(choice)
        return self._drawn[place, entity]

    def _shifted(self, text: str) -> str:
        """A text with its years moved as far as the copy's date is from the real one."""
        shift = self.date.year - self._template.year
        moved = YEAR.sub(lambda match: str(int(match[0]) + shift), text)
        return moved.replace("-02-29", "-02-28")

    def _worded(self, text: str, language: str) -> str:
        return re.sub(r"\w+", lambda match: self._word[language].get(match[0], match[0]), text)

    def _texts(self) -> Iterator[str]:
        """The texts in other words, and the quotations that fit them."""
        texts = {}
        for place, subject, predicate, text, language in self._template.worded:
            if place not in self._left_out:
                worded = self._worded(text, language)
                yield self._line(subject, predicate, ox.Literal(worded, language=language))
                if predicate == OICM + "text":
                    texts[place] = worded
        for place, subject, language, start, end in self._template.quoted:
            if place not in self._left_out:
                yield self._line(subject, OA + "exact", ox.Literal(texts[place][start:end], language=language))

    def _dates(self) -> Iterator[str]:
        """The dates that the resolution mints."""
        for item in self._template.dated:
            yield self._line(self._shifted(item.subject), item.predicate, _term(item, self._shifted(item.value)))

    def _own(self) -> Iterator[str]:
        """What the copy says of itself, its files and its meeting."""
        day = ox.Literal(self.date.isoformat(), datatype=ox.NamedNode(iris.PREFIXES["xsd"] + "date"))
        titles = {
            "en": f"Synthetic resolution {self.index}, for measurements",
            "ar": f"قرار اصطناعي رقم {self.index} لأغراض القياس",
            "fr": f"Résolution synthétique {self.index}, pour des mesures",
        }
        for item in self._template.own:
            value = titles[item.language] if item.language else f"SYNTHETIC/{self.index:05}"
            if item.predicate == ELI + "date_document":
                value = self.date.isoformat()
            elif item.predicate == OICM + "sha256":
                value = hashlib.sha256(self.slug.encode()).hexdigest()
            yield self._line(item.subject, item.predicate, _term(item, value))
        for language, title in titles.items():
            yield self._line(self.meeting, SKOS + "prefLabel", ox.Literal(f"{title} *", language=language))
        yield self._line(self.meeting, TYPE, ox.NamedNode(OICM + "Meeting"))
        yield self._line(self.meeting, OICM + "body", ox.NamedNode(str(iris.ID["actor/mcsd"])))
        yield self._line(self.meeting, OICM + "session", ox.Literal(FIRST_SESSION + self.index))
        yield self._line(self.meeting, OICM + "startDate", day)
        yield self._line(self.meeting, OICM + "endDate", day)
        yield self._line(self.meeting, OICM + "status", ox.NamedNode(OICM + "unreviewed"))


def _term(item: Statement, value: str) -> ox.NamedNode | ox.Literal:
    """Another value of the same kind as the one in the statement."""
    if item.language:
        return ox.Literal(value, language=item.language)
    return ox.Literal(value, datatype=ox.NamedNode(item.datatype)) if item.datatype else ox.NamedNode(item.value)


def make(
    folder: Path, quads: int, seed: int = SEED, progress: Callable[[int], object] = lambda made: None
) -> list[Path]:
    """Writes a corpus of at least `quads` statements, by less than one resolution more; answers its files.

    `progress` hears how many statements are written. The folder is made where it is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with built_home() as home:
        parts = pipeline.built_parts(home)
        files = [Path(shutil.copy(part, folder / part.name)) for part in sorted(parts)]
    slug = corpus_folder.load(corpus_folder.folders(corpus_folder.corpus_root())[0]).slug
    template = read(files, slug)
    made = sum(len(file.read_bytes().splitlines()) for file in files)
    index = 0
    while made < quads:
        index += 1
        copy = Copy(template, index, seed)
        lines = copy.lines()
        file = folder / f"{copy.slug}.nq"
        file.write_text("".join(lines), encoding="utf-8")
        files.append(file)
        made += len(lines)
        progress(min(made, quads))
    return files


def main() -> None:
    """Writes the corpus into the folder that is named."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--quads", type=lambda text: int(text.replace("_", "")), default=1_100_000)
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    with Progress() as bar:
        task = bar.add_task("statements", total=given.quads)
        files = make(given.folder, given.quads, given.seed, lambda made: bar.update(task, completed=made))
    size = sum(file.stat().st_size for file in files)
    print(f"{len(files)} files, {size / 1e6:.0f} MB in {given.folder}")


if __name__ == "__main__":
    main()
