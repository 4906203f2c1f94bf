/**
 * Says under a field how many characters it still takes once few are left, and how many are too many. The field cuts nothing, so that
 * what is pasted is all there to be shortened; whatever is too long the server refuses.
 */
const pause = 400;

/** A code of so few characters is right when it is full. */
const short = 20;

type Field = HTMLInputElement | HTMLTextAreaElement;

export function limits(): void {
  const waiting = new WeakMap<Field, number>();
  // At the document: fields come and go while a page is open.
  for (const kind of ['focusin', 'input']) {
    document.addEventListener(kind, event => {
      const field = event.target;
      if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) || field.dataset['limit'] === undefined) return;
      const said = placeOf(field);
      clearTimeout(waiting.get(field));
      // Once the typing pauses: every letter would be read out.
      waiting.set(field, window.setTimeout(() => say(field, said), pause));
    });
  }
}

/** Empty until there is something to say: what appears already filled is not read out. */
function placeOf(field: Field): HTMLElement {
  const id = `${field.id}-count`;
  const there = document.getElementById(id);
  if (there) return there;
  const said = Object.assign(document.createElement('div'), { className: 'field-count', id });
  said.setAttribute('role', 'status');
  field.closest('.field')?.append(said);
  field.setAttribute('aria-describedby', `${field.getAttribute('aria-describedby') ?? ''} ${id}`.trim());
  return said;
}

function say(field: Field, said: HTMLElement): void {
  const most = Number(field.dataset['limit']);
  const left = most - field.value.trim().length;
  const near = most < short ? left < 0 : left * 10 < most;
  const text = left < 0 ? field.dataset['limitOver'] : field.dataset['limitLeft'];
  said.textContent = near ? (text ?? '').replace('#', String(Math.abs(left))) : '';
  said.classList.toggle('is-over', left < 0);
}
