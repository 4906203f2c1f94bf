/** Dragging: an event to another time, day or resource, an edge of it, or over empty time to make a new one. A finger presses long first. */
import { calendar, clock, dayLength, hourHeight, instant, placeOf, stand, step, type Place } from './place';
import { move } from './send';

const longPress = 400;
const slack = 5;

interface Drag {
  event: HTMLElement | null;
  edge: 'start' | 'end' | null;
  track: HTMLElement | null;
  /** Minutes between the pointer and the event's start. */
  grip: number;
  x: number;
  y: number;
  pointer: number;
  ghost: HTMLElement | null;
  /** Drawn over empty time: the minute it began at. */
  anchor: number;
  target: HTMLElement | null;
  from: number;
  to: number;
}

let drag: Drag | null = null;
let pressing = 0;
let swallow = false;

export function dragging(): void {
  document.addEventListener('pointerdown', down);
  document.addEventListener('pointermove', moved);
  document.addEventListener('pointerup', up);
  document.addEventListener('pointercancel', cancel);
  document.addEventListener('keydown', event => { if (event.key === 'Escape' && drag?.ghost) { swallow = true; cancel(); } });
  // A link is dragged as an address by itself, and a long press opens its menu.
  document.addEventListener('dragstart', event => { if (inCalendar(event.target)) event.preventDefault(); });
  document.addEventListener('contextmenu', event => { if (drag && inCalendar(event.target)) event.preventDefault(); });
  document.addEventListener('touchmove', event => { if (drag?.ghost) event.preventDefault(); }, { passive: false });
  document.addEventListener('click', click, true);
}

const inCalendar = (target: EventTarget | null): boolean => target instanceof Element && target.closest('[data-calendar]') !== null;

function down(event: PointerEvent): void {
  swallow = false;
  const target = event.target instanceof Element ? event.target : null;
  if (event.button !== 0 || !event.isPrimary || !target || !calendar()?.dataset['move'] || !inCalendar(target)) return;
  const track = target.closest<HTMLElement>('.is-laid .cal-track');
  const chip = target.closest<HTMLElement>('[data-event]');
  if (chip ? !chip.dataset['version'] || !chip.closest('.cal-week, .is-laid') : !track || target.closest('a') || !calendar()?.dataset['new']) return;

  const minute = track ? minuteAt(track, event.clientY) : 0;
  const edge = target instanceof HTMLElement ? target.dataset['edge'] : undefined;
  drag = {
    event: chip, edge: edge === 'start' || edge === 'end' ? edge : null, track, x: event.clientX, y: event.clientY, pointer: event.pointerId, ghost: null, target: null,
    grip: chip && track ? minute - Number(chip.dataset['from']) : 0, anchor: snap(minute - step / 2), from: 0, to: 0,
  };
  window.clearTimeout(pressing);
  if (event.pointerType === 'touch') pressing = window.setTimeout(() => { if (drag) { begin(drag); follow(drag, drag.x, drag.y); } }, longPress);
}

function moved(event: PointerEvent): void {
  if (!drag || event.pointerId !== drag.pointer) return;
  if (!drag.ghost) {
    if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < slack) return;
    // A finger that moves before it has pressed long scrolls.
    if (event.pointerType === 'touch') { cancel(); return; }
    begin(drag);
  }
  follow(drag, event.clientX, event.clientY);
}

function begin(of: Drag): void {
  const ghost = (of.event?.cloneNode(true) ?? document.createElement('div')) as HTMLElement;
  ghost.classList.add('cal-event', 'is-ghost');
  ghost.removeAttribute('href');
  of.ghost = ghost;
  of.event?.classList.add('is-moved');
  document.documentElement.classList.add('is-dragging');
  if (of.track) return;
  const box = of.event!.getBoundingClientRect();
  ghost.style.setProperty('width', `${box.width}px`);
  document.body.append(ghost);
}

function follow(of: Drag, x: number, y: number): void {
  const ghost = of.ghost!;
  const under = document.elementsFromPoint(x, y);
  if (!of.track) {
    ghost.style.setProperty('left', `${x + 8}px`);
    ghost.style.setProperty('top', `${y + 8}px`);
    aim(of, under.map(e => e.closest<HTMLElement>('.cal-week td[data-resource]')).find(e => e) ?? null);
    return;
  }
  scrollNear(of.track, y, x);
  const track = of.edge || !of.event ? of.track : under.map(e => e.closest<HTMLElement>('.cal-track')).find(e => e) ?? of.target ?? of.track;
  const at = minuteAt(track, y);
  const data = of.event?.dataset;
  const [from, to] = [Number(data?.['from'] ?? of.anchor), Number(data?.['to'] ?? of.anchor + step)];
  if (!of.event) [of.from, of.to] = [Math.min(of.anchor, snap(at)), Math.max(of.anchor + step, snap(at))];
  else if (of.edge === 'start') [of.from, of.to] = [Math.max(0, Math.min(snap(at), to - step)), to];
  else if (of.edge === 'end') [of.from, of.to] = [from, Math.min(dayLength, Math.max(snap(at), from + step))];
  else {
    of.from = Math.max(0, Math.min(snap(at - of.grip), dayLength - step));
    of.to = of.from + (to - from);
  }
  aim(of, track);
  stand(ghost, of.from, Math.min(of.to, dayLength));
  ghost.textContent = `${clock(of.from)}–${clock(of.to)}`;
  if (ghost.parentElement !== track) track.append(ghost);
}

