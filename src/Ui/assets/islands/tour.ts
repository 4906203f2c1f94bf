/** The tour's stop beside what it is about. Without this it stands at the foot of the page. */
import { driver } from 'driver.js';

const coach = document.querySelector<HTMLElement>('[data-tour-target]');
if (coach && !coach.dataset['started']) {
  coach.dataset['started'] = '';
  const target = coach.dataset['tourTarget'];
  const narrow = matchMedia('(max-width: 767.98px)').matches;
  const seen = target ? document.querySelector<HTMLElement>(target) : null;
  const before = document.activeElement;
  if (seen && !narrow) {
    const light = driver({
      animate: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      // The page goes on working under it: one does what one reads. Keys are the page's, above all at the till.
      overlayOpacity: 0, allowKeyboardControl: false, allowClose: false, allowScroll: true, stagePadding: 6, popoverClass: 'tour-popover', showButtons: [],
      onPopoverRender: popover => { popover.wrapper.replaceChildren(coach); coach.classList.add('is-beside'); },
    });
    // Styled by tour.css: .driver-overlay is not shown, .driver-popover holds the stop.
    light.highlight({ element: seen, popover: { title: ' ', description: ' ' } });
    window.addEventListener('pagehide', () => light.destroy());
  }
  // On a phone it stands above the cart, so that one can pay.
  const cart = document.querySelector('.till-cart');
  if (narrow && cart) {
    const above = (): void => { coach.style.bottom = `${Math.max(0, innerHeight - cart.getBoundingClientRect().top)}px`; };
    above();
    window.addEventListener('resize', above);
  }
  seen?.classList.add('tour-target');
  // It is no dialog: one may go on without it. What driver.js says otherwise is taken back.
  const plain = (): void => {
    const box = coach.closest('[role=dialog]');
    for (const name of ['role', 'aria-labelledby', 'aria-describedby']) box?.removeAttribute(name);
    for (const name of ['aria-expanded', 'aria-haspopup', 'aria-controls']) seen?.removeAttribute(name);
  };
  // What had the focus keeps it: a scanner goes on into the till's box. Elsewhere one reads the stop first.
  requestAnimationFrame(() => {
    plain();
    if (before instanceof HTMLElement && before !== document.body) before.focus({ preventScroll: true });
    else if (document.querySelector('.till')) (document.activeElement as HTMLElement | null)?.blur();
    else coach.querySelector<HTMLElement>('.tour-name')?.focus({ preventScroll: true });
  });
}

export {};
