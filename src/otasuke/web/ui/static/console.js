// The console's keyboard: the palette (Ctrl or ⌘ with K), lists (j, k, x, Enter), places (g and a letter), ? for the map.
// Without this file everything is still a link or a button.
"use strict";
(() => {
  const $ = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const writes = (element) => element.closest("input, textarea, select, [contenteditable]");
  const palette = $("#palette"), map = $("#keys");

  // ---- the palette: a combobox, as the ARIA practices describe it
  const field = palette && $("input", palette), list = palette && $("[role=listbox]", palette);
  let at = -1, asked = 0, timer = 0;
  const options = () => all("[role=option]", list);
  const mark = (to) => {
    const found = options();
    at = found.length ? (to + found.length) % found.length : -1;
    found.forEach((one, number) => one.setAttribute("aria-selected", String(number === at)));
    if (at >= 0) {
      field.setAttribute("aria-activedescendant", found[at].id);
      found[at].scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  };
  const ask = async () => {
    const mine = ++asked;
    list.parentElement.classList.add("htmx-request");
    const answer = await fetch(`${palette.dataset.address}?part=list&q=${encodeURIComponent(field.value)}`, { headers: { Accept: "text/html" } });
    if (mine !== asked) return;
    list.parentElement.classList.remove("htmx-request");
    if (answer.redirected || !answer.ok) { location.assign(palette.dataset.address); return; }
    list.innerHTML = await answer.text();
    mark(0);
    $("[data-count]", palette).textContent = palette.dataset.found.replace("0", String(options().length));
  };
  const openPalette = () => {
    if (palette.open) return;
    palette.showModal();
    field.select();
    ask();
  };
  if (palette) {
    field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 80); });
    field.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown") { event.preventDefault(); mark(at + 1); }
      if (event.key === "ArrowUp") { event.preventDefault(); mark(at - 1); }
      if (event.key === "Enter" && at >= 0) { event.preventDefault(); location.assign(options()[at].dataset.address); }
    });
    list.addEventListener("click", (event) => {
      const one = event.target.closest("[role=option]");
      if (one) location.assign(one.dataset.address);
    });
    palette.addEventListener("click", (event) => { if (event.target === palette) palette.close(); });
    all("[data-opens=palette]").forEach((one) => one.addEventListener("click", (event) => { event.preventDefault(); openPalette(); }));
  }

  // ---- lists
  const rows = all("[data-row]");
  let here = -1;
  const go = (to) => {
    if (!rows.length) return;
    here = Math.max(0, Math.min(rows.length - 1, to));
    const link = $("a", rows[here]);
    if (link) link.focus();
  };
  rows.forEach((row, number) => row.addEventListener("focusin", () => { here = number; }));
  const bar = $("[data-chosen]");
  const count = () => {
    const ticked = all("[data-row] input[type=checkbox]:checked");
    all("[data-row]").forEach((row) => row.setAttribute("aria-selected", String(!!$("input:checked", row))));
    if (bar) { bar.hidden = !ticked.length; $("[data-chosen-count]", bar).textContent = String(ticked.length); }
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-all]")) all("[data-row] input[type=checkbox]").forEach((one) => { one.checked = event.target.checked; });
    if (event.target.closest("[data-row]") || event.target.matches("[data-all]")) count();
  });
  count();

  // ---- keys
  const places = Object.fromEntries(all("[data-key]").map((one) => [one.dataset.key, one.getAttribute("href")]));
  let before = "";
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && palette) { event.preventDefault(); openPalette(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || writes(event.target) && event.target.type !== "checkbox") return;
    if (document.querySelector("dialog[open]")) return;
    const key = event.key, chord = before === "g" && places[key];
    before = key === "g" ? "g" : "";
    if (chord) { event.preventDefault(); location.assign(chord); }
    else if (key === "j") go(here + 1);
    else if (key === "k") go(here - 1);
    else if (key === "x" && here >= 0) { const tick = $("input[type=checkbox]", rows[here]); if (tick) tick.click(); }
    else if (key === "/") { const seek = $("[data-seek]"); if (seek) { event.preventDefault(); seek.focus(); seek.select(); } else if (palette) { event.preventDefault(); openPalette(); } }
    else if (key === "?" && map) { event.preventDefault(); map.showModal(); }
  });

  // ---- what takes some seconds says so
  all("form[data-busy]").forEach((form) => form.addEventListener("submit", () => {
    const words = $("[data-busy-words]", form);
    if (words) words.hidden = false;
    setTimeout(() => all("button", form).forEach((one) => { one.disabled = true; }));
  }));
})();