function aim(of: Drag, target: HTMLElement | null): void {
  of.target?.classList.remove('is-target');
  target?.classList.add('is-target');
  of.target = target;
}

function up(event: PointerEvent): void {
  window.clearTimeout(pressing);
  if (!drag || event.pointerId !== drag.pointer) return;
  const of = drag;
  const under = of.ghost ? of.target : null;
  cancel();
  if (!under) return;
  // The click that follows opens nothing.
  swallow = true;
  // Let go over something else there is none.
  window.setTimeout(() => { swallow = false; }, 0);
  if (of.event) drop(of, of.event, under);
  else begins(under, of.from, of.to);
}

function drop(of: Drag, event: HTMLElement, under: HTMLElement): void {
  const was = placeOf(event);
  const day = under.dataset['day'] ?? '';
  const to: Place = { ...was, resource: under.dataset['resource'] ?? was.resource };
  if (!of.track) {
    const days = instant(day) - instant(event.closest<HTMLElement>('td')?.dataset['day'] ?? day);
    [to.start, to.end] = [was.start + days, was.end + days];
  } else {
    // What reaches over midnight keeps the part that is not shown.
    const [by, longer] = [of.from - Number(event.dataset['from']), of.to - Number(event.dataset['to'])];
    [to.start, to.end] = [was.start + by * 60_000, was.end + longer * 60_000];
  }
  void move(event, to, () => show(event, under, of.track ? [of.from, of.to] : null));
}

/** Draws it where it was dropped; the answer puts it back where it was. */
export function show(event: HTMLElement, under: HTMLElement, at: [number, number] | null): () => void {
  const [parent, next, style] = [event.parentElement, event.nextSibling, event.getAttribute('data-lane')];
  under.insertBefore(event, under.querySelector('.cal-add'));
  if (at) stand(event, at[0], Math.min(at[1], dayLength));
  event.classList.add('is-sending');
  return () => {
    event.classList.remove('is-sending');
    parent?.insertBefore(event, next?.parentNode === parent ? next : null);
    if (at) stand(event, Number(event.dataset['from']), Number(event.dataset['to']), Number(style), Number(event.dataset['lanes']));
  };
}

function begins(track: HTMLElement, from: number, to: number): void {
  const link = track.querySelector<HTMLAnchorElement>('.cal-add');
  if (!link) return;
  const address = new URL(link.href);
  address.searchParams.set('from', clock(from));
  address.searchParams.set('to', clock(to));
  location.assign(address);
}

/** A click on empty time makes a new one there. */
function click(event: MouseEvent): void {
  // Only what a pointer clicked: a key that follows a link clicks it too, with no count.
  if (swallow && event.detail > 0) {
    swallow = false;
    if (inCalendar(event.target)) { event.preventDefault(); event.stopPropagation(); }
    return;
  }
  if (!(event.target instanceof HTMLElement) || !inCalendar(event.target)) return;
  if (event.target.matches('.cal-week td')) event.target.querySelector<HTMLAnchorElement>('.cal-add')?.click();
  else if (event.target.matches('.is-laid .cal-track') && calendar()?.dataset['new']) {
    const from = Math.min(snap(minuteAt(event.target, event.clientY) - step), dayLength - 60);
    begins(event.target, Math.max(0, from), Math.max(0, from) + 60);
  }
}

function cancel(): void {
  window.clearTimeout(pressing);
  drag?.ghost?.remove();
  drag?.event?.classList.remove('is-moved');
  drag?.target?.classList.remove('is-target');
  document.documentElement.classList.remove('is-dragging');
  drag = null;
}

const snap = (minute: number): number => Math.min(dayLength, Math.max(0, Math.round(minute / step) * step));

function minuteAt(track: HTMLElement, y: number): number {
  return (y - track.getBoundingClientRect().top) / hourHeight(track) * 60;
}

function scrollNear(track: HTMLElement, y: number, x: number): void {
  const hours = track.closest<HTMLElement>('[data-cal-hours]');
  const box = hours?.getBoundingClientRect();
  if (!hours || !box) return;
  const [edge, by] = [36, 12];
  hours.scrollBy(x > box.right - edge ? by : x < box.left + edge ? -by : 0, y > box.bottom - edge ? by : y < box.top + edge ? -by : 0);
}
