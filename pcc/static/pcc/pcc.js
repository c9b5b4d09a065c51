// What scripts add. Every page works without this file.
import {
  Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, PasswordInput, Radios, ServiceNavigation, SkipLink, createAll,
} from "./govuk-frontend-6.6.0.min.js";

for (const component of [
  Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, PasswordInput, Radios, ServiceNavigation, SkipLink,
]) {
  createAll(component);
}

// A menu closes when the person goes elsewhere or presses Escape.
for (const menu of document.querySelectorAll("details.pcc-menu")) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

// A running job: fetch this page again and renew the one piece, until the job has ended.
function watch(piece) {
  const wait = Number(piece.dataset.seconds || 2) * 1000;
  setTimeout(async () => {
    let fresh = null;
    try {
      const answer = await fetch(window.location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
      if (answer.redirected) return window.location.reload();
      if (answer.ok) {
        fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(piece.id);
        if (!fresh) return window.location.reload(); // the job has ended and the page no longer speaks of it
      }
    } catch {
      fresh = null; // no network for now: what is shown stays, and the next try comes
    }
    if (!fresh) return watch(piece);
    if (fresh.dataset.module !== "pcc-progress") return window.location.reload();
    for (const part of [".pcc-progress__words", ".pcc-progress__label"]) {
      const [old, now] = [piece.querySelector(part), fresh.querySelector(part)];
      if (old && now && old.textContent !== now.textContent) old.replaceChildren(...now.childNodes);
    }
    const [bar, freshBar] = [piece.querySelector("progress"), fresh.querySelector("progress")];
    if (bar && freshBar) {
      bar.max = freshBar.max;
      bar.value = freshBar.value;
    } else if (freshBar) {
      piece.querySelector(".pcc-progress__words").before(freshBar);
    }
    return watch(piece);
  }, wait);
}
document.querySelectorAll('[data-module="pcc-progress"]').forEach(watch);

// On a phone a long form stands folded before what it narrows; at a desk it is always open, without a handle.
const narrow = window.matchMedia("(max-width: 40rem)");
function fold() {
  for (const part of document.querySelectorAll('[data-module="pcc-fold"]')) part.open = !narrow.matches;
}
narrow.addEventListener("change", fold);
fold();

// Paper has no way to unfold: print with all numbers open.
const unfolded = new Set();
window.addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("main details:not([open])")) {
    part.open = true;
    unfolded.add(part);
  }
});
window.addEventListener("afterprint", () => {
  for (const part of unfolded) part.open = false;
  unfolded.clear();
});
