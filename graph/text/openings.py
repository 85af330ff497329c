"""How a line opens and what it is for: recital, act, enacting words, formula, title, annex, closing."""

from __future__ import annotations

import functools
import re
from typing import Literal

from oic_mandates.graph.model import Language
from oic_mandates.graph.text.lines import HEAD, Line
from oic_mandates.graph.text.normalize import Normalized, normalize
from oic_mandates.graph.text.verbs import VerbForms

Use = Literal["recital", "act", "noun"]

# Words that open a recital and are no verb of the vocabulary, or stand before one (`وبعد أن`, `In view of`, `Vu`).
_RECITAL: dict[Language, re.Pattern[str]] = {
    "ar": re.compile(
        r"(?:و|ف)?(?:اذ|بعد ان|بعد ال\w+|وقد|في ضوء|علي ضوء|بناء علي|بالنظر الي|بالاشاره الي|بموجب|بمقتضي|لما كان)"
        r"(?!\w)"
        r"|(?:و|ف)?(?:ادراك|اقتناع|ايمان|عمل|اعمال|انطلاق|استناد|استرشاد|تاكيد|حرص|التزام|رغب|تنفيذ|سعي|تقدير|نظر"
        r"|مراعا|وفق|طبق|تمسك|وعي|شعور|استشعار|تذكير|اشار|اخذ|اعتراف|اعتبار|تسليم|تطلع|استلهام|ارتكاز|تجسيد|دعم"
        r"|تعزيز|تحقيق|مواصل|متابع|استجاب|تصميم|عزم|قلق)[اة](?!\w)"
    ),
    "en": re.compile(
        r"(?:and )?(?:(?:deeply|fully|firmly|gravely|seriously|also|further|once again|again|having|being),? ){0,3}"
        r"(?:(?!(?:meeting|during|including|regarding|concerning|according|following)\b)\w{2,}ing\b(?! (?:of|to)\b)"
        r"|(?:having|guided|convinced|aware|mindful|conscious|alarmed|concerned|determined|inspired|disturbed"
        r"|encouraged|desirous|eager|anxious|keen|confident|resolved|whereas|cognizant|in view of|in light of"
        r"|pursuant to|in accordance with|in pursuance|on the basis of|faithful to|true to)\b)"
    ),
    "fr": re.compile(
        r"(?:et )?(?:(?:profondement|pleinement|fermement|gravement|vivement|egalement|en outre),? ){0,2}"
        r"(?:(?!(?:avant|pendant|durant|enfant|important|suivant|concernant|restant)\b)\w{2,}ant\b"
        r"|(?:vue?s?|ayant|attendu|conformement|en vertu|en application|eu egard|compte tenu|au vu|a la lumiere"
        r"|apres (?:avoir|examen|etude))\b"
        r"|conscient|convaincu|guide|inspire|preoccupe|attache|soucieu|desireu|attenti|persuade|resolu|determine"
        r"|alarme|fidele|anime)"
    ),
}
_DEFINITE_NOUN = re.compile(r"(?:و|ف)?(?:ال|اعاده |اخذ )")
# Verbal nouns that govern what follows without an article (`دعوة الدول الأعضاء`).
_BARE_NOUN = re.compile(
    r"(?:دعو|مطالب|مناشد|اشاد|اعاد|اقام|احاط|ادان)[ةه] "
    r"|(?:حث|طلب|تكليف|توجيه|تشجيع|تاكيد|ترحيب|اعتماد|اقرار|انشاء|تاييد|رفض|شكر) "
)
_GLUED = re.compile(r"(?:و|ف)?[ء-ي]{2,12}?(?=(?:ال|بال|لل)[ء-ي]{2})")
_GLUED_OPENER = re.compile(r"(?P<opener>(?:و|ف)?اذ)(?=[يتن][ء-ي]{2})")

