"""The frame of the explorer: language, navigation, and one view at a time.

Run by Streamlit. The address holds the whole state of a view, so that every view can be shared.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import cast

import streamlit as st

from oic_mandates.explorer import components, data, links
from oic_mandates.explorer.language import NAMES, Language, text

_ICONS = {
    links.HOME: ":material/home:",
    links.READ: ":material/menu_book:",
    links.MANDATES: ":material/checklist:",
    links.ENTITY: ":material/badge:",
    links.NETWORK: ":material/hub:",
    links.TIMELINE: ":material/timeline:",
    links.COMPARE: ":material/compare_arrows:",
    links.QUESTIONS: ":material/quiz:",
    links.SPARQL: ":material/terminal:",
    links.QUALITY: ":material/verified:",
    links.ADD: ":material/note_add:",
}


def _language() -> Language:
    """The language of the address, else the one chosen before, else the browser's, else English."""
    browser = (st.context.locale or "").partition("-")[0]
    for name in (st.query_params.get(links.LANGUAGE), st.session_state.get("language"), browser):
        if name in NAMES:
            language = cast(Language, name)
            break
    else:
        language = "en"
    st.session_state["language"] = language
    return language


def _choose_language() -> None:
    st.query_params[links.LANGUAGE] = st.session_state["language.choice"]


def _sidebar(pages: dict[str, st.Page], language: Language) -> None:
    with st.sidebar:
        st.session_state["language.choice"] = language
        st.segmented_control(
            text("language", language),
            options=list(NAMES),
            format_func=lambda name: NAMES[cast(Language, name)],
            key="language.choice",
            on_change=_choose_language,
            required=True,
            label_visibility="collapsed",
        )
        for number, group in enumerate(links.GROUPS):
            if number:
                st.divider()
            for view in group:
                label, given = text(view, language), {links.LANGUAGE: language}
                st.page_link(pages[view], label=label, icon=_ICONS[view], query_params=given)


def _run(view: str, language: Language) -> None:
    """Draws a view; what a person can mend is said, never shown as a crash."""
    try:
        data.store_in_use()
    except data.InputError as error:
        components.missing_store(str(error), language)
        return
    try:
        # A view is loaded when somebody opens it, so that the first page does not wait for all of them.
        import_module(f"oic_mandates.explorer.views.{view}").show(language)
    except data.InputError as error:
        components.failed_query(str(error), language)


def main() -> None:
    """Draws the page that the address asks for."""
    language = _language()
    st.set_page_config(page_title=text("app", language), page_icon=components.icon(), layout="wide")
    pages = {
        view: st.Page(
            partial(_run, view, language),
            title=f"{text(view, language)} - {text('app', language)}",
            url_path=view,
            default=view == links.HOME,
        )
        for view in links.VIEWS
    }
    current = st.navigation(list(pages.values()), position="hidden")
    if st.query_params.get(links.LANGUAGE) != language:
        st.query_params[links.LANGUAGE] = language
    components.styles(language)
    view = next(name for name, page in pages.items() if page.url_path == current.url_path)
    components.navigator(view, language, st.query_params.get(links.CLAUSE, ""))
    _sidebar(pages, language)
    current.run()


main()
