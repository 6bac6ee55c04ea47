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

  /* A list that is sent shows how much of it is; the answer is the page that the browser would have shown. */
  for (const form of document.querySelectorAll("form[data-upload]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const shown = form.querySelector("[data-progress]");
      const bar = shown.querySelector("progress");
      const words = shown.querySelector("[data-sent]");
      const button = form.querySelector("button");
      const request = new XMLHttpRequest();
      shown.hidden = false;
      button.disabled = true;
      request.upload.addEventListener("progress", (sent) => {
        const part = Math.min(99, Math.floor((100 * sent.loaded) / sent.total));
        bar.value = part;
        words.textContent = part < 99 ? part + " % sent" : "Nearly all sent; the rest of the rows is being read";
      });
      request.addEventListener("load", () => {
        if (request.status === 200 && request.responseURL) {
          window.location.assign(request.responseURL);
        } else {
          const page = new DOMParser().parseFromString(request.responseText, "text/html");
          document.querySelector("main").replaceWith(page.querySelector("main"));
        }
      });
      request.addEventListener("error", () => {
        button.disabled = false;
        words.textContent = "The connection broke off. Send the list again under the same name.";
      });
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "text/html");
      request.send(new FormData(form));
    });
  }
})();
