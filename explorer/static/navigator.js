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
  found.scrollIntoView({ block: "start", behavior: smooth && !still ? "smooth" : "auto" });
  found.focus({ preventScroll: true });
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
  // A section of the outline is opened by its name too, not by its small triangle alone.
  const summary = link.closest("summary");
  if (summary) summary.parentElement.open = true;
  else closeDrawer(link);
  const url = new URL(link.href);
  const clause = url.searchParams.get("clause");
  if (clause && url.pathname === window.location.pathname) {
    arrived = `${url.pathname} ${clause}`;
    bring(clause, true);
  }
  if (url.href === window.location.href) return;
  window.history.replaceState({ place: main()?.scrollTop }, "");
  window.history.pushState({}, "", url);
  window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
}

function goBack(event) {
  const place = event.state?.place;
  returning = typeof place === "number";
  if (!returning) return;
  const path = window.location.pathname;
  const there = () => document.querySelector(`[data-view="${path.split("/").pop() || "home"}"]`);
  once(() => there() && main().scrollHeight - main().clientHeight >= place, () => {
    if (window.location.pathname === path) main().scrollTop = place;
  });
}

export default function (component) {
  const { data, parentElement } = component;
  document.documentElement.lang = data.language;
  document.documentElement.dir = data.direction;

  parentElement.leave?.();
  document.addEventListener("click", follow);
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
    window.removeEventListener("popstate", goBack);
    stop();
  };
  return parentElement.leave;
}
