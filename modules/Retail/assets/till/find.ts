/** The left side: the box that the cashier types into, what it finds, and the tiles; and looking up what was scanned. */
import { type Api, type Item, NoAnswer, Refused } from './api';
import { isGone, readQuantity, ringgit } from './figures';
import { copy, part, say, show } from './page';

const one = 1000;
const tints = ['tint-0', 'tint-1', 'tint-2', 'tint-3', 'tint-4', 'tint-5'];

export class Find {
  readonly box = part<HTMLInputElement>('[data-scan] input');
  private readonly list = part('[data-found]');
  private readonly tiles = part('[data-tiles]');
  private readonly known = new Map<string, Item>();
  private onTiles: Item[] = [];
  private found: Item[] = [];
  private foundFor = '';
  private chosen = 0;
  private asked = 0;
  private timer = 0;
  private quantity = one;
  private category = '';
  private queue: Promise<void> = Promise.resolve();

  constructor(private readonly api: Api, private readonly add: (item: Item, quantity: number) => void, private readonly trouble: (message: string) => void) {
    part('[data-scan]').addEventListener('submit', event => { event.preventDefault(); this.enter(); });
    this.box.addEventListener('input', () => {
      window.clearTimeout(this.timer);
      if (this.box.value.trim() === '') this.close();
      else this.timer = window.setTimeout(() => void this.search(), 150);
    });
    document.addEventListener('click', event => { if (event.target instanceof Node && !this.list.contains(event.target)) this.close(); });
    for (const chip of document.querySelectorAll<HTMLElement>('[data-category]')) chip.addEventListener('click', () => {
      for (const other of document.querySelectorAll('[data-category]')) other.setAttribute('aria-pressed', String(other === chip));
      this.category = chip.dataset['category'] ?? '';
      void this.load();
    });
    void this.load();
  }

  get open(): boolean { return this.found.length > 0; }

  /** Back to the box; on a touch screen that would bring up its keyboard over the products. */
  focus(): void { if (matchMedia('(hover: hover), (pointer: fine)').matches) this.box.focus(); }

  close(): void {
    this.asked++;
    this.found = [];
    this.draw();
  }

  /** Moves the choice among what was found. */
  move(by: number): void {
    this.chosen = (this.chosen + by + this.found.length) % this.found.length;
    this.foundFor = this.box.value;
    this.draw();
  }

  /** A scanned code; "3*" waiting in the box makes it three. */
  scan(code: string): void {
    const times = /^\s*[\d.]{1,9}\s*[*×]\s*$/.test(this.box.value) ? this.box.value : '';
    if (times) this.box.value = '';
    else if (this.box.value !== '') this.box.select();
    this.close();
    this.later(times + code, true);
  }

  /** Resolves when everything scanned so far is in the cart or refused. */
  settled(): Promise<void> { return this.queue; }

  /** The tiles once more: what was sold has changed the stock. */
  async load(): Promise<void> {
    const { category } = this;
    this.tiles.setAttribute('aria-busy', 'true');
    try {
      const items = await this.api.tiles(category);
      if (category !== this.category) return;
      items.forEach(item => this.know(item));
      this.drawTiles(items);
    } catch (error) {
      this.failed(error);
    }
    this.tiles.setAttribute('aria-busy', 'false');
  }

  /** Enter: the chosen result, or what was typed. */
  private enter(): void {
    window.clearTimeout(this.timer);
    const typed = this.box.value;
    // What was found for half a code is not what the whole code means.
    const item = this.foundFor === typed ? this.found[this.chosen] : undefined;
    this.box.value = '';
    if (item) {
      const quantity = this.quantity;
      this.close();
      this.add(item, quantity);
    } else if (typed.trim() !== '') {
      this.close();
      this.later(typed, false);
    }
  }

  /** Codes that come faster than answers are added in their order. */
  private later(typed: string, scanned: boolean): void {
    this.queue = this.queue.then(() => this.lookUp(typed, scanned));
  }

  private async lookUp(typed: string, scanned: boolean): Promise<void> {
    const { code, quantity } = split(typed);
    try {
      const { exact, near, items } = await this.api.lookUp(code);
      const first = items[0];
      if (first && (exact || (!scanned && !near && items.length === 1))) {
        this.know(first);
        this.add(first, quantity);
      } else if (!first || scanned) this.trouble(say('not_found', code));
      else if (this.box.value === '') {
        this.box.value = typed;
        this.show(items, quantity, typed);
      }
    } catch (error) {
      const known = this.known.get(code);
      const signedOut = error instanceof Refused && error.signedOut;
      if ((error instanceof NoAnswer || signedOut) && known) this.add(known, quantity);
      else if (signedOut) this.failed(error);
      else if (scanned) this.trouble(say('scan_failed', code));
      else {
        if (this.box.value === '') this.box.value = typed;
        this.failed(error);
      }
    }
  }

