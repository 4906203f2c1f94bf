/** Taking the money: one payment or several, the change in the largest type. */
import type { Payment } from './api';
import { inCash, plain, readSen, ringgit } from './figures';
import { part, say, show, tell } from './page';

const cash = 'cash';

/** Nobody hands over a note that comes back whole, and the largest is RM100. */
const largestNote = 100_00;

interface Part { method: string; sen: number; reference: string }

/** What the till does with the money, once it is all there. */
export interface Payments {
  complete(payments: Payment[], due: number, change: number): void;
  back(): void;
  /** Waits for scans that are still being looked up. */
  settled(): Promise<void>;
  askSupervisor(): void;
}

export class Pay {
  private readonly dialog = part<HTMLDialogElement>('[data-payment]');
  private readonly form = part<HTMLFormElement>('[data-payment-form]');
  private readonly amount = part<HTMLInputElement>('#till-amount');
  private readonly reference = part<HTMLInputElement>('#till-reference');
  private readonly trouble = part('[data-payment-trouble]');
  private readonly note = part('[data-payment-note]');
  private readonly deliberate = part<HTMLButtonElement>('[data-deliberate]');
  private readonly ask = part<HTMLButtonElement>('[data-ask-supervisor]');
  private readonly confirm = part<HTMLButtonElement>('[data-confirm-sale]');
  private parts: Part[] = [];
  private total = 0;
  private busy = false;
  /** What was typed was taken away again: nothing typed no longer means the exact amount. */
  private cleared = false;
  private stopped = '';

  constructor(private readonly payments: Payments) {
    this.form.addEventListener('submit', event => { event.preventDefault(); void this.take(false); });
    this.amount.addEventListener('input', () => { this.cleared = this.amount.value.trim() === ''; });
    this.form.addEventListener('input', () => this.changed());
    this.deliberate.addEventListener('click', () => void this.take(true));
    this.dialog.addEventListener('cancel', event => { event.preventDefault(); this.close(); });
    this.ask.addEventListener('click', () => this.payments.askSupervisor());
    part('[data-back]', this.dialog).addEventListener('click', () => this.close());
    for (const radio of this.radios) radio.addEventListener('change', () => this.choose(radio.value));
    for (const button of this.notes) button.addEventListener('click', () => this.quick(button.dataset['amount'] ?? ''));
    part('[data-amount-clear]', this.dialog).addEventListener('click', () => this.clear());
    // The second click of a double one on the till's own button lands beside everything: what is struck next is the amount.
    this.dialog.addEventListener('click', event => {
      if (!(event.target instanceof Element && event.target.closest('a, button, input, label'))) this.focus();
    });
  }

  get isOpen(): boolean { return this.dialog.open; }

  open(total: number, method: string): void {
    if (this.busy) return;
    if (!this.dialog.open) {
      [this.total, this.parts, this.stopped] = [total, [], ''];
      this.working(false);
      show(this.ask, false);
      tell(this.trouble, '');
      tell(this.note, '');
      this.reference.value = '';
      this.dialog.showModal();
    }
    this.choose(method);
  }

  /** Something was scanned meanwhile: the total is another, what was typed and paid stays. */
  add(total: number, what: string): void {
    const untouched = this.method !== cash && this.parts.length === 0 && this.amount.value === plain(this.left);
    this.total = total;
    if (untouched) this.amount.value = plain(this.left);
    tell(this.trouble, this.stopped);
    tell(this.note, what);
    this.draw();
  }

  close(): void {
    if (this.busy) return;
    this.finish();
    this.payments.back();
  }

  /** Out of the way, whatever was going on. */
  finish(): void {
    this.working(false);
    if (this.dialog.open) this.dialog.close();
  }

  /** What is typed cannot be taken: the next key replaces it. */
  private wrong(message: string): void {
    // What was said of the goods before is not the answer to what was typed.
    tell(this.note, '');
    this.refuse(message);
    this.amount.select();
  }

  /** Says what is wrong; what was typed stays. */
  refuse(message: string): void {
    this.working(false);
    tell(this.trouble, message);
    this.focus();
  }

  /** The cart cannot be sold as it is. The dialog stays: what closed by itself would leave the next key to whatever lies behind. */
  stop(message: string, supervisorHelps: boolean): void {
    this.stopped = message;
    show(this.ask, supervisorHelps);
    this.refuse(message);
  }

  /** What stopped it is out of the way. */
  go(message: string): void {
    this.stopped = '';
    show(this.ask, false);
    tell(this.note, message);
    this.refuse('');
  }

  warn(message: string): void { tell(this.note, message); }

