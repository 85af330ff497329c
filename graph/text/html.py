"""HTML to lines: each block on its own line, list numbers printed, what is no text dropped.

The tokens are cut by one expression in one pass: the parser of the standard library takes
quadratic time over hostile input in the versions of Python that we support.
"""

from __future__ import annotations

import codecs
import html as entities
import re
from collections.abc import Iterator

from oic_mandates.graph.model import InputError
from oic_mandates.graph.text.encodings import decode
from oic_mandates.graph.text.limits import MAX_BYTES, MAX_CHARACTERS
from oic_mandates.graph.text.numerals import numeral, words

_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:]*)(?P<rest>[^>]*)(?:>|\Z)|<[!?][^>]*(?:>|\Z)"
    r"|(?P<text>[^<]+|<)",
    re.S,
)
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_CHARSET = re.compile(rb"""(?i)<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""")
_HIDDEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_SPACE = re.compile(r"[ \t\r\n\f]+")
# Their content is no text of the document; its tags are no tags.
_RAW = words("script style template noscript textarea title iframe xmp")
# Around the document, or struck out.
_DROPPED = words("nav aside form button select footer del s strike svg head menu")
_BLOCK = words(
    "address article blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure h1 h2 h3"
    " h4 h5 h6 header hr html legend li main ol p pre section summary table tbody tfoot thead tr ul"
)
_VOID = words("area base br col embed hr img input link meta param source track wbr")
_APART = words("p div h1 h2 h3 h4 h5 h6 table ol ul blockquote section article")


def text_of(data: bytes, name: str) -> str:
    """The text of an HTML page; InputError where it is too large, has none, or lies about its encoding."""
    if len(data) > min(MAX_BYTES, 8 * MAX_CHARACTERS):
        raise InputError(f"{name}: the page has {len(data) // 2**20} MiB; save only the part with the resolution.")
    text = _Reader().read(_decode(data, name))
    if not text.strip():
        raise InputError(f"{name}: the page holds no text; open it in a browser and save what it shows.")
    return text


def _decode(data: bytes, name: str) -> str:
    """By byte order mark, else by what the page declares, else UTF-8."""
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = declared[1].decode("ascii", "replace")
        if encoding.lower().replace("-", "") not in ("utf8", "utf16"):
            try:
                return codecs.lookup(encoding).decode(data)[0]
            except (LookupError, UnicodeDecodeError):
                raise InputError(
                    f"{name}: the page says that it is in {encoding} and is not; save it again as UTF-8."
                ) from None
    return decode(data, name)


class _Reader:
    """Tokens to lines."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._line: list[str] = []
        self._lists: list[tuple[str, int]] = []  # kind of numbers, next number
        self._dropped: list[str] = []  # the open elements below one that is dropped
        self._prefix = ""  # the number of a list item that waits for its text

    def read(self, source: str) -> str:
        """The lines of the page, blocks apart by a blank line."""
        for end, name, rest, text in self._tokens(_main(source)):
            if self._dropped:
                self._follow_dropped(end, name, rest)
            elif name:
                self._tag(end, name, rest)
            else:
                self._line.append(text)
        self._break()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._out)).strip("\n") + "\n"

    @staticmethod
    def _tokens(source: str) -> Iterator[tuple[bool, str, str, str]]:
        place = 0
        while match := _TOKEN.match(source, place):
            place = match.end()
            name = (match["name"] or "").lower()
            if name:
                yield bool(match["end"]), name, match["rest"], ""
                if name in _RAW and not match["end"]:
                    place = _raw_end(source, name, place)
            elif match["text"]:
                yield False, "", "", entities.unescape(match["text"])

    def _follow_dropped(self, end: bool, name: str, rest: str) -> None:
        if name != self._dropped[-1]:
            return
        if end:
            self._dropped.pop()
        elif not rest.endswith("/"):
            self._dropped.append(name)

    def _tag(self, end: bool, name: str, rest: str) -> None:
        attributes = {key.lower(): a or b or c for key, a, b, c in _ATTRIBUTE.findall(rest)}
        hidden = "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style", "")))
        if not end and name not in _VOID and not rest.endswith("/") and (name in _DROPPED or hidden):
            self._dropped.append(name)
        elif name in ("td", "th"):
            if not end and "".join(self._line).strip():
                self._line.append("\v")  # a tabulator in the end: other white space runs together
        elif name in _BLOCK:
            self._block(end, name, attributes)

    def _block(self, end: bool, name: str, attributes: dict[str, str]) -> None:
        empty = not "".join(self._line).strip()
        self._break(name in _APART or (name == "br" and empty))
        if name in ("ol", "ul") and not end:
            start = attributes.get("start", "1")
            kind = attributes.get("type", "1") if name == "ol" else ""
            self._lists.append((kind, int(start) if re.fullmatch(r"-?\d{1,6}", start) else 1))
        elif name in ("ol", "ul") and self._lists:
            self._lists.pop()
        elif name == "li" and not end:
            self._item(attributes.get("value", ""))

    def _item(self, value: str) -> None:
        kind, count = self._lists[-1] if self._lists else ("", 1)
        if re.fullmatch(r"\d{1,6}", value):
            count = int(value)
        self._prefix = f"{numeral(count, _LIST_TYPES.get(kind, 'decimal'))}. " if kind else "- "
        if self._lists:
            self._lists[-1] = (kind, count + 1)

    def _break(self, apart: bool = False) -> None:
        line = _SPACE.sub(" ", "".join(self._line)).strip(" ").replace(" \v ", "\t").replace("\v", "\t").strip(" ")
        self._line = []
        if line.strip():
            self._out.append(self._prefix + line)
            self._prefix = ""
        if apart and self._out and self._out[-1] and not self._prefix:
            self._out.append("")


_LIST_TYPES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


def _raw_end(source: str, name: str, place: int) -> int:
    match = re.compile(rf"</{name}\b[^>]*>?", re.I).search(source, place)
    return match.end() if match else len(source)


def _main(source: str) -> str:
    """What stands inside <main>, or the one <article>, of a page that has such."""
    for name in ("main", "article"):
        starts = list(re.finditer(rf"<{name}\b[^>]*>", source, re.I))
        if len(starts) == 1:
            end = source.lower().rfind(f"</{name}")
            return source[starts[0].end() : end if end > starts[0].end() else len(source)]
    return source
