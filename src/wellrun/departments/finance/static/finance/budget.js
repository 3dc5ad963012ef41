// The grid of a budget under the keyboard: totals live, a pasted block, arrows, undo. Without script the form does all of it but these.
"use strict";

(() => {
  const form = document.querySelector("[data-budget]");
  if (!form) return;
  const undo = form.querySelector("[data-undo]");
  const lines = [...form.querySelectorAll("[data-line]")];
  const boxes = (line) => [...line.querySelectorAll('input[data-part="p"]')];
  const done = [];
  const before = new WeakMap();

  // Whole cents, so that sums are exact; null for what is no figure.
  function cents(words) {
    const plain = words.replace(/[\s,$€£]/g, "").replace("−", "-");
    const found = /^(-?)(\d*)(?:\.(\d{0,2}))?$/.exec(/^\(.*\)$/.test(plain) ? `-${plain.slice(1, -1)}` : plain);
    if (!found || !(found[2] || found[3])) return null;
    const size = Number(found[2] || 0) * 100 + Number((found[3] || "").padEnd(2, "0"));
    return found[1] ? -size : size;
  }
  const typed = (amount) => `${amount < 0 ? "-" : ""}${Math.trunc(Math.abs(amount) / 100)}.${String(Math.abs(amount) % 100).padStart(2, "0")}`;
  const shown = (amount) => `${amount < 0 ? "−" : ""}${(Math.abs(amount) / 100).toLocaleString(document.documentElement.lang || "en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

  function sums() {
    for (const row of form.querySelectorAll("[data-sum]")) {
      const own = lines.filter((line) => line.dataset.kind === row.dataset.sum);
      const cells = [...row.querySelectorAll("td.number")];
      const whole = cells.map(() => 0);
      for (const line of own) {
        // The first figure of a line is last year's.
        [...line.querySelectorAll("td.number")].slice(1).forEach((cell, at) => {
          const box = cell.querySelector("input");
          whole[at] += cents(box ? box.value : cell.textContent) ?? 0;
        });
      }
      cells.forEach((cell, at) => { cell.textContent = shown(whole[at]); });
    }
  }

  // A year that is typed is spread by the server, by the shares of past years; periods that are typed make their year.
  function follow(box) {
    if (box.dataset.part !== "p") return;
    const line = box.closest("[data-line]");
    const year = line.querySelector('input[data-part="y"]');
    const amounts = boxes(line).map((one) => cents(one.value));
    if (year && amounts.every((one) => one !== null)) year.value = typed(amounts.reduce((sum, one) => sum + one, 0));
  }

  const values = () => [...form.querySelectorAll("input[data-part]")].map((box) => [box, box.value]);
  function keep(state) {
    done.push(state);
    undo.hidden = false;
  }

  form.addEventListener("focusin", ({ target }) => { if (target.dataset.part) before.set(target, values()); });
  form.addEventListener("change", ({ target }) => {
    if (!target.dataset.part) return;
    const state = before.get(target);
    if (state) keep(state);
    follow(target);
    before.set(target, values());
    sums();
  });
  undo.addEventListener("click", () => {
    for (const [box, value] of done.pop() || []) box.value = value;
    undo.hidden = done.length === 0;
    sums();
  });

  // A name is the part, the line, and what of the line: f-41-price.
  const what = (box) => box.name.split("-").slice(2).join("-");
  form.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const box = event.target;
    if (!step || !box.dataset.part) return;
    event.preventDefault();
    const column = box.closest("td").cellIndex;
    for (let at = lines.indexOf(box.closest("[data-line]")) + step; lines[at]; at += step) {
      const cell = lines[at].cells[column];
      // Several factors stand in one cell: from a price to a price, where the other line has one.
      const others = [...(cell?.querySelectorAll("input[data-part]") || [])];
      const other = others.find((one) => what(one) === what(box)) || others[0];
      if (other) { other.focus(); other.select(); return; }
    }
  });

  form.addEventListener("paste", (event) => {
    const box = event.target;
    const words = event.clipboardData.getData("text");
    if (box.dataset.part !== "p" || !/[\t\n]/.test(words.trim())) return;
    event.preventDefault();
    keep(values());
    const first = lines.indexOf(box.closest("[data-line]"));
    const column = boxes(lines[first]).indexOf(box);
    words.replace(/\r?\n$/, "").split(/\r?\n/).forEach((row, down) => {
      const line = lines[first + down];
      if (!line) return;
      row.split("\t").forEach((cell, across) => {
        const other = boxes(line)[column + across];
        const amount = cents(cell);
        if (other && amount !== null) { other.value = typed(amount); follow(other); }
      });
    });
    before.set(box, values());
    sums();
  });
})();
