/** What the browser keeps of a till: the cart and the sales still to be sent, of one person in one business. */
import type { Customer, Item, SaleBody } from './api';

export interface Line { item: Item; quantity: number; was?: number }

/** A sale whose money is taken: sent under its key until the server answers, and recorded once however often it is sent. */
export interface PendingSale { key: string; body: SaleBody; lines: Line[]; due: number; change: number; refusal: string | null; customer?: Customer | null }

interface Kept { lines: Line[]; pending: PendingSale[]; who?: string; customer?: Customer | null }

/** Sales of a colleague that this browser keeps. */
export interface Others { who: string; count: number }

export class TillStorage {
  lines: Line[] = [];
  pending: PendingSale[] = [];

  /** Whose cart it is, where somebody asked. */
  customer: Customer | null = null;

  /** Only the tab that owns the cart writes. */
  owned = false;

  /**
   * @param business What the names of all its people begin with.
   * @param person Whose cart and sales these are.
   * @param who Their name, for a colleague who finds their sales waiting.
   */
  constructor(private readonly business: string, private readonly person: string, private readonly who: string) { this.load(); }

  private get name(): string { return this.business + this.person; }

  load(): void {
    const kept = read(this.name);
    [this.lines, this.pending, this.customer] = [kept?.lines ?? [], kept?.pending ?? [], kept?.customer ?? null];
  }

  /** Who else has taken money here for a sale that is not recorded yet. Only they send it: in another session it would be another's sale. */
  others(): Others[] {
    return names()
      .filter(name => name.startsWith(this.business) && name !== this.name)
      .map(read)
      .map(kept => ({ who: kept?.who ?? '', count: kept?.pending?.length ?? 0 }))
      .filter(other => other.count > 0);
  }

  save(): void {
    if (!this.owned) return;
    try {
      localStorage.setItem(this.name, JSON.stringify({ lines: this.lines, pending: this.pending, who: this.who, customer: this.customer } satisfies Kept));
    } catch {
      // A browser that keeps nothing (private, full): the cart lives as long as the page.
    }
  }
}

/** null: nothing is kept, it is from another version, or the browser keeps nothing. Begin with an empty cart. */
function read(name: string): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(name) ?? 'null') as Kept | null;
  } catch {
    return null;
  }
}

function names(): string[] {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}
