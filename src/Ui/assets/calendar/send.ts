/** Puts a move to the server, says what came of it, and draws the page anew from its own markup. */
import { calendar, lay, placeOf, same, type Place } from './place';

interface Problem { title?: string; errors?: { message: string }[] }

let sending = false;
let drawn = 0;

/**
 * @param event What moves, with the version it was read with.
 * @param to Where it goes.
 * @param show Draws it there at once; its answer takes that back.
 */
export async function move(event: HTMLElement, to: Place, show: () => () => void): Promise<void> {
  const from = placeOf(event);
  // One after the other: the next would send a version that is old by then.
  if (sending || same(from, to)) return;
  sending = true;
  const focused = document.activeElement === event;
  // What is put elsewhere in the page loses the focus.
  const hold = (): void => { if (focused) event.focus({ preventScroll: true }); };
  const back = show();
  hold();
  try {
    const answer = await put(event.dataset['event'] ?? '', event.dataset['version'] ?? '', to);
    if (answer?.ok) {
      const version = answer.headers.get('ETag') ?? '';
      await refresh();
      const name = nameOf(event.dataset['event'] ?? '') ?? event.textContent ?? '';
      say(text('saidMoved').replace('{0}', name), false, () => void undo(event.dataset['event'] ?? '', version, from));
      return;
    }
    back();
    hold();
    say(answer ? await reason(answer) : text('saidOffline'), true);
    // Somebody was faster: what they made of it is shown.
    if (answer?.status === 412 || answer?.status === 404) await refresh();
  } finally {
    sending = false;
  }
}

async function undo(id: string, version: string, to: Place): Promise<void> {
  const answer = await put(id, version, to);
  if (!answer?.ok) say(answer ? await reason(answer) : text('saidOffline'), true);
  await refresh();
  if (answer?.ok) say(text('saidBack').replace('{0}', nameOf(id) ?? ''), false);
}

function put(id: string, version: string, to: Place): Promise<Response | null> {
  return fetch(`${calendar()?.dataset['move'] ?? ''}/${id}/time`, {
    method: 'PUT',
    // Goes on where another page is opened meanwhile.
    keepalive: true,
    headers: {
      'Content-Type': 'application/json',
      'If-Match': version.startsWith('"') ? version : `"${version}"`,
      RequestVerificationToken: calendar()?.querySelector<HTMLInputElement>('[name=__RequestVerificationToken]')?.value ?? '',
    },
    body: JSON.stringify({ resource: to.resource, startsAt: new Date(to.start).toISOString(), endsAt: new Date(to.end).toISOString() }),
  }).catch(() => null);
}

async function reason(answer: Response): Promise<string> {
  try {
    const problem = await answer.json() as Problem;
    const said = [...new Set([problem.title ?? '', ...(problem.errors ?? []).map(e => e.message)])].join(' ').trim();
    return said || text('saidFailed');
  } catch {
    return text('saidFailed');
  }
}

/** The page's own markup takes the place of what stands there; what had the focus has it again. */
async function refresh(): Promise<void> {
  const mine = ++drawn;
  const answer = await fetch(location.href, { headers: { 'X-Poll': '1' } }).catch(() => null);
  if (!answer?.ok || mine !== drawn) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const [main, fresh] = [document.querySelector('#main'), page.querySelector('#main')];
  // A sign-in that ended answers with another page: the next click shows it.
  if (!main || !fresh?.querySelector('[data-calendar]') || mine !== drawn) return;
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['event'] : undefined;
  const hours = main.querySelector('[data-cal-hours]');
  const scroll = hours ? { top: hours.scrollTop, left: hours.scrollLeft } : undefined;
  main.replaceChildren(...fresh.childNodes);
  lay(scroll);
  if (focused) visible(focused)?.focus({ preventScroll: true });
}

function visible(id: string): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>('[data-event]')].find(e => e.dataset['event'] === id && e.offsetParent !== null);
}

function nameOf(id: string): string | undefined {
  const event = visible(id);
  return event && [...event.children].filter(c => !c.matches('.cal-edge')).map(c => c.textContent?.trim()).filter(t => t).join(' ').replace(/ ,/g, ',');
}

function text(name: string): string {
  return calendar()?.dataset[name] ?? '';
}

/** A toast of the page, with a way back where there is one. */
function say(message: string, bad: boolean, undone?: () => void): void {
  const template = document.querySelector<HTMLTemplateElement>('[data-cal-toast]');
  const toast = (template?.content.firstElementChild?.cloneNode(true) ?? null) as HTMLElement | null;
  if (!toast) return;
  const part = <T extends HTMLElement>(selector: string): T => toast.querySelector<T>(selector)!;
  toast.querySelector(bad ? '.icon-good' : '.icon-bad')?.remove();
  part('.toast-note-text').textContent = message;
  let timer = 0;
  const leave = (): void => toast.remove();
  const start = (): void => { timer = window.setTimeout(leave, undone ? 16_000 : 8_000); };
  if (undone) part('[data-undo]').addEventListener('click', () => { leave(); undone(); });
  else part('[data-undo]').remove();
  part('[data-close]').addEventListener('click', leave);
  for (const hold of ['pointerenter', 'focusin']) toast.addEventListener(hold, () => window.clearTimeout(timer));
  for (const go of ['pointerleave', 'focusout']) toast.addEventListener(go, start);
  document.querySelector('.toasts')?.replaceChildren(toast);
  start();
}
