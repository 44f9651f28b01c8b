/* Boxes on a photo: drawn, moved and resized by pointer or arrow keys, always the same numbers that stand in the form. */
(() => {
  "use strict";
  const form = document.querySelector("[data-boxes]"), canvas = form?.querySelector("[data-canvas]"), image = canvas?.querySelector("img");
  if (!image) return;
  image.src = image.dataset.bare;
  form.querySelector("[data-with-script]").hidden = false;
  const NAMES = ["x", "y", "width", "height"], LEAST = 1;
  const rows = () => [...form.querySelectorAll("[data-box]")];
  const part = (row, name) => row.querySelector(`[name^="${name}-"]`);
  const read = (row) => NAMES.map((name) => parseFloat(part(row, name).value));
  const round = (value) => Math.round(value * 10) / 10;
  const write = (row, [x, y, w, h]) => {
    w = Math.min(100, Math.max(LEAST, w)); h = Math.min(100, Math.max(LEAST, h));
    x = Math.min(100 - w, Math.max(0, x)); y = Math.min(100 - h, Math.max(0, y));
    [x, y, w, h].forEach((value, n) => { part(row, NAMES[n]).value = round(value); });
    draw(row);
  };
  const frames = new Map();
  const draw = (row) => {
    let frame = frames.get(row);
    const [x, y, w, h] = read(row);
    if ([x, y, w, h].some(Number.isNaN)) { if (frame) frame.hidden = true; return; }
    if (!frame) {
      frame = document.createElement("div");
      frame.className = "frame"; frame.tabIndex = 0; frame.setAttribute("role", "group");
      frame.setAttribute("aria-label", row.querySelector("legend").textContent.trim());
      frame.append(Object.assign(document.createElement("b"), { textContent: String(rows().indexOf(row) + 1) }), Object.assign(document.createElement("i"), { className: "pull" }));
      canvas.append(frame); frames.set(row, frame);
      frame.addEventListener("pointerdown", (event) => grab(event, row));
      frame.addEventListener("keydown", (event) => nudge(event, row));
    }
    frame.hidden = false;
    frame.classList.toggle("off", !part(row, "on").checked);
    Object.assign(frame.style, { left: `${x}%`, top: `${y}%`, width: `${w}%`, height: `${h}%` });
  };
  const at = (event) => { const box = image.getBoundingClientRect(); return [(event.clientX - box.left) / box.width * 100, (event.clientY - box.top) / box.height * 100]; };
  const follow = (move) => {
    const stop = () => { removeEventListener("pointermove", move); removeEventListener("pointerup", stop); removeEventListener("pointercancel", stop); };
    addEventListener("pointermove", move); addEventListener("pointerup", stop); addEventListener("pointercancel", stop);
  };
  const grab = (event, row) => {
    event.preventDefault(); event.stopPropagation(); frames.get(row).focus();
    const [sx, sy] = at(event), [x, y, w, h] = read(row), pulls = event.target.classList.contains("pull");
    follow((moved) => { const [mx, my] = at(moved); write(row, pulls ? [x, y, w + mx - sx, h + my - sy] : [x + mx - sx, y + my - sy, w, h]); });
  };
  const nudge = (event, row) => {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!by) return;
    event.preventDefault();
    const [x, y, w, h] = read(row);
    write(row, event.shiftKey ? [x, y, w + by[0], h + by[1]] : [x + by[0], y + by[1], w, h]);
  };
  const spare = () => {
    const free = rows().find((row) => read(row).every(Number.isNaN));
    if (free || rows().length >= 30) return free;
    const last = rows().at(-1), row = last.cloneNode(true), n = rows().length;
    row.querySelectorAll("[name]").forEach((field) => { field.name = field.name.replace(/-\d+$/, `-${n}`); if (field.type === "number") field.value = ""; if (field.type === "hidden") field.value = "hand"; });
    row.querySelector("legend").textContent = row.querySelector("legend").textContent.replace(/\d+/, n + 1);
    last.after(row);
    return row;
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button || event.target !== image) return;
    const row = spare();
    if (!row) return;
    event.preventDefault();
    const [sx, sy] = at(event);
    follow((moved) => { const [mx, my] = at(moved); if (Math.abs(mx - sx) > LEAST && Math.abs(my - sy) > LEAST) { part(row, "on").checked = true; write(row, [Math.min(sx, mx), Math.min(sy, my), Math.abs(mx - sx), Math.abs(my - sy)]); } });
  });
  form.addEventListener("input", (event) => { const row = event.target.closest("[data-box]"); if (row) draw(row); });
  rows().forEach(draw);
})();
