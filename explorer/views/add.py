"""A document of the reader's own, tried out: read, doubted, validated, taken away. Nothing of it is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from html import escape

import streamlit as st

from oic_mandates.explorer import adding, components, data, links, quality, quality_data, quality_parts, state
from oic_mandates.explorer.language import Language, text
from oic_mandates.explorer.markup import element, foreign, link
from oic_mandates.explorer.quality_data import trial

_SAMPLE, _KEPT = "sample", "add.trial"
_SUFFIXES = (".txt", ".docx", ".pdf", ".html", ".xml")
_MIMES = {"json": "application/json", "ttl": "text/turtle", "nq": "application/n-quads"}
# The longest symbol, meeting or date that an address may hold.
_LONGEST = 80


def show(language: Language) -> None:
    """Draws the page that the address asks for."""
    components.style("quality.css")
    components.style("add.css")
    _native(language)
    st.title(text("add", language))
    st.html(element("p", escape(text("add.lead", language)), css="lead"))
    st.html(element("p", escape(text("add.private", language)), css="private", role="note"))
    slugs = quality_data.samples()
    components.warn_unknown(_SAMPLE, slugs, language)
    sample = state.one(_SAMPLE, slugs)
    given = {name: state.words(name, _LONGEST) for name in trial.FACTS}
    size = trial.MAX_BYTES // 2**20
    uploaded = st.file_uploader(
        text("add.drop", language), key=f"add.file.{sample}", max_upload_size=size, help=text("add.kinds", language)
    )
    limits = {
        "kinds": " ".join(_SUFFIXES),
        "size": components.number(size, language),
        "seconds": components.number(round(trial.SECONDS), language),
    }
    st.html(quality_parts.quiet(text("add.limits", language, **limits)))
    if uploaded is not None:
        _document(uploaded.name, uploaded.getvalue(), given, language)
    elif sample:
        _document(*quality_data.sample(sample), given, language)
    else:
        _samples(slugs, language)


def _native(language: Language) -> None:
    """The words inside the field for files, which Streamlit has in English only."""
    words = {name: text(f"add.field.{name}", language).replace('"', "") for name in ("button", "hint")}
    st.html(f'<style>.stApp {{ --add-button: "{words["button"]}"; --add-hint: "{words["hint"]}"; }}</style>')


def _samples(slugs: tuple[str, ...], language: Language) -> None:
    named = {resolution.slug: resolution.symbol for resolution in data.resolutions(language)}
    for slug in slugs:
        words = escape(text("add.sample", language)) + " " + element("bdi", escape(named.get(slug, slug)), dir="ltr")
        st.html(link(words, links.address(links.ADD, language, {_SAMPLE: slug}), "try"))


def _document(name: str, content: bytes, given: Mapping[str, str], language: Language) -> None:
    made = _trial(name, content, given, language)
    if isinstance(made, trial.TrialError):
        st.error(text(f"add.error.{made.reason}", language), icon=":material/error:")
        st.html(element("p", foreign(str(made), "en"), css="mono"))
        st.html(element("p", escape(text("add.error.do", language))))
        return
    known = {path: named.label for path, named in data.entities(language).items()}
    found = adding.tried(made.report, known, language)
    document = made.report["document"]
    title = document["title"] or document["symbol"] or name
    st.subheader(text("add.result", language), anchor=False)
    shown = foreign(title, found.spoken)
    symbol = element("bdi", escape(document["symbol"]), dir="ltr") if document["symbol"] else ""
    st.html(element("p", shown, css="doc-title") + element("p", symbol + element("bdi", escape(name)), css="doc-facts"))
    if not adding.is_likely(found):
        st.warning(text("add.unlikely", language), icon=":material/help:")
    st.html(quality_parts.tiles([(text(key, language), count) for key, count in adding.counts(found)], language))
    _facts(made, given, language)
    _downloads(made, name, language)
    _found(found, made, language)


def _trial(name: str, content: bytes, given: Mapping[str, str], language: Language) -> trial.Trial | trial.TrialError:
    """What comes of the document; kept in this session alone, until another takes its place."""
    told = "\0".join([name, *given.values(), data.store_in_use()]).encode()
    key = hashlib.sha256(content + told).hexdigest()
    kept = st.session_state.get(_KEPT)
    if kept and kept[0] == key:
        return kept[1]  # type: ignore[no-any-return]
    bar = st.progress(0.0, text("add.step.start", language))

    def step(reached: str) -> None:
        if reached in trial.STEPS:
            place = trial.STEPS.index(reached)
            bar.progress((place + 0.5) / len(trial.STEPS), text(f"add.step.{reached}", language))

    try:
        made: trial.Trial | trial.TrialError = trial.run(name, content, given, step)
    except trial.TrialError as error:
        made = error
    bar.empty()
    st.session_state[_KEPT] = (key, made)
    return made


def _facts(made: trial.Trial, given: Mapping[str, str], language: Language) -> None:
    """What a graph needs beside the text; asked for where the text does not tell it."""
    problem, missing = made.report["problem"], made.report["missing"]
    if missing:
        st.info(text(f"add.missing.{missing}", language), icon=":material/edit_note:")
    elif problem:
        st.warning(text("add.problem", language), icon=":material/edit_note:")
        st.html(element("p", foreign(problem, "en"), css="mono"))
    with st.expander(text("add.facts", language), expanded=bool(problem or any(given.values()))):
        facts = made.report["facts"]
        pairs = [(key, facts[key]) for key in ("symbol", "body", "meeting", "place", "date") if facts.get(key)]
        if pairs:
            names = {path: named.label for path, named in data.entities(language).items()}
            rows = "".join(
                element("tr", element("th", escape(text(f"add.fact.{key}", language)), scope="row")
                        + element("td", element("bdi", escape(names.get(value, value)))))
                for key, value in pairs
            )  # fmt: skip
            st.html(element("table", element("tbody", rows), css="grid facts"))
        st.html(quality_parts.quiet(text("add.facts.told", language)))
        bodies = {path: named.label for path, named in data.entities(language).items() if named.kind == "actor"}
        first, second = st.columns(2)
        with first:
            state.field("symbol", text("add.fact.symbol", language), "OIC/CFM-50/2024/RES")
            state.field("meeting", text("add.fact.meeting", language), "meeting/cfm-50")
        with second:
            ordered = sorted(bodies, key=lambda path: bodies[path])
            options = {"": text("add.told", language)} | {path: bodies[path] for path in ordered}
            state.choice("body", text("add.fact.body", language), options)
            state.field("date", text("add.fact.date", language), "2024-08-30")


def _downloads(made: trial.Trial, name: str, language: Language) -> None:
    """The files to take away: the very bytes that the command line gives."""
    stem = made.report["facts"].get("slug") or name.rpartition(".")[0] or name
    for suffix, column in zip(made.files, st.columns(3), strict=False):
        with column:
            st.download_button(
                text(f"add.download.{suffix}", language), data=made.files[suffix], file_name=f"{stem}.{suffix}",
                mime=_MIMES[suffix], key=f"add.download.{suffix}", on_click="ignore", width="stretch",
                icon=":material/download:",
            )  # fmt: skip
    if "ttl" not in made.files:
        st.html(quality_parts.quiet(text("add.no-graph", language)))


def _found(found: adding.Tried, made: trial.Trial, language: Language) -> None:
    parts = ("doubts", "structure", "acts", "names", "checks")
    doubts, structure, acts, names, checks = st.tabs([text(f"add.tab.{part}", language) for part in parts])
    with doubts:
        st.html(adding.doubts(found) or element("p", escape(text("add.no-doubts", language))))
    with structure:
        st.html(adding.structure(found))
    with acts:
        st.html(quality_parts.quiet(text("add.by-rule", language)))
        st.html(adding.acts(found))
    with names:
        st.html(adding.names(found))
    with checks:
        _checks(found, made, language)


def _checks(found: adding.Tried, made: trial.Trial, language: Language) -> None:
    if "ttl" not in made.files:
        st.info(text("add.no-graph", language))
        return
    groups = quality_data.as_findings(made.report["findings"])
    flat = [finding for group in groups for finding in group]
    if quality_data.conforms(flat):
        st.success(text("add.conforms", language), icon=":material/verified:")
    else:
        st.error(text("quality.fails", language), icon=":material/error:")
    names = {path: found.name(path) for path in (*found.known, *found.report["labels"])}
    st.html("".join(quality.rule(group, names, language, here=False) for group in groups))
