/* Helps with forms and is never needed by them: keeps what was typed, makes photos smaller, stops a double submit,
   and in 长辈版 shows one question at a time. Sends nothing anywhere. */
(() => {
  "use strict";
  const EDGE = 1600, QUALITY = 0.85, DAYS = 7;
  const fill = (text, values) => (text || "").replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const elder = () => document.documentElement.classList.contains("elder");

  /* ── what was typed is kept ─────────────────────────────── */
  const keyOf = (form) => `doorstep:${form.dataset.draft}`;
  /* The key too: when an answer got lost on the way, the same words sent again are the same word. */
  const keepable = (el) => el.name && (el.name === "key" || !["hidden", "file", "password", "submit", "button"].includes(el.type));

  const keep = (form) => {
    const values = {};
    for (const el of form.elements) {
      if (!keepable(el)) continue;
      if (el.type === "checkbox" || el.type === "radio") { if (el.checked) (values[el.name] ||= []).push(el.value); }
      else if (el.multiple) values[el.name] = [...el.selectedOptions].map((option) => option.value);
      else (values[el.name] ||= []).push(el.value); /* several of one name, as in a list of lines, each in its place */
    }
    const said = Object.entries(values).some(([name, held]) => name !== "key" && held.some(Boolean));
    try {
      if (said) localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), values }));
      else localStorage.removeItem(keyOf(form));
    } catch { /* a full or forbidden store only means that nothing is kept */ }
  };

  const restore = (form) => {
    let kept;
    try { kept = JSON.parse(localStorage.getItem(keyOf(form)) || "null"); } catch { kept = null; }
    if (!kept || Date.now() - kept.at > DAYS * 864e5) return false;
    const fresh = !form.querySelector("[data-focus]"); /* after an error the page already carries what was sent */
    let restored = false;
    const turns = {};
    for (const el of form.elements) {
      const values = kept.values[el.name];
      if (!values || !keepable(el)) continue;
      if (el.name === "key") { if (fresh && values[0]) el.value = values[0]; continue; }
      if (el.type === "checkbox" || el.type === "radio") {
        const group = [...form.elements].filter((other) => other.name === el.name);
        if (values.includes(el.value) && (fresh || !group.some((other) => other.checked))) el.checked = restored = true;
      } else if (el.multiple) for (const option of el.options) { if (values.includes(option.value)) option.selected = restored = true; }
      else {
        const value = values[turns[el.name] = (turns[el.name] ?? -1) + 1];
        if (value && el.value !== value && (fresh || !el.value)) { el.value = value; restored = true; }
      }
    }
    return restored;
  };

  const watchDraft = (form) => {
    const note = form.querySelector("[data-kept]");
    const isBack = restore(form);
    if (note) {
      note.hidden = !isBack;
      note.querySelector("button")?.addEventListener("click", () => {
        localStorage.removeItem(keyOf(form));
        pictures("delete", keyOf(form));
        form.reset();
        form.querySelectorAll("[data-photos]").forEach((input) => input.dispatchEvent(new Event("doorstep:empty")));
        note.hidden = true;
      });
    }
    let timer;
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => keep(form), 300); });
    form.addEventListener("submit", () => keep(form));
    window.addEventListener("pagehide", () => keep(form));
  };

  /* ── the same word is not sent twice ────────────────────── */
  const guard = (form) => {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sending) { event.preventDefault(); return; }
      if (event.defaultPrevented) return;
      form.dataset.sending = "1";
      const button = event.submitter;
      if (!button) return;
      button.setAttribute("aria-busy", "true");
      if (button.dataset.busy) { button.dataset.idle = button.textContent; button.textContent = button.dataset.busy; }
    });
    window.addEventListener("pageshow", () => {
      delete form.dataset.sending;
      form.querySelectorAll("[aria-busy]").forEach((button) => {
        button.removeAttribute("aria-busy");
        if (button.dataset.idle) button.textContent = button.dataset.idle;
      });
    });
  };

  /* ── photos are kept for a day, in this browser alone, until they are sent ─ */
  const PICTURES = 864e5;
  const opened = () => new Promise((done, fail) => {
    const asked = indexedDB.open("doorstep", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("pictures");
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  /* `what`: get, put or delete. A browser that keeps nothing answers undefined, and nothing is kept. */
  const pictures = async (what, key, files) => {
    try {
      const base = await opened(), store = base.transaction("pictures", what === "get" ? "readonly" : "readwrite").objectStore("pictures");
      const asked = what === "put" ? store.put({ at: Date.now(), files }, key) : store[what](key);
      return await new Promise((done) => { asked.onsuccess = () => { base.close(); done(asked.result); }; asked.onerror = () => { base.close(); done(); }; });
    } catch { return undefined; }
  };

  /* ── photos become small before they travel ─────────────── */
  const smaller = async (file) => {
    let picture;
    try { picture = await createImageBitmap(file, { imageOrientation: "from-image" }); } catch { return { file }; }
    const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    const better = blob && (scale < 1 || blob.size < file.size);
    return { canvas, file: better ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file };
  };

  const watchPhotos = (input) => {
    const field = input.closest(".field");
    const list = field.querySelector("[data-thumbs]"), said = field.querySelector("[data-photo-said]");
    const max = Number(input.dataset.max) || 6;
    let photos = [], ours = false;
    const form = input.form, draft = form?.dataset.draft ? keyOf(form) : "";
    const keepThem = () => { if (draft) pictures(photos.length ? "put" : "delete", draft, photos.map((photo) => photo.file)); };

    const show = (dropped) => {
      const bag = new DataTransfer();
      photos.forEach((photo) => bag.items.add(photo.file));
      ours = true; input.files = bag.files; ours = false;
      list.replaceChildren(...photos.map((photo, index) => {
        const item = document.createElement("li"), button = document.createElement("button");
        button.type = "button"; button.className = "link"; button.textContent = list.dataset.remove;
        button.setAttribute("aria-label", `${list.dataset.remove} ${fill(list.dataset.name, { n: index + 1 })}`);
        button.addEventListener("click", () => { photos.splice(index, 1); show(false); keepThem(); input.focus(); });
        if (photo.canvas) { photo.canvas.setAttribute("role", "img"); photo.canvas.setAttribute("aria-label", fill(list.dataset.name, { n: index + 1 })); }
        item.append(photo.canvas || photo.file.name, button);
        return item;
      }));
      list.hidden = !photos.length;
      const size = photos.reduce((sum, photo) => sum + photo.file.size, 0);
      const ready = photos.length ? fill(said.dataset.saidReady, { n: photos.length, size: size < 1e6 ? `${Math.ceil(size / 1e3)} kB` : `${(size / 1e6).toFixed(1)} MB` }) : "";
      said.textContent = (dropped ? fill(said.dataset.saidMany, { max }) + " " : "") + ready;
    };

    input.addEventListener("change", async () => {
      if (ours || !input.files.length) return;
      said.textContent = said.dataset.saidWorking;
      const added = await Promise.all([...input.files].map(smaller));
      const all = [...photos, ...added];
      photos = all.slice(0, max);
      show(all.length > max);
      keepThem();
    });
    input.addEventListener("doorstep:empty", () => { photos = []; show(false); });
    /* What the page carries itself was received already: only a page that carries none is given back what was chosen. */
    if (!draft || field.querySelector("[name$=_kept]")) return;
    pictures("get", draft).then(async (kept) => {
      if (!kept || photos.length) return;
      if (Date.now() - kept.at > PICTURES) { pictures("delete", draft); return; }
      photos = await Promise.all(kept.files.slice(0, max).map(smaller));
      show(false);
      const note = form.querySelector("[data-kept]");
      if (note) note.hidden = false;
    });
  };

  /* ── 长辈版: one question a screen ──────────────────────── */
  const watchSteps = (form) => {
    const parts = [...form.querySelectorAll(":scope > .field, :scope > [data-part]")];
    const tail = form.querySelector("[data-tail]");
    if (parts.length < 2 || !tail) return;
    const words = form.dataset, count = document.createElement("p"), row = document.createElement("div");
    count.className = "step-count"; count.setAttribute("role", "status");
    row.className = "row";
    const make = (text, plain) => {
      const button = document.createElement("button");
      button.type = "button"; button.textContent = text; button.className = plain ? "button plain" : "button";
      row.append(button);
      return button;
    };
    const forth = make(words.saidForth), back = make(words.saidBack, true);
    form.insertBefore(count, parts[0]);
    tail.before(row);
    const wrong = parts.findIndex((part) => part.querySelector("[aria-invalid]") || part.classList.contains("has-error"));
    let at = Math.max(0, wrong);

    const show = (move) => {
      const single = elder();
      parts.forEach((part, index) => { part.hidden = single && index !== at; });
      count.hidden = row.hidden = !single;
      tail.hidden = single && at < parts.length - 1;
      forth.hidden = at === parts.length - 1;
      back.hidden = at === 0;
      count.textContent = fill(words.saidCount, { n: at + 1, all: parts.length });
      if (move) (parts[at].querySelector("input:not([type=hidden]), select, textarea") || parts[at]).focus();
    };
    const holds = () => [...parts[at].querySelectorAll("input, select, textarea")].every((el) => el.reportValidity());
    forth.addEventListener("click", () => { if (holds()) { at += 1; show(true); } });
    back.addEventListener("click", () => { at -= 1; show(true); });
    form.addEventListener("invalid", (event) => {
      const index = parts.findIndex((part) => part.contains(event.target));
      if (elder() && index >= 0 && index !== at) { at = index; show(true); }
    }, true);
    document.addEventListener("doorstep:look", () => show(false));
    show(false);
  };

  document.querySelectorAll("[data-draft-done]").forEach((el) => {
    pictures("delete", `doorstep:${el.dataset.draftDone}`);
    try { localStorage.removeItem(`doorstep:${el.dataset.draftDone}`); } catch { /* nothing was kept there */ }
  });
  const start = (root) => {
    root.querySelectorAll("form[data-draft]").forEach(watchDraft);
    root.querySelectorAll("form[data-once], form[data-draft]").forEach(guard);
    root.querySelectorAll("[data-photos]").forEach(watchPhotos);
    root.querySelectorAll("form[data-stepwise]").forEach(watchSteps);
  };
  start(document);
  document.addEventListener("htmx:afterSwap", (event) => start(event.detail.target)); /* a form that came in later */
  document.querySelectorAll("[data-focus]").forEach((el) => el.focus());
})();
