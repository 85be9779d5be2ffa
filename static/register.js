/* docflow: the register form. The carrier says which urgency list applies; the others are hidden. */
(function () {
  "use strict";
  const { q, qa } = window.ow;
  function lists(urgency) {
    const carrier = q("#" + urgency.dataset.carrier);
    if (!carrier) return;
    const fit = qa("option", urgency).filter((o) => {
      const on = (o.dataset.for || "").split(" ").includes(carrier.value);
      o.hidden = o.disabled = !on;
      return on;
    });
    if (!fit.includes(urgency.selectedOptions[0]) && fit.length) urgency.value = fit[0].value;
  }
  qa("select[data-carrier]").forEach((urgency) => {
    const carrier = q("#" + urgency.dataset.carrier);
    carrier.addEventListener("change", () => lists(urgency));
    lists(urgency);
  });
})();
