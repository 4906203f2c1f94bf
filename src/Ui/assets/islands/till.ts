/** The till: scanner, keyboard or touch on the left and right, money in the middle. See TillPage.razor for the page it lives in. */
import { Api, type Item, NoAnswer, type Payment, type Receipt, Refused } from '../till/api';
import { Cart } from '../till/cart';
import { lineTotal, quantityText, readQuantity, readSen, ringgit } from '../till/figures';
import { Find } from '../till/find';
import { Pay } from '../till/pay';
import { copy, part, root, say, show, tell } from '../till/page';

const api = new Api(part<HTMLInputElement>('input[name=__RequestVerificationToken]').value);
const cart = new Cart(root.dataset['till'] ?? '', JSON.parse(root.dataset['rates'] ?? '{}') as Record<string, number>, draw);
const find = new Find(api, add, trouble);
const pay = new Pay(payments => void sell(payments), () => find.focus());
const lines = part('[data-lines]');
const done = part<HTMLDialogElement>('[data-done]');
const ask = part<HTMLDialogElement>('[data-ask-clear]');
const undoNote = part('[data-undo]');
let chosen = cart.lines.length - 1;
let receipt: Receipt | null = null;

draw();
find.focus();

function trouble(message: string): void {
  tell(part('[data-trouble]'), message);
}

function add(item: Item, quantity: number): void {
  trouble('');
  const at = cart.add(item, quantity);
  if (at === null) return;
  chosen = at;
  show(undoNote, false);
  draw();
  find.focus();
}

function draw(): void {
  chosen = Math.min(Math.max(chosen, 0), cart.lines.length - 1);
  const locked = cart.pending !== null;
  lines.replaceChildren(...cart.lines.map((line, at) => {
    const row = copy('line');
    row.classList.toggle('is-chosen', at === chosen);
    part('.till-line-name', row).textContent = line.item.name;
    part('.till-line-each', row).textContent = ringgit(line.item.price);
    part('.till-line-total', row).textContent = ringgit(lineTotal(line.item.price, line.quantity));
    const quantity = part<HTMLInputElement>('[data-quantity]', row);
    quantity.value = quantityText(line.quantity);
    quantity.addEventListener('change', () => {
      const typed = readQuantity(quantity.value);
      trouble(typed === null ? say('quantity_bad') : '');
      if (typed === null) draw();
      else cart.set(at, typed);
    });
    quantity.addEventListener('keydown', event => { if (event.key === 'Enter') { event.preventDefault(); quantity.blur(); find.focus(); } });
    quantity.addEventListener('focus', () => { choose(at); quantity.select(); });
    part('[data-less]', row).addEventListener('click', () => step(at, -1000));
    part('[data-more]', row).addEventListener('click', () => step(at, 1000));
    part('[data-remove]', row).addEventListener('click', () => remove(at));
    for (const control of row.querySelectorAll<HTMLButtonElement | HTMLInputElement>('button, input')) {
      control.disabled = locked;
      control.setAttribute('aria-label', `${control.getAttribute('aria-label') ?? ''}: ${line.item.name}`);
    }
    return row;
  }));
  lines.children[chosen]?.scrollIntoView({ block: 'nearest' });
  const empty = cart.lines.length === 0;
  show(part('[data-empty]'), empty && !locked);
  show(part('[data-pending]'), locked);
  part('[data-tax]').textContent = ringgit(cart.tax);
  part('[data-rounding]').textContent = ringgit(cart.rounding);
  part('[data-total]').textContent = ringgit(cart.total);
  part('[data-count]').textContent = say('items', String(cart.count));
  part<HTMLButtonElement>('[data-pay]').disabled = empty || locked;
  part<HTMLButtonElement>('[data-clear]').disabled = empty || locked;
}

/** Marks a line without drawing anew: what is being typed stays. */
function choose(at: number): void {
  chosen = at;
  [...lines.children].forEach((row, i) => row.classList.toggle('is-chosen', i === at));
  lines.children[at]?.scrollIntoView({ block: 'nearest' });
}

function step(at: number, by: number): void {
  const line = cart.lines[at];
  if (!line) return;
  chosen = at;
  if (line.quantity + by <= 0) remove(at);
  else cart.set(at, line.quantity + by);
  find.focus();
}

function remove(at: number): void {
  const line = cart.lines[at];
  if (!line) return;
  cart.remove(at);
  offerUndo(say('removed', line.item.name));
}

function offerUndo(what: string): void {
  part('span', undoNote).textContent = what;
  show(undoNote, cart.canUndo);
  find.focus();
}

function undo(): void {
  cart.undo();
  show(undoNote, false);
  find.focus();
}

function askClear(): void {
  if (cart.lines.length === 0 || cart.pending) return;
  part('[data-clear-what]', ask).textContent = say('clear_what', say('items', String(cart.count)), ringgit(cart.total));
  ask.showModal();
  part('[data-clear-now]', ask).focus();
}

function openPay(method = 'cash'): void {
  if (cart.lines.length === 0 || cart.pending || done.open || ask.open) return;
  find.close();
  pay.open(cart.total, method);
}

async function sell(payments: Payment[]): Promise<void> {
  await deliver(cart.send(cart.body(payments)));
}

