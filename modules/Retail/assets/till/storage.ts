/** What the browser keeps of a till: the cart and the sales still to be sent, of one person in one business. */
import type { Item, SaleBody } from './api';

export interface Line { item: Item; quantity: number; was?: number }

/** A sale whose money is taken: sent under its key until the server answers, and recorded once however often it is sent. */
export interface PendingSale { key: string; body: SaleBody; lines: Line[]; due: number; change: number; refusal: string | null }

interface Kept { lines: Line[]; pending: PendingSale[] }

export class TillStorage {
  lines: Line[] = [];
  pending: PendingSale[] = [];

  /** Only the tab that owns the cart writes. */
  owned = false;

  constructor(private readonly name: string) { this.load(); }

  load(): void {
    try {
      const kept = JSON.parse(localStorage.getItem(this.name) ?? 'null') as Kept | null;
      [this.lines, this.pending] = [kept?.lines ?? [], kept?.pending ?? []];
    } catch {
      // What was kept is from another version, or the browser keeps nothing: begin with an empty cart.
      [this.lines, this.pending] = [[], []];
    }
  }

  save(): void {
    if (!this.owned) return;
    try {
      localStorage.setItem(this.name, JSON.stringify({ lines: this.lines, pending: this.pending } satisfies Kept));
    } catch {
      // A browser that keeps nothing (private, full): the cart lives as long as the page.
    }
  }
}
