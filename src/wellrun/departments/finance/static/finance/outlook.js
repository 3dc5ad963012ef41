// What a slider stands at is said beside it while it is moved. What follows from it, the server reckons.
"use strict";

for (const slider of document.querySelectorAll(".sliders input[type=range]")) {
  const said = document.querySelector(`output[for="${slider.id}"]`);
  if (said) slider.addEventListener("input", () => { said.textContent = `${Number(slider.value).toLocaleString()} %`; });
}
