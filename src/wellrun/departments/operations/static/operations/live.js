// An open board is told that something has changed, and asks for the part of itself that is new. Without it the page is
// as it was when it was loaded.
"use strict";

const told = document.querySelector("[data-told]");
let asking = false;
let newest = 0;

function board() {
  return document.querySelector("[data-live]");
}

// Nobody loses what they are about to press or have typed: the board waits for them.
function busy(held) {
  return held.querySelector("details[open]") || (held.contains(document.activeElement) && document.activeElement !== held);
}

function announce(words) {
  if (!told) return;
  told.textContent = "";
  setTimeout(() => { told.textContent = words; }, 50);
}

async function refresh() {
  const held = board();
  if (asking || !held || newest <= Number(held.dataset.live)) return;
  if (busy(held)) {
    setTimeout(refresh, 2000);
    return;
  }
  asking = true;
  let soon = 500;
  try {
    const answer = await fetch(held.dataset.part, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok || answer.redirected) throw new Error("not for this reader any more");
    const made = document.createElement("template");
    made.innerHTML = (await answer.text()).trim();
    const words = held.dataset.words;
    if (!busy(held)) held.replaceWith(made.content);
    announce(words);
  } catch {
    // The way is closed, or the session has ended: nobody is asked over and over.
    soon = 15000;
  } finally {
    asking = false;
    setTimeout(refresh, soon);
  }
}

if (board() && board().dataset.stream && window.EventSource) {
  const source = new EventSource(`${board().dataset.stream}&number=${board().dataset.live}`);
  source.onmessage = (event) => {
    newest = Number(event.data);
    refresh();
  };
  addEventListener("pagehide", () => source.close());
}
