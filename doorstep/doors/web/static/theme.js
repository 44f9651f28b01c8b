/* Switches 长辈版 and colours at once, then tells the server. Without this script the same form does it by a reload. */
(() => {
  "use strict";
  const root = document.documentElement;

  const show = (name, value) => {
    if (name === "elder") root.classList.toggle("elder", value === "on");
    else if (value === "auto") root.removeAttribute("data-theme");
    else root.dataset.theme = value;
    document.querySelectorAll(`[data-appearance] button[name="${name}"]`).forEach((button) => {
      if (name === "elder") {
        button.value = value === "on" ? "off" : "on";
        button.textContent = value === "on" ? button.dataset.on : button.dataset.off;
      } else button.setAttribute("aria-pressed", String(button.value === value));
    });
    document.dispatchEvent(new CustomEvent("doorstep:look"));
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (!form.matches("[data-appearance]") || !button || button.name === "language" || !window.fetch) return;
    event.preventDefault();
    const { name, value } = button;
    const body = new URLSearchParams({ [name]: value, next: "/appearance/" });
    fetch(form.action, { method: "POST", body, redirect: "manual", credentials: "same-origin" }).catch(() => {});
    show(name, value);
  });
})();
