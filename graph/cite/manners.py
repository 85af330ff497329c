"""Citations in words, in the manner of OSCOLA, of the Bluebook, of Arabic and of French legal writing.

No manual has a rule for the Organisation of Islamic Cooperation; each function says which rule it
carries over. No string ends with a full stop: the sentence or the footnote brings its own. The
address is that of the cited provision itself; a day of access stands only where the caller gives one.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

from oic_mandates.graph.cite.facts import Cited, Work, pick, quotation
from oic_mandates.graph.cite.wording import WORDINGS, Manner, clean, day, language_name, pinpoint, quoted


def citation(item: Cited, manner: Manner, *, accessed: datetime.date | None = None, with_words: bool = False) -> str:
    """The citation in one line.

    `accessed` is the day on which the writer saw the page. With `with_words` the words of the
    provision follow in the language of the manner, as printed or in the translation, so marked.
    """
    text = _WRITERS[manner](item, accessed)
    said, mark = words(item, manner) if with_words else ("", "")
    if not said:
        return text
    if manner == "bluebook":
        # Rule 1.5: quoted words stand in brackets at the end.
        return _joined(" ", text, f"({said})", mark)
    colon = "\N{NO-BREAK SPACE}:" if manner == "french" else ":"
    return _joined(" ", text + colon, said, mark)


def author(work: Work, manner: Manner, joint: str = "") -> str:
    """The organisation and its body, the larger first; the body alone where its name holds the organisation's."""
    wording = WORDINGS[manner]
    organization, body = (
        clean(pick(named.names, wording.language, work.authentic)[0]) if named else ""
        for named in (work.organization, work.body)
    )
    if organization in body:
        return body
    return (joint or wording.joint).join(filter(None, (organization, body)))


def creator(work: Work, manner: Manner) -> str:
    """The same for formats that part surname from forename at a comma and have no escape: with none.

    A body stands behind its organisation and a full stop, as in library catalogues.
    """
    return author(work, manner, joint=". ").replace(", ", " ").replace(",", " ")


def title(work: Work, manner: Manner) -> tuple[str, str]:
    """The title in the language of the manner, else the authentic one; and a note of its language where it differs."""
    wording = WORDINGS[manner]
    text, language = pick(work.titles, wording.language, work.authentic)
    if not text or language == wording.language:
        return clean(text), ""
    return clean(text), wording.language_note.format(language_name(language, manner))


def words(item: Cited, manner: Manner) -> tuple[str, str]:
    """The words of the provision in quotation marks, and in brackets what they are if no more than a translation."""
    wording = WORDINGS[manner]
    found = quotation(item, wording.language)
    if found is None:
        return "", ""
    return quoted(found.words, wording), f"({wording.unofficial})" if found.unofficial else ""


def heading(item: Cited, manner: Manner) -> str:
    """The title with the pinpoint behind it, for lists and formats without a field for the pinpoint."""
    return _joined(WORDINGS[manner].joint, title(item.work, manner)[0], _place(item, manner))


def _title_quoted(work: Work, manner: Manner) -> str:
    text, note = title(work, manner)
    return quoted(text, WORDINGS[manner]) + note if text else ""


def _place(item: Cited, manner: Manner) -> str:
    return pinpoint(item.part, manner) if item.part else ""


def _dated(item: Cited, manner: Manner) -> str:
    return day(item.work.date, manner) if item.work.date else ""


def _joined(joint: str, *parts: str) -> str:
    return joint.join(part for part in parts if part)


def _oscola(item: Cited, accessed: datetime.date | None) -> str:
    """OSCOLA, 4th edition, which leaves international sources to the 2006 edition: Part IV, section C.

    For a document of the United Nations: author, ‘title’ (date) document number. The address in
    angle brackets and `accessed` with the day are those of electronic sources (4th edition, 3.1.4);
    a pinpoint is `para` without a stop.
    """
    date = _dated(item, "oscola")
    document = _joined(
        " ",
        _joined(", ", author(item.work, "oscola"), _title_quoted(item.work, "oscola")),
        f"({date})" if date else "",
        clean(item.work.symbol),
    )
    seen = f" accessed {day(accessed, 'oscola')}" if accessed else ""
    return f"{_joined(', ', document, _place(item, 'oscola'))} <{item.iri}>{seen}"


def _bluebook(item: Cited, accessed: datetime.date | None) -> str:
    """The Bluebook, rule 21.7 for the United Nations: author, title, pinpoint, document number (date), address.

    The paragraph sign is rule 3.3's, the months are table 12's, `pmbl.` is table 16's, the address
    with `last visited` is rule 18.2's. Plain text has no italics for the title. Names are written out.
    """
    text, note = title(item.work, "bluebook")
    date = _dated(item, "bluebook")
    number = _joined(" ", f"Doc. {clean(item.work.symbol)}", f"({date})" if date else "")
    seen = f" (last visited {day(accessed, 'bluebook')})" if accessed else ""
    place = _place(item, "bluebook")
    return _joined(", ", author(item.work, "bluebook"), text + note, place, number, item.iri) + seen


def _arabic(item: Cited, accessed: datetime.date | None) -> str:
    """The order of Arabic footnotes: author, «title», document with its date, paragraph, address.

    `الوثيقة`, `المؤرخة` and `الفقرة` are the words of the United Nations' Arabic documents.
    """
    date = _dated(item, "arabic")
    document = _joined(" ", f"الوثيقة {clean(item.work.symbol)}", f"المؤرخة {date}" if date else "")
    seen = f" (تاريخ الاطلاع: {day(accessed, 'arabic')})" if accessed else ""
    link = f"متاحة على الرابط: <{item.iri}>{seen}"
    head = author(item.work, "arabic"), _title_quoted(item.work, "arabic")
    return _joined("، ", *head, document, _place(item, "arabic"), link)


def _french(item: Cited, accessed: datetime.date | None) -> str:
    """The order of French footnotes: author, « title », date, document number, paragraph, `en ligne :` and address.

    `en ligne` and the angle brackets are those of the Canadian guide (Guide canadien de la référence
    juridique); guillemets and colon keep their no-break space.
    """
    seen = f" (consulté le {day(accessed, 'french')})" if accessed else ""
    head = author(item.work, "french"), _title_quoted(item.work, "french"), _dated(item, "french")
    document = f"doc. {clean(item.work.symbol)}"
    link = f"en ligne\N{NO-BREAK SPACE}: <{item.iri}>{seen}"
    return _joined(", ", *head, document, _place(item, "french"), link)


_WRITERS: Mapping[Manner, Callable[[Cited, datetime.date | None], str]] = {
    "oscola": _oscola,
    "bluebook": _bluebook,
    "arabic": _arabic,
    "french": _french,
}