/** Sends a sale, and sends it again under the same key when no answer came: it is recorded once. */
async function deliver(pending: NonNullable<Cart['pending']>): Promise<void> {
  trouble('');
  try {
    receipt = await api.sell(pending.body, pending.key);
    cart.sold();
    show(undoNote, false);
    pay.finish();
    sheet(false);
    showDone(receipt);
  } catch (error) {
    if (error instanceof NoAnswer) {
      pay.finish();
      draw();
      part('[data-retry]').focus();
      return;
    }
    if (!(error instanceof Refused)) throw error;
    cart.refused();
    const message = error.status === 401 ? say('signed_out') : [...new Set([error.message, ...error.fields.map(f => f.message)])].join(' ');
    // A matter of money stays in the dialog; a matter of the cart is said beside it.
    if (pay.isOpen && error.fields.some(f => f.field.startsWith('payments'))) pay.refuse(message);
    else await refuseCart(error, message);
  }
}

async function refuseCart(error: Refused, message: string): Promise<void> {
  pay.finish();
  trouble(message);
  const at = error.fields.map(f => /^lines\[(\d+)\]/.exec(f.field)?.[1]).filter(i => i !== undefined).map(Number);
  for (const i of at) lines.children[i]?.classList.add('is-wrong');
  if (at[0] !== undefined) choose(at[0]);
  find.focus();
  if (error.code !== 'retail.price_changed') return;
  for (const line of at.map(i => cart.lines[i])) {
    if (!line) continue;
    const { exact, items } = await api.lookUp(line.item.sku);
    if (exact && items[0]?.id === line.item.id) cart.reprice(items[0]);
  }
  trouble(`${message} ${say('price_updated')}`);
}

function showDone(sold: Receipt): void {
  part('[data-done-change]', done).textContent = ringgit(readSen(sold.change) ?? 0);
  part('[data-done-number]', done).textContent = sold.receiptNumber;
  part('[data-done-total]', done).textContent = ringgit(readSen(sold.due) ?? 0);
  part<HTMLAnchorElement>('[data-open-receipt]', done).href = sold.receiptPath;
  part('[data-copy-receipt] span', done).textContent = root.dataset['copyLink'] ??= part('[data-copy-receipt] span', done).textContent ?? '';
  done.showModal();
  part('[data-next]', done).focus();
}

function next(): void {
  done.close();
  chosen = 0;
  find.focus();
}

/** The receipt in a window of its own, which prints itself: the till stays as it is. */
function print(): void {
  if (!receipt) return;
  window.open(receipt.receiptPath + '?print=1', '_blank', 'popup,width=420,height=720');
}

async function copyLink(): Promise<void> {
  if (!receipt) return;
  await navigator.clipboard.writeText(new URL(receipt.receiptPath, document.baseURI).href);
  part('[data-copy-receipt] span', done).textContent = say('copied');
}

/** On a phone the cart is a sheet over the products. */
function sheet(open: boolean): void {
  part('[data-cart]').classList.toggle('is-open', open);
  part('[data-sheet]').setAttribute('aria-expanded', String(open));
}

part('[data-sheet]').addEventListener('click', () => sheet(!part('[data-cart]').classList.contains('is-open')));
part('[data-pay]').addEventListener('click', () => openPay());
part('[data-clear]').addEventListener('click', askClear);
part('[data-keep]', ask).addEventListener('click', () => { ask.close(); find.focus(); });
part('[data-clear-now]', ask).addEventListener('click', () => { ask.close(); cart.clear(); offerUndo(say('cleared')); });
part('button', undoNote).addEventListener('click', undo);
part('[data-retry]').addEventListener('click', () => { if (cart.pending) void deliver(cart.pending); });
part('[data-next]', done).addEventListener('click', next);
part('[data-print-receipt]', done).addEventListener('click', print);
part('[data-copy-receipt]', done).addEventListener('click', () => void copyLink());
done.addEventListener('cancel', event => { event.preventDefault(); next(); });

const methods: Record<string, string> = { F6: 'cash', F7: 'card', F8: 'e-wallet' };

document.addEventListener('keydown', event => {
  const key = event.key;
  const act = keyAct(event, key);
  if (!act) return;
  event.preventDefault();
  act();
});

function keyAct(event: KeyboardEvent, key: string): (() => void) | null {
  if (done.open) return keyDone(key.toLowerCase());
  if (ask.open) return null;
  const method = methods[key];
  if (method) return () => openPay(method);
  if (pay.isOpen) return null;
  if (key === 'F2') return () => { find.box.focus(); find.box.select(); };
  if (key === 'F4' && !event.altKey) return askClear;
  if (key === 'F9') return () => openPay();
  if ((event.ctrlKey || event.metaKey) && key === 'z' && cart.canUndo && find.box.value === '') return undo;
  if (event.ctrlKey || event.metaKey || event.altKey || event.target !== find.box) return strayLetter(event);
  if (key === 'Escape') return () => { find.box.value = ''; find.close(); };
  if (find.open && key === 'ArrowDown') return () => find.move(1);
  if (find.open && key === 'ArrowUp') return () => find.move(-1);
  if (find.box.value !== '') return null;
  switch (key) {
    case 'ArrowDown': return () => choose(Math.min(chosen + 1, cart.lines.length - 1));
    case 'ArrowUp': return () => choose(Math.max(chosen - 1, 0));
    case '+': return () => step(chosen, 1000);
    case '-': return () => step(chosen, -1000);
    case '*': return () => lines.querySelector<HTMLInputElement>('.is-chosen [data-quantity]')?.focus();
    case 'Delete': return () => remove(chosen);
    default: return null;
  }
}

function keyDone(key: string): (() => void) | null {
  switch (key) {
    case 'p': return print;
    case 'r': return () => part('[data-open-receipt]', done).click();
    case 'l': return () => void copyLink();
    default: return null;
  }
}

/** A scanner types wherever the focus happens to be: letters outside a field go to the box. */
function strayLetter(event: KeyboardEvent): null {
  const typing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
  if (!typing && event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey) find.focus();
  return null;
}
