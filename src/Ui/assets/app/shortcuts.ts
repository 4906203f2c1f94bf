import { typing } from './typing';

/** "/" goes to the search, j and k go along the rows, x ticks one, ← → turn the page, "n" starts something new; none while someone types. */
export function shortcuts(): void {
  document.addEventListener('keydown', event => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector('dialog[open]:not(.help-sheet), details.dropdown[open]')) return;

    if (event.key === '/') {
      const search = document.querySelector<HTMLInputElement>('input[data-search]');
      if (!search) return;
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === 'ArrowLeft') follow('a[rel=prev]');
    else if (event.key === 'ArrowRight') follow('a[rel=next]');
    else if (event.key === 'n') follow('a[data-new]');
    else if (event.key === 'j') step(1);
    else if (event.key === 'k') step(-1);
    else if (event.key === 'x') row()?.querySelector<HTMLInputElement>('input[data-select]')?.click();
  });
}

/** The row that has the focus. */
function row(): HTMLTableRowElement | null {
  return document.activeElement?.closest<HTMLTableRowElement>('.data-table tbody tr') ?? null;
}

/** The next row's link takes the focus, so that Enter opens it; the first one where none has it. */
function step(by: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('.data-table tbody a.row-link')];
  const at = links.findIndex(link => link.closest('tr') === row());
  const next = links[at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1)];
  next?.focus();
}

function follow(selector: string): void {
  document.querySelector<HTMLAnchorElement>(selector)?.click();
}
