// The roster's grid under the keyboard and the mouse. Every change is sent at once; what comes back replaces the plan.
"use strict";

(() => {
  const plan = document.querySelector("[data-plan]");
  if (!plan) return;
  const editable = plan.hasAttribute("data-editable");
  const token = plan.dataset.token;
  let at = { row: 0, column: 0 };
  let sending = Promise.resolve();

  const rows = () => [...plan.querySelectorAll("tbody tr:not(.need):not([hidden])")];
  const cell = ({ row, column }) => rows()[row]?.querySelectorAll("td[data-day]")[column];
  const version = () => plan.querySelector("[data-version]").dataset.version;

  function go(row, column, focus = true) {
    const all = rows();
    const width = all[0]?.querySelectorAll("td[data-day]").length || 0;
    at = { row: Math.max(0, Math.min(all.length - 1, row)), column: Math.max(0, Math.min(width - 1, column)) };
    plan.querySelectorAll("td[tabindex]").forEach((other) => other.removeAttribute("tabindex"));
    const here = cell(at);
    if (!here) return;
    here.tabIndex = 0;
    if (focus) here.focus({ preventScroll: false });
  }

  // Rows of one skill, or of everybody; what comes back after a change is shown in the same way.
  let shown = "";
  function show(skill) {
    shown = skill;
    plan.querySelectorAll("tr[data-skills]").forEach((row) => { row.hidden = Boolean(skill) && !row.dataset.skills.split(" ").includes(skill); });
    plan.querySelectorAll("[data-shows]").forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.shows === skill)));
  }

  // One change after the other, so that each is judged by what the one before has left.
  function send(address, values) {
    sending = sending.then(async () => {
      const body = new URLSearchParams({ version: version(), ...values });
      const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token, "HX-Request": "true" } });
      const away = answer.headers.get("HX-Redirect");
      if (away) { location.href = away; return; }
      const opened = plan.querySelector("details.vacancy[open] .vacancy-body")?.id;
      plan.innerHTML = await answer.text();
      if (window.htmx) htmx.process(plan);
      show(shown);
      const again = opened && document.getElementById(opened);
      if (again) again.closest("details").open = true;
      go(at.row, at.column);
    });
    return sending;
  }

  const changeTo = (target, duty) => JSON.stringify([[Number(target.dataset.person), Number(target.dataset.day), duty]]);

  function give(letter) {
    const here = cell(at);
    const choices = JSON.parse(document.getElementById("may")?.textContent || "{}")[here.dataset.person] || [];
    const duty = letter === "" ? null : choices.find((one) => one.split(".")[0].toUpperCase().startsWith(letter.toUpperCase()));
    if (duty === undefined) return false;
    send(plan.dataset.cells, { cells: changeTo(here, duty) });
    return true;
  }

  const nextGap = () => {
    const all = [...plan.querySelectorAll("details.vacancy")];
    const open = all.findIndex((one) => one.open);
    const next = all[(open + 1) % all.length];
    if (next) { next.open = true; next.querySelector("summary").focus(); }
  };

  const KEYS = {
    ArrowUp: () => go(at.row - 1, at.column), ArrowDown: () => go(at.row + 1, at.column),
    ArrowLeft: () => go(at.row, at.column - 1), ArrowRight: () => go(at.row, at.column + 1),
    Home: () => go(at.row, 0), End: () => go(at.row, 1e6),
  };
  const EDITS = {
    0: () => give(""), Delete: () => give(""), Backspace: () => give(""),
    l: () => {
      const here = cell(at);
      send(plan.dataset.lock, { cell: JSON.stringify([Number(here.dataset.person), Number(here.dataset.day)]),
        lock: here.classList.contains("locked") ? "" : "1" });
    },
    u: () => send(plan.dataset.undo, { way: "back" }), r: () => send(plan.dataset.undo, { way: "forth" }),
  };

  plan.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !event.target.matches("td[data-day]")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const act = KEYS[event.key] || (editable && EDITS[key]) || (key === "g" && nextGap);
    if (act) { event.preventDefault(); event.stopPropagation(); act(); return; }
    if (editable && /^[a-z]$/.test(key) && give(key)) { event.preventDefault(); event.stopPropagation(); }
  });

  plan.addEventListener("focusin", (event) => {
    const here = event.target.closest("td[data-day]");
    if (here) at = { row: rows().indexOf(here.parentElement), column: [...here.parentElement.querySelectorAll("td[data-day]")].indexOf(here) };
  });
  plan.addEventListener("click", (event) => {
    const here = event.target.closest("td[data-day]");
    if (here) go(rows().indexOf(here.parentElement), [...here.parentElement.querySelectorAll("td[data-day]")].indexOf(here));
    const shows = event.target.closest("[data-shows]");
    if (shows) { show(shows.dataset.shows); go(0, 0, false); }
    const gives = event.target.closest("[data-gives]");
    if (gives) send(plan.dataset.cells, { cells: gives.dataset.gives });
    const mark = event.target.closest(".short a[href^='#gap']");
    if (!mark) return;
    plan.querySelectorAll(".short a[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
    mark.setAttribute("aria-current", "true");
    const body = document.getElementById(mark.hash.slice(1));
    if (body) body.closest("details").open = true;
  });

  // A shift is dragged to somebody else on the same day, or to another day of the same person: what stood there comes back.
  let held = null;
  if (editable) {
    plan.addEventListener("pointerdown", (event) => {
      const here = event.target.closest("td[data-day]");
      if (here && here.dataset.duty && event.pointerType === "mouse") held = here;
    });
    plan.addEventListener("pointerup", (event) => {
      const there = document.elementFromPoint(event.clientX, event.clientY)?.closest("td[data-day]");
      const from = held;
      held = null;
      if (!from || !there || from === there) return;
      if (from.dataset.person !== there.dataset.person && from.dataset.day !== there.dataset.day) return;
      const cells = [
        [Number(there.dataset.person), Number(there.dataset.day), from.dataset.duty],
        [Number(from.dataset.person), Number(from.dataset.day), there.dataset.duty || null],
      ];
      send(plan.dataset.cells, { cells: JSON.stringify(cells) });
    });
  }

  go(0, 0, false);
})();
