/* Switches 长辈版 and colours at once, without a reload; the server reads the same cookies. Without this script the form does it. */
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
    if (!form.matches("[data-appearance]") || !button || button.name === "language" || !navigator.cookieEnabled) return;
    event.preventDefault();
    const { name, value } = button;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    show(name, value);
  });
})();
