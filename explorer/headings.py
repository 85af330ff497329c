"""The heads of answer tables and the choices of question forms, in three languages.

A column of a query that is not listed here shows its own name, so that a new query needs no change.
"""

from __future__ import annotations

from collections.abc import Mapping

from oic_mandates.explorer.language import Language, Text

COLUMNS: Mapping[str, Text] = {
    "resolution": Text("Resolution", "القرار", "Résolution"),
    "clause": Text("Clause", "الفقرة", "Clause"),
    "clauses": Text("Clauses", "الفقرات", "Clauses"),
    "clauseCount": Text("Number of clauses", "عدد الفقرات", "Nombre de clauses"),
    "otherClause": Text("Other clause", "الفقرة الأخرى", "Autre clause"),
    "numbers": Text("Numbers", "الأرقام", "Numéros"),
    "verb": Text("Verb", "الفعل", "Verbe"),
    "verbs": Text("Verbs", "الأفعال", "Verbes"),
    "force": Text("Force", "القوة", "Force"),
    "rank": Text("Rank of force", "رتبة القوة", "Rang de la force"),
    "actor": Text("Actor", "الجهة", "Acteur"),
    "addressees": Text("Addressees", "المخاطَبون", "Destinataires"),
    "partners": Text("Partners", "الشركاء", "Partenaires"),
    "restriction": Text("Restriction", "القيد", "Restriction"),
    "words": Text("Words", "الألفاظ", "Mots"),
    "text": Text("Text", "النص", "Texte"),
    "otherText": Text("Other text", "النص الآخر", "Autre texte"),
    "translation": Text("Translation", "الترجمة", "Traduction"),
    "otherTranslation": Text("Other translation", "الترجمة الأخرى", "Autre traduction"),
    "status": Text("Review", "المراجعة", "Relecture"),
    "concept": Text("Group or theme", "الفئة أو الموضوع", "Groupe ou thème"),
    "cited": Text("Cited", "المستشهد به", "Cité"),
    "printedWords": Text("Printed", "المطبوع", "Imprimé"),
    "readWords": Text("Read", "المقروء", "Lu"),
    "why": Text("Why", "السبب", "Raison"),
    "start": Text("Start", "البداية", "Début"),
    "end": Text("End", "النهاية", "Fin"),
    "fileStart": Text("Start in the file", "البداية في الملف", "Début dans le fichier"),
    "fileEnd": Text("End in the file", "النهاية في الملف", "Fin dans le fichier"),
    "file": Text("File", "الملف", "Fichier"),
    "sha256": Text("SHA-256 of the file", "بصمة الملف SHA-256", "SHA-256 du fichier"),
    "meeting": Text("Meeting", "الاجتماع", "Réunion"),
    "body": Text("Body", "الهيئة", "Organe"),
    "session": Text("Session", "الدورة", "Session"),
    "extraordinary": Text("Extraordinary", "استثنائية", "Extraordinaire"),
    "place": Text("Place", "المكان", "Lieu"),
    "host": Text("Host", "المضيف", "Hôte"),
    "chair": Text("Chair", "الرئيس", "Présidence"),
    "outcomes": Text("Outcome", "النتائج", "Résultats"),
    "one": Text("One", "الأول", "L'un"),
    "other": Text("Other", "الآخر", "L'autre"),
    "count": Text("Provisions", "عدد الأحكام", "Dispositions"),
    "asks": Text("Asks for action", "يطلب عملاً", "Demande d'agir"),
    "what": Text("What", "الصنف", "Quoi"),
    "thing": Text("Which", "أيّها", "Lequel"),
    "label": Text("Name or words", "الاسم أو الألفاظ", "Nom ou mots"),
    "reportsTo": Text("Reports to", "يُرفع إلى", "Rend compte à"),
    "due": Text("Due", "الأجل", "Échéance"),
    "score": Text("Likeness", "التشابه", "Ressemblance"),
    "part": Text("Part", "الجزء", "Partie"),
    "acts": Text("Acts", "الأفعال", "Actes"),
    "entity": Text("What is named", "المذكور", "Ce qui est nommé"),
    "roles": Text("Roles", "الأدوار", "Rôles"),
}

