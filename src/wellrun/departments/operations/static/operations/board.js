// The open bed board is told what changes. Without it the page is as it was when it was loaded.
"use strict";

const board = document.querySelector("[data-stream]");

function put(element, markup) {
  const held = document.createElement("template");
  held.innerHTML = markup.trim();
  element.replaceWith(held.content);
}

function take(told) {
  for (const [id, markup] of Object.entries(told.rows)) {
    const row = document.getElementById(id);
    if (row) put(row, markup);
  }
  const figures = document.getElementById("figures");
  if (figures) put(figures, told.figures);
  const sentence = document.getElementById("sentence");
  if (sentence) sentence.textContent = told.sentence;
}

// Said at most every ten seconds, so that nobody who listens to the page is talked down.
let said = 0;

function announce(words) {
  const told = document.getElementById("told");
  if (!told || Date.now() - said < 10000) return;
  said = Date.now();
  told.textContent = "";
  setTimeout(() => { told.textContent = words; }, 50);
}

// What would free most beds is worked out anew at most once a minute, and never under the hands of who is using it.
let renewal = 0;

function renew() {
  if (renewal) return;
  renewal = setTimeout(async () => {
    renewal = 0;
    const panel = document.querySelector("[data-renewed]");
    if (!panel || panel.querySelector("details[open]") || panel.contains(document.activeElement)) return;
    const answer = await fetch(panel.dataset.renewed);
    if (answer.ok) put(panel, await answer.text());
  }, 60000);
}

// A patient is dragged to another bed, and the page of the bed asks once more before anybody is moved. A press on a
// mark leads to its bed. Both are short ways only: by keyboard and on a phone the list of beds does the same.
const TAKES = ":is(.bed-ready, .bed-held)[data-spot]";
const HOLDS = "[data-spot]:not(.bed-ready, .bed-held, .bed-clean, .bed-shut)";
let dragged = null;

function lead(spot, to) {
  const path = spot.split("|").map(encodeURIComponent).join("/");
  const onto = to ? `&to=${encodeURIComponent(to)}` : "";
  location.assign(`${board.dataset.beds}bed/${path}/?${board.dataset.where}${onto}`);
}

if (board && "beds" in board.dataset) {
  board.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-spot]");
    if (mark) lead(mark.dataset.spot);
  });
  board.addEventListener("dragstart", (event) => {
    dragged = "moves" in board.dataset ? event.target.closest(HOLDS) : null;
    if (!dragged) {
      event.preventDefault();
      return;
    }
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    board.classList.add("dragging");
  });
  board.addEventListener("dragover", (event) => {
    if (dragged && event.target.closest(TAKES)) event.preventDefault();
  });
  board.addEventListener("drop", (event) => {
    const onto = dragged && event.target.closest(TAKES);
    if (!onto) return;
    event.preventDefault();
    lead(dragged.dataset.spot, onto.dataset.spot);
  });
  board.addEventListener("dragend", () => {
    dragged = null;
    board.classList.remove("dragging");
  });
}

if (board && window.EventSource) {
  const source = new EventSource(`${board.dataset.stream}&number=${board.dataset.board}`);
  let reloading = false;
  source.onmessage = (event) => {
    if ("wall" in board.dataset) {
      // A screen on the wall has no reader who would lose a place in it.
      if (!reloading) setTimeout(() => location.reload(), 800);
      reloading = true;
      return;
    }
    const told = JSON.parse(event.data);
    take(told);
    announce(told.told);
    renew();
  };
  addEventListener("pagehide", () => source.close());
}
