/**
 * A region with data-poll="ms" and an id is fetched again until the server leaves the attribute out. Whatever else of the page tells of
 * the same work, such as a badge beside the title, has an id and data-follow with the id of the region.
 */
export function polling(): void {
  for (const region of document.querySelectorAll<HTMLElement>('[data-poll][id]')) schedule(region, 0);
}

function schedule(region: HTMLElement, failures: number): void {
  const wait = Math.max(500, Number(region.dataset['poll']));
  if (!Number.isFinite(wait)) return;
  setTimeout(() => void refresh(region, failures), wait * 2 ** Math.min(failures, 5));
}

async function refresh(region: HTMLElement, failures: number): Promise<void> {
  if (document.hidden) {
    document.addEventListener('visibilitychange', () => void refresh(region, failures), { once: true });
    return;
  }
  const html = await load();
  if (html === null) {
    schedule(region, failures + 1);
    return;
  }
  const page = new DOMParser().parseFromString(html, 'text/html');
  const fresh = page.getElementById(region.id);
  if (!fresh) {
    location.reload();
    return;
  }
  const next = document.importNode(fresh, true);
  for (const part of document.querySelectorAll(`[data-follow="${CSS.escape(region.id)}"][id]`)) {
    const now = page.getElementById(part.id);
    if (now) part.replaceWith(document.importNode(now, true));
  }
  region.replaceWith(next);
  if (next.hasAttribute('data-poll')) schedule(next, 0);
}

/** The page's text, or null when the line or the server is away for now. */
async function load(): Promise<string | null> {
  try {
    const answer = await fetch(location.href, { headers: { 'X-Poll': '1' }, credentials: 'same-origin' });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}
