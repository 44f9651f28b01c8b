// Checks a receipt in the browser: hashes, inclusion proofs, signatures, all by WebCrypto. Sends nothing anywhere.
"use strict";
(() => {
  const form = document.querySelector("[data-check]");
  if (!form) return;
  const outcome = document.querySelector("[data-outcome]");
  const listed = (name) => [...document.querySelectorAll(`[data-${name}] li`)].map((one) => one.textContent.trim());
  const template = (name) => document.querySelector(`template[data-say="${name}"]`);
  const say = (name, values = {}) => template(name).innerHTML.trim().replace(/\{(\w+)\}/g, (_, key) => escaped(String(values[key])));
  const escaped = (text) => text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);

  const LONGEST = 2 * 2 ** 20;

  class Refused extends Error {
    constructor(name, values) { super(name); this.said = say(name, values); }
  }
  const demand = (condition, name, values) => { if (!condition) throw new Refused(name, values); };

  // These names and no others: what nobody reads could be taken for proven.
  const only = (value, ...names) => {
    demand(value && typeof value === "object" && !Array.isArray(value), "malformed");
    demand(Object.keys(value).sort().join() === names.sort().join(), "malformed");
  };

  // A name that stands twice: JSON.parse keeps the last one and says nothing, so that another reader could see another receipt.
  const isTwice = (text) => {
    const open = [];
    for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"\s*:?|[{}[\]]/g)) {
      if (token === "{" || token === "[") open.push(new Set());
      else if (token === "}" || token === "]") open.pop();
      else if (token.endsWith(":")) {
        const name = JSON.parse(token.slice(0, token.lastIndexOf('"') + 1)), names = open.at(-1);
        if (names.has(name)) return true;
        names.add(name);
      }
    }
    return false;
  };

  const utf8 = (text) => new TextEncoder().encode(text);
  const joined = (...parts) => {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { whole.set(part, at); at += part.length; }
    return whole;
  };
  const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));
  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const same = (one, other) => hex(one) === hex(other);
  const unhex = (text, size) => {
    demand(typeof text === "string" && new RegExp(`^[0-9a-f]{${size * 2}}$`).test(text), "malformed");
    return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  };
  const unbase64 = (text) => {
    demand(typeof text === "string" && /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text), "malformed");
    const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    demand(btoa(String.fromCharCode(...bytes)) === text, "malformed");
    return bytes;
  };
  // RFC 8785 for what an event holds: text, whole numbers, truth values, nothing, lists, and objects with ASCII names.
  const canonical = (value) => {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value && typeof value === "object") {
      return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
    }
    return JSON.stringify(value);
  };

  // A key as name+id+base64(kind, 32 bytes). Kind 6 is ML-DSA-44, which no browser can check: such a witness is passed over.
  const readKey = async (text) => {
    const [, name, id, material] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) || [];
    demand(name, "malformed");
    const bytes = unbase64(material);
    demand(bytes.length === (bytes[0] === 6 ? 1313 : 33) && [1, 4, 6].includes(bytes[0]), "malformed");
    const own = (await sha256(utf8(`${name}\n`), bytes)).slice(0, 4);
    demand(hex(own) === id, "malformed");
    return { text, name, id: own, kind: bytes[0], public: bytes.slice(1) };
  };
  const readNote = (raw) => {
    const at = typeof raw === "string" ? raw.lastIndexOf("\n\n") : -1;
    demand(at > 0 && raw.endsWith("\n") && at + 2 < raw.length, "malformed");
    const lines = raw.slice(at + 2, -1).split("\n").map((line) => {
      const [, name, material] = /^— ([^\s+]+) (\S+)$/.exec(line) || [];
      demand(name, "malformed");
      const bytes = unbase64(material);
      demand(bytes.length > 4, "malformed");
      return { name, id: bytes.slice(0, 4), content: bytes.slice(4) };
    });
    return { text: raw.slice(0, at + 1), lines };
  };
  const readHead = (text) => {
    const lines = text.slice(0, -1).split("\n");
    demand(lines.length >= 3 && lines.every(Boolean) && /^(0|[1-9][0-9]{0,15})$/.test(lines[1]), "malformed");
    const root = unbase64(lines[2]);
    demand(root.length === 32, "malformed");
    return { origin: lines[0], size: Number(lines[1]), root };
  };
  const isSigned = async (key, signature, message) => {
    let imported;
    try {
      imported = await crypto.subtle.importKey("raw", key.public, { name: "Ed25519" }, false, ["verify"]);
    } catch {
      throw new Refused("unable");
    }
    return crypto.subtle.verify({ name: "Ed25519" }, imported, signature, message);
  };
  const linesOf = (note, key) => note.lines.filter((line) => line.name === key.name && same(line.id, key.id));

  // RFC 9162 §2.1.3.2; whole numbers stay below 2^53, so halves are taken by division.
  const isIncluded = async (index, size, leaf, proof, root) => {
    if (!Number.isSafeInteger(index) || index < 0 || index >= size) return false;
    const half = (number) => Math.floor(number / 2);
    let at = index, last = size - 1, hash = leaf;
    for (const text of proof) {
      const sibling = unbase64(text);
      if (last === 0 || sibling.length !== 32) return false;
      if (at % 2 || at === last) {
        hash = await sha256(Uint8Array.of(1), sibling, hash);
        while (at && at % 2 === 0) { at = half(at); last = half(last); }
      } else {
        hash = await sha256(Uint8Array.of(1), hash, sibling);
      }
      at = half(at);
      last = half(last);
    }
    return last === 0 && same(hash, root);
  };

  const checkEvents = async (receipt, head) => {
    const documents = new Map(), digests = new Map(), places = [];
    demand(Array.isArray(receipt.events) && receipt.events.length, "malformed");
    for (const event of receipt.events) {
      only(event, "seq", "said", "log", event.document === undefined ? "digest" : "document");
      const { seq, log } = event;
      only(log, "index", "salt", "proof");
      demand(Number.isSafeInteger(seq) && log && Array.isArray(log.proof) && !digests.has(seq), "malformed");
      const digest = event.document ? await sha256(utf8(canonical(event.document))) : unhex(event.digest, 32);
      digests.set(seq, digest);
      if (event.document) {
        demand(event.document.case === receipt.case && event.document.seq === seq, "other");
        documents.set(seq, event.document);
      }
      const committed = await sha256(utf8("doorstep/v1 event\n"), unhex(log.salt, 16), digest);
      const leaf = await sha256(Uint8Array.of(0), utf8(`doorstep/v1 event ${hex(committed)}`));
      demand(await isIncluded(log.index, head.size, leaf, log.proof, head.root), "inclusion", { seq });
      places.push(log.index + 1);
    }
    for (const [seq, found] of documents) {
      const before = seq > 1 ? digests.get(seq - 1) : new Uint8Array(32);
      demand(!before || found.previous === hex(before), "chain", { seq });
    }
    return { documents, places };
  };
  const checkWords = async (receipt, documents) => {
    demand(Array.isArray(receipt.words), "malformed");
    for (const word of receipt.words) {
      only(word, "seq", "field", "salt", "text");
      const seals = (documents.get(word.seq) || {}).seals || {};
      demand(typeof word.text === "string", "malformed");
      demand(hex(await sha256(unhex(word.salt, 16), utf8(word.text))) === seals[word.field], "altered");
    }
    return receipt.words.length;
  };
  const checkSignatures = async (receipt, note, head) => {
    only(receipt.keys, "log", "witnesses");
    demand(Array.isArray(receipt.keys.log) && Array.isArray(receipt.keys.witnesses), "malformed");
    const lines = [], trusted = listed("trusted");
    let signer = null;
    for (const key of await Promise.all(receipt.keys.log.map(readKey))) {
      for (const line of linesOf(note, key)) {
        demand(key.kind === 1 && await isSigned(key, line.content, utf8(note.text)), "signature");
        if (key.name === head.origin) signer = key;
      }
    }
    demand(signer, "signature");
    lines.push(trusted.includes(signer.text) ? say("known") : say("unknown", { key: signer.text }));
    const witnesses = new Set([...receipt.keys.witnesses, ...listed("witnesses")]);
    let seen = 0;
    for (const key of await Promise.all([...witnesses].map(readKey))) {
      for (const line of key.kind === 6 ? [] : linesOf(note, key)) {
        const time = new DataView(line.content.buffer, line.content.byteOffset).getBigUint64(0);
        const message = utf8(`cosignature/v1\ntime ${time}\n${note.text}`);
        demand(key.kind === 4 && line.content.length === 72, "signature");
        demand(await isSigned(key, line.content.slice(8), message), "signature");
        lines.push(say("witnessed", { name: key.name, at: new Date(Number(time) * 1000).toLocaleString(document.documentElement.lang) }));
        seen += 1;
      }
    }
    if (!seen) lines.push(say("unwitnessed"));
    return lines;
  };
  const check = async (text) => {
    demand(window.crypto && crypto.subtle, "unable");
    let receipt;
    try { receipt = JSON.parse(text); } catch { throw new Refused("malformed"); }
    demand(!isTwice(text), "malformed");
    demand(receipt && receipt.format === "doorstep-receipt/v1", "malformed");
    only(receipt, "format", "town", "number", "case", "issued_at", "events", "words", "checkpoint", "keys");
    const note = readNote(receipt.checkpoint), head = readHead(note.text);
    const signatures = await checkSignatures(receipt, note, head);
    const { documents, places } = await checkEvents(receipt, head);
    const words = await checkWords(receipt, documents);
    return [
      say("steps", { steps: places.length }),
      say("places", { origin: head.origin, size: head.size, places: places.join("、") }),
      ...(words ? [say("words", { words })] : []),
      ...signatures,
    ];
  };
  const show = (name, lines, about) => {
    outcome.innerHTML = `${say(name)}${about ? `<p>${escaped(about)}</p>` : ""}<ul>${lines.map((line) => `<li>${line}</li>`).join("")}</ul>`;
    outcome.dataset.outcome = name;
  };

  form.querySelector("input").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    outcome.textContent = "";
    try {
      demand(file.size <= LONGEST, "malformed");
      const text = await file.text();
      const lines = await check(text);
      const { town, number } = JSON.parse(text);
      show("ok", lines, `${town} ${number}`);
    } catch (fault) {
      show("bad", [fault instanceof Refused ? fault.said : say("malformed")]);
    }
  });
  form.addEventListener("submit", (event) => event.preventDefault());
})();
