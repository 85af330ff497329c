// What a reader of a resolution can do without asking the server: see who is meant by a marked name,
// copy an address or a citation, and change what is shown without losing the place.

const MARKS = ".prov a.m, .prov a.also, .prov .chip";
const LATER = 140;

let given = { cards: {}, words: {}, hidden: [], state: "" };
let card, status, mark, timer, anchor;

const main = () => document.querySelector('[data-testid="stMain"]');
const app = () => document.querySelector(".stApp");

function line(css, words, tag = "div") {
  const made = document.createElement(tag);
  made.className = css;
  made.textContent = words;
  return made;
}

// --- the card

function pathOf(link) {
  const query = new URL(link.href).searchParams;
  return query.get("id") ?? query.get("resolution");
}

function fill(link) {
  const [label, kind, count] = given.cards[pathOf(link)];
  const roles = link.dataset.roles;
  const open = line("open", given.words.open, "a");
  open.href = link.href;
  open.dataset.go = "1";
  const name = line("name", label);
  name.dir = "auto";
  card.replaceChildren(
    name,
    line("kind", kind),
    ...(roles ? [line("roles", given.words.roles.replace("{name}", roles))] : []),
    line("count", given.words.count.replace("{count}", count)),
    open,
  );
  card.setAttribute("aria-label", label);
}

// Below the words where there is room, else above; within the window.
function place() {
  const at = mark.getClientRects()[0];
  if (!at || at.bottom < 0 || at.top > window.innerHeight) return hide();
  const { width, height } = card.getBoundingClientRect();
  const start = document.documentElement.dir === "rtl" ? at.right - width : at.left;
  const below = at.bottom + 8 + height < window.innerHeight;
  card.style.left = `${Math.min(Math.max(8, start), window.innerWidth - width - 8)}px`;
  card.style.top = `${below ? at.bottom + 8 : Math.max(8, at.top - height - 8)}px`;
}

function show(link) {
  clearTimeout(timer);
  if (link === mark || !link.isConnected || !given.cards[pathOf(link)]) return;
  hide();
  mark = link;
  fill(link);
  // The browser's own hint would lie over the card.
  link.dataset.title = link.title;
  link.removeAttribute("title");
  link.setAttribute("aria-describedby", card.id);
  card.showPopover();
  place();
}

function hide() {
  clearTimeout(timer);
  if (!mark) return;
  mark.title = mark.dataset.title ?? "";
  mark.removeAttribute("aria-describedby");
  mark = undefined;
  if (card.matches(":popover-open")) card.hidePopover();
}

function later(act) {
  clearTimeout(timer);
  timer = setTimeout(act, LATER);
}

const marked = (event) => event.target.closest?.(MARKS);
const inCard = (event) => Boolean(event.target.closest?.("#read-card"));

function over(event) {
  if (event.pointerType === "touch") return;
  const link = marked(event);
  if (link) later(() => show(link));
  else if (inCard(event)) clearTimeout(timer);
  else if (mark && mark !== document.activeElement) later(hide);
}

function focused(event) {
  const link = marked(event);
  if (link?.matches(":focus-visible")) show(link);
  else if (!inCard(event)) hide();
}

// A finger cannot hover: the first touch shows the card, in which the link is.
function touched(event) {
  const link = marked(event);
  if (!link) {
    if (!inCard(event)) hide();
  } else if (event.pointerType === "touch" && given.cards[pathOf(link)]) {
    event.preventDefault();
    if (link === mark) hide();
    else show(link);
  } else hide();
}

function key(event) {
  if (event.key === "Escape" && mark) {
    event.stopPropagation();
    hide();
  }
}

function moved() {
  if (mark) place();
}

// --- copying

async function write(words) {
  if (navigator.clipboard) return navigator.clipboard.writeText(words);
  // A page that came over plain http from another machine has no clipboard of its own.
  const field = document.createElement("textarea");
  field.value = words;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

const whole = (href) => new URL(href, document.baseURI).href;

async function copy(event) {
  const button = event.target.closest?.("button[data-copy], button[data-copy-link]");
  if (!button) return;
  await write(button.dataset.copy ?? whole(button.dataset.copyLink));
  button.dataset.done = given.words.copied;
  status.textContent = given.words.copied;
  setTimeout(() => {
    delete button.dataset.done;
    status.textContent = "";
  }, 2000);
}

// --- the place

// What stands at the top of the window before the text changes its shape, and how far down.
function hold(event) {
  if (!event.target.closest?.(".read-tools a[data-go]")) return;
  const parts = [...document.querySelectorAll(".prov")];
  const top = document.querySelector(".read-tools").getBoundingClientRect().bottom;
  const begins = parts.find((part) => part.getBoundingClientRect().top >= top);
  const covers = parts.find((part) => part.getBoundingClientRect().bottom > top);
  const found = begins && begins.getBoundingClientRect().top < window.innerHeight ? begins : covers;
  anchor = found && main().scrollTop > 0 ? { found, top: found.getBoundingClientRect().top } : undefined;
}

function keepPlace() {
  if (!anchor) return;
  const { found, top } = anchor;
  anchor = undefined;
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      main().scrollTop += found.getBoundingClientRect().top - top;
    }),
  );
}

// --- the page

function furnish() {
  card = document.getElementById("read-card") ?? app().appendChild(line("read-card", ""));
  card.id = "read-card";
  card.popover = "manual";
  card.setAttribute("role", "group");
  status = document.getElementById("read-status") ?? app().appendChild(line("unseen", ""));
  status.id = "read-status";
  status.setAttribute("role", "status");
}

// Marks that are switched off are no stop for the keyboard.
function stops() {
  for (const link of document.querySelectorAll(".prov a.m")) {
    const off = given.hidden.some((kind) => link.classList.contains(kind));
    if (off) link.tabIndex = -1;
    else link.removeAttribute("tabindex");
  }
}

const LISTENERS = [
  ["pointerover", over],
  ["focusin", focused],
  ["click", touched, true],
  ["click", hold, true],
  ["click", copy],
  ["keydown", key, true],
];

export default function (component) {
  const { data, parentElement } = component;
  parentElement.leave?.();
  const changed = data.state !== given.state;
  given = data;
  furnish();
  hide();
  stops();
  if (changed) keepPlace();
  for (const listener of LISTENERS) document.addEventListener(...listener);
  main().addEventListener("scroll", moved, { passive: true });

  parentElement.leave = () => {
    hide();
    for (const [kind, act, early] of LISTENERS) document.removeEventListener(kind, act, early);
    main()?.removeEventListener("scroll", moved);
    card.remove();
    status.remove();
  };
  return parentElement.leave;
}