# Values that a query gives or takes as plain words.
VALUES: Mapping[str, Text] = {
    "section": Text("section", "القسم", "section"),
    "addressee": Text("addressee", "المخاطَب", "destinataire"),
    "theme": Text("theme", "الموضوع", "thème"),
    "group": Text("group", "الفئة", "groupe"),
    "actor": Text("actors", "الجهات", "acteurs"),
    "instrument": Text("instruments", "الصكوك", "instruments"),
    "act": Text("act", "فعل", "acte"),
    "entity": Text("entity", "كيان", "entité"),
    "no act found": Text("no act found", "لم يُعثر على فعل", "aucun acte trouvé"),
    "reviewed": Text("reviewed", "مُراجَع", "relu"),
    "unreviewed": Text("not reviewed", "غير مُراجَع", "non relu"),
}


def heading(column: str, language: Language) -> str:
    """The head of a column in a language; its own name where it has none."""
    return getattr(COLUMNS[column], language) if column in COLUMNS else column


def value_name(value: str, language: Language) -> str:
    """A plain word of a query in a language; the word itself where it has none."""
    return getattr(VALUES[value], language) if value in VALUES else value


# Properties that the ontology does not label, by the last part of their IRI.
PROPERTIES: Mapping[str, Text] = {
    "broader": Text("Broader", "أعم منه", "Plus large"),
    "related": Text("Related", "ذو صلة", "Apparenté"),
    "date_document": Text("Date", "التاريخ", "Date"),
    "is_part_of": Text("Part of", "جزء من", "Fait partie de"),
    "id_local": Text("Symbol", "الرمز", "Cote"),
    "passed_by": Text("Adopted by", "اعتمدته", "Adoptée par"),
    "notation": Text("Code", "الترميز", "Code"),
}

# The same statement read from its other end: what the things are that point to an entity.
INVERSES: Mapping[str, Text] = {
    "is_part_of": Text("Its parts", "أجزاؤه", "Ses parties"),
    "broader": Text("Narrower", "أخص منه", "Plus étroits"),
    "related": Text("Related", "ذو صلة", "Apparentés"),
    "parentBody": Text("Its bodies", "هيئاته", "Ses organes"),
    "memberOf": Text("Its members", "أعضاؤه", "Ses membres"),
    "seat": Text("Seat of", "مقر لـ", "Siège de"),
    "country": Text("Places in it", "أماكن فيه", "Lieux qui s'y trouvent"),
    "ledBy": Text("Programmes it leads", "برامج يقودها", "Programmes qu'il dirige"),
    "body": Text("Its meetings", "اجتماعاته", "Ses réunions"),
    "place": Text("Meetings held there", "اجتماعات عُقدت فيه", "Réunions qui s'y sont tenues"),
    "host": Text("Meetings it hosted", "اجتماعات استضافها", "Réunions accueillies"),
    "chair": Text("Meetings it chaired", "اجتماعات ترأسها", "Réunions présidées"),
    "organizer": Text("Meetings it organised", "اجتماعات نظمها", "Réunions organisées"),
    "outcome": Text("Outcome of", "من نتائج", "Résultat de"),
    "adoptedBy": Text("Instruments it adopted", "صكوك اعتمدها", "Instruments adoptés par lui"),
    "adoptedAt": Text("Instruments adopted there", "صكوك اعتُمدت فيه", "Instruments adoptés à cette occasion"),
    "kind": Text("Instruments of this kind", "صكوك من هذا النوع", "Instruments de ce type"),
    "force": Text("Verbs of this force", "أفعال بهذه القوة", "Verbes de cette force"),
}


def property_name(name: str, label: str, inverse: bool, language: Language) -> str:
    """What a property is called; `label` is what the ontology calls it, read from its own end."""
    texts = INVERSES if inverse else PROPERTIES
    found = getattr(texts[name], language) if name in texts else label
    return found[:1].upper() + found[1:]
