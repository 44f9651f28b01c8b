/* My work on a wide screen: a row opens beside the list instead of on a page of its own. Without this script, or on a phone,
   the row's link leads to the page. */
(() => {
  "use strict";
  const panel = document.getElementById("panel");
  if (!panel || !window.htmx) return;
  const wide = () => matchMedia("(min-width: 960px)").matches && !document.documentElement.classList.contains("elder");
  const rowOf = (el) => el.closest?.("#list [data-row]");
  const current = () => document.querySelector("#list [data-row][aria-current]");
  let shown = "";

  const mark = () => document.querySelectorAll("#list [data-row]").forEach((row) => {
    if (shown && row.querySelector("a.strong")?.getAttribute("href") === shown) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  });
  const open = (link, byKey) => {
    const href = link.getAttribute("href");
    if (href === shown) { panel.querySelector("[data-panel-title]")?.focus(); return; }
    shown = href;
    mark();
    window.htmx.ajax("GET", `${href}panel/`, { target: "#panel", swap: "innerHTML" }).then(() => {
      panel.scrollTop = 0;
      if (byKey) panel.querySelector("[data-panel-title]")?.focus();
    });
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#list a.strong");
    if (!link || !wide() || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(link, event.detail === 0);
  });
  /* j, k and Escape lead from the panel back into the list */
  document.addEventListener("keydown", (event) => {
    if (!panel.contains(document.activeElement) || document.activeElement.closest("input, textarea, select")) return;
    if (["j", "k", "Escape"].includes(event.key)) current()?.querySelector("a.strong")?.focus();
  }, true);
  document.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target.id === "list") mark(); });
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.target === panel && shown) location.assign(shown); /* the page says why */
  });
})();
