// A secret ballot's token, made and blinded here: the server signs without seeing it (RFC 9474, RSABSSA-SHA384-PSS-Randomized).
// Without this file, or where the browser cannot, the form is sent as it is and the server does the same in memory.
(() => {
  "use strict";
  const form = document.querySelector("form[data-blind]");
  if (!form || !window.crypto || !crypto.subtle || typeof BigInt !== "function") return;
  const HASH = 48, EXPONENT = 65537n;
  const n = BigInt("0x" + form.dataset.blind);
  const bits = n.toString(2).length, size = Math.ceil(bits / 8);
  const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
  const bytesOf = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
  const number = (bytes) => BigInt("0x" + (hex(bytes) || "0"));
  const padded = (value) => value.toString(16).padStart(size * 2, "0");
  const joined = (...parts) => bytesOf(parts.map(hex).join(""));
  const random = (count) => crypto.getRandomValues(new Uint8Array(count));
  const sha = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-384", bytes));

  function power(base, exponent) {
    let result = 1n;
    for (base %= n; exponent > 0n; exponent >>= 1n, base = base * base % n) if (exponent & 1n) result = result * base % n;
    return result;
  }
  function inverse(value) {
    let [a, b, x, y] = [value % n, n, 1n, 0n];
    while (b) { const q = a / b; [a, b, x, y] = [b, a - q * b, y, x - q * y]; }
    if (a !== 1n) throw new Error("no inverse");
    return (x % n + n) % n;
  }
  async function encode(prepared, salt) {
    const length = Math.ceil((bits - 1) / 8), digest = await sha(joined(new Uint8Array(8), await sha(prepared), salt));
    const filled = joined(new Uint8Array(length - salt.length - HASH - 2), [1], salt);
    for (let at = 0, turn = 0; at < filled.length; turn += 1) {
      const mask = await sha(joined(digest, [turn >>> 24, turn >>> 16 & 255, turn >>> 8 & 255, turn & 255]));
      for (let one = 0; one < HASH && at < filled.length; one += 1, at += 1) filled[at] ^= mask[one];
    }
    filled[0] &= 0xff >> (8 * length - (bits - 1));
    return joined(filled, digest, [0xbc]);
  }
  async function blinded() {
    const prepared = joined(random(32), new TextEncoder().encode(form.dataset.number));
    const encoded = number(await encode(prepared, random(HASH)));
    for (;;) {
      const factor = number(random(size));
      if (factor < 2n || factor >= n) continue;
      return { prepared: hex(prepared), encoded: encoded.toString(16), inverse: inverse(factor).toString(16), sent: padded(encoded * power(factor, EXPONENT) % n) };
    }
  }
  // What the token is made of stays on this device until the ballot is taken, so that a closed page is no lost ballot: whoever comes
  // again and proves who they are asks with the same blinded message and gets the same answer. Why localStorage on a phone that a
  // household shares: one entry for each person, without name or choice, useless without the code that is sent to that person's
  // number, and erased by ballot_back.js the moment the ballot is taken, or here when the server says that it is of no use, or when
  // the voting is over. Whoever may read this person's messages and this browser could have asked for the ballot in the first place.
  const memory = new Map();
  const kept = {
    get(place) { try { return localStorage.getItem(place) || sessionStorage.getItem(place); } catch (forbidden) { return memory.get(place); } },
    set(place, value) { try { localStorage.setItem(place, value); } catch (forbidden) { memory.set(place, value); } },
    drop(place) { try { localStorage.removeItem(place); } catch (forbidden) { memory.delete(place); } },
  };
  try {
    for (const place of Object.keys(localStorage).filter((key) => key.startsWith("ballot:")))
      if (!(Date.parse(JSON.parse(localStorage.getItem(place)).until) > Date.now())) localStorage.removeItem(place);
  } catch (forbidden) { /* nothing is kept, so nothing is left over */ }
  async function token() {
    // One for each person: whoever shares this window gets a token of their own, else the second ballot would replace the first.
    const place = `ballot:${form.dataset.number}:${form.dataset.whose}`;
    let made = JSON.parse(kept.get(place) || "null");
    if (!made) { made = { ...await blinded(), until: form.dataset.until }; kept.set(place, JSON.stringify(made)); }
    const body = new URLSearchParams(new FormData(form));
    body.set("blinded", made.sent);
    body.delete("code");
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
    const said = await answer.json();
    if (said.go) { location.href = said.go; return null; }
    if (said.why) kept.drop(place);
    if (!said.signed) throw new Error(said.why || form.dataset.failed);
    const signature = BigInt("0x" + said.signed) * BigInt("0x" + made.inverse) % n;
    if (power(signature, EXPONENT) !== BigInt("0x" + made.encoded)) throw new Error(form.dataset.failed);
    return { token: made.prepared, signature: padded(signature) };
  }
  form.addEventListener("submit", async (event) => {
    if (form.elements.kept.value.trim()) return; // handed out without script: the server can make it again from the code
    event.preventDefault();
    const why = form.querySelector(".why"), button = form.querySelector("button");
    why.hidden = true;
    button.disabled = true;
    try {
      const got = await token();
      if (!got) return;
      form.elements.code.remove();
      form.action = form.dataset.vote;
      for (const [name, value] of Object.entries(got)) {
        const field = document.createElement("input");
        Object.assign(field, { type: "hidden", name, value });
        form.append(field);
      }
      form.submit();
    } catch (wrong) {
      why.textContent = wrong.message || form.dataset.failed;
      why.hidden = false;
      button.disabled = false;
    }
  });
})();
