/* A speaker's seconds run down between two looks at the server. Without this the number is as old as the page. */
(() => {
  "use strict";
  let clock = null, since = 0;
  const tick = () => {
    const found = document.querySelector("[data-left]");
    if (!found) return;
    if (found !== clock) { clock = found; since = performance.now(); }
    const left = Math.max(0, Number(found.dataset.left) - Math.floor((performance.now() - since) / 1000));
    found.textContent = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : found.dataset.over;
    found.classList.toggle("over", !left);
  };
  setInterval(tick, 250);
  tick();
})();
