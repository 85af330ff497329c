// Draws a network with Cytoscape and fcose and keeps it in step with the address: a click opens a name or a
// link there, and what the address opens is marked here. The same address always gives the same picture.

const LIBRARIES = ["cytoscape.min.js", "layout-base.js", "cose-base.js", "cytoscape-fcose.js"];
const FONT_SIZE = 12;
// Cytoscape cuts off the tops of Arabic letters unless they have this room.
const ARABIC = { line: 1.8, padding: 6 };
const LATIN = { line: 1.3, padding: 2 };
const MARGIN = 26;
const pictures = new WeakMap();
let libraries = null;

function load() {
  libraries ??= Promise.all(
    LIBRARIES.map(
      (name) =>
        new Promise((resolve, reject) => {
          const script = document.createElement("script");
          script.src = new URL(`app/static/vendor/${name}`, document.baseURI).href;
          // In this order, yet fetched side by side.
          script.async = false;
          script.onload = resolve;
          script.onerror = () => reject(new Error(`${name} is not there`));
          document.head.append(script);
        }),
    ),
  ).then(() => {
    window.cytoscape.use(window.cytoscapeFcose);
    return window.cytoscape;
  });
  return libraries;
}

// The address with some of it changed. The page catches the click on a link and does not load anew.
function go(changed) {
  const url = new URL(window.location.href);
  for (const [name, value] of Object.entries(changed)) {
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  const link = document.createElement("a");
  link.href = url.href.replaceAll("%2F", "/").replaceAll("%2C", ",");
  link.dataset.go = "1";
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
}

function save(content, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const isArabic = (words) => /[\u0600-\u06ff]/.test(words);
const isolated = (words) => (isArabic(words) ? `\u2067${words}\u2069` : words);

// Words in at most three lines, broken between words, with their size.
class Words {
  constructor(family) {
    this.pen = document.createElement("canvas").getContext("2d");
    this.family = family;
  }

  lines(label, widest = 118) {
    this.pen.font = `${FONT_SIZE}px ${this.family}`;
    const wide = (words) => this.pen.measureText(words).width;
    const lines = [""];
    for (const word of label.split(" ")) {
      const last = lines.at(-1);
      const longer = last ? `${last} ${word}` : word;
      if (!last || wide(longer) <= widest) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    if (lines.length > 3) {
      lines.length = 3;
      lines[2] += "…";
    }
    const room = isArabic(label) ? ARABIC : LATIN;
    return { ...room, lines, width: Math.max(...lines.map(wide)), height: lines.length * FONT_SIZE * room.line };
  }
}

// --- where things stand

const LAYOUT = {
  name: "fcose",
  quality: "default",
  // It begins where the nodes are, and nothing in it is left to chance.
  randomize: false,
  animate: false,
  fit: false,
  tile: false,
  packComponents: false,
  nodeDimensionsIncludeLabels: false,
  idealEdgeLength: 90,
  nodeRepulsion: 9000,
  gravity: 0.3,
  numIter: 2500,
};

// Lays out each connected part by itself, turns it along the frame, and packs the parts into the frame.
function arrange(cy, frame) {
  const boxes = cy.elements().components().map((part) => {
    if (part.nodes().length === 1) return single(part.nodes()[0]);
    part.layout(LAYOUT).run();
    return turned(part.nodes(), frame.width >= frame.height);
  });
  boxes.sort((a, b) => b.width * b.height - a.width * a.height || (a.first < b.first ? -1 : 1));
  const packed = packing(boxes, frame);
  for (const { box, x, y } of packed.places) {
    for (const [id, place] of box.places) place.set(x + place.x, y + place.y);
  }
  const places = new Map(boxes.flatMap((box) => [...box.places].map(([id, place]) => [id, { x: place.x, y: place.y }])));
  return fitted(places, packed, frame);
}

class Place {
  constructor(x, y) {
    this.set(x, y);
  }

  set(x, y) {
    this.x = x;
    this.y = y;
  }
}

// A node by itself, with room for its name.
function single(node) {
  const [width, height] = [Math.min(node.data("words").width, 70) + 12, 60];
  return { places: new Map([[node.id(), new Place(width / 2, height / 3)]]), width, height, first: node.id() };
}

// The places of one part from its corner, its longest extent along the longer side of the frame.
function turned(nodes, wide) {
  const points = nodes.map((node) => node.position());
  const mean = (pick) => points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const [mx, my] = [mean((p) => p.x), mean((p) => p.y)];
  const xx = mean((p) => (p.x - mx) ** 2);
  const yy = mean((p) => (p.y - my) ** 2);
  const xy = mean((p) => (p.x - mx) * (p.y - my));
  const angle = -0.5 * Math.atan2(2 * xy, xx - yy) + (wide ? 0 : Math.PI / 2);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const places = new Map();
  nodes.forEach((node, index) => {
    const [dx, dy] = [points[index].x - mx, points[index].y - my];
    places.set(node.id(), new Place(dx * cos - dy * sin, dx * sin + dy * cos));
  });
  const all = [...places.values()];
  const [left, top] = [Math.min(...all.map((p) => p.x)), Math.min(...all.map((p) => p.y))];
  const room = 70;
  for (const place of all) place.set(place.x - left + room / 2, place.y - top + room / 2);
  const [width, height] = ["x", "y"].map((axis) => Math.max(...all.map((p) => p[axis])) + room / 2);
  return { places, width, height, first: nodes[0].id() };
}

// On shelves as wide as makes the whole most like the frame.
function packing(boxes, frame) {
  const widest = Math.max(...boxes.map((box) => box.width));
  const total = boxes.reduce((sum, box) => sum + box.width, 0);
  let best = null;
  for (let step = 0; step <= 30; step += 1) {
    const limit = widest + ((total - widest) * step) / 30;
    const places = [];
    let [x, y, shelf, width] = [0, 0, 0, 0];
    for (const box of boxes) {
      if (x && x + box.width > limit + 1e-6) [x, y, shelf] = [0, y + shelf, 0];
      places.push({ box, x, y });
      x += box.width;
      shelf = Math.max(shelf, box.height);
      width = Math.max(width, x);
    }
    const height = y + shelf;
    const scale = Math.min(frame.width / width, frame.height / height);
    if (!best || scale > best.scale + 1e-9) best = { places, width, height, scale };
  }
  return best;
}

// Stretched to the frame, though not out of all likeness.
function fitted(places, packed, frame) {
  const least = Math.min(frame.width / packed.width, frame.height / packed.height);
  const [sx, sy] = [frame.width / packed.width, frame.height / packed.height].map((s) => Math.min(s, least * 1.5, 2));
  const found = new Map();
  for (const [id, place] of places) {
    found.set(id, {
      x: MARGIN + frame.width / 2 + (place.x - packed.width / 2) * sx,
      y: MARGIN + frame.height / 2 + (place.y - packed.height / 2) * sy,
    });
  }
  return found;
}

// Moves nodes apart that lie on one another.
function parted(places, sizes, frame) {
  const ids = [...places.keys()];
  for (let round = 0; round < 40; round += 1) {
    let moved = false;
    for (let i = 0; i < ids.length; i += 1) {
      for (let j = i + 1; j < ids.length; j += 1) {
        const [a, b] = [places.get(ids[i]), places.get(ids[j])];
        const need = (sizes.get(ids[i]) + sizes.get(ids[j])) / 2 + 5;
        const [dx, dy] = [b.x - a.x || 0.01, b.y - a.y || 0.01];
        const far = Math.hypot(dx, dy);
        if (far >= need) continue;
        const push = (need - far) / 2 / far;
        a.x -= dx * push;
        a.y -= dy * push;
        b.x += dx * push;
        b.y += dy * push;
        moved = true;
      }
    }
    for (const place of places.values()) {
      place.x = Math.min(Math.max(place.x, MARGIN), MARGIN + frame.width);
      place.y = Math.min(Math.max(place.y, MARGIN), MARGIN + frame.height);
    }
    if (!moved) return;
  }
}

// --- the picture

class Picture {
  constructor(host) {
    this.host = host;
    this.data = null;
    // What was drawn last, and how many contents have been.
    this.drawn = "";
    this.contents = 0;
    this.cursor = null;
    this.build();
    this.watch = new ResizeObserver(() => this.resized());
    this.watch.observe(this.canvas);
  }

  build() {
    const make = (tag, css, attributes = {}) => {
      const made = document.createElement(tag);
      made.className = css;
      for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
      return made;
    };
    this.frame = make("div", "net");
    this.canvas = make("div", "net-canvas", { tabindex: "0", role: "application" });
    this.keys = make("p", "net-unseen", { id: "net-keys" });
    this.canvas.setAttribute("aria-describedby", "net-keys");
    this.live = make("p", "net-unseen net-live", { "aria-live": "polite" });
    this.note = make("p", "net-note");
    // Its colour is that of the page: when that changes, so must the picture.
    this.probe = make("span", "net-probe", { "aria-hidden": "true" });
    this.tools = make("div", "net-tools");
    this.buttons = {};
    const acts = { in: "+", out: "−", fit: "⤢", png: "PNG", svg: "SVG" };
    for (const [name, sign] of Object.entries(acts)) {
      const button = make("button", `net-tool net-tool-${name}`, { type: "button" });
      button.textContent = sign;
      button.addEventListener("click", () => this.act(name));
      this.buttons[name] = button;
      this.tools.append(button);
    }
    this.frame.append(this.tools, this.canvas, this.keys, this.live, this.note, this.probe);
    this.host.append(this.frame);
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.canvas.addEventListener("focus", () => this.cy?.userZoomingEnabled(true));
    this.canvas.addEventListener("blur", () => {
      this.cy?.userZoomingEnabled(false);
      this.point(null);
    });
    // Cytoscape remembers where its frame stands in the page; what is above may have grown since.
    for (const name of ["pointerenter", "pointerdown"]) {
      this.canvas.addEventListener(name, () => this.cy?.resize(), { capture: true });
    }
    this.canvas.addEventListener("pointerdown", () => this.canvas.focus({ preventScroll: true }));
    this.probe.addEventListener("transitionend", () => this.cy && this.dress());
    // For whoever wants to know what is drawn; nothing can be changed by it.
    Object.defineProperty(this.canvas, "picture", { get: () => this.account() });
  }

  account() {
    const at = (point) => ({ x: Math.round(point.x * 10) / 10, y: Math.round(point.y * 10) / 10 });
    if (!this.cy) return { nodes: [], edges: [] };
    return {
      nodes: this.cy.nodes().map((node) => ({
        id: node.id(),
        ...at(node.renderedPosition()),
        size: node.renderedOuterWidth(),
        named: node.hasClass("named"),
        paint: node.data("fill"),
      })),
      edges: this.cy.edges().map((edge) => ({ id: edge.id(), ...at(edge.renderedMidpoint()) })),
      milliseconds: this.milliseconds,
    };
  }

  async show(data) {
    this.data = data;
    for (const [name, button] of Object.entries(this.buttons)) {
      button.title = data.texts[name];
      button.setAttribute("aria-label", data.texts[name]);
    }
    this.canvas.setAttribute("aria-label", data.name);
    this.canvas.setAttribute("aria-roledescription", data.texts.role);
    this.keys.textContent = data.texts.keys;
    try {
      if (!this.cy) this.note.textContent = data.texts.drawing;
      const cytoscape = await load();
      this.words ??= new Words(getComputedStyle(this.canvas).fontFamily);
      await document.fonts.load(`${FONT_SIZE}px ${this.words.family}`, "aع").catch(() => {});
      // What came while the libraries were on their way is drawn at once, and once.
      if (this.data !== data || !this.host.isConnected) return;
      this.cy ??= this.open(cytoscape);
      this.fill();
      this.note.textContent = "";
    } catch (error) {
      this.note.textContent = data.texts.failed;
      throw error;
    }
  }

  open(cytoscape) {
    const cy = cytoscape({
      container: this.canvas,
      style: this.style(),
      layout: { name: "preset" },
      minZoom: 0.3,
      maxZoom: 6,
      boxSelectionEnabled: false,
      autoungrabify: true,
      selectionType: "single",
      multiClickDebounceTime: 450,
      userZoomingEnabled: document.activeElement === this.canvas,
    });
    cy.on("tap", "node", (event) => this.choose({ node: event.target.id() }));
    cy.on("tap", "edge", (event) => this.choose({ edge: event.target.id() }));
    cy.on("tap", (event) => event.target === cy && (this.data.node || this.data.edge) && this.choose({}));
    cy.on("dbltap", "node", (event) => this.expand(event.target.id()));
    cy.on("mouseover", "node, edge", (event) => this.hover(event.target));
    cy.on("mouseout", "node, edge", () => this.hover(null));
    cy.on("zoom", () => this.later());
    // What has come into the frame is named once the picture rests.
    cy.on("dragpan", () => {
      clearTimeout(this.resting);
      this.resting = setTimeout(() => this.name(), 150);
    });
    return cy;
  }

  destroy() {
    this.watch.disconnect();
    this.cy?.destroy();
    this.cy = null;
    this.frame.remove();
  }

  // --- content

  fill() {
    const { nodes, edges } = this.data;
    const drawn = JSON.stringify([nodes.map((n) => [n.id, n.size, n.x, n.y]), edges.map((e) => [e.id, e.line, e.width])]);
    if (drawn !== this.drawn) {
      const before = new Map(this.cy.nodes().map((node) => [node.id(), { ...node.position() }]));
      this.cy.batch(() => {
        this.cy.elements().remove();
        this.cy.add(nodes.map((node) => ({ group: "nodes", data: { id: node.id }, position: { x: 90 * node.x, y: 90 * node.y } })));
        this.cy.add(edges.map(({ id, source, target }) => ({ group: "edges", data: { id, source, target } })));
      });
      this.drawn = drawn;
      this.contents += 1;
      this.cursor = null;
      this.describe();
      this.place(before);
    } else {
      this.describe();
    }
    this.mark();
    Object.assign(this.canvas.dataset, {
      nodes: nodes.length,
      edges: edges.length,
      node: this.data.node,
      edge: this.data.edge,
    });
  }

  // What each thing says and looks like, which may change without its moving.
  describe() {
    this.cy.batch(() => {
      for (const node of this.data.nodes) {
        const shape = this.data.shapes[node.kind];
        const words = this.words.lines(node.label);
        this.cy.getElementById(node.id).data({
          ...node,
          text: words.lines.map(isolated).join("\n"),
          words,
          corners: shape.length ? shape.join(" ") : "0 0",
          form: shape.length ? "polygon" : "ellipse",
        });
      }
      for (const edge of this.data.edges) {
        const words = this.words.lines(edge.label, 400);
        this.cy.getElementById(edge.id).data({ ...edge, words, text: words.lines.map(isolated).join("\n") });
      }
    });
    this.dress();
  }

  // The colours of the page, by the names that its style sheets give them.
  dress() {
    const paints = new Map();
    const paint = (name) => {
      if (!paints.has(name)) paints.set(name, this.resolved(`var(${name})`));
      return paints.get(name);
    };
    this.cy.batch(() => this.cy.nodes().forEach((node) => node.data("fill", paint(node.data("paint")))));
    this.colours = Object.fromEntries(
      ["ground", "ink", "line", "ring", "rim"].map((name) => [name, paint(`--net-${name}`)]),
    );
    this.cy.style(this.style());
    this.name();
  }

  resolved(value) {
    const trial = document.createElement("span");
    trial.style.color = value;
    this.frame.append(trial);
    const found = getComputedStyle(trial).color;
    trial.remove();
    const pen = (this.pen ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true }));
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = found;
    pen.fillRect(0, 0, 1, 1);
    const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
    return `rgb(${red}, ${green}, ${blue})`;
  }

  style() {
    const colours = this.colours ?? { ground: "#fff", ink: "#000", line: "#888", ring: "#000", rim: "#fff" };
    const zoom = () => this.cy?.zoom() ?? 1;
    const scale = () => (this.scale ?? 1) * zoom() ** -0.45;
    const words = {
      "font-family": this.words.family,
      "font-size": () => FONT_SIZE / zoom(),
      "color": colours.ink,
      "text-wrap": "wrap",
      "text-justification": "center",
      "text-max-width": 4000,
      "line-height": (thing) => thing.data("words")?.line ?? LATIN.line,
      "text-background-color": colours.ground,
      "text-background-opacity": 1,
      "text-background-padding": (thing) => (thing.data("words")?.padding ?? LATIN.padding) / zoom(),
      "text-background-shape": "round-rectangle",
    };
    const styles = {
      "node": {
        "shape": "data(form)",
        "shape-polygon-points": "data(corners)",
        "width": (node) => node.data("room")?.width ?? node.data("size") * scale(),
        "height": (node) => node.data("room")?.height ?? node.data("size") * scale(),
        "background-color": "data(fill)",
        "border-width": () => 1.5 / zoom(),
        "border-color": colours.rim,
        "label": "",
        "events": "yes",
        ...words,
      },
      "node[?ring]": { "border-width": () => 3 / zoom(), "border-style": "double", "border-color": colours.ink },
      "node.named": {
        "label": "data(text)",
        "text-halign": (node) => node.data("side")?.halign ?? "center",
        "text-valign": (node) => node.data("side")?.valign ?? "bottom",
        "text-margin-x": (node) => (node.data("side")?.dx ?? 0) / zoom(),
        "text-margin-y": (node) => (node.data("side")?.dy ?? 0) / zoom(),
      },
      "edge": {
        "curve-style": "bezier",
        "control-point-step-size": 24,
        "width": (edge) => edge.data("width") / zoom() ** 0.7,
        "line-color": colours.line,
        "target-arrow-color": colours.line,
        "arrow-scale": 0.9,
        "opacity": 0.75,
        ...words,
      },
      "edge[?arrow]": { "target-arrow-shape": "triangle" },
      "edge[line = 'together']": { "line-style": "dotted" },
      "edge[line = 'stated']": { "line-style": "dashed", "line-dash-pattern": [7, 4] },
      ".far": { "opacity": 0.22 },
      "edge.near": { "opacity": 1, "line-color": colours.ink, "target-arrow-color": colours.ink },
      "edge.told": { "label": "data(text)", "z-index": 20 },
      "node.chosen": { "border-width": () => 4 / zoom(), "border-style": "solid", "border-color": colours.ring, "z-index": 30 },
      "edge.chosen": { "line-color": colours.ring, "target-arrow-color": colours.ring, "opacity": 1, "z-index": 30 },
      "node.cursor": { "overlay-color": colours.ring, "overlay-opacity": 0.3, "overlay-padding": () => 7 / zoom(), "overlay-shape": "ellipse" },
      "node:active, edge:active": { "overlay-opacity": 0 },
    };
    return Object.entries(styles).map(([selector, style]) => ({ selector, style }));
  }

  // --- places

  place(before = new Map()) {
    const [width, height] = [this.canvas.clientWidth, this.canvas.clientHeight];
    // Before the page has found its shape there is no room to draw in; it tells when there is.
    if (width < 4 * MARGIN || height < 4 * MARGIN) return;
    this.size = { width, height };
    const count = this.data.nodes.length;
    const frame = { width: width - 2 * MARGIN, height: height - 2 * MARGIN };
    const begun = performance.now();
    // All that the layout depends on is set first: it is the same whatever was looked at before.
    this.cy.zoom(1);
    this.cy.pan({ x: 0, y: 0 });
    // The more nodes a small frame must hold, the smaller they are.
    this.scale = Math.min(1.15, Math.max(0.5, Math.sqrt((frame.width * frame.height) / (count * 4800))));
    this.cy.batch(() => {
      for (const { id, x, y } of this.data.nodes) this.cy.getElementById(id).position({ x: 90 * x, y: 90 * y });
    });
    this.roomy(frame);
    const places = arrange(this.cy, frame);
    parted(places, new Map(this.data.nodes.map((n) => [n.id, n.size * this.scale])), frame);
    this.cy.nodes().removeData("room");
    this.cy.elements().updateStyle();
    this.milliseconds = Math.round(performance.now() - begun);
    this.canvas.dataset.drawn = `${this.contents}`;
    this.move(places, before);
  }

  // While nodes are laid out the heaviest are as large as their names, which so find room.
  roomy(frame) {
    const area = frame.width * frame.height;
    // How much smaller the picture will be in the frame than it is laid out.
    const scale = Math.min(1, Math.sqrt(area / (this.data.nodes.length * 10_000)));
    for (const { id, size } of this.ranked().slice(0, Math.round(area / 22_000))) {
      const node = this.cy.getElementById(id);
      const words = node.data("words");
      node.data("room", { width: (words.width + 12) / scale, height: (size + 1.4 * words.height + 8) / scale });
    }
    this.cy.nodes().updateStyle();
  }

  // Nodes by weight, the heaviest first.
  ranked() {
    return [...this.data.nodes].sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1));
  }

  // Nodes that were there go to their new places before the reader's eyes.
  move(places, before) {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const known = [...places.keys()].some((id) => before.has(id));
    const set = (share) =>
      this.cy.batch(() => {
        for (const [id, to] of places) {
          const from = before.get(id) ?? to;
          this.cy.getElementById(id).position({ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share });
        }
      });
    cancelAnimationFrame(this.moving);
    if (still || !known) {
      set(1);
      this.name();
      return;
    }
    const begun = performance.now();
    this.canvas.dataset.moving = "1";
    const step = (now) => {
      if (!this.cy) return;
      const share = Math.min(1, Math.max(0, (now - begun) / 350));
      set(1 - (1 - share) ** 3);
      if (share < 1) this.moving = requestAnimationFrame(step);
      else {
        delete this.canvas.dataset.moving;
        this.name();
      }
    };
    this.moving = requestAnimationFrame(step);
  }

  resized() {
    const [width, height] = [this.canvas.clientWidth, this.canvas.clientHeight];
    if (!this.cy || !width || (this.size?.width === width && this.size?.height === height)) return;
    clearTimeout(this.waiting);
    // A frame that is drawn wider by hand changes many times.
    this.canvas.dataset.moving = "1";
    this.waiting = setTimeout(() => {
      if (!this.cy) return;
      this.cy.resize();
      delete this.canvas.dataset.moving;
      this.place();
    }, 120);
  }

  later() {
    cancelAnimationFrame(this.naming);
    this.naming = requestAnimationFrame(() => {
      if (!this.cy) return;
      this.cy.elements().updateStyle();
      this.name();
    });
  }

  // --- names

  // Which names are written: those that matter most first, each where it covers no other name and no sign.
  name() {
    if (!this.cy) return;
    const [width, height] = [this.cy.width(), this.cy.height()];
    const signs = this.cy.nodes().map((node) => {
      const { x, y } = node.renderedPosition();
      const half = node.renderedOuterWidth() / 2;
      return { id: node.id(), x1: x - half, x2: x + half, y1: y - half, y2: y + half, x, y, half, node };
    });
    const written = [];
    const free = (box, id) =>
      box.x1 >= 2 && box.y1 >= 2 && box.x2 <= width - 2 && box.y2 <= height - 2 &&
      !written.some((other) => crosses(box, other)) &&
      !signs.some((sign) => sign.id !== id && crosses(box, sign));
    const rank = ({ node }) => (node.hasClass("chosen") || node.hasClass("cursor") ? 2 : node.hasClass("close") ? 1 : 0);
    const ordered = [...signs].sort((a, b) =>
      rank(b) - rank(a) || b.node.data("weight") - a.node.data("weight") || (a.id < b.id ? -1 : 1));
    this.cy.batch(() => {
      for (const sign of ordered) {
        const sides = this.sides(sign);
        const side = sides.find((found) => free(found.box, sign.id)) ?? (rank(sign) === 2 ? sides[0] : null);
        if (side) {
          written.push(side.box);
          sign.node.data("side", side);
        }
        sign.node.toggleClass("named", Boolean(side));
      }
    });
    this.cy.nodes(".named").updateStyle();
  }

  // Where the name of a node may stand: below, above, beside, or off a corner.
  sides({ node, x, y, half }) {
    const { width, height, padding } = node.data("words");
    const [w, h, gap] = [width / 2 + 2 + padding / 3, height / 2 + padding / 3, padding + 3];
    const near = half * 0.75;
    const at = (right, down) => {
      const far = right && down ? near : half;
      const [dx, dy] = [right * (right && down ? padding : gap), down * (right && down ? padding : gap)];
      const [cx, cy] = [x + right * (far + width / 2) + dx, y + down * (far + height / 2) + dy];
      return {
        box: { x1: cx - w, x2: cx + w, y1: cy - h, y2: cy + h, cx, cy },
        halign: ["left", "center", "right"][right + 1],
        valign: ["top", "center", "bottom"][down + 1],
        // Cytoscape counts from the edge of the sign.
        dx: dx - right * (half - far),
        dy: dy - down * (half - far),
      };
    };
    return [at(0, 1), at(0, -1), at(1, 0), at(-1, 0), at(1, 1), at(-1, 1), at(1, -1), at(-1, -1)];
  }

  // --- what is opened, pointed at, walked over

  mark() {
    const { node, edge } = this.data;
    this.cy.batch(() => {
      this.cy.elements().removeClass("chosen near far close told");
      const chosen = this.cy.getElementById(node || edge || "");
      if (!chosen.length) return;
      chosen.addClass("chosen");
      this.light(chosen);
    });
    this.name();
  }

  // Brings out a thing and what it is linked to.
  light(thing) {
    const kept = thing.isNode() ? thing.closedNeighborhood() : thing.union(thing.connectedNodes());
    this.cy.elements().difference(kept).addClass("far");
    kept.nodes().addClass("close");
    kept.edges().addClass("near");
    if (thing.isEdge()) thing.addClass("told");
  }

  hover(thing) {
    this.canvas.style.cursor = thing ? "pointer" : "";
    this.mark();
    if (!thing) return;
    this.cy.batch(() => {
      this.cy.elements().removeClass("far close near told");
      this.light(thing);
    });
    this.name();
  }

  choose({ node = "", edge = "" }) {
    if (node === this.data.node && edge === this.data.edge) return;
    this.data.node = node;
    this.data.edge = edge;
    this.mark();
    if (node) this.say(node);
    go({ node, edge });
  }

  expand(id) {
    const now = this.data.expanded;
    const then = now.includes(id) ? now.filter((other) => other !== id) : [...now, id];
    go({ expanded: then.join(","), node: id, edge: "" });
  }

  say(id) {
    this.live.textContent = this.cy.getElementById(id).data("said") ?? "";
  }

  point(id) {
    this.cursor = id;
    this.cy?.nodes().removeClass("cursor");
    if (!id || !this.cy) return;
    const node = this.cy.getElementById(id);
    node.addClass("cursor");
    this.reach(node);
    this.name();
    this.say(id);
  }

  // Moves the picture where the node lies outside the frame.
  reach(node) {
    const { x, y } = node.renderedPosition();
    const [width, height] = [this.cy.width(), this.cy.height()];
    if (x < 0 || y < 0 || x > width || y > height) this.cy.center(node);
  }

  key(event) {
    if (!this.cy || event.ctrlKey || event.metaKey || event.altKey) return;
    const here = this.cursor ?? this.data.node;
    const ranked = this.ranked().map((node) => node.id);
    const step = (by) => ranked[Math.min(Math.max(ranked.indexOf(here) + by, 0), ranked.length - 1)];
    const acts = {
      ArrowRight: () => this.point(this.next(here, 1, 0)),
      ArrowLeft: () => this.point(this.next(here, -1, 0)),
      ArrowDown: () => this.point(this.next(here, 0, 1)),
      ArrowUp: () => this.point(this.next(here, 0, -1)),
      Home: () => this.point(ranked[0]),
      End: () => this.point(ranked.at(-1)),
      PageDown: () => this.point(step(1)),
      PageUp: () => this.point(step(-1)),
      Enter: () => here && this.choose({ node: here }),
      " ": () => here && this.expand(here),
      "+": () => this.act("in"),
      "-": () => this.act("out"),
      "0": () => this.act("fit"),
      Escape: () => this.canvas.blur(),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  // The nearest node in a direction; from nowhere, the weightiest.
  next(here, dx, dy) {
    const from = here ? this.cy.getElementById(here) : null;
    if (!from?.length) return this.ranked()[0].id;
    const { x, y } = from.renderedPosition();
    let best = { id: here, cost: Infinity };
    this.cy.nodes().forEach((node) => {
      const to = node.renderedPosition();
      const along = (to.x - x) * dx + (to.y - y) * dy;
      const across = Math.abs((to.x - x) * dy) + Math.abs((to.y - y) * dx);
      const cost = along + 2 * across;
      if (along > 0.5 && cost < best.cost) best = { id: node.id(), cost };
    });
    return best.id;
  }

  // --- tools

  act(name) {
    if (!this.cy) return;
    const middle = { x: this.cy.width() / 2, y: this.cy.height() / 2 };
    const zoom = (by) => this.cy.zoom({ level: this.cy.zoom() * by, renderedPosition: middle });
    const acts = {
      in: () => zoom(1.35),
      out: () => zoom(1 / 1.35),
      fit: () => this.place(),
      png: () => this.png(),
      svg: () => save(new Blob([this.svg()], { type: "image/svg+xml" }), `${this.data.file}.svg`),
    };
    acts[name]();
  }

  png() {
    const content = this.cy.png({ output: "blob", full: true, scale: 2, bg: this.colours.ground });
    save(content, `${this.data.file}.png`);
  }

  // The picture as it stands, written anew as SVG with its words as words.
  svg() {
    const box = this.cy.elements().renderedBoundingBox();
    const edges = this.cy.edges().map((edge) => this.edgeSvg(edge));
    const nodes = this.cy.nodes().map((node) => this.nodeSvg(node));
    const names = this.cy.nodes(".named").map((node) => this.nameSvg(node));
    const view = [box.x1 - 12, box.y1 - 12, box.w + 24, box.h + 24].map(short);
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${view.join(" ")}" width="${view[2]}" height="${view[3]}"`,
      ` font-family="${escaped(this.words.family)}" font-size="${FONT_SIZE}" role="img">`,
      `<title>${escaped(this.data.name)}</title><desc>${escaped(window.location.href)}</desc>`,
      `<rect x="${view[0]}" y="${view[1]}" width="${view[2]}" height="${view[3]}" fill="${this.colours.ground}"/>`,
      ...edges, ...nodes, ...names,
      "</svg>\n",
    ].join("\n");
  }

  edgeSvg(edge) {
    const [from, to] = [edge.renderedSourceEndpoint(), edge.renderedTargetEndpoint()];
    const { zoom, pan } = { zoom: this.cy.zoom(), pan: this.cy.pan() };
    const [bend] = (edge.controlPoints() ?? []).map(({ x, y }) => ({ x: x * zoom + pan.x, y: y * zoom + pan.y }));
    const path = `M${short(from.x)} ${short(from.y)} ${bend ? `Q${short(bend.x)} ${short(bend.y)}` : "L"} ${short(to.x)} ${short(to.y)}`;
    const colour = edge.renderedStyle("line-color");
    const width = parseFloat(edge.renderedStyle("width"));
    const dashes = { together: `${short(width)} ${short(width * 2)}`, stated: "7 4" }[edge.data("line")];
    const line = `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${short(width)}"${dashes ? ` stroke-dasharray="${dashes}"` : ""}/>`;
    const title = `<title>${escaped(edge.data("label"))}</title>`;
    const back = bend ?? from;
    const angle = Math.atan2(to.y - back.y, to.x - back.x);
    const tip = (turn, far) => `${short(to.x - far * Math.cos(angle + turn))},${short(to.y - far * Math.sin(angle + turn))}`;
    const long = 6 + width * 1.6;
    const head = edge.data("arrow") ? `<polygon fill="${colour}" points="${short(to.x)},${short(to.y)} ${tip(0.42, long)} ${tip(-0.42, long)}"/>` : "";
    return `<g data-edge="${escaped(edge.id())}" opacity="${edge.renderedStyle("opacity")}">${title}${line}${head}</g>`;
  }

  nodeSvg(node) {
    const { x, y } = node.renderedPosition();
    const half = node.renderedWidth() / 2;
    const corners = this.data.shapes[node.data("kind")];
    const points = [];
    for (let i = 0; i < corners.length; i += 2) points.push(`${short(x + corners[i] * half)},${short(y + corners[i + 1] * half)}`);
    const look = `fill="${node.data("fill")}" stroke="${node.renderedStyle("border-color")}" stroke-width="${node.renderedStyle("border-width")}"`;
    const shape = points.length
      ? `<polygon points="${points.join(" ")}" ${look}/>`
      : `<circle cx="${short(x)}" cy="${short(y)}" r="${short(half)}" ${look}/>`;
    return `<g data-node="${escaped(node.id())}" opacity="${node.renderedStyle("opacity")}"><title>${escaped(node.data("said"))}</title>${shape}</g>`;
  }

  nameSvg(node) {
    const { cx, cy } = node.data("side").box;
    const { lines, height, line } = node.data("words");
    const spans = lines.map((words, index) => {
      const y = cy - height / 2 + (index + 0.5) * FONT_SIZE * line;
      return `<tspan x="${short(cx)}" y="${short(y)}">${escaped(isolated(words))}</tspan>`;
    });
    const look = `fill="${this.colours.ink}" stroke="${this.colours.ground}" stroke-width="4" paint-order="stroke" stroke-linejoin="round"`;
    return `<text text-anchor="middle" dominant-baseline="central" opacity="${node.renderedStyle("opacity")}" ${look}>${spans.join("")}</text>`;
  }
}

const crosses = (a, b) => a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2;
const short = (value) => Math.round(value * 10) / 10;
const escaped = (words) =>
  words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

export default function (component) {
  const { data, parentElement } = component;
  let picture = pictures.get(parentElement);
  if (!picture) {
    picture = new Picture(parentElement);
    pictures.set(parentElement, picture);
  }
  picture.show(data);
  return () => {
    // This is called before each drawing too; the picture goes when its place in the page does.
    setTimeout(() => {
      if (parentElement.isConnected) return;
      picture.destroy();
      pictures.delete(parentElement);
    });
  };
}
