import { changedSince, controls, put, values } from './form-values';

const field = 'Was';

/** What the server needs to say field by field what somebody else changed meanwhile, and to take their value instead. */
export function conflicts(): void {
  document.addEventListener('click', event => {
    const use = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-change-use]') : null;
    const form = use?.closest('form');
    const note = use?.closest<HTMLElement>('[data-change]');
    if (!use || !form || !note) return;
    const inside = document.getElementById(note.dataset['change'] ?? '');
    const control = controls(form).find(c => c === inside || inside?.contains(c));
    const shown = note.querySelector<HTMLElement>('[data-change-value]');
    if (!control || !shown) return;

    const mine = values(form, false).get(control.name) ?? '';
    const text = textOf(form, control.name, mine) || note.dataset['empty'] || '–';
    put(form, control.name, use.dataset['changeUse'] ?? '');
    use.dataset['changeUse'] = mine;
    shown.textContent = text;
    for (const part of note.querySelectorAll<HTMLElement>('[data-change-theirs], [data-change-yours]')) part.hidden = !part.hidden;
    control.focus();
  });
}

/** Says in the form what its changed fields held when it was opened. A form refused before brings its own along. */
export function noteOpened(form: HTMLFormElement): void {
  if (!form.querySelector('input[name$=".Version"]')) return;
  const note = form.querySelector<HTMLInputElement>(`input[name="${field}"]`);
  form.append(note ?? Object.assign(document.createElement('input'), { type: 'hidden', name: field }));
  const input = form.querySelector<HTMLInputElement>(`input[name="${field}"]`);
  if (input) input.value = JSON.stringify({ ...Object.fromEntries(changedSince(form)), ...openedBefore(form) });
}

export function openedBefore(form: HTMLFormElement): Record<string, string> {
  try {
    return JSON.parse(form.querySelector<HTMLInputElement>(`input[name="${field}"]`)?.value ?? '{}') as Record<string, string>;
  } catch {
    return {};
  }
}

/** As its reader knows it: a choice by its text. */
function textOf(form: HTMLFormElement, name: string, value: string): string {
  const control = controls(form).find(c => c.name === name && (c.type !== 'radio' || c.value === value));
  if (control instanceof HTMLSelectElement) return [...control.options].find(o => o.value === value)?.text ?? value;
  return control?.type === 'radio' || control?.type === 'checkbox' ? control.closest('label')?.textContent?.trim() ?? value : value;
}