  /** What a key does wherever the focus is, but in another field: there a letter is a letter. */
  key(event: KeyboardEvent): (() => void) | null {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || target === this.reference) return null;
    // A field and a button know Enter themselves.
    if (key === 'Enter') return target instanceof Element && target.closest('a, button, input') ? null : () => void this.take(false);
    if (key.length > 1) return null;
    const button = this.dialog.querySelector<HTMLElement>(`[data-key="${CSS.escape(key.toLowerCase())}"]:not([hidden])`);
    // Letters are no amount: they are the quick keys' names.
    return button && (() => button.click());
  }

  private get radios(): NodeListOf<HTMLInputElement> { return this.dialog.querySelectorAll<HTMLInputElement>('input[name=method]'); }
  private get notes(): NodeListOf<HTMLElement> { return this.dialog.querySelectorAll<HTMLElement>('[data-amount]'); }
  private get method(): string | null { return [...this.radios].find(r => r.checked)?.value ?? null; }
  private get left(): number { return this.total - this.parts.reduce((sum, p) => sum + p.sen, 0); }

  /** What this way of paying has to cover: cash rounds to 5 sen. */
  private get due(): number { return this.method === cash ? inCash(this.left) : this.left; }

  /** What is typed; nothing typed is the exact amount of the only payment, one key for the commonest sale. */
  private get typed(): number | null {
    const text = this.amount.value.trim();
    if (text !== '') return readSen(text);
    return this.parts.length === 0 && this.method !== null && !this.cleared ? this.due : null;
  }

  /** null: whoever pays a part says how the rest is paid. */
  private choose(method: string | null): void {
    for (const radio of this.radios) radio.checked = radio.value === method;
    show(part('[data-reference]', this.dialog), method !== null && method !== cash);
    for (const button of this.notes) show(button, method !== null && (method === cash || button.dataset['amount'] === 'exact'));
    part('[data-amount-label]', this.dialog).textContent = say(method === cash ? 'tendered' : 'amount');
    this.set(method === null || method === cash || this.parts.length > 0 ? '' : plain(this.left));
    this.amount.select();
  }

  private quick(amount: string): void {
    this.set(plain(amount === 'exact' ? this.due : (readSen(this.amount.value) ?? 0) + Number(amount)));
  }

  private clear(): void {
    this.set('');
    this.cleared = true;
    this.draw();
  }

  /** Enter on what was cleared may be a slip: the exact amount comes in sight first, and the next Enter takes it. */
  private offerExact(): void {
    this.set(plain(this.due));
    tell(this.note, say('exact_again', ringgit(this.due)));
    this.amount.select();
  }

  private set(amount: string): void {
    this.amount.value = amount;
    this.cleared = false;
    this.changed();
    this.focus();
  }

  /** Typing on a touch screen begins with a touch: the keyboard would cover the change. */
  focus(): void {
    if (this.dialog.open && matchMedia('(hover: hover), (pointer: fine)').matches) this.amount.focus();
  }

  private changed(): void {
    tell(this.trouble, this.stopped);
    this.draw();
  }

  /**
   * Completes the sale with what is typed.
   * @param sure Whether too little, or far too much, is meant: a key and a button of their own say so, never Enter.
   */
  private async take(sure: boolean): Promise<void> {
    if (this.busy || this.stopped) return;
    await this.payments.settled();
    const { method, typed: sen } = this;
    if (this.busy || this.stopped || !this.dialog.open) return;
    if (method === null) return this.wrong(say('choose_method', ringgit(this.left)));
    if (this.cleared && this.parts.length === 0 && this.due > 0) return this.offerExact();
    if (sen === null || (sen <= 0 && this.total > 0)) return this.wrong(say('amount_bad'));
    if (method !== cash && sen > this.left) return this.wrong(say('too_much'));
    if (sen < this.due && !sure) return this.wrong(say('short', ringgit(sen), ringgit(this.due - sen)));
    if (sen - this.due >= largestNote && !sure) return this.wrong(say('much', ringgit(sen), ringgit(sen - this.due)));

    const next: Part = { method, sen, reference: method === cash ? '' : this.reference.value.trim() };
    if (sen < this.due) {
      this.parts.push(next);
      this.reference.value = '';
      this.choose(null);
      return;
    }
    const [due, change] = [this.total - this.left + this.due, sen - this.due];
    this.working(true);
    this.payments.complete(this.total === 0 ? [] : [...this.parts, next].map(asPayment), due, change);
  }

  private working(busy: boolean): void {
    this.busy = busy;
    this.confirm.disabled = this.deliberate.disabled = busy || this.stopped !== '';
    this.draw();
  }

  private draw(): void {
    const { typed, due } = this;
    const over = (typed ?? 0) - due;
    part('[data-due]', this.dialog).textContent = ringgit(due);
    part('[data-change-label]', this.dialog).textContent = say(over < 0 ? 'still_due' : 'change_word');
    part('[data-change]', this.dialog).textContent = ringgit(Math.abs(over));
    part('.till-change', this.dialog).classList.toggle('is-short', over < 0);
    part('span', this.confirm).textContent = this.busy ? say('busy') : say('confirm');
    part('span', this.deliberate).textContent = say(over < 0 ? 'take_part' : 'take_much', ringgit(typed ?? 0));
    show(this.deliberate, !this.busy && typed !== null && typed > 0 && (over < 0 || (this.method === cash && over >= largestNote)));
    show(this.confirm, this.method !== null);
    part('[data-paid]', this.dialog).replaceChildren(...this.parts.map((p, i) => this.paid(p, i)));
  }

  private paid(taken: Part, at: number): HTMLElement {
    const row = document.createElement('li');
    const text = say('part_removed', `${say('payment.' + taken.method)} ${ringgit(taken.sen)}`);
    const undo = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn-sm', textContent: text });
    undo.addEventListener('click', () => { this.parts.splice(at, 1); this.choose(this.method ?? cash); });
    row.append(undo);
    return row;
  }
}

function asPayment(taken: Part): Payment {
  return { method: taken.method, amount: plain(taken.sen), ...(taken.reference ? { reference: taken.reference } : {}) };
}
