/** Whose sale it is: found or added by phone with a key, the number and Enter. */
import { type Api, type Customer, NoAnswer, Refused } from './api';
import type { Cart } from './cart';
import { part, say, show, tell } from './page';

const pause = 150;
const fewest = 3;

/** What can be dialled: digits and what people write between them. */
const dialled = /^[+\d][\d\s().-]{6,}$/;

export class CustomerDialog {
  private readonly dialog = part<HTMLDialogElement>('[data-customer-dialog]');
  private readonly box = part<HTMLInputElement>('#till-customer');
  private readonly nameBox = part<HTMLInputElement>('#till-customer-name');
  private readonly list = part('[data-customers-found]');
  private readonly trouble = part('[data-customer-trouble]');
  private found: Customer[] = [];
  private foundFor = '';
  private chosen = 0;
  private asked = 0;
  private timer = 0;
  private busy = false;
  /** The number that is being added, once somebody said so. */
  private adding = '';

  /** @param back Told when it closes, whatever came of it. */
  constructor(private readonly api: Api, private readonly cart: Cart, private readonly back: () => void) {
    part('[data-customer]').addEventListener('click', () => this.open());
    part('[data-customer-remove]').addEventListener('click', () => { this.choose(null); this.back(); });
    part('[data-customer-back]').addEventListener('click', () => this.close());
    part('[data-customer-form]').addEventListener('submit', event => { event.preventDefault(); void this.enter(); });
    this.dialog.addEventListener('cancel', event => { event.preventDefault(); this.close(); });
    this.box.addEventListener('input', () => this.typed());
    this.box.addEventListener('keydown', event => this.key(event));
  }

  get isOpen(): boolean { return this.dialog.open; }

  open(): void {
    if (this.dialog.open) return;
    [this.found, this.foundFor, this.chosen, this.adding, this.busy] = [[], '', 0, '', false];
    this.box.value = this.nameBox.value = '';
    tell(this.trouble, '');
    this.draw();
    this.dialog.showModal();
    this.box.focus();
  }

  close(): void {
    this.finish();
    this.back();
  }

  /** Out of the way, whatever was going on. */
  finish(): void {
    this.asked++;
    window.clearTimeout(this.timer);
    if (this.dialog.open) this.dialog.close();
  }

  /** Says whose sale it is. */
  show(): void {
    const { customer } = this.cart;
    part('[data-customer-of]').textContent = customer ? [customer.name, customer.group].filter(t => t).join(' · ') : say('customer');
    part('[data-customer]').classList.toggle('is-chosen', customer !== null);
    // Its place is kept: what appears beside a button moves it under the finger.
    part('[data-customer-remove]').style.visibility = customer ? 'visible' : 'hidden';
  }

  private choose(customer: Customer | null): void {
    this.cart.customer = customer;
  }

  private typed(): void {
    this.adding = '';
    tell(this.trouble, '');
    window.clearTimeout(this.timer);
    if (this.box.value.trim().length < fewest) {
      this.asked++;
      this.found = [];
      this.foundFor = '';
      this.draw();
    } else this.timer = window.setTimeout(() => void this.look(), pause);
  }

  private key(event: KeyboardEvent): void {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0 || this.found.length === 0) return;
    event.preventDefault();
    this.chosen = (this.chosen + by + this.found.length) % this.found.length;
    this.draw();
  }

  private async look(): Promise<void> {
    window.clearTimeout(this.timer);
    const [typed, mine] = [this.box.value.trim(), ++this.asked];
    try {
      const found = await this.api.customers(typed);
      if (mine !== this.asked) return;
      [this.found, this.foundFor, this.chosen] = [found, typed, 0];
      this.draw();
    } catch (error) {
      if (mine === this.asked) this.failed(error);
    }
  }

  /** Enter: the chosen customer; for a number nobody has, their name is asked, and may be left out. */
  private async enter(): Promise<void> {
    const typed = this.box.value.trim();
    if (this.busy || typed.length < fewest) return;
    this.busy = true;
    try {
      if (this.adding !== typed && this.foundFor !== typed) await this.look();
      if (!this.dialog.open || (this.adding !== typed && this.foundFor !== typed)) return;
      const customer = this.found[this.chosen];
      if (customer) this.pick(customer);
      else if (!dialled.test(typed)) tell(this.trouble, say('customer_none', typed));
      else if (this.adding === typed) this.pick(await this.api.customerByPhone(typed, this.nameBox.value.trim()));
      else {
        this.adding = typed;
        this.draw();
        this.nameBox.focus();
      }
    } catch (error) {
      this.failed(error);
    } finally {
      this.busy = false;
    }
  }

  private pick(customer: Customer): void {
    this.choose(customer);
    this.close();
  }

  private failed(error: unknown): void {
    if (error instanceof Refused) tell(this.trouble, error.sentence);
    else if (error instanceof NoAnswer) tell(this.trouble, say('network'));
    else throw error;
  }

  private draw(): void {
    this.list.replaceChildren(...this.found.map((customer, at) => this.option(customer, at)));
    const nobody = this.found.length === 0 && this.foundFor !== '' && this.adding === '';
    tell(part('[data-customer-note]'), nobody ? say(dialled.test(this.foundFor) ? 'customer_add' : 'customer_none', this.foundFor) : '');
    show(part('[data-customer-new]'), this.adding !== '');
    part('[data-customer-choose] span').textContent = say(this.adding === '' ? 'customer_choose' : 'customer_save');
  }

  private option(customer: Customer, at: number): HTMLElement {
    const row = document.createElement('li');
    row.setAttribute('role', 'option');
    row.setAttribute('aria-selected', String(at === this.chosen));
    const name = Object.assign(document.createElement('span'), { className: 'till-result-name', textContent: customer.name });
    const note = Object.assign(document.createElement('span'), { className: 'till-result-note', textContent: [customer.phone, customer.group].filter(t => t).join(' · ') });
    row.append(name, note);
    row.addEventListener('click', () => this.pick(customer));
    return row;
  }
}
