/** Taking the money: one payment or several, the change in the largest type. */
import type { Payment } from './api';
import { inCash, plain, readSen, ringgit } from './figures';
import { part, say, show, tell } from './page';

const cash = 'cash';

interface Part { method: string; sen: number; reference: string }

export class Pay {
  private readonly dialog = part<HTMLDialogElement>('[data-payment]');
  private readonly form = part<HTMLFormElement>('[data-payment-form]');
  private readonly amount = part<HTMLInputElement>('#till-amount');
  private readonly reference = part<HTMLInputElement>('#till-reference');
  private readonly trouble = part('[data-payment-trouble]');
  private readonly confirm = part<HTMLButtonElement>('[data-confirm-sale]');
  private parts: Part[] = [];
  private total = 0;
  private busy = false;

  constructor(private readonly complete: (payments: Payment[]) => void, private readonly back: () => void) {
    this.form.addEventListener('submit', event => { event.preventDefault(); this.take(); });
    this.form.addEventListener('input', () => this.draw());
    this.dialog.addEventListener('cancel', event => { event.preventDefault(); this.close(); });
    part('[data-back]', this.dialog).addEventListener('click', () => this.close());
    for (const radio of this.radios) radio.addEventListener('change', () => this.choose(radio.value));
    for (const button of this.dialog.querySelectorAll<HTMLElement>('[data-amount]')) button.addEventListener('click', () => this.quick(button.dataset['amount'] ?? ''));
    this.amount.addEventListener('keydown', event => {
      // Letters are no amount: they are the quick keys' names.
      if (event.ctrlKey || event.metaKey || event.altKey || this.method !== cash) return;
      const button = event.key === '=' ? this.dialog.querySelector<HTMLElement>('[data-amount=exact]') : this.dialog.querySelector<HTMLElement>(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
      if (!button) return;
      event.preventDefault();
      button.click();
    });
  }

  get isOpen(): boolean { return this.dialog.open; }

  open(total: number, method: string): void {
    if (!this.dialog.open) {
      [this.total, this.parts] = [total, []];
      tell(this.trouble, '');
      this.reference.value = '';
      this.dialog.showModal();
    }
    this.working(false);
    this.choose(method);
  }

  close(): void {
    if (this.busy) return;
    this.finish();
    this.back();
  }

  /** Out of the way, whatever was going on. */
  finish(): void {
    this.busy = false;
    if (this.dialog.open) this.dialog.close();
  }

  /** The server's words, in the dialog. */
  refuse(message: string): void {
    this.working(false);
    tell(this.trouble, message);
    this.amount.select();
  }

  private get radios(): HTMLInputElement[] { return [...this.form.querySelectorAll<HTMLInputElement>('input[name=method]')]; }
  private get method(): string { return this.radios.find(r => r.checked)?.value ?? cash; }
  private get left(): number { return this.total - this.parts.reduce((sum, p) => sum + p.sen, 0); }
  /** What is due by the chosen method. */
  private get due(): number { return this.method === cash ? inCash(this.left) : this.left; }

  private choose(method: string): void {
    for (const radio of this.radios) radio.checked = radio.value === method;
    show(part('[data-reference]', this.dialog), method !== cash);
    show(part('[data-quick]', this.dialog), method === cash);
    part('[data-amount-label]', this.dialog).textContent = say(method === cash ? 'tendered' : 'amount');
    this.amount.value = method === cash ? '' : plain(this.left);
    this.draw();
    this.amount.focus();
    this.amount.select();
  }

  private quick(amount: string): void {
    this.amount.value = plain(amount === 'exact' ? this.due : Number(amount));
    this.draw();
    this.confirm.focus();
  }

  /** Enter: a part is put aside, the whole completes the sale. */
  private take(): void {
    if (this.busy) return;
    // Nothing typed in cash is the exact amount: one key for the commonest sale.
    const sen = this.amount.value.trim() === '' ? this.due : readSen(this.amount.value);
    if (sen === null || (sen <= 0 && this.total > 0)) return this.refuse(say('amount_bad'));
    if (this.method !== cash && sen > this.left) return this.refuse(say('too_much'));
    tell(this.trouble, '');
    const next: Part = { method: this.method, sen, reference: this.method === cash ? '' : this.reference.value.trim() };
    if (sen < this.due) {
      this.parts.push(next);
      this.reference.value = '';
      this.choose(next.method === cash ? 'card' : cash);
      return;
    }
    this.working(true);
    this.complete(this.total === 0 ? [] : [...this.parts, next].map(p => ({ method: p.method, amount: plain(p.sen), ...(p.reference ? { reference: p.reference } : {}) })));
  }

  private working(busy: boolean): void {
    this.busy = busy;
    this.confirm.disabled = busy;
    this.draw();
  }

  private draw(): void {
    const typed = this.amount.value.trim() === '' ? this.due : readSen(this.amount.value);
    const over = (typed ?? 0) - this.due;
    part('[data-due]', this.dialog).textContent = ringgit(this.due);
    part('[data-change-label]', this.dialog).textContent = say(over < 0 ? 'still_due' : 'change_word');
    part('[data-change]', this.dialog).textContent = ringgit(Math.abs(over));
    part('.till-change', this.dialog).classList.toggle('is-short', over < 0);
    part('span', this.confirm).textContent = this.busy ? say('busy') : typed !== null && over < 0 ? say('confirm_part', ringgit(typed)) : say('confirm');
    part('[data-paid]', this.dialog).replaceChildren(...this.parts.map((p, i) => {
      const row = document.createElement('li');
      const what = `${say('payment.' + p.method)} ${ringgit(p.sen)}`;
      const undo = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn-sm', textContent: say('part_removed', what) });
      undo.addEventListener('click', () => { this.parts.splice(i, 1); this.choose(this.method); });
      row.append(undo);
      return row;
    }));
  }
}
