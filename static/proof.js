/* docflow: 核稿 while one types: a click leads to the words, a fix can be undone. */
(function () {
  "use strict";
  const { q, fill } = window.ow;
  const form = q("form[data-proof]"), list = q("[data-proof-list]"), typed = form && q("textarea[name=words]", form);
  let timer = 0, asked = null, held = "", wanted = false;

  function box(words) {
    const p = document.createElement("p");
    p.className = "msg error";
    p.setAttribute("role", "alert");
    p.textContent = words;
    return p;
  }
  /* said before anything is sent: a text that is too long is not even taken */
  function long() {
    const n = typed.value.length, file = q("[name=file]", form), other = q("[name=kept]", form) || (file && file.value);
    const words = n > typed.dataset.most && !other ? fill(typed.dataset.long, n) : "";
    typed.setCustomValidity(words);
    return words;
  }

  function look() {
    clearTimeout(timer);
    if (asked) asked.abort();
    if (long()) return (asked = null), (held = box(long()).outerHTML), show();
    const mine = (asked = new AbortController()), data = new FormData();
    new FormData(form).forEach((value, name) => typeof value === "string" && data.append(name, value));
    list.setAttribute("aria-busy", "true");
    fetch(form.dataset.proof, { method: "POST", body: data, headers: { "X-Proof": "1" }, signal: mine.signal })
      .then((r) => (r.ok && !r.redirected ? r.text() : Promise.reject()))
      .catch(() => box(list.dataset.lost).outerHTML) /* what was found stood in another text */
      .then((html) => mine === asked && ((held = html), show()));
  }

  /* not over a reason that is being written: after it */
  function show() {
    list.removeAttribute("aria-busy");
    if (!held || q(".reply[open]", list)) return;
    list.innerHTML = held;
    held = "";
    const found = q("[role]", list), count = q("[data-proof-count]");
    count.hidden = !found;
    count.textContent = found && found.textContent;
    if (wanted) list.parentNode.scrollIntoView({ block: "nearest" });
    wanted = false;
  }

  /* where the words stand now: what was typed since has moved them */
  function place(button) {
    const field = document.getElementById(button.dataset.find), words = button.dataset.words;
    let at = +button.dataset.at, to = +button.dataset.to;
    if (!field) return null;
    if (words && field.value && field.value.slice(at, to) !== words) {
      const near = field.value.lastIndexOf(words, at), next = field.value.indexOf(words, at);
      at = near < 0 || (next >= 0 && next - at < at - near) ? next : near;
      if (at < 0) return null;
      to = at + words.length;
    }
    field.focus();
    if (!field.setSelectionRange || !field.value) return null;
    field.setSelectionRange(at, to);
    const line = parseFloat(getComputedStyle(field).lineHeight) || 24, columns = Math.max(20, field.clientWidth / 16);
    const rows = field.value.slice(0, at).split("\n").reduce((n, row) => n + Math.ceil((row.length + 1) / columns), 0);
    field.scrollTop = Math.max(0, (rows - 3) * line);
    field.scrollIntoView({ block: "nearest" });
    return field;
  }
  /* the browser's own way of typing, so that its undo takes the fix back */
  function take(button) {
    const field = place(button);
    if (!field) return;
    const fix = button.dataset.take;
    if (!document.execCommand(fix ? "insertText" : "delete", false, fix)) {
      field.setRangeText(fix, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    look();
  }

  /* on a phone the text stands behind a tab */
  function to(line) {
    const tab = q(".mtabs [data-tab=doc]");
    if (tab) tab.click();
    line.scrollIntoView({ block: "center" });
  }
  /* on the page of the paper: the line in the text beside it, its words marked */
  function inText(link) {
    const line = document.getElementById("line-" + link.dataset.line);
    if (!line) return false;
    to(line);
    const from = link.dataset.column - 1, text = line.firstChild, range = document.createRange();
    const fits = text && text.data.startsWith(link.dataset.words, from);
    range.setStart(text, fits ? from : 0);
    range.setEnd(text, fits ? from + link.dataset.words.length : text.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return true;
  }

  document.addEventListener("click", (e) => {
    const on = (s) => e.target.closest && e.target.closest(s);
    let el;
    if ((el = on("[data-take]"))) take(el);
    else if ((el = on("[data-find]"))) place(el);
    else if ((el = on("[data-line]"))) { if (inText(el)) e.preventDefault(); }
    else if (form && (el = on("[data-proof-now]"))) e.preventDefault(), (wanted = true), look();
  });
  const line = /^#line-\d+$/.test(location.hash) && q(location.hash);
  if (line) to(line);
  if (!form) return;

  form.addEventListener("input", () => {
    clearTimeout(timer);
    long();
    timer = setTimeout(look, 700);
  });
  list.addEventListener("toggle", show, true);
  /* an answer beside the field: sent without leaving what is typed */
  document.addEventListener("submit", (e) => {
    const reply = e.target;
    if (!reply.matches("form[data-reply]")) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    const old = q(".msg", reply);
    if (old) old.remove();
    fetch(reply.action, { method: "POST", body: new FormData(reply), headers: { "X-Proof": "1" } })
      .then((r) => r.text().then((html) => [r.ok && !r.url.includes("/login/"), html]))
      .then(([ok, html]) => {
        if (ok) return (reply.parentNode.open = false), look();
        const said = new DOMParser().parseFromString(html, "text/html").querySelector("#errs li, [role=alert]");
        return said ? reply.append(box(said.textContent)) : Promise.reject();
      })
      .catch(() => reply.append(box(list.dataset.unsaid)));
  }, true);
  if (typed.value.trim()) look();
})();
