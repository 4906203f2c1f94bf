/** The till's questions to /api/v1, with the page's own cookie and its token against forgery. */
import { readSen } from './figures';

/** A product as the till sells it. */
export interface Item { id: string; sku: string; name: string; price: number; taxCode: string; left: string | null }

export interface Payment { method: string; amount: string; reference?: string }
export interface SaleBody { lines: { productId: string; quantity: string; unitPrice: string }[]; payments: Payment[] }
export interface Receipt { id: string; receiptNumber: string; total: string; due: string; rounding: string; change: string; receiptPath: string }

/** The server said no, and why. */
export class Refused extends Error {
  constructor(readonly status: number, readonly code: string, message: string, readonly fields: { field: string; code: string; message: string }[]) { super(message); }
}

/** Nobody knows whether it happened: the network failed, or the server broke while answering. */
export class NoAnswer extends Error {}

interface Product { id: string; sku: string; name: string; price: string; taxCode: string; trackStock: boolean; onHand?: string | null }
interface Problem { code?: string; title?: string; errors?: { field: string; code: string; message: string }[] }

export class Api {
  constructor(private readonly token: string) {}

  /** By barcode or SKU (exact), else by name. */
  async lookUp(code: string): Promise<{ exact: boolean; items: Item[] }> {
    const found = await this.send<{ exact: boolean; items: Product[] }>(`api/v1/products/lookup?code=${encodeURIComponent(code)}`, {});
    return { exact: found.exact, items: found.items.map(item) };
  }

  /** Products of a category, or of all. */
  async tiles(category: string): Promise<Item[]> {
    const found = await this.send<{ items: Product[] }>(`api/v1/products/tiles${category ? `?category=${category}` : ''}`, {});
    return found.items.map(item);
  }

  /** Records a sale. The same key sells once, however often it is sent. */
  sell(body: SaleBody, key: string): Promise<Receipt> {
    return this.send<Receipt>('api/v1/sales', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key, RequestVerificationToken: this.token },
      body: JSON.stringify(body),
    });
  }

  private async send<T>(path: string, init: RequestInit): Promise<T> {
    let answer: Response;
    try {
      answer = await fetch(path, { ...init, signal: AbortSignal.timeout(15_000) });
      if (answer.ok) return await answer.json() as T;
    } catch (cause) {
      throw new NoAnswer('', { cause });
    }
    if (answer.status >= 500) throw new NoAnswer();
    const problem = await answer.json().catch(() => ({})) as Problem;
    throw new Refused(answer.status, problem.code ?? '', problem.title ?? answer.statusText, problem.errors ?? []);
  }
}

const item = (p: Product): Item => ({ id: p.id, sku: p.sku, name: p.name, price: readSen(p.price) ?? 0, taxCode: p.taxCode, left: p.trackStock ? p.onHand ?? null : null });
