/** Where things stand: minutes of a Malaysian day, and how the hours of a day are laid out. */
export const step = 15;
export const dayLength = 24 * 60;
/** An hour's label stands half above its line; the first shown is not cut. In pixels. */
const hourLabelAbove = 12;

export const calendar = (): HTMLElement | null => document.querySelector('[data-calendar]');

/** An event, the column or cell it stands in, and its time. */
export interface Place { resource: string; start: number; end: number }

/** The instant a minute of a day is, in milliseconds. */
export function instant(day: string, minute = 0): number {
  return Date.parse(`${day}T00:00:00+08:00`) + minute * 60_000;
}

/** The Malaysian day an instant lies on, as 2026-11-30. */
export function dayOf(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);
}

/** As 09:30. */
export function clock(minute: number): string {
  const within = minute % dayLength;
  return `${String(Math.floor(within / 60)).padStart(2, '0')}:${String(within % 60).padStart(2, '0')}`;
}

export function placeOf(event: HTMLElement): Place {
  const data = event.dataset;
  return { resource: data['of'] ?? '', start: Date.parse(data['start'] ?? ''), end: Date.parse(data['end'] ?? '') };
}

export const same = (a: Place, b: Place): boolean => a.resource === b.resource && a.start === b.start && a.end === b.end;

/** How long an hour is drawn, in pixels. */
export function hourHeight(track: HTMLElement): number {
  return track.getBoundingClientRect().height / 24;
}

/** Writes where an event stands in its column. */
export function stand(event: HTMLElement, from: number, to: number, lane = 0, lanes = 1): void {
  for (const [name, value] of [['--from', from], ['--long', to - from], ['--lane', lane], ['--lanes', lanes]] as const) event.style.setProperty(name, String(value));
}

/** Lays the hours of a day out; without this they are lists. */
export function lay(keepScroll?: { top: number; left: number }): void {
  const hours = calendar()?.querySelector<HTMLElement>('[data-cal-hours]');
  if (!hours) return;
  hours.classList.add('is-laid');
  const events = [...hours.querySelectorAll<HTMLElement>('[data-event]')];
  for (const event of events) {
    const [from, to, lane, lanes] = ['from', 'to', 'lane', 'lanes'].map(name => Number(event.dataset[name]));
    stand(event, from ?? 0, to ?? 0, lane, lanes);
    if (event.dataset['version']) event.append(edge('start'), edge('end'));
  }
  let opens = dayLength;
  for (const track of hours.querySelectorAll<HTMLElement>('.cal-track')) {
    const [from, to] = [track.dataset['openFrom'], track.dataset['openTo']];
    if (!from || !to) continue;
    track.classList.add('has-hours');
    track.style.setProperty('--open-from', from);
    track.style.setProperty('--open-to', to);
    if (from !== to) opens = Math.min(opens, Number(from));
  }
  now();
  const first = Math.min(opens, ...events.map(e => Number(e.dataset['from'])));
  const track = hours.querySelector<HTMLElement>('.cal-track');
  if (track) hours.scrollTop = keepScroll?.top ?? Math.max(0, ((first === dayLength ? 8 * 60 : first) / 60 - 1) * hourHeight(track) - hourLabelAbove);
  if (keepScroll) hours.scrollLeft = keepScroll.left;
}

/** The line that says how late it is, on today's columns. */
export function now(): void {
  const at = Date.now();
  for (const track of document.querySelectorAll<HTMLElement>('.is-laid .cal-track')) {
    let line = track.querySelector<HTMLElement>('.cal-now');
    if (track.dataset['day'] !== dayOf(at)) { line?.remove(); continue; }
    if (!line) {
      line = document.createElement('div');
      line.className = 'cal-now';
      track.append(line);
    }
    line.style.setProperty('--from', String(Math.floor((at - instant(dayOf(at))) / 60_000)));
  }
}

function edge(which: 'start' | 'end'): HTMLElement {
  const handle = document.createElement('span');
  handle.className = which === 'start' ? 'cal-edge is-start' : 'cal-edge is-end';
  handle.dataset['edge'] = which;
  return handle;
}
