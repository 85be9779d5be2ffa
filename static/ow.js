/* docflow: keys, rows, dialogs, progress. No eval, nothing inline, no words of its own: they are in #texts. */
(function () {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  const q = (s, r) => (r || document).querySelector(s);
  const qa = (s, r) => Array.from((r || document).querySelectorAll(s));
  const seen = (el) => el.offsetParent !== null || el.getClientRects().length > 0;
  const texts = () => (q("#texts") || root).dataset;
  const fill = (text, n) => (text || "").replace(/\{[nt]\}/, n);

  function say(key, n, level) {
    const box = q("#status");
    if (!box || !texts()[key]) return;
    const p = document.createElement("p");
    p.className = level || "info";
    p.textContent = fill(texts()[key], n);
    box.replaceChildren(p);
  }
  window.ow = { q, qa, say, texts, fill };

  /* ---- where am I: in a field, composing, in a dialog ---- */
  const BUTTONS = /^(checkbox|radio|button|submit|reset|file|range|color|image)$/;
  const typing = (t) =>
    t.isContentEditable || t.tagName === "TEXTAREA" || t.tagName === "SELECT" ||
    (t.tagName === "INPUT" && !BUTTONS.test(t.type));
  window.ow.typing = typing;
  const scope = () => q("dialog[open]") || document;

  /* ---- rows: the focus row is a really focused link ---- */
  const rows = () => qa("[data-row]").filter(seen);
  let index = -1, anchor = -1;
  function current() {
    const list = rows(), at = list.findIndex((r) => r.classList.contains("cur"));
    return at < 0 ? null : list[at];
  }
  function mark(row) {
    qa("[data-row].cur").forEach((r) => r !== row && r.classList.remove("cur"));
    row.classList.add("cur");
    index = rows().indexOf(row);
  }
  function go(step) {
    const list = rows();
    if (!list.length) return false;
    const at = list.findIndex((r) => r.classList.contains("cur"));
    const row = list[Math.max(0, Math.min(list.length - 1, at + step))];
    mark(row);
    const link = q("a.t", row) || q("a[href], button", row);
    if (link) link.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    return true;
  }
  const box = (row) => q("input[type=checkbox]", row);
  function counted() {
    const picked = qa("[data-row]").filter((r) => {
      const on = !!box(r) && box(r).checked;
      r.classList.toggle("sel", on);
      return on;
    }).length;
    qa("[data-count]").forEach((el) => (el.textContent = picked ? fill(texts().selected, picked) : texts().none || ""));
    qa("[data-batch]").forEach((b) => (b.disabled = !picked));
    return picked;
  }
  function pick(row, range) {
    const list = rows(), at = list.indexOf(row);
    if (range && anchor >= 0) {
      list.slice(Math.min(anchor, at), Math.max(anchor, at) + 1).forEach((r) => box(r) && (box(r).checked = true));
    } else if (box(row)) {
      box(row).checked = !box(row).checked;
    }
    anchor = at;
    counted();
  }

  /* ---- phrases: append, never replace; the first blank is selected ---- */
  function phrase(button, byMouse) {
    const form = button.closest("form") || document;
    const op = q("#" + (button.dataset.for || "op")) || q("[data-op], textarea", form);
    if (!op) return;
    const start = op.value.length, text = button.dataset.phrase;
    op.value += text;
    op.dispatchEvent(new Event("input", { bubbles: true }));
    const blank = /\{[^}]*\}/.exec(text);
    if (blank || byMouse) {
      op.focus();
      const from = blank ? start + blank.index : op.value.length;
      op.setSelectionRange(from, blank ? from + blank[0].length : from);
    }
  }

  /* ---- pages of the original ---- */
  function turn(step) {
    const pane = q(".pages"), list = pane ? qa("img, [data-page]", pane) : [];
    if (!list.length) return false;
    const top = pane.getBoundingClientRect().top;
    let at = list.findIndex((p) => p.getBoundingClientRect().bottom > top + 60);
    at = Math.max(0, Math.min(list.length - 1, (at < 0 ? list.length - 1 : at) + step));
    list[at].scrollIntoView({ block: "start" });
    thumb(list[at].id);
    return true;
  }
  function thumb(id) {
    qa(".th a").forEach((a) =>
      a.getAttribute("href") === "#" + id ? a.setAttribute("aria-current", "true") : a.removeAttribute("aria-current"));
  }

  function open(id) {
    const dialog = q("#" + id);
    if (!dialog || !dialog.showModal || dialog.open) return false;
    dialog.showModal();
    return true;
  }
  /* F1: how this page is used, fetched when first asked for; without the network the keys */
  function pageHelp() {
    if (q("dialog[open]") || open("page-help")) return;
    fetch("/help/?page=" + encodeURIComponent(location.pathname))
      .then((r) => (r.ok && !r.redirected ? r.text() : ""), () => "")
      .then((html) => (document.body.insertAdjacentHTML("beforeend", html), open("page-help") || open("help")));
  }
  function press(el) {
    if (el.disabled || el.getAttribute("aria-disabled") === "true") return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName) && !BUTTONS.test(el.type)) {
      el.focus();
      if (el.select) el.select();
    } else if (el.tagName === "DETAILS") {
      el.open = true;
      (q("input:not([type=hidden]), select, textarea, button", el) || q("summary", el)).focus();
    } else {
      el.click();
    }
  }
  function send(target, next) {
    const inner = q("dialog[open] form:not([method=dialog])");
    if (!inner && typing(target) && target.form && !target.form.matches("[data-submit]")) return; /* the search field */
    const form = inner || (target.closest && target.closest("form[data-submit]")) || q("form[data-submit]");
    if (!form) return;
    const buttons = Array.from(form.elements).filter((b) => b.type === "submit" && !b.disabled);
    const button = next ? buttons.find((b) => "next" in b.dataset) : buttons.find((b) => b.matches(".btn-primary")) || buttons[0];
    if (button) button.click();
  }
  /* Enter goes on to the next field; after the last one to the button */
  function onward(field) {
    const form = field.form;
    const list = Array.from(form.elements).filter((x) =>
      x === field || (!x.disabled && !x.readOnly && x.type !== "hidden" && x.type !== "file" && x.tagName !== "FIELDSET" &&
        (x.tagName !== "BUTTON" || x.matches(".btn-primary")) && seen(x) && !(x.type === "radio" && x.name === field.name)));
    const next = list[list.indexOf(field) + 1];
    if (!next) return;
    next.focus();
    if (next.select && !("multi" in next.dataset) && next.type !== "checkbox" && next.type !== "radio") next.select();
  }
  window.ow.onward = onward;

  let chord = "", chordAt = 0;
  function chorded(e) {
    const first = Date.now() - chordAt < 1500 ? chord : "";
    chord = "";
    if (first === "G") {
      const link = q('[data-go="' + e.code.replace("Key", "") + '"]');
      if (link) link.click();
      return !!link;
    }
    if (first === "*" && e.code === "KeyR") {
      rows().forEach((r) => box(r) && (box(r).checked = !!q(".lamp-red", r)));
      counted();
      return true;
    }
    if (e.key === "*" || (e.code === "KeyG" && !e.shiftKey)) {
      chord = e.key === "*" ? "*" : "G";
      chordAt = Date.now();
      return true;
    }
    return false;
  }

  /* One plain key, outside fields. True when it meant something. */
  function single(e) {
    const area = scope(), code = e.code, digit = /^(?:Digit|Numpad)([1-9])$/.exec(code);
    if (digit && !e.shiftKey) {
      const agree = digit[1] === "1" && current() && q("[data-agree]", current());
      if (agree) return agree.click(), true;
      const choice = qa("[data-phrase], [data-digit]", area).filter(seen)[digit[1] - 1];
      if (choice) choice.click();
      return !!choice;
    }
    if (area !== document) return false;
    if (e.key === "?" || e.key === "？" || (code === "Slash" && e.shiftKey)) return open("help");
    if (chorded(e)) return true;
    const row = current();
    if (code === "KeyJ" && rows().length) return go(1);
    if (code === "KeyK" && rows().length) return go(-1);
    if (code === "KeyX" && row) return pick(row, e.shiftKey), true;
    if (code === "KeyM") {
      const all = q("[data-read-all]");
      const one = all && counted() ? all : q("[data-read]", row || (rows().length ? rows()[0] : document));
      if (one) return one.click(), true;
    }
    if (code === "BracketLeft" || code === "BracketRight") return turn(code === "BracketLeft" ? -1 : 1);
    const op = code === "KeyO" && (q("#op") || q("[data-op]"));
    if (op) return op.focus(), true;
    if (e.shiftKey) return false;
    const found = qa('[data-key="' + code + '"]').sort((a, b) => seen(b) - seen(a))[0];
    if (found) press(found);
    return !!found;
  }

  document.addEventListener("keydown", (e) => {
    if (e.isComposing || e.keyCode === 229 || e.defaultPrevented) return;
    const t = e.target, ctrl = e.ctrlKey || e.metaKey;
    if (e.key === "Enter" && ctrl) return e.preventDefault(), send(t, e.shiftKey);
    if (e.key === "F1") return e.preventDefault(), pageHelp();
    if (e.key === "Escape") {
      const menu = q("details.umenu[open]");
      if (menu) return (menu.open = false), q("summary", menu).focus();
      if (location.hash === "#side") location.hash = "#main";
      if (typing(t)) t.blur();
      return;
    }
    if (e.key === "Enter" && !e.altKey && !e.shiftKey && t.form && t.form.matches("[data-submit]") &&
        !/^(TEXTAREA|BUTTON)$/.test(t.tagName) && !/^(submit|button|file)$/.test(t.type)) {
      return e.preventDefault(), onward(t);
    }
    if (ctrl || e.altKey || typing(t)) return;
    if ((e.key === "ArrowDown" || e.key === "ArrowUp") && scope() === document && t.type !== "radio") {
      if (go(e.key === "ArrowDown" ? 1 : -1)) e.preventDefault();
    } else if (e.key === "Enter" && t === document.body && current()) {
      const link = q("a.t", current());
      if (link) link.click();
    } else if (root.dataset.keys !== "off" && single(e)) {
      e.preventDefault();
    }
  });

  document.addEventListener("click", (e) => {
    const on = (s) => e.target.closest && e.target.closest(s);
    let el;
    if (location.hash === "#side" && !on(".side") && !on(".menu-btn")) location.hash = "#main";
    qa("details.umenu[open]").forEach((d) => d.contains(e.target) || (d.open = false));
    if ((el = on("[data-phrase]"))) phrase(el, e.detail > 0);
    else if ((el = on("[data-dialog]"))) { if (open(el.dataset.dialog)) e.preventDefault(); }
    else if ((el = on("[data-close]"))) { const d = el.closest("dialog"); if (d) e.preventDefault(), d.close(); }
    else if ((el = on("[data-back]"))) { if (history.length > 1) e.preventDefault(), history.back(); }
    else if ((el = on("[data-more]"))) el.setAttribute("aria-expanded", String(!el.closest(".fbar").classList.toggle("fold")));
    else if ((el = on(".th a"))) thumb(el.getAttribute("href").slice(1));
    else if ((el = on("[data-zoom-by]"))) {
      const pane = q(".pages");
      if (pane) pane.dataset.zoom = Math.max(0, Math.min(3, +(pane.dataset.zoom || 1) + +el.dataset.zoomBy));
    } else if ((el = on(".mtabs a[data-tab]"))) {
      e.preventDefault();
      q(".wb").dataset.tab = el.dataset.tab;
      qa(".mtabs a").forEach((a) => a.removeAttribute("aria-current"));
      el.setAttribute("aria-current", "true");
      const now = q(".route .now");
      if (now && now.parentElement.scrollTo) now.parentElement.scrollTo({ left: now.offsetLeft - now.parentElement.offsetLeft - 60 });
    }
  });
  document.addEventListener("focusin", (e) => {
    const row = e.target.closest && e.target.closest("[data-row]");
    if (row) mark(row);
  });

  /* a select that acts at once does so for the mouse; with keys it waits for Enter */
  let byKey = false;
  ["pointerdown", "focusin"].forEach((type) => document.addEventListener(type, () => (byKey = false), true));
  document.addEventListener("keydown", (e) => {
    byKey = e.target.tagName === "SELECT";
    if (byKey && e.key === "Enter" && e.target.form && "auto" in e.target.form.dataset) e.target.form.requestSubmit();
  }, true);
  document.addEventListener("change", (e) => {
    const t = e.target;
    if (t.matches("form[data-auto] select") && !byKey) t.form.requestSubmit();
    else if (t.matches("[data-all]")) {
      rows().forEach((r) => box(r) && (box(r).checked = t.checked));
      counted();
    } else if (t.closest("[data-row]")) counted();
  });

  /* ---- after htmx changed the page ---- */
  document.addEventListener("htmx:afterSettle", (e) => {
    counted();
    if (document.activeElement === document.body && index >= 0 && rows().length) {
      qa("[data-row].cur").forEach((r) => r.classList.remove("cur"));
      const list = rows(), row = list[Math.min(index, list.length - 1)];
      mark(row);
      const link = q("a.t", row);
      if (link) link.focus();
    }
    if (e.detail.xhr && e.detail.xhr.status === 422) wrong();
  });

  function wrong() {
    const first = q('main [aria-invalid="true"]') || q("#errs");
    if (first) first.focus();
  }
  qa(".fbar").forEach((f) => q("[data-more]", f) && f.classList.add("fold"));
  if (q("[data-batch], [data-count]")) counted();
  if (q("[data-first]")) go(1);
  if (q("[autofocus]")) requestAnimationFrame(() => requestAnimationFrame(wrong)); /* the browser's own comes first */
  else wrong();
})();
