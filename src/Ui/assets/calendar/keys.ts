/** The keyboard does what dragging does: arrows go from event to event, with Alt they move it, with Alt and Shift up and down change its end. */
import { calendar, dayOf, instant, placeOf, step, type Place } from './place';
import { show } from './drag';
import { move } from './send';

const day = 24 * 3_600_000;
const arrows: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Before the page's own keys, which turn to the next week with an arrow. */
export function keys(): void {
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || !calendar() || document.querySelector('dialog[open], details.dropdown[open]')) return;
    const chip = document.activeElement instanceof HTMLElement ? document.activeElement.closest<HTMLElement>('[data-calendar] [data-event]') : null;
    const way = arrows[event.key];
    if (chip && way && event.altKey) shift(chip, way, event.shiftKey);
    else if (chip && way && !event.shiftKey) nearest(chip, way)?.focus();
    else if (chip && event.key === 'n' && !event.altKey && calendar()?.dataset['new']) beside(chip)?.click();
    else if (event.key === 't' && !event.altKey && !typing(event.target)) calendar()?.querySelector<HTMLAnchorElement>('[data-today]')?.click();
    else return;
    event.preventDefault();
  }, true);
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type=checkbox]), textarea, select, [contenteditable]');
}

/** The next event in a direction, by where they are drawn. */
function nearest(from: HTMLElement, [x, y]: [number, number]): HTMLElement | undefined {
  const own = middle(from);
  return [...document.querySelectorAll<HTMLElement>('[data-calendar] a[data-event]')]
    .filter(e => e !== from && e.offsetParent !== null)
    .map(e => ({ e, at: middle(e) }))
    .map(({ e, at }) => ({ e, along: x * (at.x - own.x) + y * (at.y - own.y), beside: Math.abs(x === 0 ? at.x - own.x : at.y - own.y) }))
    .filter(o => o.along > 4)
    .sort((a, b) => a.along + 3 * a.beside - (b.along + 3 * b.beside))[0]?.e;
}

function middle(e: HTMLElement): { x: number; y: number } {
  const box = e.getBoundingClientRect();
  return { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 12) };
}

function shift(chip: HTMLElement, [x, y]: [number, number], resize: boolean): void {
  if (!chip.dataset['version']) return;
  const was = placeOf(chip);
  const to: Place = { ...was };
  const hours = chip.closest('[data-cal-hours]') !== null;
  if (resize) to.end += y * step * 60_000;
  else if (hours) {
    to.start += y * step * 60_000;
    to.end += y * step * 60_000;
    to.resource = neighbour(was.resource, x);
  } else {
    to.start += x * day;
    to.end += x * day;
    to.resource = neighbour(was.resource, y);
  }
  if (to.end - to.start < step * 60_000) return;
  const under = cell(to, hours);
  void move(chip, to, () => under && !resize ? show(chip, under, hours ? [minute(to, to.start), minute(to, to.end)] : null) : () => undefined);
}

const minute = (of: Place, at: number): number => Math.max(0, Math.round((at - instant(dayOf(of.start))) / 60_000));

/** The resource before or after one, in the order they stand in. */
function neighbour(resource: string, by: number): string {
  const all = [...new Set([...document.querySelectorAll<HTMLElement>('[data-calendar] [data-resource]')].map(e => e.dataset['resource'] ?? ''))];
  return all[all.indexOf(resource) + by] ?? resource;
}

function cell(of: Place, hours: boolean): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>(hours ? '.cal-track' : '.cal-week td[data-resource]')]
    .find(e => e.offsetParent !== null && e.dataset['resource'] === of.resource && e.dataset['day'] === dayOf(of.start));
}

/** The way to make a new one where this one stands; on a phone, on its day. */
function beside(chip: HTMLElement): HTMLAnchorElement | null {
  return chip.parentElement?.querySelector<HTMLAnchorElement>('.cal-add, .cal-list-add') ?? null;
}
