// Keeps what is typed into a form as a draft: two seconds after typing stops, and when a field is left.
// The page works the same without it, by the button "Keep what I typed".

const QUIET = 2000;

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const status = form.querySelector("[data-autosave-status]");
  let timer = 0;
  let last = words(form);
  let sending = false;

  function words() {
    const typed = new FormData(form);
    typed.delete("csrfmiddlewaretoken");
    return new URLSearchParams(typed).toString();
  }

  function say(text) {
    if (status.textContent !== text) status.textContent = text;
  }

  async function keep() {
    clearTimeout(timer);
    const now = words();
    if (now === last || sending) return;
    sending = true;
    say("Saving…");
    try {
      const body = new FormData(form);
      body.set("keep", "1");
      const reply = await fetch(location.pathname + location.search, {
        method: "POST",
        headers: { "X-Kept-By": "script" },
        body,
        credentials: "same-origin",
        redirect: "error",
      });
      if (!reply.ok) throw new Error("not kept");
      last = now;
      say(await reply.text());
    } catch {
      say(navigator.onLine ? "Could not save. What you typed is still on this page." : "Not saved: you are offline.");
    }
    sending = false;
    if (words() !== last) timer = setTimeout(keep, QUIET);
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, QUIET);
  });
  form.addEventListener("focusout", keep);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    sending = true; // what is being saved is no draft any more
  });
}
