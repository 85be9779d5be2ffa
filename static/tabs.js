/* docflow: Tab, then a digit: the tabs of the workbench. Before ow.js, where 1 alone agrees. */
(function () {
  "use strict";
  let since = 0;
  document.addEventListener("keydown", (e) => {
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(e.code), soon = Date.now() - since < 1500;
    since = e.key === "Tab" && !e.shiftKey && !e.ctrlKey && !e.altKey && !e.metaKey ? Date.now() : 0;
    const field = /^(TEXTAREA|SELECT)$/.test(e.target.tagName) || (e.target.tagName === "INPUT" && e.target.type !== "checkbox");
    if (!digit || !soon || field || document.documentElement.dataset.keys === "off" || document.querySelector("dialog[open]")) return;
    const link = document.querySelectorAll("[data-tabs] a")[digit[1] - 1];
    if (!link) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    link.click();
  }, true);
})();
