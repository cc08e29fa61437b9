"use strict";
(() => {
  const box = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const all = [...document.querySelectorAll("details.cause")];
  const texts = all.map((one) => one.textContent.toLowerCase());
  const apply = () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    all.forEach((one, i) => {
      const fits = words.every((word) => texts[i].includes(word));
      one.hidden = !fits;
      count += fits ? 1 : 0;
    });
    shown.textContent = words.length ? `${count} of ${all.length} causes` : "";
  };
  if (all.length > 5) {
    box.closest("p").hidden = false;
    box.addEventListener("input", apply);
    document.addEventListener("keydown", (event) => {
      if (event.key === "/" && document.activeElement !== box) {
        event.preventDefault();
        box.focus();
      }
      if (event.key === "Escape" && document.activeElement === box) {
        box.value = "";
        apply();
      }
    });
  }
  const reveal = () => {
    const one = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (one instanceof HTMLDetailsElement) one.open = true;
  };
  addEventListener("hashchange", reveal);
  reveal();
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    closed.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((one) => { one.open = false; }));
})();
