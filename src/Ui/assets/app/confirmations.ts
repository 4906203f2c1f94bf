/** A link with data-confirm="id" opens that dialog instead of loading the page that asks the same. */
export function confirmations(): void {
  document.addEventListener('click', event => {
    if (!(event.target instanceof Element)) return;

    const opener = event.target.closest<HTMLElement>('[data-confirm]');
    const dialog = opener ? document.getElementById(opener.dataset['confirm'] ?? '') : null;
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      dialog.showModal();
      return;
    }

    const closer = event.target.closest<HTMLElement>('dialog [data-close]');
    const own = closer?.closest('dialog');
    if (own?.matches(':modal')) {
      event.preventDefault();
      own.close();
    }
  });

  // Where only the typed name unlocks the act.
  for (const input of document.querySelectorAll<HTMLInputElement>('dialog input[data-typed]')) {
    const button = input.form?.querySelector<HTMLButtonElement>('button[type=submit]');
    const check = (): void => {
      if (button) button.disabled = input.value.trim() !== input.dataset['typed'];
    };
    input.addEventListener('input', check);
    check();
  }

  // Loaded without script's help, by its address: make it a real dialog now.
  const open = document.querySelector<HTMLDialogElement>('dialog[open][data-dialog]');
  if (open) {
    open.close();
    open.showModal();
  }
}
