/* docflow: the register's own: the column chooser as a dialog, and the second step of selecting. */
(function () {
  "use strict";
  const { q, qa } = window.ow;

  /* ---- a page of its own, shown as a dialog; without the network it is opened as the page ---- */
  function fetched(link) {
    const known = q("#" + link.dataset.fetch);
    if (known) return known.open || known.showModal();
    fetch(link.href, { headers: { "HX-Request": "true" } })
      .then((r) => (r.ok && !r.redirected ? r.text() : Promise.reject(r)))
      .then((html) => {
        const dialog = document.createElement("dialog"), head = document.createElement("h2");
        dialog.id = link.dataset.fetch;
        head.id = dialog.id + "-h";
        head.textContent = link.dataset.title;
        dialog.setAttribute("aria-labelledby", head.id);
        dialog.innerHTML = html;
        dialog.prepend(head);
        document.body.append(dialog);
        dialog.showModal();
        const first = q("input:not([type=hidden]):not(:disabled)", dialog);
        if (first) first.focus();
      })
      .catch(() => location.assign(link.href));
  }

  /* ---- up and down move the line at once; the focus stays on the button ---- */
  function move(button) {
    const line = button.closest("li"), other = button.name === "up" ? line.previousElementSibling : line.nextElementSibling;
    if (other) button.name === "up" ? other.before(line) : other.after(line);
    button.focus();
    line.scrollIntoView({ block: "nearest" });
  }

  /* ---- the second step of selecting takes the whole list; one row less takes it back ---- */
  const every = q(".every"), count = q("[data-count]");
  function step() {
    const boxes = qa("[data-row] .c-x input"), whole = boxes.length > 0 && boxes.every((b) => b.checked);
    every.hidden = !whole;
    const all = q("input", every);
    if (!whole) all.checked = false;
    if (all.checked && count.textContent !== every.dataset.said) count.textContent = every.dataset.said;
  }
  if (every && count) {
    new MutationObserver(step).observe(count, { childList: true });
    every.addEventListener("change", () => (count.textContent = q("input", every).checked ? every.dataset.said : window.ow.fill(window.ow.texts().selected, qa("[data-row].sel").length)));
    step();
  }

  document.addEventListener("click", (e) => {
    const on = (s) => e.target.closest && e.target.closest(s);
    let el;
    if ((el = on("[data-fetch]"))) e.preventDefault(), fetched(el);
    else if ((el = on("[data-columns] [name=up], [data-columns] [name=down]"))) e.preventDefault(), move(el);
  });
  document.addEventListener("submit", (e) => {
    const dialog = "download" in e.target.dataset && e.target.closest("dialog");
    if (dialog) setTimeout(() => dialog.close(), 0);
  });
})();
