/** ? and F1 open the help of this page beside it. Without this file, and on a phone, the link leads to the help's own page. */
import { typing } from './typing';

const wide = matchMedia('(min-width: 768px)');
const read = new Map<string, Element>();

export function help(): void {
  document.addEventListener('keydown', event => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const sheet = document.querySelector<HTMLDialogElement>('dialog.help-sheet');
    if (event.key === 'Escape' && sheet?.open) return close(sheet);
    // At the till a scanner types: a code with a question mark in it is a code.
    const asked = event.key === 'F1' || (event.key === '?' && !typing(event.target) && !document.querySelector('.till'));
    if (!asked || document.querySelector('dialog:modal')) return;
    const link = document.querySelector<HTMLAnchorElement>('a[data-help-open]');
    if (!link) return;
    event.preventDefault();
    if (sheet?.open) close(sheet);
    else link.click();
  });
  document.addEventListener('click', event => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || !(event.target instanceof Element)) return;
    const sheet = document.querySelector<HTMLDialogElement>('dialog.help-sheet');
    if (!sheet) return;
    if (event.target.closest('[data-help-close]')) return close(sheet);
    const link = event.target.closest<HTMLAnchorElement>('a[data-help-open], .help-sheet a[data-help-link]');
    if (!link || !wide.matches) return;
    event.preventDefault();
    void open(sheet, link);
  });
}

async function open(sheet: HTMLDialogElement, link: HTMLAnchorElement): Promise<void> {
  const body = sheet.querySelector<HTMLElement>('[data-help-body]')!;
  const title = sheet.querySelector<HTMLElement>('h2')!;
  sheet.querySelector<HTMLAnchorElement>('[data-help-page]')!.href = link.href;
  const article = await articleAt(link.href);
  // The contents are a page of their own, and so is an address that leads elsewhere, as to signing in.
  if (!article && !navigator.onLine) {
    title.textContent = link.textContent;
    body.textContent = sheet.dataset['failed'] ?? '';
  } else if (!article) return location.assign(link.href);
  else {
    title.textContent = article.getAttribute('data-help-title');
    body.replaceChildren(article.cloneNode(true));
  }
  body.scrollTop = 0;
  document.querySelector<HTMLElement>('#navigation:popover-open')?.hidePopover();
  // Beside the page, which goes on working: one does what one reads.
  if (!sheet.open) sheet.show();
  title.focus();
}

async function articleAt(href: string): Promise<Element | null> {
  const known = read.get(href);
  if (known) return known;
  try {
    const answer = await fetch(href, { credentials: 'same-origin' });
    const article = answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-help-article]') : null;
    if (article) read.set(href, article);
    return article;
  } catch {
    return null;
  }
}

function close(sheet: HTMLDialogElement): void {
  const within = sheet.contains(document.activeElement);
  sheet.close();
  const link = document.querySelector<HTMLElement>('a[data-help-open]');
  if (within && link?.checkVisibility()) link.focus();
}
