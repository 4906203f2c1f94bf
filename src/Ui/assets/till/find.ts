/** The left side: the box that scanner and cashier type into, what it finds, and the tiles. */
import { type Api, type Item, NoAnswer, Refused } from './api';
import { readQuantity, ringgit } from './figures';
import { copy, part, say, show } from './page';

export class Find {
  readonly box = part<HTMLInputElement>('[data-scan] input');
  private readonly list = part('[data-found]');
  private readonly tiles = part('[data-tiles]');
  private found: Item[] = [];
  private chosen = 0;
  private asked = 0;
  private timer = 0;
  private quantity = 1000;
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
      void this.load(chip.dataset['category'] ?? '');
    });
    void this.load('');
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
    this.draw();
  }

  /** Enter: the chosen result, or what was typed or scanned. Scans that come faster than answers are added in their order. */
  private enter(): void {
    window.clearTimeout(this.timer);
    const item = this.found[this.chosen];
    if (item) {
      const quantity = this.quantity;
      this.box.value = '';
      this.close();
      this.add(item, quantity);
      return;
    }
    const typed = this.box.value;
    if (typed.trim() === '') return;
    this.box.value = '';
    this.asked++;
    this.queue = this.queue.then(() => this.scan(typed));
  }

  private async scan(typed: string): Promise<void> {
    const { code, quantity } = split(typed);
    try {
      const { exact, items } = await this.api.lookUp(code);
      const first = items[0];
      if (first && (exact || items.length === 1)) this.add(first, quantity);
      else if (!first) this.trouble(say('not_found', code));
      else if (this.box.value === '') {
        this.box.value = typed;
        this.show(items, quantity);
      }
    } catch (error) {
      if (this.box.value === '') this.box.value = typed;
      this.failed(error);
    }
  }

  private async search(): Promise<void> {
    const { code, quantity } = split(this.box.value);
    const asked = ++this.asked;
    if (code === '') return;
    try {
      const { items } = await this.api.lookUp(code);
      if (asked === this.asked) this.show(items, quantity);
    } catch (error) {
      this.failed(error);
    }
  }

  private show(items: Item[], quantity: number): void {
    [this.found, this.chosen, this.quantity] = [items, 0, quantity];
    this.draw();
  }

  private draw(): void {
    show(this.list, this.open);
    this.box.setAttribute('aria-expanded', String(this.open));
    this.list.replaceChildren(...this.found.map((item, i) => {
      const row = copy('result');
      row.id = `till-found-${i}`;
      row.setAttribute('aria-selected', String(i === this.chosen));
      part('.till-result-name', row).textContent = item.name;
      part('.till-result-note', row).textContent = [item.sku, item.left === null ? '' : say('left', item.left)].filter(Boolean).join(' · ');
      part('.till-result-price', row).textContent = ringgit(item.price);
      row.addEventListener('click', () => { this.chosen = i; this.enter(); this.focus(); });
      return row;
    }));
    if (this.open) {
      this.box.setAttribute('aria-activedescendant', `till-found-${this.chosen}`);
      this.list.children[this.chosen]?.scrollIntoView({ block: 'nearest' });
    } else this.box.removeAttribute('aria-activedescendant');
  }

  private async load(category: string): Promise<void> {
    this.tiles.setAttribute('aria-busy', 'true');
    try {
      const items = await this.api.tiles(category);
      this.tiles.replaceChildren(...items.map(item => {
        const tile = copy('tile');
        part('.till-tile-name', tile).textContent = item.name;
        part('.till-tile-price', tile).textContent = ringgit(item.price);
        tile.addEventListener('click', () => this.add(item, 1000));
        return tile;
      }));
      if (items.length === 0) this.tiles.append(say('no_products'));
    } catch (error) {
      this.failed(error);
    }
    this.tiles.setAttribute('aria-busy', 'false');
  }

  private failed(error: unknown): void {
    if (error instanceof Refused) this.trouble(error.status === 401 ? say('signed_out') : error.message);
    else if (error instanceof NoAnswer) this.trouble(say('network'));
    else throw error;
  }
}

/** "3*955…" is three of 955…. */
function split(typed: string): { code: string; quantity: number } {
  const match = /^\s*([\d.]{1,9})\s*[*×]\s*(.+)$/.exec(typed);
  const quantity = match ? readQuantity(match[1] ?? '') : null;
  return quantity === null ? { code: typed.trim(), quantity: 1000 } : { code: (match?.[2] ?? '').trim(), quantity };
}
