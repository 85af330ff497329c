// The query editor of YASGUI with our prefixes and names. It tells the page what to ask and asks nobody itself.

const editors = new WeakMap();
let library = null;

function load() {
  const address = (name) => new URL(`app/static/vendor/${name}`, document.baseURI).href;
  library ??= new Promise((resolve, reject) => {
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = address("yasgui.min.css");
    // Ahead of our own rules, which have the last word.
    document.head.prepend(style);
    const script = document.createElement("script");
    script.src = address("yasgui.min.js");
    script.onload = () => resolve(window.Yasgui.Yasqe);
    script.onerror = () => reject(new Error("yasgui.min.js is not there"));
    document.head.append(script);
  });
  return library;
}

// Completion: the prefixes and names of our graph in the place of those from prefix.cc and LOV.
function complete(Yasqe, { prefixes, terms }) {
  const iris = (kind) => ({
    get: (_, token) => {
      const begun = (token?.autocompletionString || token?.string || "").toLowerCase();
      return terms[kind].filter((iri) => iri.toLowerCase().startsWith(begun));
    },
    persistenceId: null,
  });
  Object.assign(Yasqe.Autocompleters.prefixes, {
    get: () => Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`),
    persistenceId: null,
  });
  Object.assign(Yasqe.Autocompleters.class, iris("class"));
  Object.assign(Yasqe.Autocompleters.property, iris("property"));
}

class Editor {
  constructor(host) {
    this.frame = document.createElement("div");
    this.frame.className = "sparql";
    this.frame.innerHTML =
      '<div class="sparql-editor" dir="ltr"></div><div class="sparql-bar"><button type="button" class="sparql-run"></button><span class="sparql-keys"></span></div>';
    [this.place, this.bar] = this.frame.children;
    [this.run, this.keys] = this.bar.children;
    this.run.addEventListener("click", () => this.ask());
    host.append(this.frame);
    this.text = null;
    this.marks = [];
  }

  ask() {
    const text = this.yasqe?.getValue();
    if (text?.trim()) this.tell(text);
  }

  async show(data) {
    this.data = data;
    const { texts } = data;
    this.frame.dir = data.direction;
    this.run.textContent = texts.run;
    this.keys.textContent = texts.keys;
    try {
      const Yasqe = await load();
      if (this.data !== data || !this.place.isConnected) return;
      this.yasqe ??= this.open(Yasqe);
    } catch (error) {
      this.keys.textContent = texts.failed;
      throw error;
    }
    if (this.text !== data.text) {
      this.text = data.text;
      // What the reader has asked stands there already; the cursor stays where it is.
      if (this.yasqe.getValue() !== data.text) this.yasqe.setValue(data.text);
    }
    this.yasqe.getInputField().setAttribute("aria-label", `${texts.label}. ${texts.keys}`);
    this.mark();
    this.frame.dataset.ready = "1";
  }

  open(Yasqe) {
    complete(Yasqe, this.data);
    const run = () => this.ask();
    const keys = { ...Yasqe.defaults.extraKeys, "Ctrl-Enter": run, "Cmd-Enter": run };
    // Tab moves on to the next control, as everywhere on a page; Ctrl+] and Ctrl+[ indent.
    const found = new Yasqe(this.place, {
      value: this.data.text,
      autofocus: false,
      persistenceId: null,
      createShareableLink: undefined,
      consumeShareLink: undefined,
      showQueryButton: false,
      resizeable: false,
      editorHeight: "auto",
      lineWrapping: true,
      viewportMargin: Infinity,
      extraKeys: { ...keys, Tab: false, "Shift-Tab": false },
    });
    found.on("change", () => this.clear());
    return found;
  }

  // The place of what is wrong, with the sentence below its line.
  mark() {
    this.clear();
    const { line, column, problem, texts } = this.data;
    if (!line || this.yasqe.getValue() !== this.data.text) return;
    const note = document.createElement("div");
    note.className = "sparql-problem";
    note.lang = "en";
    note.textContent = problem;
    const at = { line: line - 1, ch: column - 1 };
    const end = { line: line - 1, ch: column };
    const marks = [
      this.yasqe.addLineWidget(line - 1, note),
      this.yasqe.markText(at, end, { className: "sparql-at", title: `${texts.line} ${line}` }),
    ];
    const handle = this.yasqe.addLineClass(line - 1, "background", "sparql-wrong");
    this.marks = [...marks, { clear: () => this.yasqe.removeLineClass(handle, "background", "sparql-wrong") }];
    this.yasqe.scrollIntoView(at, 60);
  }

  clear() {
    for (const mark of this.marks) mark.clear();
    this.marks = [];
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  let editor = editors.get(parentElement);
  if (!editor) {
    editor = new Editor(parentElement);
    editors.set(parentElement, editor);
  }
  editor.tell = (text) => setTriggerValue("asked", text);
  editor.show(data);
}