_DECIDES: dict[Language, str] = {
    "ar": r"(?:(?:و|ف)(?:قد )?)?(?:[يتن]قرر(?:ون)?|قرر(?:ت|نا)?)(?: (?:المؤتمر|المجلس|الاجتماع|بموجب هذا|بالاجماع))?"
    r"(?: (?:ما ?يلي|الاتي|ما ياتي|التالي))?"
    r"|(?:و|ف)?(?:[يتن]وصي(?:ون)? (?:ب?ما ?يلي|بالاتي)|[يتن]تفق(?:ون)? علي ما ?يلي|[يتن]علن(?:ون)? ما ?يلي"
    r"|(?:قد )?اتفق(?:ت|وا|نا)? علي ما ?(?:يلي|ياتي)|[يتن]عتمد(?:ون)? القرار (?:التالي|الاتي))",
    "en": r"(?:has |have |do |does )?(?:hereby )?(?:(?:decide|resolve|declare|agree|recommend|proclaim)[sd]?"
    r"(?: as follows| the following| to| that)?|adopts? the following (?:resolution|decision)s?)",
    "fr": r"(?:decid(?:e|ent|ons)(?: de)?(?: ce qui suit)?"
    r"|adopt(?:e|ent|ons) l(?:a resolution|es resolutions) suivantes?"
    r"|(?:declare|declarent|recommande|recommandent|arrete|arretent|proclame) ce qui suit"
    r"|(?:sont |sommes )?convenus? de ce qui suit)",
}
_THEREFORE: dict[Language, str] = {
    "ar": r"(?:(?:و|ف)?(?:لذلك|لذا|عليه|بناء عليه|بناء علي ذلك|من ثم)[،,]? )?(?:(?:فان )?(?:ان )?(?:المؤتمر|المجلس) )?",
    "en": r"(?:(?:now,? )?(?:therefore|accordingly|hereby),? )?(?:we,? )?",
    "fr": r"(?:(?:en consequence|par consequent|des lors),? )?(?:nous,? )?",
}
_AS_FOLLOWS = re.compile(
    r"(?:ما ?يلي|الاتي|ما ياتي|التالي|follows|following|following (?:resolution|decision)s?|ce qui suit|suivantes?)\W*"
)
_SUBJECT: dict[Language, str] = {
    "ar": r"(?:ان )?(?:المؤتمر|المجلس|الاجتماع)[^:؛.]{0,60} ",
    "en": r"(?:the|this) [^:;.]{3,60} ",
    "fr": r"(?:la|le|les|l')\s?[^:;.]{3,60} ",
}
_BODIES: dict[Language, str] = {
    "ar": r"(?:(?:ال)?(?:م[ؤو]تمر|مجلس|اجتماع|دور[ةه]|قم[ةه]|لجن[ةه]|هي[ئي][ةه]|جمعي[ةه]|ملوك|ر[ؤو]ساء|وزراء|دول))",
    "en": r"(?:conference|council|session|summit|assembly|committee|commission|meeting|ministers|heads|states|board)",
    "fr": r"(?:conference|conseil|session|sommet|assemblee|comite|commission|reunion|ministres|chefs|etats)",
}
_FORMULA: dict[Language, re.Pattern[str]] = {
    "ar": re.compile(rf"(?:ان|نحن)[،,]? (?:[\w ]{{0,30}} )?{_BODIES['ar']}(?!\w)"),
    "en": re.compile(rf"(?:the|we,?)\b(?: the)?(?: [\w'()-]+){{0,8}}? {_BODIES['en']}\b"),
    "fr": re.compile(rf"(?:la|le|les|l'|nous,?)\s?(?:[\w'()-]+ ){{0,8}}?{_BODIES['fr']}\b"),
}
LOOSE_FORMULA = re.compile(r"(?:ان |نحن|the |la |le |les |l'|nous,? |we,? )")
TITLE = re.compile(r"\W*(?:(?:مشروع )?(?:ال)?قرار(?!ات)|(?:draft )?resolution\b|(?:projet de )?resolution\b)")
_NUMBERED_TITLE = re.compile(
    r"\W*(?:مشروع |draft |projet de )?(?:ال)?(?:قرار|resolution)\s*(?:رقم|no|n|num\w*|number)?[\s:.°º()-]*\d"
)
_ANNEX_NAME = r"(?:(?:ال)?(?:ملحق|مرفق)(?: رقم)?|annexe?|appendix|appendice|attachment)"
_ANNEX_NUMBER = (
    r"(?: ?(?:no\.? ?|n[°o] ?)?[(\[]?(?:\d{1,2}|[ivx]{1,4}|[a-z]|[ا-ي]|(?:ال)?(?:اول|ثاني|ثالث|رابع|خامس))[)\]]?)?"
)
_ANNEX = re.compile(
    rf"\W*{_ANNEX_NAME}{_ANNEX_NUMBER}\W*"
    rf"|\W*{_ANNEX_NAME}{_ANNEX_NUMBER}\s*(?:[:.-]|(?:to|of|au|a la|de la)\b| (?:ب|ل)(?=\w)).{{0,140}}[^.;؛:,،]"
)
_CLOSING = re.compile(
    r"(?:done|issued|given|adopted|signed) (?:at|in|on|this) |(?:fait|adoptee?|signee?) (?:a|au|en|le) "
    r"|(?:صدر|حرر|اعتمد|وقع|تم اعتماد)(?:ت|ه)? (?:هذا القرار |بمدينه |بمدينة )?(?:في|ب|عن)|والله (?:ولي|الموفق|من وراء)"
)


