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
  changed(): void;
}

export class PendingSales {
  private sending = false;
  private attempts = 0;
  private timer = 0;
  // In memory only: a sale that outlives its page asks again.
  private readonly approvals = new Map<string, Approval>();

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
    this.storage.pending = this.storage.pending.filter(s => s.key !== sale.key);
    this.keep();
  }

  /** There is reason to hope: the network is back, or somebody has signed in again. */
  again(): void {
    this.attempts = 0;
    void this.send();
  }

  private async send(): Promise<void> {
    if (this.sending || !this.storage.owned) return;
    this.sending = true;
    window.clearTimeout(this.timer);
    try {
      let sale: PendingSale | undefined;
      while ((sale = this.waiting[0]) && await this.isAnswered(sale)) this.attempts = 0;
    } finally {
      this.sending = false;
    }
  }

  private async isAnswered(sale: PendingSale): Promise<boolean> {
    try {
      const receipt = await this.api.sell(sale.body, sale.key, this.approvals.get(sale.key) ?? null);
      this.remove(sale);
      this.outcomes.sold(sale, receipt);
      return true;
    } catch (error) {
      if (error instanceof NoAnswer) this.wait(error.retryAfter);
      else if (!(error instanceof Refused)) throw error;
      // Signing in brings the page back to life; no clock does.
      else if (!error.signedOut) return this.refuse(sale, error);
      this.outcomes.unanswered(sale);
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
    this.keep();
    this.outcomes.refused(sale, why);
    return true;
  }

  private wait(retryAfter: number): void {
    const pause = Math.max(retryAfter, Math.min(longestWait, 1000 * 2 ** this.attempts++));
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.send(), pause);
  }

  private keep(): void {
    this.storage.save();
    this.outcomes.changed();
  }
}
