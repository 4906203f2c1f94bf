/** A toast leaves by itself after eight seconds, never while someone is on it; one with an undo stays twice as long. */
export function toasts(): void {
  for (const toast of document.querySelectorAll<HTMLElement>('[data-toast]')) {
    let timer: number | undefined;
    const leave = (): void => toast.remove();
    const start = (): void => {
      timer = window.setTimeout(leave, toast.querySelector('form') ? 16_000 : 8_000);
    };
    const hold = (): void => window.clearTimeout(timer);

    toast.addEventListener('pointerenter', hold);
    toast.addEventListener('pointerleave', start);
    toast.addEventListener('focusin', hold);
    toast.addEventListener('focusout', start);
    toast.querySelector('[data-close]')?.addEventListener('click', leave);
    start();
  }
}
