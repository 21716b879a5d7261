/**
 * Keeps the whole app in the browser, so that a page opens without the server. Plain JavaScript: the build fills in
 * the version and the files (tools/build/offline-plugin.ts) and changes nothing else.
 *
 * 1. All files of a version come from one cache, taken in whole or not at all: never one from here, one from there.
 * 2. A new version is used once no window runs the old one.
 * 3. Only files of the build are answered; the server's own addresses are left alone.
 */
const VERSION = 'VERSION';
const NAME = `daybook ${VERSION}`;
const FILES = new Set('FILES');
const SERVER = new Set(['/health', '/metrics']);

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll([...FILES])));
});

self.addEventListener('activate', (event) => {
  const dropOld = async () => {
    for (const name of await caches.keys()) if (name !== NAME) await caches.delete(name);
    // The page that installed it is kept too: it need not be loaded twice before it is safe.
    await self.clients.claim();
  };
  event.waitUntil(dropOld());
});

self.addEventListener('fetch', (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== 'GET' || origin !== self.location.origin) return;
  // Every place in the app is the one page; the server's own pages are not.
  const isPlace = event.request.mode === 'navigate' && !SERVER.has(pathname);
  const path = isPlace ? '/' : pathname;
  if (!FILES.has(path)) return;
  event.respondWith(caches.match(path, { cacheName: NAME }).then((kept) => kept ?? fetch(event.request)));
});
