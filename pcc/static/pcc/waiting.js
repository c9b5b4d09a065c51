// Answers and marks of a panel member on their way to the office: sent as they are given, and again until one arrives.
//
// What waits lies on the phone only in cipher: the key comes with a page of the member's own and is never kept, so that
// the next user of a shared phone finds nothing to read. Leaving, signing out, another member, or a day takes it away;
// until then it waits for its member, should their session have ended meanwhile.

const PREFIX = "pcc-waiting-";
const LONGEST = 24 * 60 * 60 * 1000;
const GIVES_UP = 10 * 1000;
const LONGEST_PAUSE = 30 * 1000;

let store = null;
try {
  store = window.localStorage;
} catch {
  store = null; // a browser that keeps nothing: answers then wait in the page alone
}

const waiting = new Map(); // by the key under which a resend is known
let owner = "";
let secret = null;
let sending = null;
let pause = 0; // milliseconds until the next try; more than nothing when the last one failed
let trouble = ""; // why nothing can be sent now, in words for the member
let note = ""; // what became of something that is not coming back
let hear = () => {};
let ahead = 0; // how far the office's clock is ahead of the phone's, which may be set to anything
let lastAt = 0;

// ``now`` is the office's time at the making of the page, in seconds. ``listener`` is called after every change with what
// to tell the member: {words, savedAt, rest}.
export async function begin(whose, key, now, listener) {
  owner = whose;
  ahead = now * 1000 - Date.now();
  hear = listener;
  if (!owner) return forget(kept().filter(isOver));
  if (window.crypto.subtle) {
    secret = await window.crypto.subtle.importKey("raw", plain(key), "AES-GCM", false, ["encrypt", "decrypt"]);
    for (const name of kept()) await unlock(name);
  } else {
    forget(kept()); // without cipher nothing is kept
  }
  tell();
  window.addEventListener("online", again);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) again();
  });
  again();
}

// ``slot`` is what is answered: a later answer to the same takes the place of one that still waits.
export function wait(slot, url, body) {
  for (const [key, item] of waiting) {
    if (item.slot === slot) drop(key);
  }
  const key = uuid();
  lastAt = Math.max(Math.round(Date.now() + ahead), lastAt + 1); // two answers are never of one moment
  const item = { slot, url, body: { ...body, key, given: lastAt }, at: Date.now() };
  waiting.set(key, item);
  note = "";
  lock(key, item);
  again();
}

export function stillWaiting() {
  return [...waiting.values()];
}

// Sends what waits, the oldest first, and ends when nothing waits or nothing can be sent now.
export function send() {
  sending ??= sendAll().finally(() => {
    sending = null;
    tell();
    if (waiting.size && !trouble) setTimeout(send, pause || 1000);
  });
  return sending;
}

export function wipe() {
  waiting.clear();
  forget(kept());
}

export async function post(url, body) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), GIVES_UP);
  try {
    return await fetch(url, {
      method: "POST",
      headers: {
        Accept: "application/json",
        "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value,
      },
      body: new URLSearchParams(body),
      credentials: "same-origin",
      redirect: "manual",
      keepalive: true,
      signal: stop.signal,
    });
  } finally {
    clearTimeout(timer);
  }
}

function again() {
  trouble = "";
  if (waiting.size) send();
}

async function sendAll() {
  while (waiting.size && !trouble) {
    const [key, item] = waiting.entries().next().value;
    let reply = null;
    let words = {};
    try {
      reply = await post(item.url, item.body);
      if (reply.ok || reply.status === 409) words = await reply.json();
    } catch {
      reply = null; // no signal, or it broke off: perhaps it arrived, and the key will tell
    }
    if (!reply || reply.status >= 500 || reply.status === 429) {
      pause = Math.min((pause || 1000) * 2, LONGEST_PAUSE);
      return;
    }
    if (reply.type === "opaqueredirect" || reply.status === 403) {
      trouble = "You are signed out. Ask for a new code: your answers are sent when you come back.";
      return;
    }
    pause = 0;
    drop(key);
    if (words.refused) note = words.refused;
    else if (!reply.ok) note = "This file is not open any more. You did nothing wrong.";
    else if (words.kept === "late") {
      note = "The session has closed. Your answers wait for the person who runs the panel.";
    }
    tell(words.at, words.rest);
  }
}

function tell(savedAt = "", rest = "") {
  const parts = [trouble || note];
  if (waiting.size && (pause || trouble)) {
    parts.push(trouble ? "" : "No signal.", `${waitingWords()}.`, trouble ? "" : "You can go on. Keep this page open.");
  }
  hear({ words: parts.filter(Boolean).join(" "), savedAt, rest });
}

function waitingWords() {
  const marks = stillWaiting().filter((item) => item.slot.startsWith("mark")).length;
  const parts = [counted(waiting.size - marks, "answer"), counted(marks, "mark")];
  return `${parts.filter(Boolean).join(" and ")} waiting to send`;
}

function counted(number, noun) {
  return number ? `${number} ${noun}${number === 1 ? "" : "s"}` : "";
}

function kept() {
  return store ? Object.keys(store).filter((name) => name.startsWith(PREFIX)) : [];
}

function forget(names) {
  for (const name of names) store?.removeItem(name);
}

function drop(key) {
  waiting.delete(key);
  forget([PREFIX + key]);
}

async function lock(key, item) {
  if (!store || !secret) return;
  const iv = window.crypto.getRandomValues(new Uint8Array(12));
  const words = new TextEncoder().encode(JSON.stringify(item));
  const data = await window.crypto.subtle.encrypt({ name: "AES-GCM", iv }, secret, words);
  if (!waiting.has(key)) return; // sent or replaced meanwhile
  try {
    store.setItem(PREFIX + key, JSON.stringify({ owner, at: item.at, iv: coded(iv), data: coded(data) }));
  } catch {
    // no room on the phone: it waits in the page alone
  }
}

function isOver(name) {
  try {
    return !(Date.now() - JSON.parse(store.getItem(name)).at < LONGEST);
  } catch {
    return true;
  }
}

async function unlock(name) {
  try {
    const box = JSON.parse(store.getItem(name));
    if (box.owner !== owner || isOver(name)) throw new Error("somebody else's, or too old");
    const words = await window.crypto.subtle.decrypt({ name: "AES-GCM", iv: plain(box.iv) }, secret, plain(box.data));
    waiting.set(name.slice(PREFIX.length), JSON.parse(new TextDecoder().decode(words)));
  } catch {
    forget([name]);
  }
}

function uuid() {
  const bytes = window.crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function coded(bytes) {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}

function plain(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
