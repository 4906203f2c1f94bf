/** Menus are <details class="dropdown">: they open without script; this closes them as people expect. */
export function menus(): void {
  const open = (): NodeListOf<HTMLDetailsElement> => document.querySelectorAll<HTMLDetailsElement>('details.dropdown[open]');

  document.addEventListener('click', event => {
    for (const menu of open()) {
      if (!(event.target instanceof Node) || !menu.contains(event.target)) menu.open = false;
    }
  });

  // Opened at the foot of the window or at its side, its items would be outside it. The event does not bubble.
  document.addEventListener('toggle', event => {
    const menu = event.target;
    if (menu instanceof HTMLDetailsElement && menu.open && menu.matches('.dropdown')) {
      const items = menu.querySelector<HTMLElement>('.dropdown-menu');
      if (!items) return;
      items.style.translate = '';
      const over = items.getBoundingClientRect().right - document.documentElement.clientWidth + 8;
      if (over > 0) items.style.translate = `${-over}px 0`;
      items.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  }, true);

  document.addEventListener('keydown', event => {
    const [menu] = open();
    if (!menu) return;
    if (event.key === 'Escape') {
      menu.open = false;
      menu.querySelector('summary')?.focus();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const items = [...menu.querySelectorAll<HTMLElement>('.dropdown-item')];
      if (items.length === 0) return;
      event.preventDefault();
      const at = items.findIndex(i => i === document.activeElement);
      const next = event.key === 'ArrowDown' ? at + 1 : at <= 0 ? items.length - 1 : at - 1;
      items[next % items.length]?.focus();
    }
  });

  document.addEventListener('focusout', event => {
    for (const menu of open()) {
      if (event.relatedTarget instanceof Node && !menu.contains(event.relatedTarget)) menu.open = false;
    }
  });
}
