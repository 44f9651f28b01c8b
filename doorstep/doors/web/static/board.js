/* The dispatch board by mouse: a case, or all ticked ones, dragged onto a unit go to the preview. Nothing is dispatched here,
   and the select below the list does the same by keyboard. */
(() => {
  "use strict";
  const form = document.querySelector("[data-board]");
  if (!form) return;
  const select = form.querySelector("select"), rows = [...form.querySelectorAll("[data-row]")];
  const tick = (row) => row.querySelector("input[type=checkbox]");
  let dragged = null;

  rows.forEach((row) => {
    row.draggable = true;
    row.querySelectorAll("a").forEach((link) => { link.draggable = false; });
    row.addEventListener("dragstart", (event) => {
      dragged = row;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", tick(row).value);
      row.classList.add("dragging");
    });
    row.addEventListener("dragend", () => { row.classList.remove("dragging"); dragged = null; });
  });

  document.querySelectorAll("[data-unit]").forEach((unit) => {
    unit.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "move";
      unit.classList.add("dropping");
    });
    unit.addEventListener("dragleave", (event) => { if (!unit.contains(event.relatedTarget)) unit.classList.remove("dropping"); });
    unit.addEventListener("drop", (event) => {
      if (!dragged) return;
      event.preventDefault();
      unit.classList.remove("dropping");
      if (!tick(dragged).checked) rows.forEach((row) => { tick(row).checked = row === dragged; });
      select.value = unit.dataset.unit;
      form.requestSubmit();
    });
  });
})();
