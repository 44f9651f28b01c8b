/* A picture wider than the screen opens where it matters: at the state a matter stands in, else where it begins. Without this script it is dragged there. */
(() => {
  "use strict";
  document.querySelectorAll(".diagram").forEach((frame) => {
    const there = frame.querySelector(".here, circle");
    if (!there || frame.scrollWidth <= frame.clientWidth) return;
    const place = there.getBoundingClientRect();
    frame.scrollLeft += place.left + place.width / 2 - frame.getBoundingClientRect().left - frame.clientWidth / 2;
  });
})();
