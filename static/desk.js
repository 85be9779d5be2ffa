/* docflow: what makes a form quick: lookup, numbers, kinds, phrases, previous paper, draft, files.
   Every field also works by plain typing, because the server accepts the text. */
(function () {
  "use strict";
  const { q, qa, say, texts, fill, onward } = window.ow;
  const tell = (el, type) => el.dispatchEvent(new Event(type, { bubbles: true }));
  const token = (form) => (q("[name=csrfmiddlewaretoken]", form) || q("[name=csrfmiddlewaretoken]") || {}).value || "";

  /* ---- lookup: the ARIA combobox over a list that the server sends ---- */
  let made = 0;
  function combo(input) {
    const list = document.createElement("ul"), note = document.createElement("span"), id = "lb" + ++made;
    list.className = "lb";
    list.id = id;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", (input.labels && input.labels[0] ? input.labels[0].textContent : input.name).trim());
    note.className = "visually-hidden";
    note.setAttribute("role", "status");
    input.after(list, note);
    input.parentElement.classList.add("pop");
    Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list", autocomplete: "off" })
      .forEach(([k, v]) => input.setAttribute(k, v));
    const twin = () => input.dataset.hidden && input.form.elements[input.dataset.hidden];
    const multi = "multi" in input.dataset;
    const parts = () => (multi ? /^([^]*[、,，;；])?([^]*)$/.exec(input.value).slice(1) : ["", input.value]);
    let timer = 0, call = null, waiting = false, wanted = false;

    const options = () => qa("[role=option]:not([aria-disabled])", list);
    const active = () => q('[aria-selected="true"]', list);
    function choose(li) {
      options().forEach((o) => o.setAttribute("aria-selected", String(o === li)));
      if (!li) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", li.id);
      li.scrollIntoView({ block: "nearest" });
    }
    function close() {
      list.replaceChildren();
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }
    function stop() {
      clearTimeout(timer);
      if (call) call.abort();
      waiting = wanted = false;
    }
    function take(li) {
      const label = li.dataset.label || li.textContent.trim();
      input.value = multi ? (parts()[0] || "") + label + "、" : label;
      if (twin()) twin().value = li.dataset.value || "";
      if (li.dataset.code) input.dataset.code = li.dataset.code;
      close();
      tell(input, "change");
    }
    function ask() {
      const term = (parts()[1] || "").trim();
      if (!term) return stop(), close();
      call = new AbortController();
      const url = input.dataset.url + (input.dataset.url.includes("?") ? "&" : "?") + "q=" + encodeURIComponent(term);
      fetch(url, { signal: call.signal, headers: { "HX-Request": "true" } })
        .then((r) => (r.ok ? r.text() : ""))
        .then((html) => {
          waiting = false;
          list.innerHTML = html;
          options().forEach((o, i) => (o.id = id + "-" + i));
          if (!options().length && texts().nothing) {
            list.innerHTML = '<li role="option" aria-disabled="true"></li>';
            list.firstChild.textContent = texts().nothing;
          }
          input.setAttribute("aria-expanded", String(list.childElementCount > 0));
          note.textContent = options().length ? fill(texts().options, options().length) : texts().nothing || "";
          choose(options()[0]);
          if (wanted) finish();
        })
        .catch(() => (waiting = wanted = false));
    }
    function finish() {
      wanted = false;
      if (active()) take(active());
      if (!multi && document.activeElement === input && input.form) onward(input);
    }
    /* a list is added to: the next name stands behind the last one */
    function behind() {
      const had = input.value.trim();
      if (had && !/[、,，;；]$/.test(had)) input.value = had + "、";
      input.setSelectionRange(input.value.length, input.value.length);
    }
    if (multi) {
      input.addEventListener("focus", behind);
      input.addEventListener("blur", () => (input.value = input.value.replace(/[、,，;；\s]+$/, "")));
      if (document.activeElement === input) behind();
    }
    input.addEventListener("input", (e) => {
      if (e.isComposing) return;
      delete input.dataset.code;
      if (twin()) twin().value = "";
      stop();
      waiting = true;
      timer = setTimeout(ask, 120);
    });
    input.addEventListener("compositionend", () => tell(input, "input"));
    input.addEventListener("keydown", (e) => {
      if (e.isComposing || e.keyCode === 229 || e.ctrlKey || e.metaKey || e.altKey) return;
      const all = options(), at = all.indexOf(active());
      if (e.key === "ArrowDown" || e.key === "ArrowUp") {
        e.preventDefault();
        if (!all.length && input.value) return ask();
        choose(all[(at + (e.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
      } else if (e.key === "Enter" && waiting && input.value.trim()) {
        e.preventDefault(); /* typed faster than the network: take the answer when it is here */
        wanted = true;
      } else if (e.key === "Enter" && active()) {
        e.preventDefault();
        finish();
      } else if (e.key === "Escape" && all.length) {
        e.preventDefault();
        close();
      }
    });
    list.addEventListener("mousedown", (e) => {
      const li = e.target.closest("[role=option]:not([aria-disabled])");
      e.preventDefault();
      if (li) take(li);
    });
    input.addEventListener("blur", () => setTimeout(() => document.activeElement === input || (stop(), close()), 150));
  }

  /* ---- 212 becomes 云发改〔2026〕212号 when the sender's code is known; 2025-7 names the year ---- */
  function number(field) {
    const m = /^(?:(\d{4})[-/ ])?(\d{1,5})$/.exec(field.value.trim());
    const from = qa("[data-combo][data-code]", field.form)[0];
    const code = field.dataset.code || (from && from.dataset.code);
    if (!m || !code) return;
    field.value = code + "〔" + (m[1] || new Date().getFullYear()) + "〕" + +m[2] + "号";
    tell(field, "input");
  }

  /* ---- the kind stands at the end of the title: data-kinds is {"请示": "request", …} ---- */
  function kind(title) {
    const field = title.form.elements[title.dataset.kindFromTitle || "kind"];
    if (!field || field.dataset.chosen) return;
    const kinds = title.dataset.kinds ? JSON.parse(title.dataset.kinds)
      : Object.fromEntries(Array.from(field.options || []).filter((o) => o.value).map((o) => [o.text.trim(), o.value]));
    const words = title.value.trim().replace(/[（(][^（(]*[）)]$/, "");
    const hit = Object.keys(kinds).filter((k) => words.endsWith(k)).sort((a, b) => b.length - a.length)[0];
    if (!hit || field.value === kinds[hit]) return;
    field.value = kinds[hit];
    field.classList.add("auto");
    tell(field, "change");
  }

  /* ---- ;1 becomes the first phrase ---- */
  function expand(field) {
    const at = field.selectionStart, m = /[;；]([1-9])$/.exec(field.value.slice(0, at || 0));
    const source = m && qa("[data-phrase]")[m[1] - 1];
    if (source) field.setRangeText(source.dataset.phrase, at - 2, at, "end");
  }

  function previous(field) {
    if (!field.dataset.prev) return;
    field.value = field.dataset.prev;
    field.classList.add("auto");
    if (field.dataset.prevCode) field.dataset.code = field.dataset.prevCode;
    const twin = field.dataset.hidden && field.form.elements[field.dataset.hidden];
    if (twin && field.dataset.prevValue) twin.value = field.dataset.prevValue;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    keep(field.form);
  }
  function today(field) {
    const d = new Date(), two = (n) => String(n).padStart(2, "0");
    field.value = d.getFullYear() + "-" + two(d.getMonth() + 1) + "-" + two(d.getDate());
    tell(field, "input");
    tell(field, "change");
  }

  document.addEventListener("keydown", (e) => {
    const t = e.target;
    if (!(e.ctrlKey || e.metaKey) || e.altKey || !t.form) return;
    if (e.code === "KeyD" && (e.shiftKey || "prev" in t.dataset) && q("[data-prev]", t.form)) {
      e.preventDefault();
      e.shiftKey ? qa("[data-prev]", t.form).forEach(previous) : previous(t);
    } else if (e.code === "Semicolon" && (t.type === "date" || "date" in t.dataset)) {
      e.preventDefault();
      today(t);
    }
  });
  document.addEventListener("click", (e) => {
    const b = e.target.closest && e.target.closest("[data-copy-previous]");
    if (b && b.form) e.preventDefault(), qa("[data-prev]", b.form).forEach(previous);
  });
  document.addEventListener("input", (e) => {
    const t = e.target;
    if (e.isTrusted && !e.isComposing && t.setRangeText && /^(text|textarea|search)$/.test(t.type)) expand(t);
    if (e.isTrusted) t.classList.remove("auto");
    if (t.form) keep(t.form);
  });
  document.addEventListener("change", (e) => {
    const t = e.target;
    if (!t.dataset) return;
    if ("docno" in t.dataset) number(t);
    if ("kindFromTitle" in t.dataset) kind(t);
    else if (e.isTrusted && t.tagName === "SELECT") t.dataset.chosen = "1";
    if (t.form) keep(t.form);
  });

  /* ---- draft: every 5 s while there is something new, and when the page is left ---- */
  const fresh = new Set();
  function keep(form) {
    if (form.dataset.autosave) fresh.add(form);
  }
  function save(form, leaving) {
    fresh.delete(form);
    const body = new URLSearchParams(Array.from(new FormData(form)).filter(([, v]) => typeof v === "string"));
    const line = q("[data-autosave-status]", form) || q("[data-autosave-status]");
    const large = () => line && (line.textContent = texts().large);
    if (String(body).length > 1e6) return large(); /* more than is taken at all */
    return fetch(form.dataset.autosave, { method: "POST", body, keepalive: !!leaving, headers: { "X-CSRFToken": token(form) } })
      .then((r) => {
        if (r.status === 413) return large();
        if (r.status === 422) return r.text().then((why) => line && (line.textContent = why)); /* not to be kept */
        if (!r.ok || r.redirected) throw new Error(String(r.status)); /* redirected: logged out meanwhile */
        if ("lost" in form.dataset) delete form.dataset.lost, q("#status").replaceChildren();
        const now = new Date();
        if (line) line.textContent = fill(texts().saved, [now.getHours(), now.getMinutes()].map((n) => String(n).padStart(2, "0")).join(":"));
      })
      .catch(() => leaving || (fresh.add(form), "lost" in form.dataset || say("offline", "", "error"), (form.dataset.lost = ""))); /* said once */
  }
  setInterval(() => fresh.forEach((f) => (f.isConnected ? save(f) : fresh.delete(f))), 5000);
  document.addEventListener("submit", (e) => e.defaultPrevented || fresh.delete(e.target));
  document.addEventListener("visibilitychange", () => document.hidden && fresh.forEach((f) => save(f, true)));
  window.addEventListener("pagehide", () => fresh.forEach((f) => save(f, true)));

  /* ---- files: drop, paste or choose; the answer goes beside the form and fills empty fields ---- */
  function suggest(zone, target) {
    const form = q(zone.dataset.form || "form[data-submit]");
    qa("template[data-fill]", target).forEach((t) => {
      const field = form && form.elements[t.getAttribute("name")];
      const value = t.getAttribute("value");
      if (!field || !value || (field.value && !field.classList.contains("auto") && !("default" in field.dataset))) return;
      field.value = value;
      if (field.value !== value) return;
      field.classList.add("auto");
      if (t.dataset.code) field.dataset.code = t.dataset.code;
      const twin = field.dataset.hidden && form.elements[field.dataset.hidden];
      if (twin && t.dataset.value) twin.value = t.dataset.value;
      tell(field, "change");
    });
  }
  function upload(zone, files) {
    const input = q("input[type=file]", zone), target = q(zone.dataset.target || ".pv", zone.dataset.target ? document : zone);
    if (!zone.dataset.upload || !target || !files.length) return;
    const body = new FormData(), form = q(zone.dataset.form || "form[data-submit]");
    ["key", "drafted"].forEach((n) => form && form.elements[n] && body.append(n, form.elements[n].value)); /* whose draft it is */
    Array.from(files).forEach((f) => body.append((input && input.name) || "file", f));
    qa("input:checked, select", target).forEach((i) => body.append(i.name, i.value)); /* files sent before stay */
    zone.setAttribute("aria-busy", "true");
    window.ow.busy(true);
    say("uploading");
    fetch(zone.dataset.upload, { method: "POST", body, headers: { "X-CSRFToken": token(), "HX-Request": "true" } })
      .then((r) => {
        if ((!r.ok && r.status !== 422) || r.redirected) throw new Error(String(r.status));
        return r.text().then((html) => {
          target.innerHTML = html;
          if (window.htmx) window.htmx.process(target);
          q("#status").replaceChildren();
          if (!r.ok) return;
          if (input) input.value = ""; /* it is stored: do not send it twice */
          suggest(zone, target);
        });
      })
      .catch((e) => (/^\d+$/.test(e.message) ? say("failed", e.message, "error") : say("offline", "", "error")))
      .finally(() => (zone.removeAttribute("aria-busy"), window.ow.busy(false)));
  }
  function receive(zone, files) {
    const input = q("input[type=file]", zone);
    if (!files.length || !input) return;
    const box = new DataTransfer();
    Array.from(files).slice(0, input.multiple ? 20 : 1).forEach((f) => box.items.add(f));
    input.files = box.files;
    upload(zone, input.files);
  }
  function dropzone(zone) {
    const over = (on) => (e) => (e.preventDefault(), zone.classList.toggle("over", on));
    zone.addEventListener("dragover", over(true));
    zone.addEventListener("dragleave", over(false));
    zone.addEventListener("drop", (e) => (over(false)(e), receive(zone, e.dataTransfer.files)));
    zone.addEventListener("change", (e) => e.target.type === "file" && upload(zone, e.target.files));
  }
  document.addEventListener("paste", (e) => {
    const zone = q("[data-drop]");
    if (zone && e.clipboardData && e.clipboardData.files.length) e.preventDefault(), receive(zone, e.clipboardData.files);
  });

  function dress(root) {
    qa("[data-combo]", root).forEach((i) => i.getAttribute("role") === "combobox" || combo(i));
    qa("[data-drop]", root).forEach((z) => "ready" in z.dataset || ((z.dataset.ready = ""), dropzone(z)));
  }
  dress(document);
  document.addEventListener("htmx:load", (e) => dress(e.detail.elt));
})();
