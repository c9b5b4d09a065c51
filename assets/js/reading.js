// Pages of panel members. Every one works without this file; with it a file and its questions are one page that needs no
// signal between its loading and its end.

import { begin, post, send, stillWaiting, wait, wipe } from "./waiting.js";

const LEFT = "pcc-left";
const page = document.querySelector('[data-module="pcc-reading"]');
const file = page.querySelector("[data-file]");
const told = page.querySelector("[data-phone]");
const saved = page.querySelector("[data-saved]");

function hear({ words, savedAt, rest }) {
  told.hidden = !words;
  if (told.textContent !== words) told.textContent = words;
  if (saved && savedAt) saved.textContent = rest ? `Saved ${savedAt}. ${rest}` : `Saved ${savedAt}`;
  if (finishing && !stillWaiting().length) finish();
}

// Leaving

function left() {
  try {
    return window.localStorage.getItem(LEFT);
  } catch {
    return null;
  }
}

function noteLeft(is) {
  try {
    if (is) window.localStorage.setItem(LEFT, "1");
    else window.localStorage.removeItem(LEFT);
  } catch {
    // a browser that keeps nothing
  }
}

function flushed() {
  return Promise.race([send(), new Promise((done) => setTimeout(done, 3000))]);
}

async function leave() {
  page.hidden = true;
  if (stillWaiting().length) await flushed();
  const lost = stillWaiting().length;
  wipe();
  noteLeft(true); // until the office has heard of it, whoever opens a page here next is not this member
  await sayGoodbye(lost);
}

async function sayGoodbye(lost) {
  let reply = null;
  try {
    reply = await post(page.dataset.leave, {});
  } catch {
    return showGone(lost);
  }
  if (reply.type !== "opaqueredirect") return showGone(lost);
  noteLeft(false);
  window.location.replace(page.dataset.code);
}

function showGone(lost) {
  const heading = document.createElement("h1");
  heading.className = "govuk-heading-l";
  heading.tabIndex = -1;
  heading.textContent = "You have left";
  const words = document.createElement("p");
  words.className = "govuk-body";
  words.textContent = "There is no signal now. Nothing of the file or of your answers is left on this phone.";
  const about = document.createElement("p");
  about.className = "govuk-body";
  about.textContent = lost
    ? `${lost === 1 ? "1 answer was" : `${lost} answers were`} not sent. You can answer again when you come back.`
    : "What you saved stays saved.";
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  document.querySelector("main").replaceChildren(heading, words, about, token);
  document.querySelector(".pcc-back")?.remove();
  document.querySelector(".pcc-account")?.remove();
  document.querySelector(".pcc-navigation")?.remove();
  document.title = "You have left";
  window.history.replaceState(null, "", window.location.pathname);
  heading.focus();
  window.addEventListener("online", () => sayGoodbye(lost), { once: true });
}

for (const form of page.querySelectorAll("[data-leaves]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    leave();
  });
}
for (const form of document.querySelectorAll(".pcc-account form")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (stillWaiting().length) await flushed();
    wipe();
    form.submit();
  });
}

// Left in one window, nothing is read on in another.
window.addEventListener("storage", (event) => {
  if (event.key !== LEFT || !event.newValue || !page.dataset.owner) return;
  document.querySelector("main").replaceChildren();
  window.location.replace(page.dataset.code);
});

// The size of the words

for (const form of page.querySelectorAll("[data-sizes]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const size = event.submitter.value;
    page.className = `pcc-reading pcc-reading--${size}`;
    for (const button of form.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button === event.submitter));
    }
    post(form.action, { size }).catch(() => {}); // without signal it holds for this page
  });
}

// The steps of a file: its text, each question, what was said. The address names the step, so that Back works.

const steps = file ? [...file.querySelectorAll("[data-step]")] : [];
const back = document.querySelector(".pcc-back a");
const firstBack = back && { text: back.textContent, url: back.getAttribute("href") };
const firstTitle = document.title;
let finishing = false;

