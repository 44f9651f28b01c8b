/* Suggestions under a search box, by keyboard or pointer (ARIA combobox with a list). Without this script, or when the answer
   does not come, the box is a plain one: Enter searches. */
(() => {
  "use strict";
  const WAIT = 160;
  let made = 0;

  const equip = (box) => {
    const list = document.createElement("ul");
    list.id = `suggest-${made += 1}`; list.className = "suggest"; list.hidden = true;
    list.setAttribute("role", "listbox"); list.setAttribute("aria-label", box.dataset.suggestLabel);
    const holder = document.createElement("span");
    holder.className = "suggest-at";
    box.replaceWith(holder); holder.append(box, list);
    const said = document.createElement("span");
    said.className = "unseen"; said.setAttribute("role", "status");
    holder.append(said);
    box.setAttribute("role", "combobox"); box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", list.id); box.setAttribute("aria-expanded", "false");
    let at = -1, timer = 0, asking, asked = "";

    const close = () => { list.hidden = true; at = -1; box.setAttribute("aria-expanded", "false"); box.removeAttribute("aria-activedescendant"); said.textContent = ""; };
    const mark = (next) => {
      const all = [...list.children];
      at = all.length ? (next + all.length) % all.length : -1;
      all.forEach((row, n) => row.setAttribute("aria-selected", n === at ? "true" : "false"));
      if (at < 0) { box.removeAttribute("aria-activedescendant"); return; }
      box.setAttribute("aria-activedescendant", all[at].id);
      all[at].scrollIntoView({ block: "nearest" });
    };
    const show = (options) => {
      list.replaceChildren(...options.map((one, n) => {
        const row = document.createElement("li"), text = document.createElement("span"), note = document.createElement("small");
        row.id = `${list.id}-${n}`; row.setAttribute("role", "option"); row.setAttribute("aria-selected", "false"); row.dataset.url = one.url;
        text.textContent = one.text; note.textContent = one.note;
        row.append(text, " ", note);
        return row;
      }));
      at = -1; list.hidden = !options.length;
      box.setAttribute("aria-expanded", options.length ? "true" : "false");
      box.removeAttribute("aria-activedescendant");
      said.textContent = options.length ? (box.dataset.suggestCount || "").replace("{n}", options.length) : "";
    };
    const ask = async () => {
      const typed = box.value.trim();
      if (typed === asked) return;
      asked = typed; asking?.abort();
      if ([...typed].length < 2) { close(); return; }
      asking = new AbortController();
      try {
        const answer = await fetch(`${box.dataset.suggest}?${new URLSearchParams({ q: typed })}`, { signal: asking.signal, headers: { Accept: "application/json" } });
        if (answer.ok && document.activeElement === box) show((await answer.json()).options);
      } catch { close(); }
    };
    box.addEventListener("input", (event) => { if (event.isComposing) return; clearTimeout(timer); timer = setTimeout(ask, WAIT); });
    box.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
    box.addEventListener("keydown", (event) => {
      if (event.isComposing || list.hidden) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); mark(event.key === "ArrowDown" ? at + 1 : at < 0 ? -1 : at - 1); }
      else if (event.key === "Enter" && at >= 0) { event.preventDefault(); location.assign(list.children[at].dataset.url); }
      else if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(); }
    });
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => { const row = event.target.closest("[data-url]"); if (row) location.assign(row.dataset.url); });
    box.addEventListener("blur", close);
  };
  document.querySelectorAll("[data-suggest]").forEach(equip);
})();
