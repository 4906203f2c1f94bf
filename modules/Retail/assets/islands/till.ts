/** The till: scanner, keyboard or touch on the left and right, money in the middle. See TillPage.razor for the page it lives in. */
import { type Approval, Api, type Check, type Finding, type Item, NoAnswer, type Payment, Refused, type Supervisor } from '../till/api';
import { ApprovalDialog } from '../till/approval';
import { Cart } from '../till/cart';
import { CustomerDialog } from '../till/customer';
import { Done } from '../till/done';
import { ringgit } from '../till/figures';
import { Find } from '../till/find';
import { Lines } from '../till/lines';
import { cartOwner } from '../till/owner';
import { salesOfOthers } from '../till/others';
import { part, root, say, show, tell } from '../till/page';
import { Pay } from '../till/pay';
import { PendingSales } from '../till/pending-sales';
import { Scanner } from '../till/scanner';
import { type PendingSale, TillStorage } from '../till/storage';

const one = 1000;
const name = root.dataset['till'] ?? '';
const ask = part<HTMLDialogElement>('[data-ask-clear]');
const other = part<HTMLDialogElement>('[data-other-tab]');
const notRecorded = part<HTMLDialogElement>('[data-not-recorded]');

const [business = '', person = ''] = name.split('.');
const storage = new TillStorage(`niaga.till.${business}.`, person, root.dataset['who'] ?? '');
const api = new Api(() => part<HTMLInputElement>('input[name=__RequestVerificationToken]').value, signedOut);
const cart = new Cart(storage, JSON.parse(root.dataset['rates'] ?? '{}') as Record<string, number>, () => { lines.draw(); customers.show(); });
const find = new Find(api, add, trouble);
const lines = new Lines(cart, find, trouble);
const scanner = new Scanner(() => { if (pay.isOpen) pay.focus(); else find.focus(); }, scanned);
const pay = new Pay({ complete, back: () => find.focus(), settled: () => find.settled(), askSupervisor: () => approvalDialog.open(supervisors) });
const approvalDialog = new ApprovalDialog({ attempt, agreed, back: () => pay.focus() });
const done = new Done(next);
const customers = new CustomerDialog(api, cart, () => { if (pay.isOpen) pay.focus(); else find.focus(); });
const pending = new PendingSales(api, storage, {
  sold, refused, changed: drawPending,
  unanswered: sale => done.waits(sale, say('done_waits')),
  signedOut: sale => done.signedOut(sale),
  postponed: (sale, why) => done.waits(sale, say('done_postponed', why.message)),
});
const owner = cartOwner(`niaga.till.${name}`, { gained, lost });

/** Who agreed to the cart that is being paid, and who could. */
let approval: Approval | null = null;
let supervisors: Supervisor[] = [];

lines.draw(cart.lines.length - 1);
customers.show();
drawPending();
salesOfOthers(storage, trouble);
owner.start();
document.addEventListener('niaga:signed-in', () => {
  show(part('[data-signed-out]'), false);
  const said = part('[data-trouble]');
  if (said.textContent === say('signed_out')) tell(said, '');
  pending.again();
  find.focus();
});
// Somebody else has signed in beside it: their till has a cart of its own.
document.addEventListener('niaga:other-person', () => location.reload());
find.focus();

/** Said where the cashier looks: in the payment dialog while it is open, else above the cart. */
function trouble(message: string): void {
  if (pay.isOpen && message) pay.refuse(message);
  else tell(part('[data-trouble]'), message);
}

/** The sign-in ended: it is taken up beside the till; until then the cart and the sales being recorded are kept. */
function signedOut(): void {
  show(part('[data-signed-out]'), true);
  document.dispatchEvent(new CustomEvent('niaga:signed-out'));
}

/** A scan is that item, wherever the focus was. */
function scanned(code: string): void {
  if (!storage.owned) return;
  if (done.isOpen) done.leave();
  if (ask.open) ask.close();
  if (notRecorded.open) notRecorded.close();
  approvalDialog.finish();
  customers.finish();
  find.scan(code);
}

function add(item: Item, quantity: number): void {
  tell(part('[data-trouble]'), '');
  const at = cart.add(item, quantity);
  if (at === null) return trouble(say('cart_full'));
  lines.draw(at);
  if (!pay.isOpen) return find.focus();
  pay.add(cart.total, say('added', item.name, ringgit(item.price)));
  // They agreed to the cart as it was.
  if (approval) void check();
}

