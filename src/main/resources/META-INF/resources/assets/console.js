/* What the console does only with JavaScript: it keeps pages fresh. Everything else works without. */
(() => {
  "use strict";
  const LATE = 3;
  let paused = false;
  let failed = 0;
  let seen = new Date();

  const clock = (time) => time.toISOString().slice(11, 19) + " UTC";
  const ticked = () => document.querySelector("main input[type=checkbox][data-row]:checked") !== null;

  function say() {
    for (const line of document.querySelectorAll("[data-fresh]")) {
      const late = failed >= LATE;
      line.classList.toggle("note", late);
      line.querySelector("span").textContent =
        (late ? "Not live since " : paused ? "Paused at " : ticked() ? "Waiting while rows are ticked, at " : "Live · ") + clock(seen);
    }
  }

  /* Nobody who looks elsewhere, reads or chooses is disturbed. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.closest("[data-live]") && (paused || document.hidden || ticked())) {
      event.preventDefault();
      say();
    }
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.target.closest("[data-live]")) {
      return;
    }
    if (event.detail.successful) {
      failed = 0;
      seen = new Date();
    } else {
      failed += 1;
      if (event.detail.xhr.status === 401) {
        window.location.assign("/console/sign-in");
      }
    }
    say();
  });

  for (const line of document.querySelectorAll("[data-fresh]")) {
    const text = document.createElement("span");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "secondary outline";
    button.textContent = "Pause";
    button.addEventListener("click", () => {
      paused = !paused;
      button.textContent = paused ? "Go on" : "Pause";
      say();
    });
    line.replaceChildren(text, " ", button);
  }
  document.addEventListener("change", say);
  say();
})();
