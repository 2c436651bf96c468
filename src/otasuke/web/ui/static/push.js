"use strict";
/* Notifications: the form with data-push, the key by which we are known, has this browser ask its push service for an address, which is
   sent. Where there are none, a sentence says so. */
(async () => {
  const form = document.querySelector("form[data-push]"), none = document.querySelector("[data-push-none]");
  const workers = navigator.serviceWorker;
  if (!form || !workers || !window.PushManager || !window.Notification) return;
  none.hidden = true;
  const registered = workers.register("/worker.js").then(() => workers.ready);

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const mark = async (address) => {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(address)));
    return Array.from(digest, (one) => one.toString(16).padStart(2, "0")).join("");
  };
  const say = (name) => {
    for (const one of ["denied", "wrong"]) form.querySelector(`[data-${one}]`).hidden = one !== name;
  };

  form.addEventListener("submit", async (event) => {
    if (form.elements.subscription.value) return;
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    say("");
    try {
      if (await Notification.requestPermission() !== "granted") return say("denied");
      const manager = (await registered).pushManager;
      const wanted = { userVisibleOnly: true, applicationServerKey: bytes(form.dataset.push) };
      let found;
      try {
        found = await manager.subscribe(wanted);
      } catch (error) {  // of a service that was set up anew, with another key
        await (await manager.getSubscription())?.unsubscribe();
        found = await manager.subscribe(wanted);
      }
      form.elements.subscription.value = JSON.stringify(found.toJSON());
      form.submit();
    } catch (error) {
      say("wrong");
    } finally {
      button.disabled = false;
    }
  });

  const ours = await registered.then((one) => one.pushManager.getSubscription()).catch(() => null);
  const here = ours && document.querySelector(`[data-push-browser="${await mark(ours.endpoint)}"]`);
  if (here) here.querySelector("[data-here]").hidden = false;
  form.hidden = Boolean(here);
})();
