/**
 * Keeps what every page is drawn with, and one page that says there is no network. Nothing of a business or a person is kept: pages and
 * answers always come from the server. /service-worker.js puts this version's addresses before it.
 */
export {};
declare const self: ServiceWorkerGlobalScope;
declare const niagaShell: string[];

const cacheName = `niaga-${niagaShell.join(' ')}`;
const offline = '/offline';

self.addEventListener('install', event => {
  event.waitUntil((async () => {
    const cache = await caches.open(cacheName);
    await cache.addAll([...niagaShell, new Request(offline, { credentials: 'omit', cache: 'reload' })]);
    await self.skipWaiting();
  })());
});

self.addEventListener('activate', event => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith('niaga-') && name !== cacheName) await caches.delete(name);
    // The browser asks for the page while this script still starts.
    await self.registration.navigationPreload.enable();
    await self.clients.claim();
  })());
});

self.addEventListener('fetch', event => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  // A form that is sent is the browser's own matter: it asks before it sends one again, and goes back to its answer without the network.
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate') event.respondWith(page(event));
  else if (origin === location.origin && niagaShell.includes(pathname)) event.respondWith(shell(request, pathname));
});

async function page(event: FetchEvent): Promise<Response> {
  try {
    return (await event.preloadResponse as Response | undefined) ?? await fetch(event.request);
  } catch {
    const kept = await caches.match(offline, { cacheName });
    return kept ?? Response.error();
  }
}

async function shell(request: Request, path: string): Promise<Response> {
  return await caches.match(path, { cacheName }) ?? await fetch(request);
}
