import { noteOpened, openedBefore } from './conflicts';
import { changedSince, put, values } from './form-values';

/** What was typed into a form and not saved yet outlives the page: it is kept in this browser for whoever typed it, and offered again. */
interface Draft { at: number; sent: boolean; once: string; version: string; was: Record<string, string>; fields: Record<string, string> }

const prefix = 'niaga.draft:';
const longestMs = 7 * 24 * 60 * 60 * 1000;
const pauseMs = 400;

// The page that is left behind keeps nothing any more.
let signedOut = false;
const person = document.querySelector<HTMLElement>('dialog[data-session-ended]')?.dataset['sessionEnded'];

export function drafts(): void {
  forgetOld();
  document.addEventListener('submit', event => {
    if (!(event.target instanceof HTMLFormElement) || !event.target.action.endsWith('/sign-out')) return;
    signedOut = true;
    for (const key of keys()) localStorage.removeItem(key);
  });
  if (!person) return;

  const open = [...document.querySelectorAll<HTMLFormElement>('form[data-guard]')].filter(isKept);
  forgetSaved(open);
  for (const form of open) {
    const key = keyOf(form);
    const kept = read(key);
    if (kept && isRefused(form)) write(key, { ...kept, sent: false });
    else if (kept) {
      if (kept.sent) write(key, { ...kept, sent: false });
      offer(form, key, kept);
    }
    let waiting = 0;
    form.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        waiting = 0;
        keep(form, key);
      }, pauseMs);
    });
    // A page that is put away at once still keeps the last word.
    addEventListener('pagehide', () => { if (waiting) keep(form, key); });
  }
}

/** Before a form is sent: what it takes along is a draft until the next page shows that it arrived. */
export function draftIsSent(form: HTMLFormElement): void {
  if (!person || !isKept(form)) return;
  keep(form, keyOf(form));
  const kept = read(keyOf(form));
  if (kept) write(keyOf(form), { ...kept, sent: true });
}

function keep(form: HTMLFormElement, key: string): void {
  if (signedOut || form.dataset['sent'] !== undefined) return;
  // What a refused form holds when it comes back is not saved either.
  const before = isRefused(form) ? Object.keys(read(key)?.fields ?? {}) : [];
  const changed = [...new Set([...before, ...changedSince(form).keys()])];
  if (changed.length === 0) return localStorage.removeItem(key);
  const now = values(form, false);
  const was = { ...Object.fromEntries(changedSince(form)), ...openedBefore(form) };
  write(key, { at: Date.now(), sent: false, once: onceOf(form)?.value ?? '', version: versionOf(form)?.value ?? '', was, fields: Object.fromEntries(changed.map(name => [name, now.get(name) ?? ''])) });
}

function offer(form: HTMLFormElement, key: string, kept: Draft): void {
  const now = values(form, false);
  if (Object.entries(kept.fields).every(([name, value]) => now.get(name) === value)) return localStorage.removeItem(key);
  const template = form.querySelector<HTMLTemplateElement>('template[data-draft-note]');
  const note = template?.content.firstElementChild?.cloneNode(true);
  if (!(note instanceof HTMLElement)) return;
  const at = new Date(kept.at).toLocaleString(document.documentElement.lang === 'ms' ? 'ms-MY' : 'en-MY', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Kuala_Lumpur' });
  const text = note.querySelector('p');
  if (text) text.textContent = text.textContent?.replace('#', at) ?? at;
  note.querySelector('[data-draft-take]')?.addEventListener('click', () => {
    note.remove();
    for (const [name, value] of Object.entries(kept.fields)) put(form, name, value);
    // It may have been saved, and only the answer lost: with the same mark it is not saved twice.
    const once = onceOf(form);
    if (once && kept.once) once.value = kept.once;
    // As it was opened then: what was saved since is shown field by field when this is saved.
    const version = versionOf(form);
    if (version && version.value !== kept.version) {
      version.value = kept.version;
      noteOpened(form);
      const was = form.querySelector<HTMLInputElement>('input[name="Was"]');
      if (was) was.value = JSON.stringify(kept.was);
    }
    form.querySelector<HTMLElement>('input:not([type=hidden]), select, textarea')?.focus();
  });
  note.querySelector('[data-draft-drop]')?.addEventListener('click', () => {
    note.remove();
    localStorage.removeItem(key);
  });
  form.prepend(note);
}

/** What was sent arrived, unless this page is its form again with what is wrong, or nothing came of it. */
function forgetSaved(open: HTMLFormElement[]): void {
  const here = new Map(open.map(form => [keyOf(form), form]));
  for (const key of keys()) {
    const form = here.get(key);
    if (read(key)?.sent && isAnswerTo(key) && (!form || document.querySelector('.toasts > *'))) localStorage.removeItem(key);
  }
}

/** Whether this page is what the form's sending led to. Where the line was lost, the next page was opened in another way. */
function isAnswerTo(key: string): boolean {
  const [way] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if (way?.type !== 'navigate' || document.referrer === '') return false;
  return new URL(document.referrer).pathname === key.slice(key.indexOf(':', prefix.length) + 1, key.lastIndexOf('#'));
}

function forgetOld(): void {
  for (const key of keys()) {
    const kept = read(key);
    // Who comes after on the same machine finds nothing of whoever was before.
    const isOthers = person !== undefined && !key.startsWith(`${prefix}${person}:`);
    if (!kept || isOthers || Date.now() - kept.at > longestMs) localStorage.removeItem(key);
  }
}

const keyOf = (form: HTMLFormElement): string => `${prefix}${person ?? ''}:${location.pathname}#${form.querySelector<HTMLInputElement>('input[name="_handler"]')?.value ?? ''}`;
const onceOf = (form: HTMLFormElement): HTMLInputElement | null => form.querySelector<HTMLInputElement>('input[name="_once"]');
const versionOf = (form: HTMLFormElement): HTMLInputElement | null => form.querySelector<HTMLInputElement>('input[name$=".Version"]');
const isKept = (form: HTMLFormElement): boolean => form.hasAttribute('data-guard') && form.querySelector('[data-draft-note]') !== null && !form.querySelector('input[type=password]');
const isRefused = (form: HTMLFormElement): boolean => form.querySelector('[data-error-summary]') !== null;
const keys = (): string[] => Object.keys(localStorage).filter(key => key.startsWith(prefix));

function read(key: string): Draft | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as Draft | null;
  } catch {
    return null;
  }
}

function write(key: string, draft: Draft): void {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // A full or closed store: the form still works, it is only not kept.
  }
}