function stepOf(hash) {
  return Math.max(0, steps.findIndex((step) => step.dataset.step === hash.slice(1)));
}

function show({ focus = true } = {}) {
  const now = stepOf(window.location.hash);
  steps.forEach((step, place) => {
    step.hidden = place !== now;
  });
  const heading = steps[now].querySelector("h1");
  document.title = firstTitle.replace(/^.*? – /, `${heading.textContent} – `);
  back.textContent = now ? "Back" : firstBack.text;
  back.setAttribute("href", now ? `#${steps[now - 1].dataset.step}` : firstBack.url);
  saved.hidden = now === 0;
  const anchor = now === 0 && window.location.hash ? document.getElementById(window.location.hash.slice(1)) : null;
  if (!focus) return;
  if (anchor) anchor.scrollIntoView();
  else window.scrollTo(0, 0);
  (anchor || heading).focus({ preventScroll: true });
}

function next(step) {
  window.location.hash = steps[steps.indexOf(step) + 1].dataset.step;
  show();
}

// Questions

function saidOn(form) {
  return { value: form.querySelector("[name=value]:checked")?.value || "", why: form.querySelector("[name=why]")?.value || "" };
}

function showSaid(place, form) {
  const chosen = form.querySelector("[name=value]:checked");
  const words = chosen ? form.querySelector(`label[for="${chosen.id}"]`).textContent.trim() : "Skipped";
  file.querySelector(`[data-said="${place}"]`).textContent = words;
}

function startQuestion(step) {
  const place = step.dataset.place;
  const form = step.querySelector("form");
  let last = JSON.stringify(saidOn(form));
  function keep() {
    const said = saidOn(form);
    if (!said.value || JSON.stringify(said) === last) return;
    last = JSON.stringify(said);
    saved.textContent = "";
    showSaid(place, form);
    wait(`answer ${file.dataset.save} ${place}`, file.dataset.save, { place, ...said });
  }
  form.addEventListener("change", () => {
    amiss(form, "");
    keep();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!saidOn(form).value) return amiss(form, "Pick an answer, or choose “I can't tell”. You can also skip it.");
    keep();
    next(step);
  });
  step.querySelector("[data-skip]").setAttribute("href", `#${steps[steps.indexOf(step) + 1].dataset.step}`);
}

function amiss(form, words) {
  const group = form.querySelector(".govuk-radios").closest(".govuk-form-group");
  group.querySelector("[data-amiss]")?.remove();
  group.classList.toggle("govuk-form-group--error", Boolean(words));
  if (!words) return;
  const error = document.createElement("p");
  error.className = "govuk-error-message";
  error.setAttribute("role", "alert");
  error.dataset.amiss = "";
  error.textContent = words;
  group.querySelector(".govuk-radios").before(error);
  form.querySelector("[name=value]").focus();
}

// What waited from before is what the member said last.
function showWaiting() {
  for (const { slot, url, body } of stillWaiting()) {
    if (slot.startsWith("answer") && url === file.dataset.save) {
      const form = file.querySelector(`[data-place="${body.place}"] form`);
      const choice = form?.querySelector(`[name=value][value="${body.value}"]`);
      if (!choice) continue;
      choice.checked = true;
      const why = form.querySelector("[name=why]");
      if (why) why.value = body.why;
      showSaid(body.place, form);
    } else if (url === file.dataset.mark) {
      showTone(file.querySelector(`[data-sentence="${body.sentence}"]`), body.tone);
    }
  }
}

async function finish() {
  const form = file.querySelector("[data-finish]");
  finishing = false;
  let reply = null;
  try {
    reply = await post(form.action, {});
  } catch {
    finishing = true;
    hear({ words: "No signal. Keep this page open: your file is handed in when there is signal." });
    setTimeout(() => finishing && finish(), 5000);
    return;
  }
  window.location.assign(reply.type === "opaqueredirect" ? form.dataset.done : form.action);
}

// Marks

