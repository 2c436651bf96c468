"use strict";
/* Shows notifications, and keeps the last 今日のようす and the cards for when the net is away: on the worst morning the line is unplugged.
   Nothing else is kept, and nothing of it once somebody has left, or was led away. */
const KEPT = "portal-1";
const HOME = "/", CARDS = "/devices/cards";

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || pathname.startsWith("/console")) return;
  if (request.method === "POST" && pathname === "/leave") {
    event.waitUntil(Promise.all([caches.delete(KEPT), noMorePush()]));
  } else if (request.method === "GET" && request.mode === "navigate" && !pathname.startsWith("/m/")) {
    event.respondWith(page(event, pathname));
  } else if (request.method === "GET" && pathname.startsWith("/static/")) {
    event.respondWith(file(request));
  }
});

self.addEventListener("push", (event) => {
  const said = read(event.data);
  event.waitUntil(self.registration.showNotification(said.title || "お知らせがあります", {
    body: said.body,
    tag: said.tag,
    lang: said.language,
    renotify: Boolean(said.tag),
    requireInteraction: said.stays === true,
    data: said.url,
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});

function read(data) {
  try {
    return data.json() || {};
  } catch (error) {
    return {};
  }
}

async function open(address) {
  const wanted = new URL(address || HOME, location.origin);
  const url = wanted.origin === location.origin ? wanted.href : new URL(HOME, location.origin).href;
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = pages.find((one) => one.url === url);
  return there ? there.focus() : clients.openWindow(url);
}

async function noMorePush() {
  await (await self.registration.pushManager.getSubscription())?.unsubscribe();
}

async function page(event, pathname) {
  try {
    const answer = await fetch(event.request);
    if (pathname === HOME || pathname === CARDS) event.waitUntil(keep(pathname, answer.clone(), answer.type));
    return answer;
  } catch (error) {
    const kept = await (await caches.open(KEPT)).match(pathname === CARDS ? CARDS : HOME);
    if (!kept) throw error;
    return pathname === HOME || pathname === CARDS ? kept : Response.redirect(HOME);
  }
}

async function keep(pathname, answer, type) {
  if (type === "opaqueredirect" || answer.status === 404) return caches.delete(KEPT);
  if (!answer.ok) return;
  const cache = await caches.open(KEPT);
  await cache.put(pathname, answer);
  if (pathname === HOME && !(await cache.match(CARDS))) {
    const cards = await fetch(CARDS);
    if (cards.ok && !cards.redirected) await cache.put(CARDS, cards);
  }
}

async function file(request) {
  const cache = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match(request);
    if (!kept) throw error;
    return kept;
  }
}
