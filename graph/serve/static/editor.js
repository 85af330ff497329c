// YASGUI with our endpoint, our prefixes and names, and the library beside it. Nothing leaves this server.
"use strict";

(() => {
  const setup = JSON.parse(document.getElementById("setup").textContent);
  const { Yasqe } = Yasgui;

  // Completion: the prefixes and names of our graph in the place of those from prefix.cc and LOV.
  const iris = (kind) => ({
    get: (_, token) => {
      const begun = token && (token.autocompletionString || token.string);
      return setup.terms[kind].filter((iri) => !begun || iri.toLowerCase().startsWith(begun.toLowerCase()));
    },
    persistenceId: null,
  });
  Object.assign(Yasqe.Autocompleters.prefixes, {
    get: () => Object.entries(setup.prefixes).map(([name, iri]) => `${name}: <${iri}>`),
    persistenceId: null,
  });
  Object.assign(Yasqe.Autocompleters.class, iris("class"));
  Object.assign(Yasqe.Autocompleters.property, iris("property"));
  // Lists are merged place by place, so that a shorter one has to be set here.
  Yasgui.defaults.endpointCatalogueOptions.getData = () => [{ endpoint: setup.endpoint }];
  // Tab moves on to the next control, as everywhere on a page; Ctrl+] and Ctrl+[ indent.
  Yasqe.defaults.extraKeys = { ...Yasqe.defaults.extraKeys, Tab: false, "Shift-Tab": false };

  const requestConfig = {
    endpoint: setup.endpoint,
    method: "POST",
    acceptHeaderSelect: "application/sparql-results+json",
    acceptHeaderGraph: "text/turtle",
  };
  // A wide table is read by moving it sideways, not by columns of three letters.
  const settings = () => ({ selectedPlugin: "table", pluginsConfig: { table: { compact: true, isEllipsed: false } } });
  const yasgui = new Yasgui(document.getElementById("editor"), {
    requestConfig,
    autofocus: false,
    autoAddOnInit: false,
    copyEndpointOnNewTab: false,
    persistenceId: `oic-mandates ${setup.root}`,
    // A link may bring a query along, but no other server.
    populateFromUrl: (tab) => ({
      ...tab,
      requestConfig: { ...tab.requestConfig, ...requestConfig, headers: {}, args: [] },
      yasr: { ...tab.yasr, settings: settings() },
    }),
    yasqe: { value: setup.query, createShortLink: undefined },
    yasr: { prefixes: setup.prefixes },
  });
  // What was kept from an earlier visit may name an address that this server no longer has.
  for (const tab of Object.values(yasgui._tabs)) {
    if (tab.getEndpoint() !== setup.endpoint) tab.setEndpoint(setup.endpoint);
  }

  const open = (name, query) =>
    yasgui.addTab(true, { name: yasgui.createTabName(name), yasqe: { value: query }, yasr: { settings: settings() } });
  if (yasgui.persistentConfig.getTabs().length === 0) open(setup.tab, setup.query);

  const show = (name, query, run) => {
    const same = Object.values(yasgui._tabs).find((tab) => tab.getPersistedJson().yasqe.value.trim() === query.trim());
    if (same) yasgui.selectTabId(same.getId());
    const tab = same || open(name, query);
    if (run) tab.query().catch(() => {}); // the tab shows what went wrong
    document.getElementById("editor").scrollIntoView({ block: "nearest" });
  };

  const trouble = document.getElementById("trouble");
  for (const hint of document.querySelectorAll(".hint, .keys")) hint.hidden = false;
  document.querySelector(".questions").addEventListener("click", async (event) => {
    const link = event.target.closest("a.question");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const fields = new URLSearchParams({ lang: setup.language, format: "sparql" });
    try {
      const answer = await fetch(`${setup.root}query/${link.dataset.name}?${fields}`);
      if (!answer.ok) throw new Error(answer.statusText);
      const text = (await answer.text()).replace(/^(#\+.*\n)+/, "");
      trouble.hidden = true;
      show(link.textContent, text, !("federated" in link.dataset));
    } catch {
      trouble.hidden = false;
    }
  });

  const copy = document.getElementById("copy");
  const field = document.getElementById("endpoint");
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const before = copy.textContent;
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy"); // a page that is not from this machine nor over TLS has no clipboard
    }
    copy.textContent = copy.dataset.copied;
    setTimeout(() => (copy.textContent = before), 1500);
  });
})();
