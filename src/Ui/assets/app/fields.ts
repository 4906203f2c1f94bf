/** Show a password, copy a value, submit on change. */
export function fields(): void {
  document.addEventListener('click', event => {
    if (!(event.target instanceof Element)) return;

    const reveal = event.target.closest<HTMLButtonElement>('button[data-reveal]');
    if (reveal) {
      const input = document.getElementById(reveal.dataset['reveal'] ?? '');
      if (!(input instanceof HTMLInputElement)) return;
      const shown = input.type === 'password';
      input.type = shown ? 'text' : 'password';
      reveal.setAttribute('aria-pressed', String(shown));
      input.focus();
      return;
    }

    const copy = event.target.closest<HTMLButtonElement>('button[data-copy]');
    if (copy) void copyFrom(copy);

    if (event.target.closest('button[data-print]')) print();
    const share = event.target.closest<HTMLButtonElement>('button[data-share]');
    if (share) void navigator.share({ title: document.title, url: location.href }).catch(() => { /* closed by the person */ });
  });

  if ('share' in navigator) for (const button of document.querySelectorAll<HTMLElement>('button[data-share]')) button.hidden = false;

  document.addEventListener('change', event => {
    if (event.target instanceof HTMLElement && event.target.hasAttribute('data-submit')) event.target.closest('form')?.requestSubmit();
  });
}

async function copyFrom(button: HTMLButtonElement): Promise<void> {
  const source = document.getElementById(button.dataset['copy'] ?? '');
  if (!source) return;
  if (source instanceof HTMLInputElement) source.select();
  await navigator.clipboard.writeText(source instanceof HTMLInputElement ? source.value : source.textContent ?? '');
  const said = button.closest('.copy-field')?.querySelector<HTMLElement>('[role=status]');
  if (said) said.textContent = button.dataset['copied'] ?? '';
  button.classList.add('is-copied');
  setTimeout(() => button.classList.remove('is-copied'), 2000);
}
