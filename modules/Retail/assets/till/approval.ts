/** A supervisor agrees, by their PIN, to what the cashier may not do alone. The PIN is in memory only, and no longer than its sale. */
import { type Approval, NoAnswer, Refused, type Supervisor } from './api';
import { part, say, show, tell } from './page';

/** What the till does with it. */
export interface Approvals {
  /** Asks the server whether it is right; throws what the server says against it. */
  attempt(approval: Approval): Promise<void>;
  agreed(approval: Approval, name: string): void;
  back(): void;
}

export class ApprovalDialog {
  private readonly dialog = part<HTMLDialogElement>('[data-approval]');
  private readonly who = part<HTMLSelectElement>('#till-supervisor');
  private readonly pin = part<HTMLInputElement>('#till-pin');
  private readonly agree = part<HTMLButtonElement>('[data-agree]');
  private readonly trouble = part('[data-approval-trouble]');

  constructor(private readonly approvals: Approvals) {
    part('[data-approval-form]').addEventListener('submit', event => { event.preventDefault(); void this.try(); });
    part('[data-approval-back]').addEventListener('click', () => this.close());
    this.dialog.addEventListener('cancel', event => { event.preventDefault(); this.close(); });
    this.pin.addEventListener('input', () => tell(this.trouble, ''));
  }

  get isOpen(): boolean { return this.dialog.open; }

  open(supervisors: Supervisor[]): void {
    const { value } = this.who;
    this.who.replaceChildren(...supervisors.map(s => new Option(s.name, s.id, false, s.id === value)));
    const nobody = supervisors.length === 0;
    show(part('[data-approval-nobody]'), nobody);
    for (const element of [part('[data-approval-ask]'), part('[data-approval-about]'), this.agree]) show(element, !nobody);
    tell(this.trouble, '');
    this.pin.value = '';
    this.dialog.showModal();
    if (!nobody) this.pin.focus();
  }

  close(): void {
    this.finish();
    this.approvals.back();
  }

  finish(): void {
    this.pin.value = '';
    if (this.dialog.open) this.dialog.close();
  }

  private async try(): Promise<void> {
    if (this.agree.disabled || this.pin.value.trim() === '') return;
    const approval = { supervisorId: this.who.value, pin: this.pin.value };
    this.agree.disabled = true;
    try {
      await this.approvals.attempt(approval);
      if (!this.dialog.open) return;
      const name = this.who.selectedOptions[0]?.textContent ?? '';
      this.finish();
      this.approvals.agreed(approval, name);
    } catch (error) {
      if (error instanceof Refused) tell(this.trouble, error.sentence);
      else if (error instanceof NoAnswer) tell(this.trouble, say('network'));
      else throw error;
      this.pin.value = '';
      this.pin.focus();
    } finally {
      this.agree.disabled = false;
    }
  }
}
