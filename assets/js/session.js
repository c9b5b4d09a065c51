// Warns before a session ends for want of use, and lets people stay. A page opened in another tab counts as use.

const notice = document.getElementById("session-notice");
const idle = Number(notice.dataset.idleSeconds) * 1000;
const warn = Number(notice.dataset.warnSeconds) * 1000;
const channel = "BroadcastChannel" in window ? new BroadcastChannel("pcc-session") : null;
let usedAt = Date.now();
let said = "";

function say(when) {
  if (when === said) return;
  said = when;
  for (const part of notice.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== when;
  if (when === "") notice.close();
  else if (!notice.open) notice.showModal();
}

function used() {
  usedAt = Date.now();
  say("");
}

async function stay() {
  try {
    const reply = await fetch(notice.dataset.url, {
      method: "POST",
      headers: { "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value },
      credentials: "same-origin",
      redirect: "error",
    });
    if (!reply.ok) throw new Error("ended");
    used();
    channel?.postMessage("used");
  } catch {
    say("ended");
  }
}

notice.querySelector("[data-stay]").addEventListener("click", stay);
notice.querySelector("[data-close]").addEventListener("click", () => notice.close());
notice.addEventListener("cancel", () => {
  if (said === "soon") stay();
});

if (channel) {
  channel.onmessage = used;
  channel.postMessage("used");
}

setInterval(() => {
  const quiet = Date.now() - usedAt;
  if (quiet >= idle) say("ended");
  else if (quiet >= idle - warn && said === "") say("soon");
}, 1000);
