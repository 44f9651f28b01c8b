// Back and reload after a page of a ballot lead to the ballot's state, not to the browser's question whether to send it again.
// A secret ballot's page is left as it is where this browser does not hold its token: asked for anew, it would be gone.
(() => {
  "use strict";
  const at = document.querySelector("[data-posted]");
  if (!at) return;
  try {
    if (at.dataset.posted && !sessionStorage.getItem("ballot:" + at.dataset.posted)) return;
    history.replaceState(null, "", location.href);
  } catch (forbidden) { /* a browser that keeps nothing asks, and the same ballot sent again counts once */ }
})();