function openPay(method = 'cash'): void {
  if (!storage.owned || done.isOpen || ask.open || notRecorded.open || customers.isOpen) return;
  // What was scanned a moment ago belongs to this sale.
  void find.settled().then(() => {
    if (cart.lines.length === 0 || done.isOpen) return;
    find.close();
    const wasOpen = pay.isOpen;
    pay.open(cart.total, method);
    if (!wasOpen) void check();
  });
}

/** Asks, while the money is being counted, whether the sale can be: what speaks against it is said before it is taken. */
async function check(): Promise<void> {
  const body = cart.body([]);
  approval = null;
  try {
    const { products, refusals, warnings, supervisors: inCharge } = await api.check(body);
    supervisors = inCharge;
    // Gone back: lines that change now would move under the finger. The next payment asks again.
    if (!pay.isOpen) return;
    for (const product of products) cart.refresh(product);
    if (refusals.length > 0) {
      refuseCart(refusals);
      pay.stop(sentence(refusals), refusals.every(r => r.code === 'retail.below_zero_needs_supervisor'));
    } else if (warnings.length > 0) pay.warn(warnings.map(w => w.message).join(' '));
  } catch (error) {
    // The sale itself will say it, under its key.
    if (!(error instanceof NoAnswer) && pay.isOpen) pay.warn((error as Refused).sentence);
  }
}

/** The supervisor's PIN is tried before the money is counted, with the cart it is for. */
async function attempt(given: Approval): Promise<void> {
  const { refusals } = await api.check(cart.body([]), given);
  if (refusals.length > 0) throw new Refused(409, refusals[0]!.code, sentence(refusals), []);
}

function agreed(given: Approval, who: string): void {
  approval = given;
  tell(part('[data-trouble]'), '');
  pay.go(say('approved', who));
}

function sentence(refusals: Finding[]): string {
  const prices = refusals.some(r => r.code === 'retail.price_changed') ? ` ${say('price_updated')}` : '';
  return [...new Set(refusals.map(r => r.message))].join(' ') + prices;
}

function refuseCart(refusals: Finding[]): void {
  tell(part('[data-trouble]'), sentence(refusals));
  lines.draw();
  lines.wrong(linesOf(refusals));
  sheet(true);
  find.focus();
}

const linesOf = (findings: Finding[]): number[] =>
  findings.map(f => /^lines\[(\d+)\]/.exec(f.field)?.[1]).filter(i => i !== undefined).map(Number);

function complete(payments: Payment[], due: number, change: number): void {
  const body = cart.body(payments);
  const { customer } = cart;
  const sale: PendingSale = { key: crypto.randomUUID(), body, lines: cart.take(), due, change, refusal: null, customer };
  pay.finish();
  sheet(false);
  tell(part('[data-trouble]'), '');
  done.open(sale);
  pending.add(sale, approval);
  approval = null;
}

function sold(sale: PendingSale, receipt: Parameters<Done['sold']>[1]): void {
  done.sold(sale, receipt);
  void find.load();
}

/** The money was taken and the server refuses: said where the change is in sight, and kept until it is put right. */
function refused(sale: PendingSale, why: Refused): void {
  const findings = why.fields.length > 0 ? why.fields : [{ field: '', code: why.code, message: why.message }];
  if (done.refused(sale, findings, sentence(findings))) lookAgain(sale);
}

/** On from the change screen: to a new sale, or back to the one that was refused, whose customer is still there. */
function next(sale: PendingSale, refusals: Finding[]): void {
  if (refusals.length === 0 || cart.lines.length > 0) {
    lines.draw(0);
    find.focus();
  } else {
    putRight(sale);
    refuseCart(refusals);
  }
}

/** Prices and stock as they are now, for a refused sale: asked for before it is put back, so that its lines do not change afterwards. */
const news = new Map<string, Check['products']>();

function lookAgain(sale: PendingSale): void {
  void api.check(sale.body).then(({ products }) => news.set(sale.key, products), () => {});
}

/** A refused sale back into the cart. */
function putRight(sale: PendingSale): void {
  cart.put(sale.lines);
  cart.customer = sale.customer ?? null;
  pending.remove(sale);
  for (const product of news.get(sale.key) ?? []) cart.refresh(product);
}

