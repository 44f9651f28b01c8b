// Back and reload after a page of a ballot lead to the ballot's state, not to the browser's question whether to send it again.
// A secret ballot's page is left as it is where this browser does not hold its token: asked for anew, it would be gone.
(() => {
  "use strict";
  const at = document.querySelector("[data-posted]");
  if (!at) return;
  try {
    const mine = `ballot:${at.dataset.posted}:`;
    if (at.dataset.posted && !Object.keys(sessionStorage).some((key) => key.startsWith(mine))) return;
    history.replaceState(null, "", location.href);
  } catch (forbidden) { /* a browser that keeps nothing asks, and the same ballot sent again counts once */ }
})();
