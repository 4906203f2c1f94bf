/** Goods come in by scanner: scan after scan adds a line or one more, and the box keeps the focus. Without this the server adds them. */
import { ungrouped } from '../till/figures';
import { ScanDetector } from '../till/scan-detector';

interface Product { id: string; sku: string; name: string }
interface Found { exact: boolean; near: boolean; items: Product[] }

const box = document.querySelector<HTMLElement>('[data-receive]');
if (box && !box.dataset['started']) {
  box.dataset['started'] = '';
  start(box, box.closest('form')!);
}

function start(box: HTMLElement, form: HTMLFormElement): void {
  const input = box.querySelector<HTMLInputElement>('[data-receive-scan]')!;
  const said = box.querySelector<HTMLElement>('[data-receive-said]')!;
  const most = Number(box.dataset['most']);
  const detector = new ScanDetector();
  let queue: Promise<void> = Promise.resolve();

  // A scan means a product wherever the focus is, as at the till; what it began to write into another field goes again.
  document.addEventListener('keydown', event => {
    const field = event.target instanceof HTMLInputElement && event.target !== input ? event.target : null;
    const verdict = detector.feed(event.key, event.timeStamp, event.repeat);
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Enter' && event.target === input) {
      event.preventDefault();
      const code = input.value.trim();
      input.value = '';
      if (code !== '') later(code);
    } else if (verdict === 'scan' && (field || event.target === document.body)) {
      event.preventDefault();
      const { code } = detector;
      if (field?.value.endsWith(code)) field.value = field.value.slice(0, -code.length);
      input.focus();
      later(code);
    }
  });
  box.querySelector('button')!.addEventListener('click', event => {
    event.preventDefault();
    const code = input.value.trim();
    input.value = '';
    input.focus();
    if (code !== '') later(code);
  });

  /** Codes that come faster than answers are added in their order. */
  function later(code: string): void {
    queue = queue.then(() => lookUp(code));
  }

  async function lookUp(code: string): Promise<void> {
    try {
      const answer = await fetch(`api/v1/products/lookup?code=${encodeURIComponent(code)}`, { credentials: 'same-origin' });
      if (answer.status === 401) document.dispatchEvent(new CustomEvent('niaga:signed-out'));
      if (!answer.ok) throw new Error(String(answer.status));
      const { exact, near, items } = await answer.json() as Found;
      const [first] = items;
      if (first && (exact || (!near && items.length === 1))) add(first);
      else say(sentence('unknown', code), true);
    } catch {
      say(sentence('failed', code), true);
    }
  }

  function add(product: Product): void {
    const lines = [...form.querySelectorAll<HTMLElement>('[data-receive-line]')];
    let line = lines.find(l => l.dataset['product'] === product.id);
    if (line) {
      const quantity = field(line, 'Quantity');
      const before = Number(ungrouped(quantity.value.trim()));
      // What is no number stays: the server says so, and nothing is made of it.
      if (Number.isFinite(before)) quantity.value = String(Math.round((before + 1) * 1000) / 1000);
    } else {
      line = lines.find(l => field(l, 'Code').value.trim() === '' && field(l, 'Quantity').value.trim() === '');
      if (!line && lines.length >= most) {
        say(sentence('full', ''), true);
        return;
      }
      line ??= another(lines);
      line.dataset['product'] = product.id;
      line.querySelector('legend')!.textContent = product.name;
      field(line, 'Code').value = product.sku;
      field(line, 'Quantity').value = '1';
    }
    // Nothing scanned is lost by leaving the page: the form knows that it was changed.
    field(line, 'Quantity').dispatchEvent(new Event('input', { bubbles: true }));
    say(`${product.name}: ${field(line, 'Quantity').value}`, false);
    line.scrollIntoView({ block: 'nearest' });
  }

  /** A line more, made of the last: its names and ids count on. */
  function another(lines: HTMLElement[]): HTMLElement {
    const last = lines[lines.length - 1]!;
    const line = last.cloneNode(true) as HTMLElement;
    const at = lines.length;
    line.dataset['receiveLine'] = String(at);
    for (const error of line.querySelectorAll('.invalid-feedback')) error.remove();
    for (const element of line.querySelectorAll<HTMLElement>('[name], [id], [for], [aria-describedby]')) {
      for (const attribute of ['name', 'id', 'for', 'aria-describedby']) {
        const value = element.getAttribute(attribute);
        if (value) element.setAttribute(attribute, value.replace(/(Lines[[-])\d+/g, `$1${at}`));
      }
      if (element instanceof HTMLInputElement) element.value = '';
    }
    last.after(line);
    return line;
  }

  function field(line: HTMLElement, name: string): HTMLInputElement {
    return line.querySelector<HTMLInputElement>(`input[name$="].${name}"]`)!;
  }

  function sentence(word: string, code: string): string {
    return (box.dataset[word] ?? '').replace('{0}', code);
  }

  function say(text: string, wrong: boolean): void {
    said.textContent = text;
    said.classList.toggle('is-wrong', wrong);
  }
}
