/* A desk by keyboard: j and k walk the rows, / searches, ? explains; lists refresh when the page is seen and at rest.
   Anyone may switch the single keys off (they clash with some screen readers and with speech input). */
(() => {
  "use strict";
  const OFF = "doorstep:keys-off", REFRESH = 60000;
  const dialog = document.getElementById("keys"), search = document.querySelector("[data-search]");
  const off = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const typing = (el) => el.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, dialog, [contenteditable]");

  const walk = (by) => {
    const all = rows(), now = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[now < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, now + by))];
    const link = next?.querySelector("a");
    link?.focus();
    link?.scrollIntoView({ block: "nearest" });
  };
  const acts = {
    j: () => walk(1),
    k: () => walk(-1),
    x: () => document.activeElement.closest("[data-row]")?.querySelector("input[type=checkbox]")?.click(),
    "/": () => { search?.focus(); search?.select(); },
    "?": () => dialog?.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target === search) { search.blur(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || off() || typing(event.target)) return;
    const act = acts[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  const opener = document.querySelector("[data-keys-open]"), box = document.querySelector("[data-keys-off]");
  if (opener && dialog) { opener.hidden = false; opener.addEventListener("click", () => dialog.showModal()); }
  if (box) {
    box.checked = off();
    box.addEventListener("change", () => { try { localStorage.setItem(OFF, box.checked ? "1" : "0"); } catch { box.checked = false; } });
  }
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.who[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  /* one way of doing a thing is open at a time */
  document.addEventListener("toggle", (event) => {
    const step = event.target;
    if (!step.open || !step.parentElement?.matches(".steps")) return;
    step.parentElement.querySelectorAll(":scope > details[open]").forEach((other) => { if (other !== step) other.open = false; });
  }, true);

  /* hx-trigger="desk:refresh from:body" listens to this */
  let dirty = false;
  document.addEventListener("input", () => { dirty = true; });
  const rest = () => !dirty && !document.hidden && !document.querySelector("dialog[open], details.who[open], .steps details[open]") && !rows().some((row) => row.contains(document.activeElement));
  setInterval(() => { if (rest()) document.body.dispatchEvent(new CustomEvent("desk:refresh")); }, REFRESH);
})();