function drawPending(): void {
  const { waiting, refused: failed } = pending;
  part('[data-sending]').textContent = String(waiting.length);
  show(part('[data-retry]'), waiting.length > 0);
  part('[data-refused-count]').textContent = String(failed.length);
  show(part('[data-show-refused]'), failed.length > 0);
}

/** Drawn when asked for and not again while it is open: a sale refused meanwhile would move what is about to be pressed. */
function showRefused(): void {
  if (!storage.owned) return;
  part('[data-refused]').replaceChildren(...pending.refused.map(sale => {
    lookAgain(sale);
    const row = document.createElement('li');
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'btn', textContent: say('put_right') });
    button.disabled = cart.lines.length > 0;
    button.addEventListener('click', () => {
      notRecorded.close();
      putRight(sale);
      find.focus();
    });
    row.append(`${say('refused_sale', ringgit(sale.due))} ${sale.refusal ?? ''} `, button);
    return row;
  }));
  show(part('[data-cart-first]'), cart.lines.length > 0);
  notRecorded.showModal();
}

function gained(): void {
  storage.load();
  storage.owned = true;
  if (other.open) other.close();
  lines.draw(cart.lines.length - 1);
  customers.show();
  drawPending();
  pending.again();
  find.focus();
}

function lost(): void {
  storage.owned = false;
  pay.finish();
  if (done.isOpen) done.leave();
  if (notRecorded.open) notRecorded.close();
  approvalDialog.finish();
  customers.finish();
  if (!other.open) other.showModal();
}

function askClear(): void {
  if (cart.lines.length === 0) return;
  part('[data-clear-what]', ask).textContent = say('clear_what', say('items', String(cart.count)), ringgit(cart.total));
  ask.showModal();
  part('[data-clear-now]', ask).focus();
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
part('[data-clear-now]', ask).addEventListener('click', () => { ask.close(); cart.clear(); lines.offerUndo(say('cleared')); });
part('[data-take-over]', other).addEventListener('click', () => owner.takeOver());
other.addEventListener('cancel', event => event.preventDefault());
part('[data-retry]').addEventListener('click', () => pending.again());
part('[data-show-refused]').addEventListener('click', showRefused);
part('[data-close-refused]').addEventListener('click', () => { notRecorded.close(); find.focus(); });
part('[data-trouble-close]').addEventListener('click', () => { tell(part('[data-trouble]'), ''); find.focus(); });

const methods: Record<string, string> = { F6: 'cash', F7: 'card', F8: 'e-wallet' };

document.addEventListener('keydown', event => {
  const act = keyAct(event, event.key);
  if (!act) return;
  event.preventDefault();
  // A scanner's first character may be a key of the till: wait until it is sure that a person struck it.
  if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) scanner.later(act);
  else act();
});

function keyAct(event: KeyboardEvent, key: string): (() => void) | null {
  if (other.open || ask.open || notRecorded.open || approvalDialog.isOpen || customers.isOpen) return null;
  if (done.isOpen) return done.key(key.toLowerCase());
  if (key === 'F10') return () => customers.open();
  const method = methods[key];
  if (method) return () => openPay(method);
  if (pay.isOpen) return pay.key(event);
  if (key === 'F2') return () => { find.box.focus(); find.box.select(); };
  if (key === 'F3') return () => part('[data-receipts]').click();
  if (key === 'F4' && !event.altKey) return askClear;
  if (key === 'F9') return () => openPay();
  if ((event.ctrlKey || event.metaKey) && key === 'z' && cart.canUndo && find.box.value === '') return () => lines.undo();
  if (event.ctrlKey || event.metaKey || event.altKey || event.target !== find.box) return null;
  if (key === 'Escape') return () => { find.box.value = ''; find.close(); };
  if (find.open && key === 'ArrowDown') return () => find.move(1);
  if (find.open && key === 'ArrowUp') return () => find.move(-1);
  if (find.box.value !== '') return null;
  switch (key) {
    case 'ArrowDown': return () => lines.move(1);
    case 'ArrowUp': return () => lines.move(-1);
    case '+': return () => lines.step(one);
    case '-': return () => lines.step(-one);
    case '*': return () => lines.typeQuantity();
    case 'Delete': return () => lines.removeChosen();
    default: return null;
  }
}
