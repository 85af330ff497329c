"""Everything the explorer says, in English, Arabic and French.

A text may hold fields in braces, the same in each language. Where a number stands in a sentence it
stands at its end, after a colon, so that no language needs its forms of the plural.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

Language = Literal["en", "ar", "fr"]

# In the order in which a reader may choose; each is called by its own name.
NAMES: Mapping[Language, str] = {"en": "English", "ar": "العربية", "fr": "Français"}
DIRECTIONS: Mapping[Language, str] = {"en": "ltr", "ar": "rtl", "fr": "ltr"}


class Text(NamedTuple):
    """One text in the three languages."""

    en: str
    ar: str
    fr: str


TEXTS: Mapping[str, Text] = {
    # The frame
    "app": Text("OIC mandates", "تكليفات منظمة التعاون الإسلامي", "Mandats de l'OCI"),
    "language": Text("Language", "اللغة", "Langue"),
    "home": Text("Home", "الرئيسية", "Accueil"),
    "read": Text("Read", "القراءة", "Lire"),
    "entity": Text("Names", "الأسماء", "Noms"),
    "questions": Text("Questions", "الأسئلة", "Questions"),
    # The first page
    "home.lead": Text(
        "Resolutions of the Organisation of Islamic Cooperation, read down to the word: who is asked to do what, "
        "in which clause, with the words that prove it.",
        "قرارات منظمة التعاون الإسلامي مقروءةً حتى مستوى الكلمة: مَن يُطلب منه ماذا، وفي أي فقرة، "
        "مع الألفاظ التي تثبت ذلك.",
        "Les résolutions de l'Organisation de la coopération islamique, lues jusqu'au mot : qui est appelé à faire "
        "quoi, dans quelle clause, avec les mots qui le prouvent.",
    ),
    "home.ways": Text("Three ways in", "ثلاثة مداخل", "Trois façons d'entrer"),
    "home.read": Text(
        "The resolution from first to last, each name, date and verb marked where it stands.",
        "القرار من أوله إلى آخره، وكل اسم وتاريخ وفعل موسوم في موضعه.",
        "La résolution du début à la fin, chaque nom, date et verbe marqué à sa place.",
    ),
    "home.entity": Text(
        "An actor, instrument, meeting, place, group or theme: its names, and every clause that speaks of it.",
        "جهة أو صك أو اجتماع أو مكان أو فئة أو موضوع: أسماؤه، وكل فقرة تتحدث عنه.",
        "Un acteur, un instrument, une réunion, un lieu, un groupe ou un thème : ses noms, et où il en est question.",
    ),
    "home.questions": Text(
        "Twelve questions with their answers as tables, to download, each with the query behind it.",
        "اثنا عشر سؤالاً وأجوبتها في جداول قابلة للتنزيل، ومع كل منها الاستعلام الذي أنتجها.",
        "Douze questions et leurs réponses en tableaux à télécharger, chacune avec sa requête.",
    ),
    "home.figures": Text("What the graph holds", "ما يحويه الرسم المعرفي", "Ce que contient le graphe"),
    # Key figures; the keys are the names of the classes
    "figure.Resolution": Text("Resolutions", "القرارات", "Résolutions"),
    "figure.Recital": Text("Recitals", "فقرات الديباجة", "Considérants"),
    "figure.OperativeClause": Text("Operative clauses", "فقرات المنطوق", "Clauses du dispositif"),
    "figure.SpeechAct": Text("Acts of the conference", "أفعال المؤتمر", "Actes de la conférence"),
    "figure.Mandate": Text("Mandates among them", "منها تكليفات", "Dont mandats"),
    "figure.Mention": Text("Places where a name stands", "مواضع ذكر الأسماء", "Endroits où figure un nom"),
    "figure.Actor": Text("Actors named", "الجهات المذكورة", "Acteurs nommés"),
    "figure.Instrument": Text("Instruments named", "الصكوك المذكورة", "Instruments nommés"),
    "figure.Meeting": Text("Meetings named", "الاجتماعات المذكورة", "Réunions nommées"),
    "figure.Place": Text("Places named", "الأماكن المذكورة", "Lieux nommés"),
    "figure.Date": Text("Dates named", "التواريخ المذكورة", "Dates nommées"),
    "figure.Correction": Text("Misprints corrected", "أخطاء مطبعية مصوَّبة", "Coquilles corrigées"),
    # Kinds of things, one of them
    "kind.actor": Text("Actor", "جهة", "Acteur"),
    "kind.instrument": Text("Instrument", "صك", "Instrument"),
    "kind.meeting": Text("Meeting", "اجتماع", "Réunion"),
    "kind.place": Text("Place", "مكان", "Lieu"),
    "kind.date": Text("Date", "تاريخ", "Date"),
    "kind.programme": Text("Programme", "برنامج", "Programme"),
    "kind.event": Text("Event", "مناسبة", "Événement"),
    "kind.verb": Text("Verb", "فعل", "Verbe"),
    "kind.force": Text("Force", "قوة", "Force"),
    "kind.group": Text("Group", "فئة", "Groupe"),
    "kind.theme": Text("Theme", "موضوع", "Thème"),
    "kind.kind": Text("Kind of instrument", "نوع الصك", "Type d'instrument"),
    "kind.role": Text("Role", "دور", "Rôle"),
    "kind.scheme": Text("List of terms", "قائمة مصطلحات", "Liste de termes"),
    "kind.resolution": Text("Resolution", "قرار", "Résolution"),
    # Parts of a resolution
    "part.formula": Text("Opening", "الافتتاح", "Formule introductive"),
    "part.rec": Text("Recital {number}", "الديباجة، الفقرة {number}", "Considérant {number}"),
    "part.sec": Text("Section {number}", "القسم {number}", "Section {number}"),
    "part.para": Text("Clause {number}", "الفقرة {number}", "Clause {number}"),
    "part.other": Text("Part {number}", "الجزء {number}", "Partie {number}"),
    "preamble": Text("Preamble", "الديباجة", "Préambule"),
    # Between the things of a list
    "list.short": Text(", ", "، ", ", "),
    "list.long": Text("; ", "؛ ", " ; "),
    # Reading
    "read.outline": Text("Outline", "المحتويات", "Plan"),
    "read.resolution": Text("Resolution", "القرار", "Résolution"),
    "read.legend": Text("How words are marked", "طريقة وسم الألفاظ", "Comment les mots sont marqués"),
    "read.legend.correction": Text("corrected", "مصوَّب", "corrigé"),
    "read.adopted": Text("Adopted at", "اعتُمد في", "Adoptée à"),
    "read.correction": Text(
        "Printed “{printed}”, read “{read}”.",
        "المطبوع «{printed}» ويُقرأ «{read}».",
        "Imprimé « {printed} », lu « {read} ».",
    ),
    "read.deletion": Text(
        "Printed “{printed}”, to be left out.",
        "المطبوع «{printed}» ويُحذف.",
        "Imprimé « {printed} », à omettre.",
    ),
    "read.also": Text("also: {name}", "وأيضاً: {name}", "aussi : {name}"),
    "read.groups": Text("Groups and themes", "الفئات والموضوعات", "Groupes et thèmes"),
    "read.translation": Text("Unofficial translation", "ترجمة غير رسمية", "Traduction non officielle"),
    "read.force": Text("force: {name}", "القوة: {name}", "force : {name}"),
    "read.unknown": Text(
        "There is no part “{clause}” in this resolution; here it is from its beginning.",
        "لا يوجد جزء «{clause}» في هذا القرار؛ وهذا نصه من أوله.",
        "Il n'y a pas de partie « {clause} » dans cette résolution ; la voici depuis le début.",
    ),
    "read.unknown_resolution": Text(
        "The graph holds no resolution “{name}”; another one is shown.",
        "لا يحوي الرسم المعرفي قراراً «{name}»؛ ويُعرض غيره.",
        "Le graphe ne contient pas de résolution « {name} » ; une autre est affichée.",
    ),
    "read.none": Text(
        "The graph holds no resolution yet. Run: {command}",
        "لا يحوي الرسم المعرفي أي قرار بعد. شغّل الأمر: {command}",
        "Le graphe ne contient encore aucune résolution. Lancez : {command}",
    ),
    # Names
    "entity.pick": Text("Name", "الاسم", "Nom"),
    "entity.kind": Text("Kind", "النوع", "Type"),
    "entity.any": Text("All kinds", "كل الأنواع", "Tous les types"),
    "entity.hint": Text(
        "Choose a name, or type a part of it. The figure is the number of provisions that name it.",
        "اختر اسماً أو اكتب جزءاً منه. والرقم هو عدد الأحكام التي تذكره.",
        "Choisissez un nom ou tapez-en une partie. Le chiffre est le nombre de dispositions qui le nomment.",
    ),
    "entity.unknown": Text(
        "The graph knows nothing called “{name}”. Choose a name from the list.",
        "لا يعرف الرسم المعرفي شيئاً باسم «{name}». اختر اسماً من القائمة.",
        "Le graphe ne connaît rien qui s'appelle « {name} ». Choisissez un nom dans la liste.",
    ),
    "entity.often": Text("Named most often", "الأكثر ذكراً", "Les plus souvent nommés"),
    "entity.names": Text("Names", "الأسماء", "Noms"),
    "entity.also": Text("Also called", "يسمى أيضاً", "Aussi appelé"),
    "entity.spelled": Text("Also printed", "يرد أيضاً مكتوباً", "Aussi imprimé"),
    "entity.facts": Text("What is known", "المعلومات", "Ce que l'on sait"),
    "entity.incoming": Text("What points to it", "ما يشير إليه", "Ce qui y renvoie"),
    "entity.links": Text("The same elsewhere", "المقابل في مصادر أخرى", "La même chose ailleurs"),
    "entity.notes": Text("Notes", "ملاحظات", "Notes"),
    "entity.sources": Text("Sources", "المصادر", "Sources"),
    "entity.asked": Text("What it is asked to do", "ما يُطلب منها", "Ce qui lui est demandé"),
    "entity.partners": Text("with {names}", "مع {names}", "avec {names}"),
    "entity.clauses": Text("Where it is named", "مواضع ذكره", "Où il en est question"),
    "entity.unnamed": Text(
        "No provision names it.",
        "لا يذكره أي حكم.",
        "Aucune disposition ne le nomme.",
    ),
    "entity.unreviewed": Text(
        "Found by rule, not yet reviewed by a person",
        "استُخرج آلياً ولم يراجعه قارئ بعد",
        "Trouvé par règle, pas encore relu par une personne",
    ),
    "entity.reviewed": Text("Reviewed by a person", "راجعه قارئ", "Relu par une personne"),
    "entity.address": Text("Address in the graph", "العنوان في الرسم المعرفي", "Adresse dans le graphe"),
    # Questions
    "questions.pick": Text("Question", "السؤال", "Question"),
    "questions.all": Text("(all)", "(الكل)", "(tous)"),
    "questions.unknown": Text(
        "There is no question “{name}”; the first one is shown.",
        "لا يوجد سؤال «{name}»؛ ويُعرض الأول.",
        "Il n'y a pas de question « {name} » ; la première est affichée.",
    ),
    "questions.rejected": Text(
        "The address asks for “{value}”, which does not fit here; it was left out.",
        "يطلب العنوان «{value}» وهو لا يصلح هنا؛ فأُهمل.",
        "L'adresse demande « {value} », qui ne convient pas ici ; c'est omis.",
    ),
    "questions.rows": Text("Rows: {count}", "عدد الصفوف: {count}", "Lignes : {count}"),
    "questions.shown": Text(
        "Rows: {count}. Shown here: {shown}; the download holds all.",
        "عدد الصفوف: {count}. المعروض منها: {shown}، والملف يحويها كلها.",
        "Lignes : {count}. Affichées ici : {shown} ; le fichier les contient toutes.",
    ),
    "questions.none": Text(
        "No row answers this. Ask for less, or for everything.",
        "لا يوجد جواب لهذا السؤال. خفف الشروط أو اطلب الكل.",
        "Aucune ligne ne répond. Demandez moins, ou tout.",
    ),
    "questions.csv": Text("Download as CSV", "تنزيل بصيغة CSV", "Télécharger en CSV"),
    "questions.sparql": Text("The query behind it (SPARQL)", "الاستعلام الذي أنتجه (SPARQL)", "La requête (SPARQL)"),
    "yes": Text("yes", "نعم", "oui"),
    "no": Text("no", "لا", "non"),
    # Errors
    "error.store": Text(
        "There is nothing to explore yet: the graph is not built, or cannot be opened.",
        "لا يوجد ما يُستكشف بعد: لم يُبنَ الرسم المعرفي أو تعذّر فتحه.",
        "Il n'y a encore rien à explorer : le graphe n'est pas construit ou ne peut être ouvert.",
    ),
    "error.do": Text(
        "Run this command, then load the page again:",
        "شغّل هذا الأمر ثم أعد تحميل الصفحة:",
        "Lancez cette commande, puis rechargez la page :",
    ),
    "error.query": Text(
        "The graph could not answer. What it says:",
        "تعذّر على الرسم المعرفي أن يجيب. ونص رسالته:",
        "Le graphe n'a pas pu répondre. Voici ce qu'il dit :",
    ),
}


def text(key: str, language: Language, **fields: object) -> str:
    """The text of that key in a language, with its fields filled in; KeyError for an unknown key."""
    found: str = getattr(TEXTS[key], language)
    return found.format(**fields) if fields else found


def has_text(key: str) -> bool:
    """Whether there is a text of that key."""
    return key in TEXTS
