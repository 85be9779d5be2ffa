/* docflow: progress, lost answers, the way back. A line after 300 ms, a sentence after 8 s; one post at a time. */
(function () {
  "use strict";
  const { q, qa, say, typing } = window.ow;
  let line = 0, late = 0;
  function busy(on) {
    clearTimeout(line);
    clearTimeout(late);
    const bar = q("#busy"), main = q("main");
    if (bar && !on) bar.classList.remove("on");
    if (main) on ? main.setAttribute("aria-busy", "true") : main.removeAttribute("aria-busy");
    if (!on) return;
    line = setTimeout(() => bar && bar.classList.add("on"), 300);
    late = setTimeout(() => say("slow"), 8000);
  }
  window.ow.busy = busy;
  /* ---- no network, or the last draft could not be kept: ask first whether anybody answers. A browser that gets no
     answer to a form puts its own page in the place of what was typed. ---- */
  const sure = new WeakSet();
  document.addEventListener("submit", (e) => {
    const form = e.target, button = e.submitter;
    if (form.method !== "post" || sure.has(form) || (navigator.onLine !== false && !("lost" in form.dataset))) return;
    e.preventDefault();
    fetch(q("script[src]").src, { method: "HEAD", cache: "no-store" }).then(() => {
      delete form.dataset.lost;
      sure.add(form);
      form.requestSubmit(button && button.form === form ? button : undefined);
      sure.delete(form);
    }, () => say("held", "", "error"));
  }, true);

  document.addEventListener("submit", (e) => {
    const form = e.target;
    if (e.defaultPrevented || form.method !== "post" || "download" in form.dataset) return;
    if ("sent" in form.dataset) return e.preventDefault();
    form.dataset.sent = "";
    setTimeout(() => delete form.dataset.sent, 8000);
    busy(true);
  });
  window.addEventListener("pageshow", () => {
    busy(false);
    qa("form[data-sent]").forEach((f) => delete f.dataset.sent);
  });
  /* ---- a field that has the focus from the start: a scanner writes over what was typed before ---- */
  const typed = q("input[autofocus]");
  if (typed && typed.value) typed.select();
  /* ---- Ctrl+Z within ten seconds: the way back that stands in the sentence about what was just done ---- */
  document.addEventListener("keydown", (e) => {
    const back = (e.ctrlKey || e.metaKey) && !e.shiftKey && e.code === "KeyZ" && q("#status [data-undo]");
    if (!back || typing(e.target) || performance.now() > 10000) return;
    e.preventDefault();
    back.click();
  });
  document.addEventListener("htmx:beforeRequest", () => busy(true));
  document.addEventListener("htmx:afterRequest", () => busy(false));
  document.addEventListener("htmx:responseError", (e) => say("failed", e.detail.xhr.status, "error"));
  document.addEventListener("htmx:sendError", () => say("offline", "", "error"));
})();
