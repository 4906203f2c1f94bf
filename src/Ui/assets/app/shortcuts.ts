/** "/" goes to the search, ← → turn the page, "n" starts something new; none while someone types. */
export function shortcuts(): void {
  document.addEventListener('keydown', event => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector('dialog[open], details.dropdown[open]')) return;

    if (event.key === '/') {
      const search = document.querySelector<HTMLInputElement>('input[data-search]');
      if (!search) return;
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === 'ArrowLeft') follow('a[rel=prev]');
    else if (event.key === 'ArrowRight') follow('a[rel=next]');
    else if (event.key === 'n') follow('a[data-new]');
  });
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}

function follow(selector: string): void {
  document.querySelector<HTMLAnchorElement>(selector)?.click();
}
