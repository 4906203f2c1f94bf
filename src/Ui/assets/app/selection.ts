/** Rows ticked in a list bring up what can be done with them. */
export function selection(): void {
  for (const list of document.querySelectorAll<HTMLElement>('[data-selectable]')) {
    const all = list.querySelector<HTMLInputElement>('input[data-select-all]');
    const rows = [...list.querySelectorAll<HTMLInputElement>('input[data-select]')];
    const bar = list.querySelector<HTMLElement>('[data-bulk]');
    const count = bar?.querySelector<HTMLElement>('[data-bulk-count]');

    const refresh = (): void => {
      const ticked = rows.filter(r => r.checked).length;
      if (bar) bar.hidden = ticked === 0;
      if (count) count.textContent = String(ticked);
      if (all) {
        all.checked = ticked > 0 && ticked === rows.length;
        all.indeterminate = ticked > 0 && ticked < rows.length;
      }
    };

    all?.addEventListener('change', () => {
      for (const row of rows) row.checked = all.checked;
      refresh();
    });
    for (const row of rows) row.addEventListener('change', refresh);
    refresh();
  }
}
