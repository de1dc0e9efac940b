"use strict";
// What the pages do without it takes a page more each time; with it, hearts and lists change in
// place. Pages come whole from the server, where every text is escaped: parts of them are taken over
// as they are, and nothing is made of texts here.
(() => {
  const page = async (address) => {
    const answer = await fetch(address, { headers: { accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };

  // Where a change shows in several places, they are all taken from the page as it is now.
  const refresh = async () => {
    const live = [...document.querySelectorAll("[data-live]")];
    if (live.length === 0) return;
    const now = await page(location.href);
    for (const part of live) {
      const renewed = now.getElementById(part.id);
      if (!renewed) continue;
      const at = document.activeElement;
      const had = part.contains(at) ? at : null;
      part.replaceWith(renewed);
      if (had === null) continue;
      // Whoever was at a button or a link is at the same one again.
      const alike = (one) => one.tagName === had.tagName
        && ["aria-label", "href", "id"].every((name) => one.getAttribute(name) === had.getAttribute(name));
      const same = [...renewed.querySelectorAll("a, button")].find(alike);
      (same ?? document.getElementById("main")).focus({ preventScroll: true });
    }
  };

  const pressed = (form, is) => {
    for (const other of document.querySelectorAll("form.heart")) {
      if (other.dataset.change !== form.dataset.change) continue;
      const button = other.querySelector("button");
      button.setAttribute("aria-pressed", String(is));
      button.value = is ? "remove" : "add";
    }
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset.change) return;
    event.preventDefault();
    const button = form.querySelector("button[name=change]");
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    const adds = button.value === "add";
    try {
      const answer = await fetch(form.dataset.change, { method: adds ? "PUT" : "DELETE" });
      if (!answer.ok) throw new Error(String(answer.status));
      if (form.classList.contains("heart")) pressed(form, adds);
    } catch {
      // The page that the server makes of it says what is wrong.
      const again = document.createElement("input");
      again.type = "hidden";
      again.name = "change";
      again.value = adds ? "add" : "remove";
      form.append(again);
      form.submit();
      return;
    } finally {
      button.removeAttribute("aria-busy");
    }
    // The change is made: what cannot be shown now is shown by the next page.
    await refresh().catch(() => {});
  });

  // The next page of a grid is fetched when its end comes near.
  const watch = () => {
    const next = document.getElementById("next");
    if (!next) return;
    const nearby = new IntersectionObserver(async ([entry]) => {
      if (!entry.isIntersecting) return;
      nearby.disconnect();
      try {
        const more = await page(next.href);
        document.querySelector("#images .grid").append(...more.querySelectorAll("#images .grid > li"));
        const after = more.getElementById("next");
        if (after) {
          next.href = after.getAttribute("href");
          watch();
        } else {
          next.closest("p").remove();
        }
      } catch {
        // The link stays, and leads there.
      }
    }, { rootMargin: "800px" });
    nearby.observe(next);
  };
  watch();

  // One list of choices is open at a time, and Escape closes it.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.facet[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    for (const open of document.querySelectorAll("details.facet[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });

  for (const button of document.querySelectorAll("button.copy")) {
    const text = button.parentElement.querySelector("textarea");
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text.value);
      button.textContent = "Copied";
    });
  }

  // While the model learns, the line about it follows; the page changes once, when that is over.
  const follow = async () => {
    const form = document.getElementById("learning");
    if (form?.dataset.state !== "learning") return;
    await new Promise((done) => setTimeout(done, 700));
    try {
      const training = await (await fetch("/api/v1/training")).json();
      if (training.state !== "learning") {
        await refresh();
      } else {
        const seconds = document.querySelector("#learning .seconds");
        if (seconds) seconds.textContent = String(Math.round(training.seconds));
      }
    } catch {
      // The next time, perhaps.
    }
    follow();
  };
  follow();
})();
