/** Says whose paid sales this browser keeps besides the cashier's own: whoever stands here now can tell them. */
import { part, say, show } from './page';
import type { TillStorage } from './storage';

export function salesOfOthers(storage: TillStorage, trouble: (message: string) => void): void {
  const draw = (): void => {
    const others = storage.others();
    part('[data-others-count]').textContent = String(others.reduce((sum, o) => sum + o.count, 0));
    show(part('[data-show-others]'), others.length > 0);
  };
  const tellWho = (): void => {
    const names = storage.others().map(o => o.who || say('others_nameless'));
    if (names.length > 0) trouble(say('others_waiting', names.join(', ')));
  };
  part('[data-show-others]').addEventListener('click', tellWho);
  window.addEventListener('storage', draw);
  draw();
  tellWho();
}