  private async search(): Promise<void> {
    const typed = this.box.value;
    const { code, quantity } = split(typed);
    const asked = ++this.asked;
    if (code === '') return;
    try {
      const { items } = await this.api.lookUp(code);
      if (asked === this.asked) this.show(items, quantity, typed);
    } catch (error) {
      this.failed(error);
    }
  }

  /** What was seen once can be sold while the server is away. */
  private know(item: Item): void {
    this.known.set(item.sku, item);
    if (item.barcode) this.known.set(item.barcode, item);
  }

  private show(items: Item[], quantity: number, typed: string): void {
    [this.found, this.chosen, this.quantity, this.foundFor] = [items, 0, quantity, typed];
    this.draw();
  }

  private draw(): void {
    show(this.list, this.open);
    this.box.setAttribute('aria-expanded', String(this.open));
    this.list.replaceChildren(...this.found.map((item, i) => this.result(item, i)));
    if (this.open) {
      this.box.setAttribute('aria-activedescendant', `till-found-${this.chosen}`);
      this.list.children[this.chosen]?.scrollIntoView({ block: 'nearest' });
    } else this.box.removeAttribute('aria-activedescendant');
  }

  private result(item: Item, at: number): HTMLElement {
    const row = copy('result');
    row.id = `till-found-${at}`;
    row.setAttribute('aria-selected', String(at === this.chosen));
    row.classList.toggle('is-gone', isGone(item.left));
    part('.till-result-name', row).textContent = item.name;
    part('.till-result-note', row).textContent = [item.sku, stockNote(item)].filter(Boolean).join(' · ');
    part('.till-result-price', row).textContent = ringgit(item.price);
    row.addEventListener('click', () => { [this.chosen, this.foundFor] = [at, this.box.value]; this.enter(); this.focus(); });
    return row;
  }

  /** The same products keep their tiles: a press under way ends on the tile where it began. */
  private drawTiles(items: Item[]): void {
    const same = items.length > 0 && items.map(i => i.id).join() === this.onTiles.map(i => i.id).join();
    this.onTiles = items;
    if (same) items.forEach((item, at) => this.fill(this.tiles.children[at] as HTMLElement, item));
    else this.tiles.replaceChildren(...items.map((item, at) => this.tile(item, at)));
    this.tiles.classList.toggle('is-pictured', items.some(item => item.picture !== null));
    if (items.length === 0) this.tiles.append(say('no_products'));
  }

  private tile(item: Item, at: number): HTMLElement {
    const tile = copy('tile');
    this.fill(tile, item);
    tile.addEventListener('click', () => { if (this.onTiles[at]) this.add(this.onTiles[at], one); });
    return tile;
  }

  private fill(tile: HTMLElement, item: Item): void {
    const name = part('.till-tile-name', tile);
    const note = part('.till-tile-note', tile);
    const price = part('.till-tile-price', tile);
    [name.textContent, name.title] = [unitsJoined(item.name), item.name];
    price.textContent = ringgit(item.price);
    price.classList.toggle('is-long', price.textContent.length > 9);
    price.classList.toggle('is-longest', price.textContent.length > 12);
    note.textContent = note.title = stockNote(item);
    show(note, isGone(item.left));
    this.picture(tile, item);
  }

  /** A picture, or the name's first letter on a colour of its own; the box stands before either has come. */
  private picture(tile: HTMLElement, item: Item): void {
    const box = part('.till-tile-picture', tile);
    if (box.dataset['of'] === (item.picture ?? item.name)) return;
    box.dataset['of'] = item.picture ?? item.name;
    box.className = 'till-tile-picture';
    if (item.picture) {
      const image = new Image(320, 320);
      [image.loading, image.decoding, image.alt] = ['lazy', 'async', ''];
      image.src = `products/pictures/${item.picture}/320`;
      box.replaceChildren(image);
      return;
    }
    box.classList.add(tints[[...item.name].reduce((sum, c) => sum + (c.codePointAt(0) ?? 0), 0) % tints.length] ?? '');
    box.textContent = (/[\p{L}\p{N}]/u.exec(item.name)?.[0] ?? '?').toUpperCase();
  }

  private failed(error: unknown): void {
    if (error instanceof Refused) this.trouble(error.signedOut ? say('signed_out') : error.message);
    else if (error instanceof NoAnswer) this.trouble(say('network'));
    else throw error;
  }
}

/** A number and its unit stay in one line: "Minyak / 1.5 l", never "Minyak 1.5 / l". */
function unitsJoined(name: string): string {
  return name.replace(/(\d) (?=\p{L}{1,3}(?![\p{L}\d]))/gu, '$1\u00a0');
}

function stockNote(item: Item): string {
  if (item.left === null) return '';
  return isGone(item.left) ? say('none_left') : say('left', item.left);
}

/** "3*955…" is three of 955…. */
function split(typed: string): { code: string; quantity: number } {
  const match = /^\s*([\d.]{1,9})\s*[*×]\s*(.+)$/.exec(typed);
  const quantity = match ? readQuantity(match[1] ?? '') : null;
  return quantity === null ? { code: typed.trim(), quantity: one } : { code: (match?.[2] ?? '').trim(), quantity };
}
