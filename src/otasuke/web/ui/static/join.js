"use strict";
/* The way in: numbers that go up and down, what is copied, forms that wait for the network, and a part that changes.
   Every page works without it. */
(() => {
  const part = (html, id) => new DOMParser().parseFromString(html, "text/html").getElementById(id);

  const bring = async (address) => {
    const answer = await fetch(address, { credentials: "same-origin", cache: "no-store" });
    if (!answer.ok) throw new Error(answer.status);
    return answer.text();
  };

  // Numbers
  const prepare = (root) => {
    for (const hidden of root.querySelectorAll("[data-step][hidden], [data-copy][hidden]")) hidden.hidden = false;
    for (const beside of root.querySelectorAll("[data-with]")) {
      const number = document.getElementById(beside.dataset.with);
      const show = () => { beside.hidden = !(Number(number.value) > 0); };
      number.addEventListener("input", show);
      show();
    }
  };

  document.addEventListener("click", async (event) => {
    const step = event.target.closest("[data-step]");
    if (step) {
      const number = step.parentElement.querySelector("input");
      const least = Number(number.min || 0), most = Number(number.max || 99);
      number.value = Math.min(most, Math.max(least, (Number(number.value) || 0) + Number(step.dataset.step)));
      number.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      const from = document.getElementById(copy.dataset.copy);
      try {
        await navigator.clipboard.writeText(from.textContent);
      } catch {
        getSelection().selectAllChildren(from);
        document.execCommand("copy");
      }
      copy.classList.add("copied");
    }
  });

  let asked = 0;
  document.addEventListener("input", async (event) => {
    const form = event.target.closest("form[data-part]");
    keep(event.target);
    if (!form || !form.checkValidity()) return;
    const mine = ++asked, id = form.dataset.part;
    try {
      const fresh = part(await bring(`?${new URLSearchParams(new FormData(form))}`), id);
      if (mine === asked && fresh) document.getElementById(id).replaceWith(fresh);
    } catch { /* the number is sent with the form, and reckoned there */ }
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.part) event.preventDefault();
    if ("steady" in form.dataset) steady(event, form);
  });

  // Forms: sent when the network is there, and once
  const offline = document.getElementById("offline");
  const steady = async (event, form) => {
    event.preventDefault();
    if (form.dataset.going) return;
    form.dataset.going = "yes";
    for (;;) {
      try {
        await bring("/well");
        break;
      } catch {
        if (offline) offline.hidden = false;
        await new Promise((wake) => setTimeout(wake, 1500));
      }
    }
    if (offline) offline.hidden = true;
    form.submit();
  };
  addEventListener("pageshow", () => { for (const form of document.forms) delete form.dataset.going; });

  // What was typed outlives a page that could not be loaded
  const place = (field) => `${location.pathname} ${field.name}`;
  const keep = (field) => { if (field.matches?.("form[data-steady] input[type=text], form[data-steady] input[type=email]")) sessionStorage.setItem(place(field), field.value); };
  for (const field of document.querySelectorAll("form[data-steady] input[type=text], form[data-steady] input[type=email]")) {
    const kept = sessionStorage.getItem(place(field));
    if (kept && !field.value) field.value = kept;
  }

  // The part that changes
  const live = document.getElementById("live");
  const said = document.getElementById("said");
  const wordOf = (root) => root.querySelector("[data-word]")?.dataset.word ?? root.textContent.trim();
  let waits = false;
  const look = async () => {
    if (waits) return;
    waits = true;
    try {
      const fresh = new DOMParser().parseFromString(await bring(live.dataset.live), "text/html").body;
      const isTyping = live.contains(document.activeElement) && document.activeElement.matches("input");
      if (wordOf(fresh) !== wordOf(live) && !isTyping) {
        live.replaceChildren(...fresh.childNodes);
        prepare(live);
        const heading = live.querySelector("h1");
        if (said && heading) said.textContent = heading.textContent;
      }
      if (offline) offline.hidden = true;
    } catch (error) {
      if (error instanceof TypeError && offline) offline.hidden = false;
      else if (/^4/.test(error.message)) location.reload();
    } finally {
      waits = false;
    }
  };
  if (live) {
    let word = "";
    if (live.dataset.stream && "EventSource" in window) {
      const source = new EventSource(live.dataset.stream);
      source.onmessage = (event) => {
        if (word && event.data !== word) look();
        word = event.data;
      };
      source.onerror = () => { if (source.readyState === EventSource.CLOSED) setInterval(look, 5000); };
    } else {
      setInterval(look, 3000);
    }
    addEventListener("online", look);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  }
  prepare(document);
})();
