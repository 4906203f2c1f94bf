/** What the customer has brought so far. Survives a reload: kept in the browser, per business. */
import type { Item, SaleBody } from './api';
import { inCash, lineTotal, quantityText, plain, taxWithin } from './figures';

export interface Line { item: Item; quantity: number }

/** A sale that was sent and not yet answered: sent again under its key, it is recorded once. */
export interface Pending { key: string; body: SaleBody }

interface Kept { lines: Line[]; pending: Pending | null }

const one = 1000;
const most = 99_999_000;
const mostLines = 500;

export class Cart {
  lines: Line[] = [];
  pending: Pending | null = null;
  private before: Line[] | null = null;
  private readonly name: string;

  constructor(business: string, private readonly rates: Record<string, number>, private readonly changed: () => void) {
    this.name = `niaga.till.${business}`;
    try {
      const kept = JSON.parse(localStorage.getItem(this.name) ?? 'null') as Kept | null;
      if (kept) [this.lines, this.pending] = [kept.lines, kept.pending];
    } catch {
      // What was kept is from another version, or the browser keeps nothing: begin with an empty cart.
      this.lines = [];
    }
  }

  get total(): number { return this.lines.reduce((sum, l) => sum + lineTotal(l.item.price, l.quantity), 0); }
  get tax(): number { return this.lines.reduce((sum, l) => sum + taxWithin(lineTotal(l.item.price, l.quantity), this.rates[l.item.taxCode] ?? 0), 0); }
  get rounding(): number { return inCash(this.total) - this.total; }
  get count(): number { return this.lines.reduce((sum, l) => sum + (l.quantity % one === 0 ? l.quantity / one : 1), 0); }
  get canUndo(): boolean { return this.before !== null; }

  /** Adds to the product's line, or a new one. Returns the line's place, or null when a sale can take no more. */
  add(item: Item, quantity = one): number | null {
    if (this.pending) return null;
    const at = this.lines.findIndex(l => l.item.id === item.id);
    const line = this.lines[at];
    if (line) {
      line.item = item;
      line.quantity = Math.min(line.quantity + quantity, most);
    } else {
      if (this.lines.length >= mostLines) return null;
      this.lines.push({ item, quantity });
    }
    this.before = null;
    this.keep();
    return at < 0 ? this.lines.length - 1 : at;
  }

  set(at: number, quantity: number): void {
    const line = this.lines[at];
    if (!line || this.pending) return;
    line.quantity = Math.min(quantity, most);
    this.keep();
  }

  remove(at: number): void {
    if (this.pending) return;
    this.before = this.lines.map(l => ({ ...l }));
    this.lines.splice(at, 1);
    this.keep();
  }

  clear(): void {
    if (this.pending || this.lines.length === 0) return;
    this.before = this.lines;
    this.lines = [];
    this.keep();
  }

  undo(): void {
    if (!this.before || this.pending) return;
    [this.lines, this.before] = [this.before, null];
    this.keep();
  }

  /** The shop's price of a product is another now. */
  reprice(item: Item): void {
    for (const line of this.lines) if (line.item.id === item.id) line.item = item;
    this.keep();
  }

  /** From here to the answer nothing in the cart changes. */
  send(body: SaleBody): Pending {
    this.pending = { key: newKey(), body };
    this.keep();
    return this.pending;
  }

  /** The server refused: nothing was sold. */
  refused(): void {
    this.pending = null;
    this.keep();
  }

  /** Sold: the next customer. */
  sold(): void {
    [this.lines, this.pending, this.before] = [[], null, null];
    this.keep();
  }

  body(payments: SaleBody['payments']): SaleBody {
    return { lines: this.lines.map(l => ({ productId: l.item.id, quantity: quantityText(l.quantity), unitPrice: plain(l.item.price) })), payments };
  }

  private keep(): void {
    try {
      localStorage.setItem(this.name, JSON.stringify({ lines: this.lines, pending: this.pending } satisfies Kept));
    } catch {
      // A browser that keeps nothing (private, full): the cart lives as long as the page.
    }
    this.changed();
  }
}

/** 128 random bits; randomUUID would want https. */
function newKey(): string {
  return 'till-' + Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, '0')).join('');
}
