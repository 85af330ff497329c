"""What a web page says of the thing it shows: schema.org, and the meta tags by which Zotero saves it."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from dataclasses import dataclass

from oic_mandates.graph.cite.facts import LANGUAGES, Cited, File, Named, Names, Part, Work, pick
from oic_mandates.graph.cite.manners import creator, heading
from oic_mandates.graph.cite.wording import MANNER_OF, WORDINGS, clean, pinpoint
from oic_mandates.graph.model import Language

CONTEXT = "https://schema.org"
# ELI's legal values have the same names in schema.org, which took them over.
_STANDINGS = {
    "authoritative": f"{CONTEXT}/AuthoritativeLegalValue",
    "definitive": f"{CONTEXT}/DefinitiveLegalValue",
    "official": f"{CONTEXT}/OfficialLegalValue",
    "unofficial": f"{CONTEXT}/UnofficialLegalValue",
}

Json = dict[str, object]


def jsonld(item: Cited) -> Json:
    """The thing as a `Legislation` of schema.org, in all its languages.

    A provision is a `Legislation` too, part of its section and resolution. The files of a resolution
    are its `encoding`, each a `LegislationObject` with its standing; a translation of a provision's
    words is one without, so that nobody takes it for the text.
    """
    return {"@context": CONTEXT, **_thing(item)}


def jsonld_of_many(items: Iterable[Cited]) -> Json:
    """Many things in one graph, each once."""
    return {"@context": CONTEXT, "@graph": list({item.iri: _thing(item) for item in items}.values())}


def script(data: Json) -> str:
    """The data as text that can stand in a `script` element: no `<` in it can close one."""
    return json.dumps(data, ensure_ascii=False, indent=2).replace("<", "\\u003c")


def _thing(item: Cited) -> Json:
    return _provision(item.work, item.part) if item.part else _resolution(item.work)


def _resolution(work: Work) -> Json:
    return _filled(
        {
            **_heading(work),
            "url": work.iri,
            "legislationType": _texts(work.kind.names) if work.kind else None,
            "legislationDate": work.date.isoformat() if work.date else None,
            "legislationPassedBy": _body(work),
            "inLanguage": work.authentic,
            "workTranslation": [
                {"@type": "Legislation", "@id": found.iri, "inLanguage": found.language}
                for found in work.expressions
                if found.original
            ],
            "encoding": [_file(work, file) for file in work.files],
        }
    )


def _heading(work: Work) -> Json:
    return {
        "@type": "Legislation",
        "@id": work.iri,
        "name": _texts(work.titles),
        "legislationIdentifier": clean(work.symbol),
    }


def _body(work: Work) -> Json | None:
    if work.body is None:
        return None
    parent = work.organization if work.organization and work.organization.iri != work.body.iri else None
    return _filled({**_organization(work.body), "parentOrganization": _organization(parent) if parent else None})


def _organization(named: Named) -> Json:
    return {"@type": "Organization", "@id": named.iri, "name": _texts(named.names)}


def _file(work: Work, file: File) -> Json:
    language = next((found.language for found in work.expressions if found.iri == file.expression), "")
    return _filled(
        {
            "@type": "LegislationObject",
            "@id": file.iri,
            "encodingFormat": file.media_type,
            "inLanguage": language,
            "legislationLegalValue": _standing(file.standing),
        }
    )


def _provision(work: Work, part: Part) -> Json:
    names: dict[str, str] = {language: _heading_of(work, part, language) for language in LANGUAGES}
    whole = _heading(work)
    section = part.parent and part.parent != work.iri
    return _filled(
        {
            "@type": "Legislation",
            "@id": part.iri,
            "url": part.iri,
            "name": _texts(names),
            "legislationIdentifier": part.eid,
            "legislationDate": work.date.isoformat() if work.date else None,
            "legislationPassedBy": _body(work),
            "inLanguage": work.authentic,
            "isPartOf": {"@type": "Legislation", "@id": part.parent, "isPartOf": whole} if section else whole,
            "text": _texts(part.words),
            "workTranslation": [
                {
                    "@type": "LegislationObject",
                    "inLanguage": language,
                    "text": _texts({language: words})[0],
                    "legislationLegalValue": _standing("unofficial"),
                }
                for language, words in sorted(part.translations.items())
            ],
        }
    )


def _heading_of(work: Work, part: Part, language: Language) -> str:
    """The symbol with the pinpoint: what tells a provision from its neighbours in any language."""
    manner = MANNER_OF[language]
    return WORDINGS[manner].joint.join((clean(work.symbol), pinpoint(part, manner)))


def _texts(names: Names) -> list[Json]:
    return [{"@language": language, "@value": names[language]} for language in sorted(names)]


def _standing(value: str) -> Json | None:
    return {"@id": _STANDINGS[value]} if value in _STANDINGS else None


def _filled(data: Json) -> Json:
    return {name: value for name, value in data.items() if value}


@dataclass(frozen=True, slots=True)
class Meta:
    """A meta tag of a page: its name, its content, and the language of the content where it has one."""

    name: str
    content: str
    language: str = ""


def metas(item: Cited, language: Language = "en") -> tuple[Meta, ...]:
    """The tags by which Zotero's importer for embedded metadata saves the thing, and search engines list it.

    `citation_technical_report_institution` makes it a report, as in the files; without it
    `citation_title` would make it an article. The body stands in `DC.creator` without a comma, which
    is read whole: of a `citation_author` the last word would become the surname.
    `citation_public_url` makes the permanent address the one that is kept.
    """
    work, manner = item.work, MANNER_OF[language]
    _, found = pick(work.titles, language, work.authentic)
    name, day = heading(item, manner), work.date
    publisher = work.organization or work.body
    tags = (
        Meta("citation_title", name, found),
        Meta("citation_publication_date", f"{day.year:04}/{day.month:02}/{day.day:02}" if day else ""),
        Meta(
            "citation_technical_report_institution",
            clean(pick(publisher.names, language, work.authentic)[0]) if publisher else "",
        ),
        Meta("citation_technical_report_number", clean(work.symbol)),
        Meta("citation_language", work.authentic),
        Meta("citation_public_url", item.iri),
        Meta("DC.title", name, found),
        Meta("DC.creator", creator(work, manner)),
        Meta("DC.date", day.isoformat() if day else ""),
        Meta("DC.identifier", item.iri),
        Meta("DC.language", work.authentic),
        Meta("DC.relation", work.iri if item.part else ""),
    )
    return tuple(tag for tag in tags if tag.content)


def head(tags: Iterable[Meta]) -> str:
    """The tags as lines for the `head` element of a page, with the link that tells what `DC` is."""
    lines = ['<link rel="schema.DC" href="http://purl.org/dc/elements/1.1/">']
    for tag in tags:
        language = f' lang="{html.escape(tag.language)}"' if tag.language else ""
        lines.append(f'<meta name="{html.escape(tag.name)}" content="{html.escape(tag.content)}"{language}>')
    return "\n".join(lines) + "\n"
