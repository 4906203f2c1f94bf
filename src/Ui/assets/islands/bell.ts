/** The bell: how many notifications wait, kept right without a reload while somebody looks at the page. Without a line it stays as it came. */
const bells = [...document.querySelectorAll<HTMLElement>('[data-bell]')];
const came = Number(bells[0]?.querySelector('[data-bell-count]')?.textContent ?? 0);
let line: EventSource | undefined;

function show(unread: number): void {
  const text = unread > 99 ? '99+' : String(unread);
  for (const bell of bells) {
    const count = bell.querySelector<HTMLElement>('[data-bell-count]');
    if (!count) continue;
    count.textContent = text;
    count.hidden = unread === 0;
  }
  onIcon(unread);
  const fresh = document.querySelector<HTMLElement>('[data-bell-fresh]');
  if (fresh) fresh.hidden = unread <= came;
}

/** On the icon of the installed app, where the device shows one. */
function onIcon(unread: number): void {
  if ('setAppBadge' in navigator) void navigator.setAppBadge(unread).catch(() => { /* not installed */ });
}

function open(): void {
  if (line || document.hidden) return;
  line = new EventSource('notifications/live');
  line.addEventListener('message', event => show(Number(event.data)));
  line.addEventListener('error', () => {
    // Refused for good: signed out, or no longer a member. The next page says so.
    if (line?.readyState === EventSource.CLOSED) line = undefined;
  });
}

// A tab nobody looks at holds no line: a browser has six of them for a site.
function close(): void {
  line?.close();
  line = undefined;
}

if (bells.length > 0) {
  onIcon(came);
  document.addEventListener('visibilitychange', () => document.hidden ? close() : open());
  addEventListener('pagehide', close);
  addEventListener('pageshow', open);
  open();
}

export {};
