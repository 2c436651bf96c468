// 対応待ち and 事案: the rail of the row one stands on, keys, and what is new, which is offered and never pushed.
// Without this file every row is a link and every act a button.
"use strict";
(() => {
  const $ = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const place = $("[data-live]");
  if (!place) return;

  // ---- the rail: what one should know of the row one stands on
  const rail = $("[data-rail]");
  let wanted = "", timer = 0, here = null;
  const show = async (row) => {
    here = row;
    const address = row.dataset.railAddress;
    if (!rail || !address || address === wanted) return;
    wanted = address;
    all("[data-row]").forEach((one) => one.classList.toggle("here", one === row));
    try {
      const answer = await fetch(address, { credentials: "same-origin" });
      if (!answer.ok || answer.redirected || address !== wanted) return;
      rail.innerHTML = await answer.text();
      rail.hidden = false;
    } catch { /* the row still is a link */ }
  };
  all("[data-row]").forEach((row) => row.addEventListener("focusin", () => { clearTimeout(timer); timer = setTimeout(() => show(row), 80); }));
  all("[data-row]").forEach((row) => row.addEventListener("click", (event) => { if (!event.target.closest("a, input, label, button")) { const link = $("a", row); if (link) link.focus(); } }));
  const first = $("[data-row][data-rail-address]");
  if (first && matchMedia("(width >= 900px)").matches) show(first);

  // ---- keys beyond those of every list: a takes, e ends, z undoes, f filters
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    const bar = $("[data-chosen]");
    const choose = () => {
      if (!bar || all("[data-row] input:checked").length) return !!bar;
      const tick = here && $("input[type=checkbox]", here);
      if (tick) tick.click();
      return !!tick;
    };
    const step = event.key >= "1" && event.key <= "9" && $(`[data-step="${event.key}"]`);
    if (event.key === "a" && choose()) $("[data-mine]").click();
    else if (event.key === "a") $("[data-take]")?.click();
    else if (event.key === "e" && choose()) { event.preventDefault(); $("[data-outcome]").focus(); }
    else if (event.key === "e" && $("[data-end]")) { event.preventDefault(); $("[data-end]").focus(); }
    else if (event.key === "n" && $("[data-note]")) { event.preventDefault(); $("[data-note]").focus(); }
    else if (event.key === "z") $("[data-undo]")?.click();
    else if (event.key === "f" && $("[data-filter]")) { event.preventDefault(); $("[data-filter]").open = true; $("[data-seek]").focus(); }
    else if (step) { event.preventDefault(); step.focus(); step.scrollIntoView({ block: "nearest" }); }
  });

  // ---- what is new
  const offer = $("[data-offer]"), broken = $("[data-broken]");
  let mark = place.dataset.mark, heard = new Date(), waiting = 0;
  const clock = (at) => `${at.getHours()}:${String(at.getMinutes()).padStart(2, "0")}`;
  const well = () => { heard = new Date(); clearTimeout(waiting); waiting = 0; if (broken) broken.hidden = true; };
  const ill = () => {
    if (!waiting) waiting = setTimeout(() => { if (broken) { $("[data-since]", broken).textContent = clock(heard); broken.hidden = false; } }, 8000);
  };
  const ask = async () => {
    const address = new URL(place.dataset.news, location.href);
    address.searchParams.set("since", place.dataset.mark || "1970-01-01T00:00:00+00:00");
    const answer = await fetch(address, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) return;
    const said = await answer.json();
    if (!said.words || !offer) return;
    const link = $("[data-offer-link]", offer);
    link.textContent = said.words;
    offer.hidden = false;
  };
  const open = () => {
    const source = new EventSource(place.dataset.live);
    source.addEventListener("message", (event) => {
      well();
      if (event.data && event.data !== mark) { mark = event.data; ask().catch(ill); }
    });
    source.addEventListener("open", well);
    source.addEventListener("error", () => {
      ill();
      if (source.readyState === EventSource.CLOSED) setTimeout(open, 10000);
    });
    addEventListener("pagehide", () => source.close());
    addEventListener("pageshow", (event) => { if (event.persisted) open(); }, { once: true });
  };
  open();
})();
