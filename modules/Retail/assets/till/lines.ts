/** The right side: the cart's lines and what they come to. */
import type { Cart } from './cart';
import type { Find } from './find';
import { isGone, isShort, lineTotal, quantityText, readQuantity, ringgit } from './figures';
import { copy, part, say, show } from './page';
import type { Line } from './storage';

const one = 1000;

export class Lines {
  private readonly list = part('[data-lines]');
  private readonly undoNote = part('[data-undo]');
  private at = 0;

  constructor(private readonly cart: Cart, private readonly find: Find, private readonly trouble: (message: string) => void) {
    part('button', this.undoNote).addEventListener('click', () => this.undo());
  }

  /** Draws the cart and marks a line. */
  draw(chosen = this.at): void {
    this.at = Math.min(Math.max(chosen, 0), this.cart.lines.length - 1);
    this.list.replaceChildren(...this.cart.lines.map((line, at) => this.row(line, at)));
    this.list.children[this.at]?.scrollIntoView({ block: 'nearest' });
    const empty = this.cart.lines.length === 0;
    show(part('[data-empty]'), empty);
    part('[data-tax]').textContent = ringgit(this.cart.tax);
    part('[data-rounding]').textContent = ringgit(this.cart.rounding);
    part('[data-total]').textContent = ringgit(this.cart.total);
    part('[data-count]').textContent = say('items', String(this.cart.count));
    part<HTMLButtonElement>('[data-pay]').disabled = empty;
    part<HTMLButtonElement>('[data-clear]').disabled = empty;
    if (!this.cart.canUndo) show(this.undoNote, false);
  }

  /** Marks lines that cannot be sold as they are, and brings the first into sight. */
  wrong(at: number[]): void {
    for (const i of at) this.list.children[i]?.classList.add('is-wrong');
    if (at[0] !== undefined) this.choose(at[0]);
  }

  /** Marks a line without drawing anew: what is being typed stays. */
  choose(at: number): void {
    this.at = Math.min(Math.max(at, 0), this.cart.lines.length - 1);
    [...this.list.children].forEach((row, i) => row.classList.toggle('is-chosen', i === this.at));
    this.list.children[this.at]?.scrollIntoView({ block: 'nearest' });
  }

  /** Moves the mark up or down. */
  move(by: number): void { this.choose(this.at + by); }

  /** One more or one less of the marked line. */
  step(by: number): void { this.stepAt(this.at, by); }

  /** Takes the marked line out. */
  removeChosen(): void { this.remove(this.at); }

  /** To the quantity of the marked line, by keyboard. */
  typeQuantity(): void { this.list.querySelector<HTMLInputElement>('.is-chosen [data-quantity]')?.focus(); }

  offerUndo(what: string): void {
    part('span', this.undoNote).textContent = what;
    show(this.undoNote, this.cart.canUndo);
    this.find.focus();
  }

  undo(): void {
    this.cart.undo();
    show(this.undoNote, false);
    this.find.focus();
  }

  private row(line: Line, at: number): HTMLElement {
    const row = copy('line');
    row.classList.toggle('is-chosen', at === this.at);
    part('.till-line-name', row).textContent = line.item.name;
    part('.till-line-each', row).textContent = ringgit(line.item.price);
    part('.till-line-total', row).textContent = ringgit(lineTotal(line.item.price, line.quantity));
    // A long sum gets a row of its own: beside quantity and price it would run into the bin.
    row.classList.toggle('is-long', part('.till-line-each', row).textContent!.length + part('.till-line-total', row).textContent!.length > 20);
    const note = part('.till-line-note', row);
    note.textContent = lineNote(line);
    show(note, note.textContent !== '');
    this.quantity(part<HTMLInputElement>('[data-quantity]', row), line, at);
    part('[data-less]', row).addEventListener('click', () => this.stepAt(at, -one));
    part('[data-more]', row).addEventListener('click', () => this.stepAt(at, one));
    part('[data-remove]', row).addEventListener('click', () => this.remove(at));
    for (const control of row.querySelectorAll('button, input')) {
      control.setAttribute('aria-label', `${control.getAttribute('aria-label') ?? ''}: ${line.item.name}`);
    }
    return row;
  }

  private quantity(field: HTMLInputElement, line: Line, at: number): void {
    field.value = quantityText(line.quantity);
    field.addEventListener('change', () => {
      const typed = readQuantity(field.value);
      this.trouble(typed === null ? say('quantity_bad') : '');
      if (typed === null) this.draw();
      else this.cart.set(at, typed);
    });
    field.addEventListener('keydown', event => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      field.blur();
      this.find.focus();
    });
    field.addEventListener('focus', () => { this.choose(at); field.select(); });
  }

  private stepAt(at: number, by: number): void {
    const line = this.cart.lines[at];
    if (!line) return;
    this.at = at;
    if (line.quantity + by <= 0) this.remove(at);
    else this.cart.set(at, line.quantity + by);
    this.find.focus();
  }

  private remove(at: number): void {
    const line = this.cart.lines[at];
    if (!line) return;
    this.cart.remove(at);
    this.offerUndo(say('removed', line.item.name));
  }
}

/** What the cashier should know of a line before it is paid. */
function lineNote({ item, quantity, was }: Line): string {
  const notes = [];
  if (was !== undefined && was !== item.price) notes.push(say('price_was', ringgit(was)));
  if (isGone(item.left)) notes.push(say('none_left'));
  else if (isShort(item.left, quantity)) notes.push(say('left', item.left ?? ''));
  return notes.join(' · ');
}
