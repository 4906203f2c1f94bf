/** Sales on their way to the server: one after the other, again and again under the same key, until each is answered. */
import { type Api, type Approval, NoAnswer, type Receipt, Refused } from './api';
import type { PendingSale, TillStorage } from './storage';

const longestWait = 60_000;

/** Recorded by an attempt whose answer is no longer kept. */
const answerGone = 'platform.idempotency_answer_gone';

/** What becomes of a sale. */
export interface Outcomes {
  sold(sale: PendingSale, receipt: Receipt): void;
  refused(sale: PendingSale, why: Refused): void;
  unanswered(sale: PendingSale): void;
  /** It goes on when its person has signed in again. */
  signedOut(sale: PendingSale): void;
  /** It is sent again by itself after a while; the sales behind it go first. */
  postponed(sale: PendingSale, why: Refused): void;
  changed(): void;
}

export class PendingSales {
  private sending = false;
  private attempts = 0;
  private timer = 0;
  // In memory only: a sale that outlives its page asks again.
  private readonly approvals = new Map<string, Approval>();
  // Not before when.
  private readonly postponed = new Map<string, number>();

  constructor(private readonly api: Api, private readonly storage: TillStorage, private readonly outcomes: Outcomes) {
    window.addEventListener('online', () => this.again());
    window.addEventListener('focus', () => this.again());
  }

  get waiting(): PendingSale[] { return this.storage.pending.filter(s => s.refusal === null); }
  get refused(): PendingSale[] { return this.storage.pending.filter(s => s.refusal !== null); }

  add(sale: PendingSale, approval: Approval | null): void {
    if (approval) this.approvals.set(sale.key, approval);
    this.storage.pending.push(sale);
    this.keep();
    void this.send();
  }

  /** Takes a refused sale out, to be put right in the cart. */
  remove(sale: PendingSale): void {
    this.approvals.delete(sale.key);
    this.postponed.delete(sale.key);
    this.storage.pending = this.storage.pending.filter(s => s.key !== sale.key);
    this.keep();
  }

  /** There is reason to hope: the network is back, or somebody has signed in again. */
  again(): void {
    this.attempts = 0;
    this.postponed.clear();
    void this.send();
  }

  private async send(): Promise<void> {
    if (this.sending || !this.storage.owned) return;
    this.sending = true;
    window.clearTimeout(this.timer);
    try {
      let sale: PendingSale | undefined;
      while ((sale = this.next()) && await this.goesOn(sale)) this.attempts = 0;
      if (!sale && this.waiting.length > 0) this.sendAt(Math.min(...this.waiting.map(s => this.postponed.get(s.key) ?? 0)));
    } finally {
      this.sending = false;
    }
  }

  private next(): PendingSale | undefined {
    return this.waiting.find(s => (this.postponed.get(s.key) ?? 0) <= Date.now());
  }

  /** Sends one. Answers whether the next may be sent. */
  private async goesOn(sale: PendingSale): Promise<boolean> {
    try {
      const receipt = await this.api.sell(sale.body, sale.key, this.approvals.get(sale.key) ?? null);
      this.remove(sale);
      this.outcomes.sold(sale, receipt);
      return true;
    } catch (error) {
      if (error instanceof NoAnswer) {
        this.wait(error.retryAfter);
        this.outcomes.unanswered(sale);
        return false;
      }
      if (!(error instanceof Refused)) throw error;
      if (!error.signedOut) return error.retryAfter > 0 ? this.postpone(sale, error) : this.refuse(sale, error);
      // Signing in brings the page back to life; no clock does.
      this.outcomes.signedOut(sale);
      return false;
    }
  }

  private refuse(sale: PendingSale, why: Refused): boolean {
    if (why.code === answerGone) {
      this.remove(sale);
      return true;
    }
    sale.refusal = why.sentence;
    this.approvals.delete(sale.key);
    this.postponed.delete(sale.key);
    this.keep();
    this.outcomes.refused(sale, why);
    return true;
  }

  private postpone(sale: PendingSale, why: Refused): boolean {
    this.postponed.set(sale.key, Date.now() + why.retryAfter);
    this.outcomes.postponed(sale, why);
    return true;
  }

  private wait(retryAfter: number): void {
    this.sendAt(Date.now() + Math.max(retryAfter, Math.min(longestWait, 1000 * 2 ** this.attempts++)));
  }

  private sendAt(time: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.send(), time - Date.now());
  }

  private keep(): void {
    this.storage.save();
    this.outcomes.changed();
  }
}
