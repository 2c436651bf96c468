"use strict";
/* Owners' pages: the last picture stays when the net is away, and says so; cards are printed. Every page works without it. */
(() => {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  const workers = navigator.serviceWorker;
  if (!workers) return;
  workers.register("/worker.js").catch(() => {});
  const note = document.querySelector("[data-offline]");
  if (!note) return;
  const look = async () => {
    try {
      note.hidden = (await fetch("/well", { cache: "no-store" })).ok;
    } catch {
      note.hidden = false;
    }
  };
  if (workers.controller) look();
  addEventListener("online", look);
  addEventListener("offline", () => { note.hidden = false; });
})();
