/** The change screen: what to give back, from the moment the money is taken; the receipt as soon as the server has answered. */
import type { Finding, Receipt } from './api';
import { readSen, ringgit } from './figures';
import { part, say, show } from './page';
import type { PendingSale } from './storage';

/** A second press of Enter comes sooner than anybody has read what to give back. */
const soonest = 600;

export class Done {
  private readonly dialog = part<HTMLDialogElement>('[data-done]');
  private readonly copyLabel = part('[data-copy-receipt] span', this.dialog);
  private readonly copyText = this.copyLabel.textContent ?? '';
  private sale: PendingSale | null = null;
  private receipt: Receipt | null = null;
  private refusals: Finding[] = [];
  private openedAt = 0;

  /** @param next Told when the cashier goes on: from which sale, and what it was refused for. */
  constructor(private readonly next: (sale: PendingSale, refusals: Finding[]) => void) {
    part('[data-next]', this.dialog).addEventListener('click', event => {
      // By a key that was meant for the payment: it would take the change out of sight before anybody read it.
      if (event.detail === 0 && event.timeStamp - this.openedAt < soonest) return;
      this.close();
    });
    // The second click of a double one lands beside the buttons: Enter still goes on.
    this.dialog.addEventListener('click', event => {
      if (!(event.target instanceof Element && event.target.closest('a, button'))) this.focus();
    });
    part('[data-print-receipt]', this.dialog).addEventListener('click', () => this.print());
    part('[data-copy-receipt]', this.dialog).addEventListener('click', () => void this.copyLink());
    this.dialog.addEventListener('cancel', event => { event.preventDefault(); this.close(); });
  }

  get isOpen(): boolean { return this.dialog.open; }

  open(sale: PendingSale): void {
    [this.sale, this.receipt, this.refusals] = [sale, null, []];
    part('[data-done-change]', this.dialog).textContent = ringgit(sale.change);
    part('[data-done-total]', this.dialog).textContent = ringgit(sale.due);
    part('[data-done-number]', this.dialog).textContent = say('busy');
    this.copyLabel.textContent = this.copyText;
    this.draw('');
    this.dialog.showModal();
    this.openedAt = performance.now();
    this.focus();
  }

  private focus(): void { part('[data-next]', this.dialog).focus(); }

  /** The server recorded a sale: its receipt, if it is the one in sight. */
  sold(sale: PendingSale, receipt: Receipt): void {
    if (this.sale?.key !== sale.key) return;
    this.receipt = receipt;
    part('[data-done-number]', this.dialog).textContent = receipt.receiptNumber;
    part('[data-done-change]', this.dialog).textContent = ringgit(readSen(receipt.change) ?? 0);
    part('[data-done-total]', this.dialog).textContent = ringgit(readSen(receipt.due) ?? 0);
    part<HTMLAnchorElement>('[data-open-receipt]', this.dialog).href = receipt.receiptPath;
    for (const act of ['void', 'refund']) part<HTMLAnchorElement>(`[data-${act}-sale]`, this.dialog).href = `sales/${receipt.id}/${act}?from=till`;
    this.draw('');
  }

  /** No answer yet, or none before a while: the money is right and the sale is sent again by itself. */
  waits(sale: PendingSale, why: string): void {
    if (this.sale?.key === sale.key) this.draw(why);
  }

  /** Who took the money was signed out meanwhile: they sign in again beside it, and the sale is sent. */
  signedOut(sale: PendingSale): void {
    if (this.sale?.key === sale.key) this.draw(say('done_signed_out'), true);
  }

  /** The server refuses the sale in sight, and the dialog stays until the cashier goes on. Answers whether it is in sight. */
  refused(sale: PendingSale, refusals: Finding[], sentence: string): boolean {
    if (!this.dialog.open || this.sale?.key !== sale.key) return false;
    this.refusals = refusals;
    part('[data-done-number]', this.dialog).textContent = say('not_recorded_title');
    this.draw(sentence);
    return true;
  }

  close(): void {
    const { sale, refusals } = this;
    this.leave();
    if (sale) this.next(sale, refusals);
  }

  /** Out of the way for the next customer: a sale that was refused stays among those to be put right. */
  leave(): void {
    if (this.dialog.open) this.dialog.close();
    this.sale = null;
  }

  key(key: string): (() => void) | null {
    if (!this.receipt) return null;
    switch (key) {
      case 'p': return () => this.print();
      case 'r': return () => part('[data-open-receipt]', this.dialog).click();
      case 'l': return () => void this.copyLink();
      case 'v': return () => part('[data-void-sale]', this.dialog).click();
      case 'f': return () => part('[data-refund-sale]', this.dialog).click();
      default: return null;
    }
  }

  private draw(note: string, signIn = false): void {
    const where = part('[data-done-note]', this.dialog);
    where.textContent = note;
    show(where, note !== '');
    show(part('[data-done-sign-in]', this.dialog), signIn);
    // Their place is kept: what appears with the answer would move what is being pressed.
    this.dialog.classList.toggle('is-unanswered', this.receipt === null);
  }

  /** The receipt in a window of its own, which prints itself: the till stays as it is. */
  private print(): void {
    if (this.receipt) window.open(this.receipt.receiptPath + '?print=1', '_blank', 'popup,width=420,height=720');
  }

  private async copyLink(): Promise<void> {
    if (!this.receipt) return;
    await navigator.clipboard.writeText(new URL(this.receipt.receiptPath, document.baseURI).href);
    this.copyLabel.textContent = say('copied');
  }
}
