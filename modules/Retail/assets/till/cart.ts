/** What the customer has brought so far. */
import type { Customer, Item, SaleBody } from './api';
import { inCash, lineTotal, plain, quantityText, taxWithin } from './figures';
import type { Line, TillStorage } from './storage';

const one = 1000;
const most = 99_999_000;
const mostLines = 500;

export class Cart {
  private before: { lines: Line[]; customer: Customer | null } | null = null;

  constructor(private readonly storage: TillStorage, private readonly rates: Record<string, number>, private readonly changed: () => void) {}

  get lines(): Line[] { return this.storage.lines; }
  get customer(): Customer | null { return this.storage.customer; }
  set customer(customer: Customer | null) {
    this.storage.customer = customer;
    this.keep();
  }
  get total(): number { return this.lines.reduce((sum, l) => sum + lineTotal(l.item.price, l.quantity), 0); }
  get tax(): number { return this.lines.reduce((sum, l) => sum + taxWithin(lineTotal(l.item.price, l.quantity), this.rates[l.item.taxCode] ?? 0), 0); }
  get rounding(): number { return inCash(this.total) - this.total; }
  get count(): number { return this.lines.reduce((sum, l) => sum + (l.quantity % one === 0 ? l.quantity / one : 1), 0); }
  get canUndo(): boolean { return this.before !== null; }

  /** Adds to the product's line, or a new one. Returns the line's place, or null when a sale can take no more. */
  add(item: Item, quantity = one): number | null {
    const at = this.lines.findIndex(l => l.item.id === item.id);
    const line = this.lines[at];
    if (!line && this.lines.length >= mostLines) return null;

    if (line) {
      line.item = item;
      line.quantity = Math.min(line.quantity + quantity, most);
    } else {
      this.lines.push({ item, quantity });
    }
    this.before = null;
    this.keep();
    return at < 0 ? this.lines.length - 1 : at;
  }

  set(at: number, quantity: number): void {
    const line = this.lines[at];
    if (!line) return;
    line.quantity = Math.min(quantity, most);
    this.keep();
  }

  remove(at: number): void {
    this.before = { lines: this.lines.map(l => ({ ...l })), customer: this.customer };
    this.lines.splice(at, 1);
    this.keep();
  }

  clear(): void {
    if (this.lines.length === 0) return;
    this.before = { lines: this.lines, customer: this.customer };
    // The next cart is another customer's.
    this.storage.customer = null;
    this.put([]);
  }

  undo(): void {
    if (!this.before) return;
    const { lines, customer } = this.before;
    this.before = null;
    this.storage.customer = customer;
    this.put(lines);
  }

  /** The lines, out of the cart: they are paid. */
  take(): Line[] {
    const { lines } = this;
    this.before = null;
    this.storage.customer = null;
    this.put([]);
    return lines;
  }

  put(lines: Line[]): void {
    this.storage.lines = lines;
    this.keep();
  }

  /** The shop says something else of a product now; what the customer was shown stays in sight. */
  refresh(item: Pick<Item, 'id' | 'price' | 'left'>): void {
    for (const line of this.lines.filter(l => l.item.id === item.id)) {
      if (line.item.price !== item.price) line.was = line.item.price;
      line.item = { ...line.item, price: item.price, left: item.left };
    }
    this.keep();
  }

  body(payments: SaleBody['payments']): SaleBody {
    const lines = this.lines.map(l => ({ productId: l.item.id, quantity: quantityText(l.quantity), unitPrice: plain(l.item.price) }));
    // Sent later, it is still a sale of the place it was made at.
    const branchId = document.querySelector<HTMLElement>('[data-till]')?.dataset['branch'];
    return { lines, payments, ...(this.customer ? { customerId: this.customer.id } : {}), ...(branchId ? { branchId } : {}) };
  }

  private keep(): void {
    this.storage.save();
    this.changed();
  }
}
