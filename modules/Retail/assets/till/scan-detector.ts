/** A key that comes sooner after the one before may be a scanner's: it means nothing by itself until that is sure. */
export const scanGap = 50;

/** Three characters as near as this are a scanner's: a quick typist needs 60 ms and more for three in a row. */
const surelyGap = 35;

/** A slow scanner, set so for a slow machine: this mean over a whole code of this length. A quick typist keeps to 80 ms and more. */
const slowMean = 60;
const slowLength = 6;

/** Once this many keys came at a scanner's speed, a pause of a busy machine, or before the Enter, does not end it. */
const surely = 3;
const longestPause = 1000;

/** Keys nearer than this belong to one code: a busy machine may hand over its first keys as slowly as a person types. */
const sameCode = 300;

/** Fewer characters are two keys struck together, not a code. */
const shortestScan = 3;

/** A lone character ('first') may be a person's; 'more' and 'scan' are a scanner's; 'other' is no character. */
export type Verdict = 'first' | 'more' | 'scan' | 'other';

/** Tells a scanner from a person by the time between keys: the one place in the till that decides it. */
export class ScanDetector {
  private typed = '';
  private chain = '';
  private began = 0;
  private last = Number.NEGATIVE_INFINITY;
  private whole = false;

  /** What was scanned, once the verdict is 'scan'. */
  code = '';

  /** Whether the last character may belong to the code that the ones before it began. */
  joined = false;

  /**
   * Takes one key.
   * @param key As KeyboardEvent.key.
   * @param at When it was struck, in milliseconds, by the event's own clock: a busy page changes nothing.
   * @param held Whether the keyboard repeats a key that is held down, which it does at a scanner's speed.
   */
  feed(key: string, at: number, held = false): Verdict {
    if (key === 'Shift' || key === 'CapsLock' || key === 'AltGraph') return 'other';

    const gap = at - this.last;
    const mean = (this.last - this.began) / (this.chain.length - 1);
    this.last = at;
    if (held) return this.forget();
    if (key === 'Enter' || key === 'Tab') {
      const quick = this.typed.length >= shortestScan && gap <= longestPause;
      const slow = this.chain.length >= slowLength && mean <= slowMean && gap <= sameCode;
      if (!quick && !slow) return this.forget();
      this.code = this.chain;
      this.typed = this.chain = '';
      return 'scan';
    }
    const follows = this.typed !== '' && !this.whole && gap <= (this.typed.length >= surely ? longestPause : surelyGap);
    const near = follows || (this.chain !== '' && !this.whole && gap <= scanGap);
    if (key.length > 1) {
      // Within a code it is a separator (GS1 sends F8 or Ctrl ]); between two acts of a person it is a key.
      const within = (follows && this.typed.length > 1) || (near && this.chain.length > 2 && mean <= slowMean);
      return within ? 'more' : this.forget();
    }
    this.joined = this.chain !== '' && !this.whole && (follows || gap <= sameCode);
    if (!this.joined) this.began = at;
    this.chain = this.joined ? this.chain + key : key;
    this.typed = follows ? this.typed + key : key;
    this.whole = false;
    return near ? 'more' : 'first';
  }

  /** Takes a code that came in one piece: only the Enter is missing. */
  insert(text: string, at: number): void {
    [this.typed, this.chain, this.began, this.last, this.whole] = [text, text, at, at, true];
  }

  private forget(): Verdict {
    this.typed = this.chain = '';
    return 'other';
  }
}