const TONES = { COLD: "This felt cold", KIND: "This felt kind" };

function showTone(sentence, tone) {
  if (!sentence) return;
  sentence.dataset.tone = TONES[tone] ? tone : "";
  sentence.classList.toggle("pcc-sentence--cold", tone === "COLD");
  sentence.classList.toggle("pcc-sentence--kind", tone === "KIND");
  sentence.querySelector(".pcc-sentence__tone").textContent = TONES[tone] ? ` (${TONES[tone].toLowerCase()})` : "";
}

function askTone(sentence) {
  const open = file.querySelector(".pcc-tones");
  const again = open?.dataset.of === sentence.dataset.sentence;
  open?.remove();
  if (again) return;
  const bar = document.createElement("div");
  bar.className = "pcc-tones";
  bar.dataset.of = sentence.dataset.sentence;
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "How did this sentence feel?");
  const choices = Object.entries(TONES);
  if (sentence.dataset.tone) choices.push(["NONE", "Take my mark away"]);
  for (const [tone, words] of choices) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `pcc-tones__choice pcc-tones__choice--${tone.toLowerCase()}`;
    button.textContent = words;
    button.addEventListener("click", () => {
      showTone(sentence, tone);
      bar.remove();
      wait(`mark ${file.dataset.mark} ${bar.dataset.of}`, file.dataset.mark, { sentence: bar.dataset.of, tone });
    });
    bar.append(button);
  }
  sentence.closest("p").after(bar);
  bar.firstElementChild.focus({ preventScroll: true });
}

// Police words

function explain(link) {
  const paragraph = link.closest("p");
  const old = paragraph.nextElementSibling?.matches(".pcc-meaning") ? paragraph.nextElementSibling : null;
  old?.remove();
  if (old?.dataset.of === link.hash) return;
  const entry = document.getElementById(link.hash.slice(1));
  const meaning = document.createElement("p");
  meaning.className = "pcc-meaning";
  meaning.dataset.of = link.hash;
  meaning.setAttribute("role", "status");
  const word = document.createElement("strong");
  word.textContent = entry.querySelector("dt").textContent;
  meaning.append(word, `: ${entry.querySelector("dd").textContent}`);
  paragraph.after(meaning);
}

function startFile() {
  for (const part of file.querySelectorAll("[data-with-script]")) part.hidden = false;
  for (const link of file.querySelectorAll("[data-to]")) link.setAttribute("href", `#${link.dataset.to}`);
  steps.filter((step) => step.dataset.place).forEach(startQuestion);
  file.addEventListener("click", (event) => {
    const word = event.target.closest(".pcc-word");
    const sentence = event.target.closest(".pcc-sentence");
    if (word) {
      event.preventDefault();
      explain(word);
    } else if (sentence) {
      askTone(sentence);
    }
  });
  file.querySelector("[data-finish]").addEventListener("submit", (event) => {
    event.preventDefault();
    finishing = true;
    if (stillWaiting().length) send();
    else finish();
  });
  // Without signal a page that is left cannot be opened again: this one has everything.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!navigator.onLine && link && link.pathname !== window.location.pathname) stay(event);
  });
  document.addEventListener("submit", (event) => {
    if (!navigator.onLine && !event.defaultPrevented) stay(event);
  });
  window.addEventListener("hashchange", () => show());
  show({ focus: Boolean(window.location.hash) });
}

function stay(event) {
  event.preventDefault();
  hear({ words: "There is no signal now. Stay on this page: you can read and answer here." });
}

async function open() {
  if (left()) {
    if (!page.dataset.owner) noteLeft(false);
    else {
      page.hidden = true;
      wipe();
      const reply = await post(page.dataset.leave, {}).catch(() => null);
      if (reply?.type !== "opaqueredirect") return showGone(0);
      noteLeft(false);
      return window.location.reload();
    }
  }
  if (file) startFile();
  await begin(page.dataset.owner, page.dataset.secret, Number(page.dataset.now), hear);
  if (file) showWaiting();
}

open();
