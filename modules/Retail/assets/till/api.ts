/** The till's questions to /api/v1, with the page's own cookie and its token against forgery. */
import { readSen } from './figures';

/** A product as the till sells it. `left` is null where its stock is not counted. */
export interface Item { id: string; sku: string; barcode: string | null; name: string; price: number; taxCode: string; left: string | null; picture: string | null }

export interface Payment { method: string; amount: string; reference?: string }
/** A supervisor's word. Never kept in the browser. */
export interface Approval { supervisorId: string; pin: string }
export interface Supervisor { id: string; name: string }
export interface SaleBody { lines: { productId: string; quantity: string; unitPrice: string }[]; payments: Payment[]; customerId?: string; branchId?: string }
export interface Customer { id: string; name: string; phone?: string | null; group?: string | null }
export interface Receipt { id: string; receiptNumber: string; total: string; due: string; rounding: string; change: string; receiptPath: string }

/** What the server says of a line or of the whole. */
export interface Finding { field: string; code: string; message: string }

/** What a sale would be refused for, and what it would be warned of, with each product as it is now. */
export interface Check { products: Pick<Item, 'id' | 'price' | 'left'>[]; refusals: Finding[]; warnings: Finding[]; supervisors: Supervisor[] }

/** The server said no, and why. */
export class Refused extends Error {
  /** @param retryAfter Milliseconds after which the same request may be answered otherwise; 0 where waiting changes nothing. */
  constructor(readonly status: number, readonly code: string, message: string, readonly fields: Finding[], readonly retryAfter = 0) { super(message); }

  /** Whoever opened this page is signed in no more: their session ended, or somebody else signed in beside it. */
  get signedOut(): boolean { return this.status === 401 || this.code === 'platform.forgery_token'; }

  get sentence(): string { return [...new Set([this.message, ...this.fields.map(f => f.message)])].join(' '); }
}

/** Nobody knows whether it happened: the network failed, the server broke while answering, or it asks for patience. */
export class NoAnswer extends Error {
  constructor(readonly retryAfter: number, options?: ErrorOptions) { super('', options); }
}

interface Product { id: string; sku: string; barcode?: string | null; name: string; price: string; taxCode: string; onHand?: string | null; picture?: string | null }
interface Problem { code?: string; title?: string; errors?: Finding[] }
interface CheckAnswer { products: { productId: string; unitPrice: string; onHand?: string | null }[]; refusals: Finding[]; warnings: Finding[]; supervisors: Supervisor[] }

const busy = 'platform.busy';

/** A 429 that is told: it lasts for minutes, and only for what asks for this supervisor. */
const pinLocked = 'platform.supervisor_pin_locked';

export class Api {
  /**
   * @param token The page's token against forgery, as it is now.
   * @param signedOut Told when the person is signed in no more.
   */
  constructor(private readonly token: () => string, private readonly signedOut: () => void) {}

  /** By barcode or SKU (exact), else by name, else by what is spelled nearly so (near). */
  async lookUp(code: string): Promise<{ exact: boolean; near: boolean; items: Item[] }> {
    const found = await this.send<{ exact: boolean; near: boolean; items: Product[] }>(`api/v1/products/lookup?code=${encodeURIComponent(code)}`, {});
    return { exact: found.exact, near: found.near, items: found.items.map(item) };
  }

  /** Products of a category, or of all. */
  async tiles(category: string): Promise<Item[]> {
    const found = await this.send<{ items: Product[] }>(`api/v1/products/tiles${category ? `?category=${category}` : ''}`, {});
    return found.items.map(item);
  }

  /** What would come of a sale; nothing is recorded. */
  async check(body: SaleBody, approval: Approval | null = null): Promise<Check> {
    const { products, ...rest } = await this.post<CheckAnswer>('api/v1/sales/check', { lines: body.lines, approval, branchId: body.branchId });
    return { products: products.map(p => ({ id: p.productId, price: readSen(p.unitPrice) ?? 0, left: p.onHand ?? null })), ...rest };
  }

  /** Customers by the digits of a phone or words of a name. */
  async customers(typed: string): Promise<Customer[]> {
    return (await this.send<{ items: Customer[] }>(`api/v1/customers/lookup?q=${encodeURIComponent(typed)}`, {})).items;
  }

  /** The customer of a number: whoever has it, or a new one. */
  customerByPhone(phone: string, name: string): Promise<Customer> {
    return this.post<Customer>('api/v1/customers/by-phone', { phone, name: name || null });
  }

  /** Records a sale. The same key sells once, however often it is sent. */
  sell(body: SaleBody, key: string, approval: Approval | null): Promise<Receipt> {
    return this.post<Receipt>('api/v1/sales', { ...body, approval }, { 'Idempotency-Key': key });
  }

  private post<T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<T> {
    return this.send<T>(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', RequestVerificationToken: this.token(), ...headers },
      body: JSON.stringify(body),
    });
  }

  private async send<T>(path: string, init: RequestInit): Promise<T> {
    let answer: Response;
    try {
      answer = await fetch(path, { ...init, signal: AbortSignal.timeout(15_000) });
      if (answer.ok) return await answer.json() as T;
    } catch (cause) {
      throw new NoAnswer(0, { cause });
    }
    const problem = await answer.json().catch(() => ({})) as Problem;
    const retryAfter = milliseconds(answer.headers.get('Retry-After'));
    const patience = [408, 429].includes(answer.status) && problem.code !== pinLocked;
    if (answer.status >= 500 || patience || problem.code === busy) throw new NoAnswer(retryAfter);

    const refused = new Refused(answer.status, problem.code ?? '', problem.title ?? answer.statusText, problem.errors ?? [], retryAfter);
    if (refused.signedOut) this.signedOut();
    throw refused;
  }
}

/** Retry-After in seconds or as a date. */
function milliseconds(header: string | null): number {
  if (!header) return 0;
  const seconds = Number(header);
  const wait = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1000;
  return Number.isNaN(wait) ? 0 : Math.max(0, wait);
}

const item = (p: Product): Item => ({
  id: p.id, sku: p.sku, barcode: p.barcode ?? null, name: p.name, price: readSen(p.price) ?? 0, taxCode: p.taxCode, left: p.onHand ?? null,
  picture: p.picture ?? null,
});
