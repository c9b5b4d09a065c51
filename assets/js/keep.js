// Keeps what somebody types in a public form, so that nothing is lost when the page is closed by mistake.
// Without this file the button "Keep it for an hour" does the same.
function keeps(form) {
  const words = form.querySelector("[data-kept]");
  let waiting = null;
  let dirty = false;

  async function keep() {
    clearTimeout(waiting);
    if (!dirty) return;
    dirty = false;
    const typed = new FormData(form);
    typed.set("keep", "1");
    for (const field of form.querySelectorAll('input[type="file"]')) typed.delete(field.name);
    try {
      const answer = await fetch(window.location.pathname, {
        method: "POST", body: typed, headers: { "X-Kept-By": "script" }, credentials: "same-origin", keepalive: true,
      });
      if (!answer.ok) throw new Error(answer.status);
      const time = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
      words.textContent = `Kept in this browser at ${time}, for an hour.`;
    } catch {
      dirty = true;
      words.textContent = "It could not be kept just now. Do not close this page before you send it.";
    }
  }
  form.addEventListener("input", () => {
    dirty = true;
    clearTimeout(waiting);
    waiting = setTimeout(keep, 3000);
  });
  form.addEventListener("submit", () => { dirty = false; });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
}
document.querySelectorAll('[data-module="pcc-keep"]').forEach(keeps);
