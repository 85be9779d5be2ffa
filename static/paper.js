/* docflow: the document page. Blanks of a phrase filled from what was picked, the page in sight. */
(function () {
  "use strict";
  const qa = (s, r) => Array.from((r || document).querySelectorAll(s));
  const BLANK = /\{([^{}]*)\}/g;

  /* a blank takes what stands in its field, with the word after it; the server does the same for what is left */
  function picked() {
    const found = {};
    qa("[data-blank]").forEach((f) => {
      const value = f.value.trim().replace(/[、,，;；]+$/, "");
      if (value) found[f.dataset.blank] = value + (f.dataset.after || "");
    });
    return found;
  }
  document.addEventListener("click", (e) => {
    const b = e.target.closest && e.target.closest("[data-phrase]");
    if (!b || !b.dataset.phrase.includes("{")) return;
    const whole = (b.dataset.template = b.dataset.template || b.dataset.phrase), known = picked();
    b.dataset.phrase = whole.replace(BLANK, (all, name) => known[name] || all);
  }, true);

  /* a long route shows where the paper is */
  const now = document.querySelector(".route .now");
  if (now) now.parentElement.scrollLeft = now.offsetLeft - now.parentElement.offsetLeft - 60;

  /* come from the inbox by key 1: the stock phrase it names stands there, and Ctrl+Enter sends it */
  const op = document.querySelector("#op"), say = /^#say-([%\w]+)$/.exec(location.hash);
  const phrase = say && qa("[data-phrase]").find((p) => p.dataset.phrase.startsWith(decodeURIComponent(say[1])));
  if (phrase && op && !op.value) {
    history.replaceState(null, "", location.pathname + location.search);
    phrase.click();
  }

  /* the thumbnail of the page in sight */
  let timer = 0;
  document.addEventListener("scroll", (e) => {
    const pane = e.target;
    if (!pane.matches || !pane.matches(".pages") || timer) return;
    timer = setTimeout(() => {
      timer = 0;
      const top = pane.getBoundingClientRect().top + 80;
      const page = qa("img[id]", pane).find((p) => p.getBoundingClientRect().bottom > top);
      if (page) qa(".th a").forEach((a) => a.getAttribute("href") === "#" + page.id ? a.setAttribute("aria-current", "true") : a.removeAttribute("aria-current"));
    }, 120);
  }, true);
})();
