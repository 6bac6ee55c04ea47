/* What the console does only with JavaScript: it keeps pages fresh, and goes elsewhere by a letter. Everything else works without. */
(() => {
  "use strict";
  const LATE = 3;
  let paused = false;
  let failed = 0;
  let seen = new Date();

  const zone = document.documentElement.dataset;
  const clock = (time) => {
    try {
      return time.toLocaleTimeString("en-GB", { timeZone: zone.zone, hourCycle: "h23" }) + " " + zone.zoneWord;
    } catch {
      // A browser that is older than the zone.
      return time.toISOString().slice(11, 19) + " UTC";
    }
  };

  function button(words, act) {
    const it = document.createElement("button");
    it.type = "button";
    it.className = "secondary outline";
    it.textContent = words;
    it.addEventListener("click", () => act(it));
    return it;
  }

  function say() {
    for (const line of document.querySelectorAll("[data-fresh]")) {
      const late = failed >= LATE;
      line.classList.toggle("note", late);
      line.querySelector("span").textContent =
        (late ? "Not live since " : paused ? "Paused at " : "Live · ") + clock(seen);
    }
  }

  /* Nobody who looks elsewhere or reads is disturbed. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.closest("[data-live]") && (paused || document.hidden)) {
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
    const pause = button("Pause", (it) => {
      paused = !paused;
      it.textContent = paused ? "Go on" : "Pause";
      say();
    });
    line.replaceChildren(document.createElement("span"), " ", pause);
  }
  say();

  /* One letter leads to a tab, ? to the help and / to the filters; whoever writes or has turned letters off is not carried away. */
  const OFF = "letters-off";
  const letters = () => window.localStorage.getItem(OFF) === null;

  function show() {
    for (const link of document.querySelectorAll("[data-key]")) {
      if (letters()) {
        link.setAttribute("aria-keyshortcuts", link.dataset.key);
      } else {
        link.removeAttribute("aria-keyshortcuts");
      }
    }
    for (const place of document.querySelectorAll("[data-letters]")) {
      place.querySelector("span").textContent = letters() ? "Letters are on." : "Letters are off in this browser.";
      place.querySelector("button").textContent = letters() ? "Turn them off" : "Turn them on";
    }
  }

  /* Whoever has begun to fill in a form loses nothing by a letter beside it. */
  const changed = (field) =>
    field.matches("select")
      ? [...field.options].some((option) => option.selected !== option.defaultSelected) && field.selectedIndex !== 0
      : field.matches("[type=checkbox], [type=radio]")
        ? field.checked !== field.defaultChecked
        : field.value !== field.defaultValue;
  const begun = () => [...document.querySelectorAll("main form[method=post] :is(input, textarea, select)")].some(changed);

  document.addEventListener("keydown", (event) => {
    const writes = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    if (writes || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || !letters() || begun()) {
      return;
    }
    const to =
      event.key === "/"
        ? document.querySelector("main form:is(.filter, .find) :is(input:not([type=hidden]), select)")
        : document.querySelector('[data-key="' + CSS.escape(event.key) + '"]');
    if (to) {
      event.preventDefault();
      to.focus();
      if (event.key !== "/") {
        to.click();
      }
    }
  });

  for (const place of document.querySelectorAll("[data-letters]")) {
    const turn = button("", () => {
      if (letters()) {
        window.localStorage.setItem(OFF, "");
      } else {
        window.localStorage.removeItem(OFF);
      }
      show();
    });
    place.replaceChildren(document.createElement("span"), " ", turn);
  }
  show();

  /* All rows of a page are ticked at once, or none. */
  for (const form of document.querySelectorAll("form[data-rows]")) {
    const boxes = [...form.elements].filter((it) => it.type === "checkbox");
    const all = button("Tick all " + boxes.length + " on this page", () => {
      const tick = !boxes.every((box) => box.checked);
      boxes.forEach((box) => {
        box.checked = tick;
      });
    });
    form.querySelector("p").append(all);
  }

  /* Whoever looks for a time zone is offered their own. */
  for (const form of document.querySelectorAll("form[data-zones]")) {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const list = form.querySelector("select");
    if ([...list.options].some((option) => option.value === own)) {
      list.after(
        button("Take this browser's: " + own, () => {
          list.value = own;
        }),
      );
    }
  }

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
