/* What is selected in a text becomes the numbers of the form below it. Without this script one types the numbers. */
(() => {
  "use strict";
  const form = document.querySelector("[data-cover]");
  if (!form) return;
  const picked = form.querySelector("[data-picked]"), field = (name) => form.elements[name];
  form.querySelector("[data-with-script]").hidden = false;
  const before = (box, node, offset) => { const range = document.createRange(); range.setStart(box, 0); range.setEnd(node, offset); return [...range.toString()].length; };
  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed) return;
    const range = chosen.getRangeAt(0), box = range.startContainer.parentElement?.closest("[data-text]");
    if (!box || !box.contains(range.endContainer)) return;
    field("field").value = box.dataset.text;
    field("first").value = before(box, range.startContainer, range.startOffset) + 1;
    field("last").value = before(box, range.endContainer, range.endOffset);
    picked.textContent = `「${range.toString()}」`;
  });
})();
