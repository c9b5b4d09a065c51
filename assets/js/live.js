// A board that renews itself while somebody looks at it. Without this file the page is as good: it is loaded again.
// After ten minutes without a touch it stops, so that an empty desk does not keep a session alive.
const REST = 10 * 60 * 1000;

function live(piece) {
  const switched = document.querySelector(`[data-live-of="${piece.id}"]`);
  const box = switched.querySelector("input");
  const words = switched.querySelector("[data-live-words]");
  let touched = Date.now();
  switched.hidden = false;
  for (const kind of ["pointerdown", "keydown", "scroll"]) {
    document.addEventListener(kind, () => { touched = Date.now(); }, { passive: true });
  }

  async function renew() {
    if (!box.checked || document.hidden) return;
    if (Date.now() - touched > REST) {
      box.checked = false;
      words.textContent = "Stopped after ten minutes without a touch.";
      return;
    }
    if (piece.contains(document.activeElement)) return; // nothing is taken from under somebody's hands
    try {
      const answer = await fetch(window.location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
      if (answer.redirected) return window.location.reload();
      if (!answer.ok) throw new Error(answer.status);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(piece.id);
      if (!fresh) return;
      const changed = fresh.textContent.trim() !== piece.textContent.trim();
      if (changed) piece.replaceChildren(...fresh.childNodes);
      const time = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
      words.textContent = changed ? `Changed at ${time}.` : `Nothing new at ${time}.`;
    } catch {
      words.textContent = "No answer just now: what is shown stays, and the next try comes.";
    }
  }
  setInterval(renew, Number(piece.dataset.seconds || 60) * 1000);
}
document.querySelectorAll('[data-module="pcc-live"]').forEach(live);
