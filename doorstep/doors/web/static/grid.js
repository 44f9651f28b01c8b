/* Rounds: attaches the position when asked to, never by itself. Cards: the print button. Both pages do without. */
(() => {
  "use strict";
  const tools = document.querySelector("[data-here-tools]");
  if (tools && navigator.geolocation && window.isSecureContext) {
    const lat = document.querySelector("[data-lat]"), lon = document.querySelector("[data-lon]");
    const said = tools.querySelector("[data-here-said]");
    tools.hidden = false;
    tools.querySelector("[data-here]").addEventListener("click", () => {
      if (lat.value) { lat.value = lon.value = ""; said.textContent = said.dataset.saidNone; return; }
      said.textContent = said.dataset.saidSeeking;
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        lat.value = coords.latitude.toFixed(6);
        lon.value = coords.longitude.toFixed(6);
        said.textContent = said.dataset.saidKept;
      }, () => { said.textContent = said.dataset.saidDenied; }, { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 });
    });
  }
  const print = document.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
})();
