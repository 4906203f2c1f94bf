/** The change screen: what to give back, from the moment the money is taken; the receipt as soon as the server has answered. */
import type { Receipt } from './api';
import { readSen, ringgit } from './figures';
import { part, say, show } from './page';
import type { PendingSale } from './storage';

export class Done {
  private readonly dialog = part<HTMLDialogElement>('[data-done]');
  private readonly copyLabel = part('[data-copy-receipt] span', this.dialog);
  private readonly copyText = this.copyLabel.textContent ?? '';
  private sale: PendingSale | null = null;
  private receipt: Receipt | null = null;

  constructor(private readonly next: () => void) {
    part('[data-next]', this.dialog).addEventListener('click', () => this.close());
    part('[data-print-receipt]', this.dialog).addEventListener('click', () => this.print());
    part('[data-copy-receipt]', this.dialog).addEventListener('click', () => void this.copyLink());
    this.dialog.addEventListener('cancel', event => { event.preventDefault(); this.close(); });
  }

  get isOpen(): boolean { return this.dialog.open; }

  open(sale: PendingSale): void {
    [this.sale, this.receipt] = [sale, null];
    part('[data-done-change]', this.dialog).textContent = ringgit(sale.change);
    part('[data-done-total]', this.dialog).textContent = ringgit(sale.due);
    part('[data-done-number]', this.dialog).textContent = say('busy');
    this.copyLabel.textContent = this.copyText;
    this.draw('');
    this.dialog.showModal();
    part('[data-next]', this.dialog).focus();
  }

  /** The server recorded a sale: its receipt, if it is the one in sight. */
  sold(sale: PendingSale, receipt: Receipt): void {
    if (this.sale?.key !== sale.key) return;
    this.receipt = receipt;
    part('[data-done-number]', this.dialog).textContent = receipt.receiptNumber;
    part('[data-done-change]', this.dialog).textContent = ringgit(readSen(receipt.change) ?? 0);
    part('[data-done-total]', this.dialog).textContent = ringgit(readSen(receipt.due) ?? 0);
    part<HTMLAnchorElement>('[data-open-receipt]', this.dialog).href = receipt.receiptPath;
    this.draw('');
  }

  /** No answer yet: the money is right and the sale is sent again by itself. */
  waits(sale: PendingSale): void {
    if (this.sale?.key === sale.key) this.draw(say('done_waits'));
  }

  /** Whether this sale's change is in sight. */
  shows(sale: PendingSale): boolean { return this.dialog.open && this.sale?.key === sale.key; }

  close(): void {
    if (this.dialog.open) this.dialog.close();
    this.sale = null;
    this.next();
  }

  key(key: string): (() => void) | null {
    if (!this.receipt) return null;
    switch (key) {
      case 'p': return () => this.print();
      case 'r': return () => part('[data-open-receipt]', this.dialog).click();
      case 'l': return () => void this.copyLink();
      default: return null;
    }
  }

  private draw(note: string): void {
    const where = part('[data-done-note]', this.dialog);
    where.textContent = note;
    show(where, note !== '');
    for (const act of this.dialog.querySelectorAll<HTMLElement>('[data-print-receipt], [data-open-receipt], [data-copy-receipt]')) show(act, this.receipt !== null);
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
