// Keeps the reader in one session: a click on one of our links is handed to the program instead of
// loading the page anew, and the clause that an address asks for is brought into view.

let arrived = "";

function here(url) {
  return url.pathname === window.location.pathname;
}

function bring(id, smooth) {
  const found = document.getElementById(id);
  if (!found) return false;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  found.scrollIntoView({ block: "start", behavior: smooth && !still ? "smooth" : "auto" });
  found.focus({ preventScroll: true });
  return true;
}

// The text arrives after this code: wait until the clause is there, and the layout has come to rest.
function whenThere(id) {
  if (document.getElementById(id)) {
    requestAnimationFrame(() => requestAnimationFrame(() => bring(id, false)));
    return () => {};
  }
  const watch = new MutationObserver(() => {
    if (!document.getElementById(id)) return;
    watch.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => bring(id, false)));
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

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  document.documentElement.lang = data.language;
  document.documentElement.dir = data.direction;

  parentElement.leave?.();
  const click = (event) => {
    const link = event.target.closest?.("a[data-go]");
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    closeDrawer(link);
    const url = new URL(link.href);
    const query = Object.fromEntries(url.searchParams);
    if (here(url) && query.clause) {
      arrived = `${url.pathname} ${query.clause}`;
      bring(query.clause, true);
    }
    setTriggerValue("go", { view: url.pathname.split("/").pop(), query });
  };
  document.addEventListener("click", click);

  let stop = () => {};
  const goal = `${window.location.pathname} ${data.clause}`;
  if (data.clause && goal !== arrived) stop = whenThere(data.clause);
  arrived = goal;

  parentElement.leave = () => {
    document.removeEventListener("click", click);
    stop();
  };
  return parentElement.leave;
}
