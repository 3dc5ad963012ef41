// Keyboard, the finder and what opens beside the page. Everything works without it; it only makes it quicker.
"use strict";

const typing = (element) => element.matches("input, textarea, select, [contenteditable]");

function open(id) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return;
  dialog.showModal();
  const first = dialog.querySelector("input:not([type=hidden]), select, textarea, a, button");
  if (first) first.focus();
}

// Opens what a verb names; a link marked data-beside is fetched and shown beside the page, not instead of it.
document.addEventListener("click", async (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) { open(opener.dataset.opens); return; }
  const closer = event.target.closest("[data-closes]");
  if (closer) { closer.closest("dialog").close(); return; }
  const beside = event.target.closest("a[data-beside]");
  if (!beside || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const answer = await fetch(beside.href, { headers: { "HX-Request": "true" } });
  if (!answer.ok) { location.href = beside.href; return; }
  let dialog = document.getElementById("beside");
  if (!dialog) {
    dialog = document.createElement("dialog");
    dialog.id = "beside";
    dialog.className = "beside";
    dialog.setAttribute("aria-label", beside.textContent.trim());
    document.body.append(dialog);
  }
  dialog.innerHTML = await answer.text();
  if (window.htmx) htmx.process(dialog);
  open("beside");
});

// A chooser closes when the reader goes elsewhere.
document.addEventListener("click", (event) => {
  for (const chooser of document.querySelectorAll("details.chooser[open]")) {
    if (!chooser.contains(event.target)) chooser.open = false;
  }
});

const rows = () => [...document.querySelectorAll("[data-row]")];
let cursor = -1;

function move(step) {
  const all = rows();
  if (!all.length) return;
  if (cursor >= 0 && all[cursor]) all[cursor].classList.remove("cursor");
  cursor = Math.max(0, Math.min(all.length - 1, cursor + step));
  all[cursor].classList.add("cursor");
  all[cursor].scrollIntoView({ block: "nearest" });
  const link = all[cursor].querySelector("a");
  if (link) link.focus({ preventScroll: true });
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  a: () => rows()[cursor]?.querySelector("[data-key=a]")?.click(),
  t: () => document.documentElement.toggleAttribute("data-figures"),
  p: () => print(),
  "/": () => document.querySelector("input[type=search][data-filter]")?.focus(),
};

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    open("finder");
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  const act = KEYS[event.key];
  if (act) { event.preventDefault(); act(); }
});

const SENT = "sent-drafts";
const sentNow = () => JSON.parse(sessionStorage.getItem(SENT) || "[]");

// What was sent is dropped with the reader's next page. A sign-in page in between means that the session had ended and
// nothing was taken: then it is still a draft. Whoever signs out leaves none, and nobody is shown another reader's.
const reader = document.body.dataset.reader;
const drafts = Object.keys(sessionStorage).filter((name) => name.startsWith("draft:"));
const spent = document.querySelector("[data-left]") ? drafts : reader ? sentNow() : [];
for (const name of spent) sessionStorage.removeItem(name);
sessionStorage.removeItem(SENT);

// Nothing typed is ever lost: a form marked data-draft is kept in this tab until it has been sent.
for (const form of document.querySelectorAll("form[data-draft]")) {
  const name = "draft:" + reader + ":" + location.pathname + ":" + form.dataset.draft;
  const kept = JSON.parse(sessionStorage.getItem(name) || "{}");
  for (const field of form.elements) {
    if (field.name && kept[field.name] !== undefined && !field.value && field.type !== "hidden") field.value = kept[field.name];
  }
  form.addEventListener("input", () => {
    const values = {};
    for (const field of form.elements) {
      if (field.name && field.type !== "hidden" && field.type !== "password" && field.type !== "file") values[field.name] = field.value;
    }
    sessionStorage.setItem(name, JSON.stringify(values));
  });
  form.addEventListener("submit", () => sessionStorage.setItem(SENT, JSON.stringify([...sentNow(), name])));
}
