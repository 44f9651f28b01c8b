/* The hotline desk by keyboard: Alt with a letter leads to a field, Enter to the next; a full number shows its earlier cases, words
   ring and propose while they are typed. Without this script the page is a plain form with the same fields. */
(() => {
  "use strict";
  const form = document.querySelector("[data-call]");
  const KEYS = { p: "phone", w: "what", l: "place_name", c: "category", r: "request_type", u: "urgency", a: "answer", i: "reference" };
  const field = (name) => form?.elements.namedItem(name);

  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const key = event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.code.startsWith("Digit") ? event.code.slice(5) : "";
    if (!key) return;
    const own = document.querySelector(`main [accesskey="${key}"]:not(:disabled)`);
    const box = KEYS[key] && field(KEYS[key]);
    if (!own && !box && key !== "t") return;
    event.preventDefault();
    if (box) { box.focus(); box.select?.(); } else if (own) { own.focus(); own.click(); } else take();
    if (own?.name === "about") field("what").focus();
  });
  if (!form) return;

  const post = async (url, given) => {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", field("csrfmiddlewaretoken").value);
    Object.entries(given).forEach(([name, value]) => body.append(name, value));
    const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json, text/html" } });
    if (!answer.ok) throw new Error(answer.status);
    return answer;
  };

  /* Enter leads on, and never sends by accident */
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.defaultPrevented) return;
    if (event.ctrlKey) { event.preventDefault(); form.requestSubmit(form.querySelector("[name=take]")); return; }
    if (!event.target.matches("input:not([type=hidden]), select")) return;
    event.preventDefault();
    const all = [...form.querySelectorAll("input:not([type=hidden]), select, textarea, button[name=take]")].filter((one) => one.offsetParent && !one.disabled && (one.type !== "radio" || one.checked || one === event.target));
    all[all.indexOf(event.target) + 1]?.focus();
  });

  /* the number's earlier cases */
  const phone = field("phone"), list = form.querySelector("[data-earlier-list]");
  let known = phone.value.replace(/\D/g, "");
  phone.addEventListener("input", async () => {
    const digits = phone.value.replace(/\D/g, "").replace(/^86(?=\d{11}$)/, "");
    // A mobile number, or a landline with its area code: 010 and 02x have eight digits after it, the others seven or eight.
    const whole = /^(1[3-9]\d{9}|0(10|2\d)[2-9]\d{7}|0[3-9]\d{2}[2-9]\d{6,7})$/.test(digits);
    if (digits === known || !whole) { if (!whole && known) { known = ""; list.replaceChildren(); } return; }
    known = digits;
    try {
      const html = await (await post(form.dataset.earlier, { phone: digits })).text();
      if (known === digits) list.innerHTML = html;
    } catch { list.textContent = form.dataset.saidLost; }
  });

  /* words that ring, at once and without asking anybody */
  const what = field("what"), alarm = form.querySelector("[data-alarm]"), urgency = field("urgency");
  const alarms = JSON.parse(document.getElementById("alarms").textContent);
  let chosen = false, rung = "";
  urgency.addEventListener("change", () => { chosen = true; });
  const ring = () => {
    const text = what.value;
    const one = alarms.dangers.find((each) => each.words.some((word) => text.includes(word)) && !each.unless.some((word) => text.includes(word)));
    const said = one ? one.said.replace("{words}", one.words.filter((word) => text.includes(word)).join("、")) : "";
    if (said === rung) return;
    rung = said;
    alarm.hidden = !said; alarm.textContent = said;
    if (!chosen) urgency.value = said ? alarms.urgency : "ordinary";
  };

  /* what it may be about */
  const hint = form.querySelector("[data-hint]"), category = field("category"), place = field("place"), placeName = field("place_name");
  let timer = 0, turn = 0, last = {};
  const line = (...parts) => { const p = document.createElement("p"); p.append(...parts); return p; };
  const key = (text) => { const k = document.createElement("kbd"); k.textContent = text; return k; };
  const propose = async () => {
    const mine = turn += 1;
    if (what.value.trim().length < 4) { hint.replaceChildren(); last = {}; return; }
    try {
      const found = await (await post(form.dataset.hints, { what: what.value, place: place.value })).json();
      if (mine !== turn) return;
      last = found;
      const rows = [];
      const sure = found.category_label && found.confidence && found.is_sure ? `（${found.confidence}%）` : "";
      const maybe = [found.category_label && `${found.category_label}${sure}`, found.request_label && `${found.request_label}${found.request_sure ? `（${found.request_confidence}%）` : "？"}`, found.place_label].filter(Boolean).join("　");
      if (maybe) rows.push(line(form.dataset.saidMaybe, maybe, " ", key("Alt T")));
      if (found.because?.length) { const p = line(form.dataset.saidWords, found.because.join("、"), found.is_sure ? "" : `　${form.dataset.saidUnsure}`); p.className = "quiet"; rows.push(p); }
      (found.near || []).forEach((one) => {
        const at = one.url ? Object.assign(document.createElement("a"), { href: one.url, target: "_blank", rel: "noopener" }) : document.createElement("span");
        at.textContent = `${one.number} ${one.title}`;
        rows.push(line(form.dataset.saidNear, at, ` · ${one.state}`));
      });
      hint.replaceChildren(...rows);
    } catch { if (mine === turn) hint.textContent = form.dataset.saidLost; }
  };
  const take = () => {
    if (last.category) category.value = last.category;
    if (last.request_type && (last.request_sure || last.request_confidence === null)) field("request_type").value = last.request_type;
    if (last.place && !place.value) { place.value = last.place; placeName.value = last.place_label; }
  };
  what.addEventListener("input", () => { ring(); clearTimeout(timer); timer = setTimeout(propose, 350); });

  /* a list that is looked up while one types (ARIA combobox): `find` asks for rows, `pick` takes one */
  const combobox = (box, find, pick, said) => {
    const options = document.createElement("ul"), holder = document.createElement("span"), told = document.createElement("span");
    options.id = `${box.id}-options`; options.className = "suggest"; options.hidden = true;
    options.setAttribute("role", "listbox"); options.setAttribute("aria-label", form.querySelector(`label[for=${box.id}]`).textContent);
    holder.className = "suggest-at"; told.className = "unseen"; told.setAttribute("role", "status");
    box.replaceWith(holder); holder.append(box, options, told);
    [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", options.id], ["aria-expanded", "false"]].forEach(([name, value]) => box.setAttribute(name, value));
    let at = -1, wait = 0, asked = 0, rows = [];
    const mark = (next) => {
      const all = [...options.children];
      at = all.length ? (next + all.length) % all.length : -1;
      all.forEach((row, n) => row.setAttribute("aria-selected", n === at ? "true" : "false"));
      if (at >= 0) { box.setAttribute("aria-activedescendant", all[at].id); all[at].scrollIntoView({ block: "nearest" }); }
    };
    const shut = () => { asked += 1; clearTimeout(wait); options.hidden = true; at = -1; box.setAttribute("aria-expanded", "false"); box.removeAttribute("aria-activedescendant"); told.textContent = ""; };
    const take = (n) => { shut(); pick(rows[n]); };
    const look = async () => {
      const mine = asked += 1;
      try {
        const found = await find(box.value.trim());
        if (mine !== asked || document.activeElement !== box) return;
        rows = found;
        options.replaceChildren(...rows.map((one, n) => {
          const row = document.createElement("li");
          row.id = `${options.id}-${n}`; row.setAttribute("role", "option"); row.setAttribute("aria-selected", "false"); row.append(one.text);
          [one.note, one.answer].filter(Boolean).forEach((text) => { const note = document.createElement("small"); note.textContent = text; row.append(" ", note); });
          return row;
        }));
        if (!rows.length) { shut(); return; }
        options.hidden = false; box.setAttribute("aria-expanded", "true");
        told.textContent = said.replace("{n}", rows.length);
        mark(0);
      } catch { shut(); }
    };
    const soon = () => { clearTimeout(wait); wait = setTimeout(look, 120); };
    box.addEventListener("input", (event) => { if (!event.isComposing) soon(); });
    box.addEventListener("compositionend", soon);
    box.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (options.hidden) { if (event.key === "ArrowDown") { event.preventDefault(); look(); } return; }
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); mark(at + (event.key === "ArrowDown" ? 1 : -1)); }
      else if (event.key === "Enter" || event.key === "Tab") { if (at >= 0) { take(at); if (event.key === "Enter" || document.activeElement !== box) event.preventDefault(); } }
      else if (event.key === "Escape") { event.preventDefault(); shut(); }
    });
    options.addEventListener("pointerdown", (event) => event.preventDefault());
    options.addEventListener("click", (event) => { const n = [...options.children].indexOf(event.target.closest("[role=option]")); if (n >= 0) take(n); });
    box.addEventListener("blur", shut);
    return look;
  };
  const options = async (url, given) => (await (await post(url, given)).json()).options;

  const forget = () => { place.value = ""; };
  placeName.addEventListener("input", (event) => { if (!event.isComposing) forget(); });
  placeName.addEventListener("compositionend", forget);
  combobox(placeName, (words) => words ? options(form.dataset.places, { q: words }) : [], (one) => { place.value = one.code; placeName.value = one.text; if (what.value) propose(); }, form.dataset.saidPlaces);

  /* a ready answer goes to where the cursor is in the answer, and stays open to change */
  const finder = document.getElementById("find-ready"), answer = field("answer"), ready = field("ready");
  finder.closest("[hidden]").hidden = false;
  const offer = combobox(finder, (words) => options(form.dataset.ready, { q: words, category: category.value }), (one) => {
    answer.setRangeText(one.answer, answer.selectionStart, answer.selectionEnd, "end");
    ready.value = [...new Set([...ready.value.split(",").filter(Boolean), String(one.code)])].join(",");
    finder.value = ""; answer.focus();
  }, form.dataset.saidReady);
  finder.addEventListener("focus", offer);

  if (!form.querySelector(".summary")) phone.focus();
})();
