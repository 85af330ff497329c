"""What stands beside the picture: the node or link that is opened, or where to begin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from oic_mandates.explorer import data, links, network_picture
from oic_mandates.explorer.components import number
from oic_mandates.explorer.language import NAMES, Language, text
from oic_mandates.explorer.markup import direction, element, foreign, link
from oic_mandates.explorer.network import NEIGHBOURHOOD, Asked
from oic_mandates.explorer.network_scene import Edge, Node, Scene
from oic_mandates.explorer.provisions import provision_link

# So many stand in view; the others are one click away.
_CLAUSES, _NEIGHBOURS, _WORDS, _FIRST = 4, 6, 4, 8


def details(scene: Scene, asked: Asked) -> str:
    """The details of what the address opens, as HTML."""
    if asked.node in scene.nodes:
        content = _node(scene.nodes[asked.node], scene, asked)
    elif asked.edge in scene.edges:
        content = _edge(scene.edges[asked.edge], scene, asked)
    else:
        content = _begin(scene, asked)
    label = text("network.details", asked.language)
    return element("section", content, css="net-details", tabindex="0", aria_label=label)


def _begin(scene: Scene, asked: Asked) -> str:
    """How to use the picture, and the nodes with the most neighbours."""
    language = asked.language
    ranked = sorted(scene.nodes.values(), key=lambda node: (-node.degree, -node.weight, node.path))[:_FIRST]
    items = "".join(
        element("li", _to_node(node, asked) + element("span", number(node.degree, language), css="count"))
        for node in ranked
    )
    return (
        element("p", escape(text("network.help", language)))
        + element("p", escape(text("network.help.more", language)), css="quiet")
        + element("h2", escape(text("network.strongest", language)))
        + element("ul", items, css="net-list net-ranked")
    )


def _head(title: str, kind: str, asked: Asked) -> str:
    close = element("span", "✕", aria_hidden="true") + _unseen(text("network.close", asked.language))
    return element("div", kind + link(close, asked.opening(""), "net-close"), css="net-kind") + element("h2", title)


def _unseen(words: str) -> str:
    return element("span", escape(words), css="net-unseen")


def _node(node: Node, scene: Scene, asked: Asked) -> str:
    language = asked.language
    kind = network_picture.swatch(node.kind, network_picture.PAINTS[node.kind])
    kind += element("span", escape(text(f"kind.{node.kind}", language)))
    provision = data.read_provision(node.path)
    title = foreign(node.names[language] if not provision else node.label, language if not provision else "")
    return (
        _head(title, kind, asked)
        + _actions(node, bool(provision), asked)
        + (_words([node.path], language) if provision else _names(node, language))
        + _links(node, scene, asked)
        + _measures(node, scene, language)
    )


def _actions(node: Node, provision: bool, asked: Asked) -> str:
    language, expanded = asked.language, asked.choice.expanded
    href = links.to_path(node.path, language)
    found = [link(escape(text("network.open.clause" if provision else "network.open", language)), href, "net-action")]
    if node.path in expanded:
        fewer = [path for path in expanded if path != node.path]
        found.append(link(escape(text("network.collapse", language)), asked.address(expanded=fewer), "net-action"))
    elif node.path != asked.choice.centre:
        more = asked.address(expanded=[*expanded, node.path])
        found.append(link(escape(text("network.expand", language)), more, "net-action"))
    if node.path != asked.choice.centre:
        found.append(link(escape(text("network.surroundings", language)), around(node.path, language), "net-action"))
    return element("p", " ".join(found), css="net-actions")


def around(path: str, language: Language) -> str:
    """The address of the picture around a name."""
    return links.address(links.NETWORK, language, {"preset": NEIGHBOURHOOD, "centre": path, "node": path})


def _names(node: Node, language: Language) -> str:
    """What the node is called in the other languages."""
    items = "".join(
        element("dt", escape(NAMES[lang])) + element("dd", foreign(node.names[lang], lang))
        for lang in NAMES
        if lang != language
    )
    return element("dl", items, css="net-names")


def _measures(node: Node, scene: Scene, language: Language) -> str:
    head = scene.nodes[scene.heads()[node.community]].label
    values = {
        "degree": number(node.degree, language),
        "weight": number(node.weight, language),
        "betweenness": number(round(node.betweenness, 3), language),
        "in.community": f"{number(node.community, language)} ({head})",
    }
    items = "".join(
        element("div", element("dt", escape(text(f"network.{key}", language))) + element("dd", foreign(value, "")))
        for key, value in values.items()
    )
    title = element("h3", escape(text("network.measures", language)))
    return title + element("dl", items, css="net-measures")


def _links(node: Node, scene: Scene, asked: Asked) -> str:
    """The links of a node under what they say, the weightiest first."""
    groups: dict[str, list[str]] = defaultdict(list)
    for edge in scene.of(node.path):
        outward = edge.source == node.path
        other = scene.nodes[edge.target if outward else edge.source]
        for relation in edge.relations:
            said = text(f"network.{'relation' if outward else 'inverse'}.{relation}", asked.language)
            groups[said].append(_neighbour(other, edge, asked))
    if not groups:
        return element("p", escape(text("network.no.links", asked.language)), css="quiet")
    return "".join(
        element("h3", f"{escape(said)} {element('span', number(len(items), asked.language), css='count')}")
        + _folded(items, _NEIGHBOURS, "net-list", asked.language)
        for said, items in sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    )


def _neighbour(other: Node, edge: Edge, asked: Asked) -> str:
    """The other end of a link, and the clauses it stands on."""
    clauses = [provision_link(path, asked.language) for path in edge.clauses[:_CLAUSES]]
    if len(edge.clauses) > _CLAUSES:
        more = f"+{number(len(edge.clauses) - _CLAUSES, asked.language)}"
        clauses.append(link(escape(more), asked.address(node="", edge=edge.path)))
    if not clauses:
        return element("li", _to_node(other, asked))
    joined = text("list.short", asked.language).join(clauses)
    return element("li", _to_node(other, asked) + element("span", joined, css="net-clauses"))


def _folded(items: Sequence[str], limit: int, css: str, language: Language) -> str:
    found = element("ul", "".join(items[:limit]), css=css)
    if len(items) <= limit:
        return found
    more = element(
        "summary",
        escape(text("network.more", language, count=number(len(items) - limit, language))),
        css="more",
    )
    return found + element("details", more + element("ul", "".join(items[limit:]), css=css))


def _to_node(node: Node, asked: Asked) -> str:
    swatch = network_picture.swatch(node.kind, network_picture.PAINTS[node.kind])
    return link(
        swatch + element("bdi", escape(node.label)), asked.opening(node.path), "net-to", node.names[asked.language]
    )


def _edge(edge: Edge, scene: Scene, asked: Asked) -> str:
    language = asked.language
    source, target = scene.nodes[edge.source], scene.nodes[edge.target]
    kind = network_picture.stroke(network_picture.line_of(edge.relations))
    said = text("list.short", language).join(text(f"network.relation.{name}", language) for name in edge.relations)
    title = f"{_to_node(source, asked)} {element('span', escape(said), css='net-said')} {_to_node(target, asked)}"
    if not edge.clauses:
        return _head(title, kind, asked) + element("p", escape(text("network.no.clause", language)), css="quiet")
    count = escape(text("network.clauses", language, count=number(len(edge.clauses), language)))
    return _head(title, kind, asked) + element("h3", count) + _words(edge.clauses, language)


def _words(provisions: Sequence[str], language: Language) -> str:
    """Provisions with their words, each a link to where it stands."""
    known = _texts({path.partition("/")[0] for path in provisions}, language)
    items = []
    for path in provisions:
        words, spoken, translation = known.get(path, ("", "", ""))
        content = element("div", provision_link(path, language))
        content += element("p", escape(words), css="words", lang=spoken, dir=direction(spoken))
        if translation:
            content += element("p", escape(translation), css="quiet", lang=language)
        items.append(element("li", content))
    return _folded(items, _WORDS, "net-words", language)


def _texts(resolutions: Iterable[str], language: Language) -> Mapping[str, tuple[str, str, str]]:
    """Words, their language and the translation of each provision of some resolutions."""
    found = {}
    for resolution in sorted(resolutions):
        answer = data.ask("reading", resolution=resolution, lang=language)
        column = answer.columns.index("text")
        for row, terms in zip(answer.records(), answer.rows, strict=True):
            term = terms[column]
            spoken = term.language if term else ""
            found[data.path_of(row["provision"])] = (row["text"], spoken, row["translation"])
    return found
