import { noteOpened } from './conflicts';
import { draftIsSent } from './drafts';
import { keepsSecret, send } from './kept-secrets';
import { maySend } from './session';
import { slugs } from './slugs';

/** Nothing typed is lost, and nothing is sent twice. */
export function forms(): void {
  const changed = new Set<HTMLFormElement>();
  // Known to arrive: sent as the next thing.
  const checked = new Set<HTMLFormElement>();

  /** What was typed would be lost on the way to a page that asks to sign in. */
  const check = async (form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> => {
    if (!await maySend()) return;
    checked.add(form);
    // A form does not submit again within its own submit event.
    setTimeout(() => form.requestSubmit(submitter), 0);
  };

  document.addEventListener('input', event => {
    const form = event.target instanceof Element ? event.target.closest('form') : null;
    if (form?.hasAttribute('data-guard')) changed.add(form);
  });

  // What was said of a field was said of what stood in it.
  document.addEventListener('input', event => {
    const field = event.target;
    if (!(field instanceof HTMLElement) || field.getAttribute('aria-invalid') !== 'true') return;
    field.removeAttribute('aria-invalid');
    field.classList.remove('is-invalid');
    document.getElementById(`${field.id}-error`)?.remove();
  });

  document.addEventListener('submit', event => {
    const form = event.target;
    // A file that comes leaves the page where it is: what was said of it before is over.
    if (form instanceof HTMLFormElement && form.method === 'get') form.querySelector('[data-error-summary]')?.remove();
    if (!(form instanceof HTMLFormElement) || event.defaultPrevented || form.method !== 'post') return;
    if (form.dataset['sent'] !== undefined) {
      event.preventDefault();
      return;
    }
    if (changed.has(form) && !checked.has(form)) {
      event.preventDefault();
      void check(form, event.submitter);
      return;
    }
    changed.delete(form);
    checked.delete(form);
    noteOpened(form);
    draftIsSent(form);
    form.dataset['sent'] = '';
    // After this event: a disabled button would not be part of what is sent.
    setTimeout(() => setBusy(form, true), 0);
    if (!keepsSecret(form)) return;
    event.preventDefault();
    void send(form, event.submitter, () => {
      slugs();
      showRefusal();
    });
  });

  addEventListener('beforeunload', event => {
    for (const form of changed) if (!form.isConnected) changed.delete(form);
    if (changed.size > 0) event.preventDefault();
  });

  // Back from the next page: the browser may show this one as it was left.
  addEventListener('pageshow', event => {
    if (!event.persisted) return;
    for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sent]')) {
      delete form.dataset['sent'];
      setBusy(form, false);
    }
  });

  showRefusal();
}

/** A refused form: takes the reader to what is wrong. */
function showRefusal(): void {
  const summary = document.querySelector<HTMLElement>('[data-error-summary]');
  summary?.focus();
  summary?.addEventListener('click', event => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-field]') : null;
    const field = link ? document.getElementById(link.dataset['field'] ?? '') : null;
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.scrollIntoView({ block: 'center' });
  });
}

function setBusy(form: HTMLFormElement, busy: boolean): void {
  for (const button of form.querySelectorAll<HTMLButtonElement>('button:not([type=button])')) {
    button.disabled = busy;
    button.classList.toggle('btn-loading', busy && button.classList.contains('btn-primary'));
  }
}
