/* 随手拍: opens the camera, proposes the place from the photo's position or the device's, and sends so that a failure loses
   nothing: the same form goes again under the same key. Never needed: the form works without it. */
(() => {
  "use strict";
  const start = (form) => {
  const words = form.dataset, input = form.querySelector("[data-photos]"), said = form.querySelector("[data-position]");
  const places = form.querySelector("[data-places]");
  const say = (text) => { said.textContent = text; };

  /* ── the camera ─────────────────────────────────────────── */
  const shoot = form.querySelector("[data-shoot]");
  shoot.hidden = false;
  shoot.addEventListener("click", () => {
    input.setAttribute("capture", "environment");
    input.click();
    input.removeAttribute("capture");
  });

  /* ── where the photo was taken: EXIF, read here and not kept ─ */
  const gpsOf = (view) => {
    if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
    for (let at = 2; at + 10 < view.byteLength && view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
      if (view.getUint16(at) === 0xffe1 && view.getUint32(at + 4) === 0x45786966) return tiff(view, at + 10);
      if (view.getUint16(at) === 0xffda) return null;
    }
    return null;
  };
  const tiff = (view, base) => {
    const little = view.getUint16(base) === 0x4949;
    const short = (at) => view.getUint16(base + at, little), long = (at) => view.getUint32(base + at, little);
    const entry = (directory, tag) => {
      for (let n = 0; n < short(directory); n += 1) if (short(directory + 2 + n * 12) === tag) return directory + 2 + n * 12;
      return 0;
    };
    const pointer = entry(long(4), 0x8825);
    if (!pointer) return null;
    const gps = long(pointer + 8);
    const degrees = (tag, reference, negative) => {
      const where = entry(gps, tag), sign = entry(gps, reference);
      if (!where || !sign) return NaN;
      const at = long(where + 8), part = (n) => long(at + n * 8) / long(at + n * 8 + 4);
      const size = part(0) + part(1) / 60 + part(2) / 3600;
      return String.fromCharCode(view.getUint8(base + sign + 8)) === negative ? -size : size;
    };
    const lat = degrees(2, 1, "S"), lon = degrees(4, 3, "W");
    return Number.isFinite(lat) && Number.isFinite(lon) && (lat || lon) ? { lat, lon } : null;
  };
  const positionOf = async (file) => {
    try { return gpsOf(new DataView(await file.slice(0, 262144).arrayBuffer())); } catch { return null; }
  };

  const propose = (point, text) => new Promise((done) => {
    if (!places.querySelector("[data-map-open]")) { done(false); return; }
    const event = new CustomEvent("doorstep:point", { detail: { ...point, done: (found) => { if (found) say(text); done(found); } } });
    places.dispatchEvent(event);
  });
  const device = () => new Promise((done) => {
    if (!navigator.geolocation || !window.isSecureContext) { done(null); return; }
    navigator.geolocation.getCurrentPosition(({ coords }) => done({ lat: coords.latitude, lon: coords.longitude }), () => done(null), { enableHighAccuracy: true, timeout: 8000, maximumAge: 30000 });
  });
  /* Before report.js makes the photos small, which drops all that is not picture. */
  form.addEventListener("change", async (event) => {
    if (event.target !== input || !input.files.length) return;
    const files = [...input.files];
    for (const file of files) {
      const point = await positionOf(file);
      if (point && await propose(point, words.saidPhoto)) return;
    }
    if (places.querySelector("select").value) return; /* chosen by hand, or known */
    const point = await device();
    if (!point || !await propose(point, words.saidDevice)) say(words.saidNowhere);
  }, true);

  /* ── sending ────────────────────────────────────────────── */
  const failed = form.querySelector("[data-failed]"), button = form.querySelector("[data-send]");
  let sending = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    failed.hidden = true;
    button.setAttribute("aria-busy", "true");
    button.textContent = button.dataset.busy;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin", headers: { Accept: "application/json, text/html" } });
      if (answer.status >= 500) throw new Error(String(answer.status));
      if (answer.headers.get("Content-Type").startsWith("application/json")) { location.assign((await answer.json()).url); return; }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      show(page);
    } catch {
      failed.textContent = words.saidFailed;
      failed.hidden = false;
      button.textContent = words.saidAgain;
      button.removeAttribute("aria-busy");
    }
    sending = false;
  });
  /* Another page came back: what is wrong, or “is it one of these?”. */
  const show = (page) => {
    const main = document.getElementById("main");
    main.replaceChildren(...page.getElementById("main").childNodes);
    document.title = page.title;
    document.dispatchEvent(new CustomEvent("htmx:afterSwap", { detail: { target: main } }));
    main.querySelectorAll("[data-snap]").forEach(start);
    (main.querySelector("[data-focus]") || main).focus();
    scrollTo(0, 0);
  };
  };
  document.querySelectorAll("[data-snap]").forEach(start);
})();
