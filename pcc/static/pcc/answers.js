// The answers beside a form that is being filled in: asked for again whenever something that they read has changed.
// Without this file the button "Check" gives the same answers.
const REST = 600;

function answering(form) {
  const place = document.getElementById(form.dataset.answers);
  let timer = 0;
  let asked = 0;

  async function ask() {
    const mine = ++asked;
    const body = new FormData(form);
    body.set("check", "1");
    try {
      const answer = await fetch(window.location.href, { method: "POST", body, credentials: "same-origin" });
      if (!answer.ok || answer.redirected || mine !== asked) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(place.id);
      // While a date is half typed there are no answers: those that stand there stay.
      if (fresh && fresh.childElementCount && mine === asked) place.replaceChildren(...fresh.childNodes);
    } catch {
      // No answer just now: the button still gives it.
    }
  }
  form.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, REST);
  });
}
document.querySelectorAll("form[data-answers]").forEach(answering);
