/** Hears every key of the page before anything else does, and takes the scans out. */
import { ScanDetector, scanGap } from './scan-detector';

type Field = HTMLInputElement | HTMLTextAreaElement;

interface Before { field: Field; value: string; start: number | null; end: number | null }

const wholeCode = 3;

export class Scanner {
  private readonly detector = new ScanDetector();
  private before: Before | null = null;
  private lastKeyIsText = false;
  private timer = 0;
  private waiting: (() => void) | null = null;

  /**
   * @param home Moves the focus to the field that a character typed outside one is for.
   * @param scanned Gets each scanned code, with everything it typed taken back before.
   */
  constructor(private readonly home: () => void, private readonly scanned: (code: string) => void) {
    window.addEventListener('keydown', event => this.key(event), { capture: true });
    window.addEventListener('beforeinput', event => this.inserted(event), { capture: true });
  }

  /** Runs the act of a one-character key, once it is sure that no scanner typed it. */
  later(act: () => void): void {
    this.waiting = act;
    this.timer = window.setTimeout(() => this.act(), scanGap + 15);
  }

  private act(): void {
    window.clearTimeout(this.timer);
    const act = this.waiting;
    this.waiting = null;
    act?.();
  }

  private forget(): void {
    window.clearTimeout(this.timer);
    this.waiting = null;
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing || isSecret(event.target)) return;
    this.lastKeyIsText = event.key.length === 1;
    const chord = event.ctrlKey || event.metaKey || event.altKey;
    const verdict = this.detector.feed(chord ? 'Control' : event.key, event.timeStamp, event.repeat);
    if (verdict === 'first') this.first(event);
    else if (verdict === 'more') this.more(event);
    else if (verdict === 'scan') this.finish(event);
  }

  private first(event: KeyboardEvent): void {
    // The key before this one was a person's.
    this.act();
    if (!asField(event.target) && event.key !== ' ') this.home();
    if (!this.detector.joined || !this.before) this.remember();
  }

  /** No other key of the page hears the rest of a code. */
  private more(event: KeyboardEvent): void {
    this.forget();
    event.stopImmediatePropagation();
    if (event.key.length > 1 || !asField(document.activeElement)) event.preventDefault();
  }

  private finish(event: Event): void {
    this.forget();
    event.preventDefault();
    event.stopImmediatePropagation();
    this.takeBack();
    this.scanned(this.detector.code.trim());
  }

  /** Scanners of a phone or tablet insert the whole code at once, and no key is struck but Enter. */
  private inserted(event: InputEvent): void {
    if (isSecret(event.target) || isDialled(event.target)) return;
    const text = event.data ?? '';
    if (event.inputType !== 'insertText' || event.isComposing || this.lastKeyIsText || text.length < wholeCode) return;
    this.remember();
    this.detector.insert(text, event.timeStamp);
  }

  private remember(): void {
    const field = asField(document.activeElement);
    this.before = field && { field, value: field.value, start: field.selectionStart, end: field.selectionEnd };
  }

  private takeBack(): void {
    const { before } = this;
    this.before = null;
    if (!before?.field.isConnected || before.field.value === before.value) return;
    before.field.value = before.value;
    before.field.setSelectionRange(before.start, before.end);
    before.field.dispatchEvent(new Event('input', { bubbles: true }));
    before.field.dispatchEvent(new Event('change', { bubbles: true }));
  }
}

/** A PIN typed fast is no code: it would be looked up, and stand in an address. */
const isSecret = (target: EventTarget | null): boolean => target instanceof HTMLInputElement && target.type === 'password';

/** Where a phone's own keyboard puts in a whole number, or a name: no scanner did. */
const isDialled = (target: EventTarget | null): boolean => target instanceof HTMLElement && target.dataset['dialled'] !== undefined;

function asField(target: EventTarget | null): Field | null {
  if (target instanceof HTMLTextAreaElement) return target;
  return target instanceof HTMLInputElement && target.type === 'text' ? target : null;
}
