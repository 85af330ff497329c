// A finger that moves over the picture scrolls the page: the chart would hold it fast. A tap still arrives,
// as the click that the browser makes of it. And what somebody opens is brought into view, wherever on the
// page it was clicked.

// What was open when the page was loaded: this code may come after the first click.
let last = new URL(performance.getEntriesByType("navigation")[0].name).searchParams.get("at") ?? "";

function pass(event) {
  if (event.target.closest?.(".st-key-timeline-picture")) event.stopPropagation();
}

// Does something with the panel of the thing that is open, once it is there.
function once(path, act) {
  const find = () => document.querySelector(`.opened[data-path="${CSS.escape(path)}"]`);
  const settle = () => requestAnimationFrame(() => requestAnimationFrame(() => find() && act(find())));
  if (find()) {
    settle();
    return () => {};
  }
  const watch = new MutationObserver(() => {
    if (!find()) return;
    watch.disconnect();
    settle();
  });
  watch.observe(document.body, { childList: true, subtree: true });
  return () => watch.disconnect();
}

function bring(panel) {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const behavior = still ? "auto" : "smooth";
  const { top } = panel.getBoundingClientRect();
  const middle = window.innerHeight / 2;
  if (top < 0) panel.scrollIntoView({ block: "start", behavior });
  // From the picture, which stands above, some of it stays in view.
  else if (top > middle) document.querySelector('[data-testid="stMain"]').scrollBy({ top: top - middle, behavior });
  panel.focus({ preventScroll: true });
}

export default function (component) {
  const { data, parentElement } = component;
  parentElement.leave?.();
  document.addEventListener("touchstart", pass, { capture: true, passive: true });
  // Whoever comes by an address sees the picture first; whoever clicks wants what the click opens.
  const stop = data.at && data.at !== last ? once(data.at, bring) : () => {};
  last = data.at;
  parentElement.leave = () => {
    document.removeEventListener("touchstart", pass, { capture: true });
    stop();
  };
  return parentElement.leave;
}
