// Back and reload after a page of a ballot lead to the ballot's state, not to the browser's question whether to send it again.
// A secret ballot's page is left as it is where this browser does not hold its token: asked for anew, it would be gone.
// Once the ballot is taken, what poll.js kept of it is erased; where it may be changed, this window alone still holds it, until it is
// closed or handed to the next person: else the second of a household could change the first one's ballot.
(() => {
  "use strict";
  const entries = (store, start) => Object.keys(store).filter((key) => key.startsWith(start));
  const drop = (store, start) => { for (const key of entries(store, start)) store.removeItem(key); };
  function taken(at, mine) {
    for (const key of entries(localStorage, mine)) {
      const made = localStorage.getItem(key);
      if (JSON.parse(made).prepared !== at.dataset.taken) continue;
      if ("mayChange" in at.dataset) sessionStorage.setItem(key, made);
      localStorage.removeItem(key);
    }
  }
  try {
    const leave = document.querySelector("form[data-leave]");
    if (leave) leave.addEventListener("submit", () => drop(sessionStorage, `ballot:${leave.dataset.leave}:`));
    const at = document.querySelector("[data-posted]");
    if (!at) return;
    const mine = `ballot:${at.dataset.posted}:`;
    if (at.dataset.taken) taken(at, mine);
    const isHeld = at.dataset.taken || entries(sessionStorage, mine).length || entries(localStorage, mine).length;
    if (at.dataset.posted && !isHeld) return;
    history.replaceState(null, "", location.href);
  } catch (forbidden) { /* a browser that keeps nothing asks, and the same ballot sent again counts once */ }
})();
