// Keeps the reader in one session: a click on one of our links changes the address and tells Streamlit so,
// as the browser's own back button does, instead of loading the page anew. Brings the clause that an
// address asks for into view, and the reader who goes back to the place that was left.

let arrived = "";
let returning = false;

const main = () => document.querySelector('[data-testid="stMain"]');

function bring(id, smooth) {
  const found = document.getElementById(id);
  if (!found) return;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const near = Math.abs(found.getBoundingClientRect().top) < 2 * window.innerHeight;
  const go = (behavior) => found.scrollIntoView({ block: "start", behavior });
  if (smooth && near && !still) go("smooth");
  else again(() => go("instant"));
  found.focus({ preventScroll: true });
}

// What is out of sight has a guessed height until it comes near: a place is reached in a few steps.
function again(act, times = 4) {
  act();
  if (times > 1) requestAnimationFrame(() => again(act, times - 1));
}

// Where the reader is: in a text, the part at the top of the window and where it stands; else how far down.
function spot() {
  const at = (part) => part.getBoundingClientRect();
  const part = [...document.querySelectorAll(".prov[id]")].find((found) => at(found).bottom > 80);
  return { place: main()?.scrollTop, part: part?.id, top: part && at(part).top };
}

function restore({ place, part, top }) {
  const found = part && document.getElementById(part);
  if (!found) main().scrollTop = place;
  else again(() => (main().scrollTop += found.getBoundingClientRect().top - top));
}

// The text arrives after this code: does something once the page holds what `ready` asks for.
function once(ready, act) {
  const settle = () => requestAnimationFrame(() => requestAnimationFrame(act));
  if (ready()) {
    settle();
    return () => {};
  }
  const watch = new MutationObserver(() => {
    if (!ready()) return;
    watch.disconnect();
    settle();
  });
  watch.observe(document.body, { childList: true, subtree: true });
  return () => watch.disconnect();
}

// On a narrow screen the sidebar lies over the text that the reader asked for.
function closeDrawer(link) {
  const sidebar = link.closest('[data-testid="stSidebar"]');
  if (!sidebar || window.innerWidth > 768) return;
  sidebar.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
}

function follow(event) {
  const link = event.target.closest?.("a[data-go]");
  if (!link || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  // The name of a section opens the numbers of its parts, too.
  const numbers = link.matches(".to-section") && link.parentElement.querySelector("details");
  if (numbers) numbers.open = true;
  else closeDrawer(link);
  visit(carried(new URL(link.href), link), Boolean(link.closest("[data-stay]")));
}

// How a text is shown is kept on the way from one part of it to another.
function carried(url, link) {
  if (url.pathname !== window.location.pathname) return url;
  const now = new URLSearchParams(window.location.search);
  const kept = link.closest("[data-keep]")?.dataset.keep.split(" ") ?? [];
  for (const name of kept) if (now.has(name) && !url.searchParams.has(name)) url.searchParams.set(name, now.get(name));
  return url;
}

// A search form goes where its fields say; empty fields are left out.
function search(event) {
  const form = event.target.closest?.("form[data-go]");
  if (!form) return;
  event.preventDefault();
  const url = new URL(form.action);
  for (const [name, value] of new FormData(form)) if (value) url.searchParams.set(name, value);
  visit(url);
}

// With `stay` the reader is left where he is, though the address names a part of the text.
function visit(url, stay = false) {
  const clause = url.searchParams.get("clause");
  if (clause && url.pathname === window.location.pathname) {
    arrived = `${url.pathname} ${clause}`;
    if (!stay) bring(clause, true);
  }
  if (url.href === window.location.href) return;
  window.history.replaceState(spot(), "");
  window.history.pushState({}, "", url);
  window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
}

function goBack(event) {
  const left = event.state ?? {};
  returning = typeof left.place === "number";
  if (!returning) return;
  const path = window.location.pathname;
  const there = () => document.querySelector(`[data-view="${path.split("/").pop() || "home"}"]`);
  const room = () => main().scrollHeight - main().clientHeight >= left.place;
  once(() => there() && (left.part ? document.getElementById(left.part) : room()), () => {
    if (window.location.pathname === path) restore(left);
  });
}

// What Streamlit opens over the page stands outside of the part that it gives its light or dark to.
const shades = new MutationObserver(shade);

function shade() {
  document.documentElement.style.colorScheme = getComputedStyle(document.querySelector(".stApp")).colorScheme;
}

export default function (component) {
  const { data, parentElement } = component;
  document.documentElement.lang = data.language;
  document.documentElement.dir = data.direction;

  parentElement.leave?.();
  shade();
  shades.observe(document.querySelector(".stApp"), { attributeFilter: ["class", "style"] });
  document.addEventListener("click", follow);
  document.addEventListener("submit", search);
  window.addEventListener("popstate", goBack);

  let stop = () => {};
  const goal = `${window.location.pathname} ${data.clause}`;
  if (data.clause && goal !== arrived && !returning) {
    stop = once(() => document.getElementById(data.clause), () => bring(data.clause, false));
  }
  arrived = goal;
  returning = false;

  parentElement.leave = () => {
    document.removeEventListener("click", follow);
    document.removeEventListener("submit", search);
    window.removeEventListener("popstate", goBack);
    shades.disconnect();
    stop();
  };
  return parentElement.leave;
}
