/* Checking in: the phone's position goes into the form, kept to about ten metres. Without it one chooses a place: the form works as it is. */
(() => {
  "use strict";
  const form = document.querySelector("[data-check-in]"), said = form?.querySelector("[data-position]");
  if (!form || !said || !navigator.geolocation) return;
  const tell = (what, n) => { said.hidden = false; said.textContent = said.dataset[what].replace("{n}", n); };
  const place = form.querySelector("select[name=place]")?.closest(".field");
  tell("saidSeeking");
  navigator.geolocation.getCurrentPosition((at) => {
    form.querySelector("[name=lon]").value = at.coords.longitude.toFixed(4);
    form.querySelector("[name=lat]").value = at.coords.latitude.toFixed(4);
    tell("saidFound", Math.max(10, Math.round(at.coords.accuracy)));
    if (place && !place.classList.contains("has-error")) place.hidden = true;
  }, () => tell("saidDenied"), { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 });
})();