@functools.cache
def _enacting(language: Language) -> re.Pattern[str]:
    core = rf"\W*{_THEREFORE[language]}(?:{_DECIDES[language]})\W*"
    return re.compile(rf"(?P<plain>{core})|\W*{_THEREFORE[language]}{_SUBJECT[language]}(?:{_DECIDES[language]})\W*")


@functools.cache
def _enacting_tail(language: Language) -> re.Pattern[str]:
    return re.compile(rf"(?<=[,،؛;.] )(?P<words>(?:{_THEREFORE[language]}(?:{_DECIDES[language]}))\s*:)\s*$")


def use(text: str, forms: VerbForms) -> Use | None:
    """What the opening of a normalised sentence makes of it: a recital, an act, or an act named by a noun."""
    found = forms.opening(text)
    if found is None:
        for candidate in _unglued(text):
            if (found := forms.opening(candidate)) is not None:
                break
    if forms.language == "ar":
        if found is not None and found.preambular and _DEFINITE_NOUN.match(text):
            return "noun"
        if found is None and _BARE_NOUN.match(text):
            return "noun"
    recital = _RECITAL[forms.language].match(text) is not None
    if found is not None:
        return "recital" if found.preambular or recital else "act"
    return "recital" if recital else None


def _unglued(text: str) -> list[str]:
    """The sentence with the space that was left out behind its first word: `يستذكرالقرارات`, `وإذيستذكر`."""
    found = []
    if match := _GLUED_OPENER.match(text):
        text = f"{text[: match.end()]} {text[match.end() :]}"
        found.append(text)
    start = match.end() + 1 if match else 0
    if match := _GLUED.match(text, start):
        found.append(f"{text[: match.end()]} {text[match.end() :]}")
    return found


def is_enacting(line: Line, language: Language) -> bool:
    """Whether the line is no more than the words by which the conference turns from reasons to decisions."""
    if len(line.text) > 160:
        return False
    match = _enacting(language).fullmatch(line.head)
    return match is not None and (match["plain"] is not None or _announces(line.head))


def _announces(head: str) -> bool:
    return head.endswith(":") or _AS_FOLLOWS.search(head[-40:]) is not None


def enacting_tail(line: Line, language: Language) -> int | None:
    """Where in the line enacting words begin that end it (`..., decides as follows:`); None without."""
    first = max(0, len(line.text) - 160)
    tail: Normalized = normalize(line.text[first:])
    match = _enacting_tail(language).search(tail.text)
    return first + tail.origins[match.start("words")] if match else None


def is_formula(line: Line, language: Language) -> bool:
    """Whether the line names the body in whose name a resolution speaks, at its beginning."""
    return _FORMULA[language].match(line.head) is not None


def is_title(line: Line) -> bool:
    """Whether the line begins with the word "resolution"."""
    return len(line.text) <= HEAD and TITLE.match(line.head) is not None


def is_numbered_title(line: Line) -> bool:
    """Whether the line is the word "resolution" with a number, and no sentence about one."""
    return len(line.text) <= 160 and _NUMBERED_TITLE.match(line.head) is not None and not line.ends


def is_annex(line: Line) -> bool:
    """Whether the line is the heading of an annex."""
    return len(line.text) <= 200 and _ANNEX.fullmatch(line.head) is not None


def is_closing(line: Line) -> bool:
    """Whether the line says where and when the resolution was made."""
    return _CLOSING.match(line.head) is not None
