/** The refund form says what would go back while it is filled in. The server works it out, so that what is shown is what is given. */

export {};

interface Payment { method: string; amount: string }
interface Answer { due: string; rounding: string; payments: Payment[] }
interface Problem { title?: string; errors?: { message: string }[] }

const box = document.querySelector<HTMLElement>('[data-refund]');
if (box) start(box);

function start(box: HTMLElement): void {
  const words = JSON.parse(box.dataset['words'] ?? '{}') as Record<string, string>;
  const token = box.closest('form')?.querySelector<HTMLInputElement>('[name=__RequestVerificationToken]')?.value ?? '';
  const lines = [...box.querySelectorAll<HTMLElement>('[data-line]')].map(line => ({
    number: Number(line.dataset['line']), left: line.dataset['left'] ?? '', quantity: line.querySelector<HTMLInputElement>('[data-quantity]')!,
  }));
  const sum = box.querySelector<HTMLElement>('[data-sum]')!;
  const everything = box.querySelector<HTMLButtonElement>('[data-everything]')!;
  // What the button does carries the sum: on a phone the lines push everything else out of sight.
  const button = box.closest('form')?.querySelector<HTMLButtonElement>('.save-bar [type=submit]');
  const act = button?.textContent ?? '';
  let asked = 0;
  let waiting = 0;

  everything.hidden = false;
  everything.addEventListener('click', () => {
    for (const line of lines) line.quantity.value = line.left;
    void ask();
  });
  box.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => void ask(), 250);
  });
  void ask();

  async function ask(): Promise<void> {
    const mine = ++asked;
    const wanted = lines.map(l => ({ line: l.number, quantity: l.quantity.value.trim() })).filter(l => l.quantity !== '' && l.quantity !== '0');
    if (wanted.length === 0) {
      clear();
      return;
    }
    try {
      const answer = await fetch(box.dataset['refund']!, {
        method: 'POST', headers: { 'Content-Type': 'application/json', RequestVerificationToken: token }, body: JSON.stringify({ lines: wanted }),
      });
      const body = await answer.json() as Answer & Problem;
      if (mine !== asked) return;
      if (answer.ok) show(body); else complain([...new Set([body.title, ...(body.errors ?? []).map(e => e.message)])].join(' '));
    } catch {
      // Without an answer nothing is promised; the form still works.
      if (mine === asked) clear();
    }
  }

  function clear(): void {
    sum.hidden = true;
    if (button) button.textContent = act;
  }

  function show(answer: Answer): void {
    const total = document.createElement('div');
    total.className = 'refund-sum-total';
    total.append(span(words['back'] ?? ''), span(money(answer.due), 'number'));
    const ways = answer.payments.map(p => row(words[`payment.${p.method}`] ?? p.method, p.amount));
    if (Number(answer.rounding) !== 0) ways.push(row(words['rounding'] ?? '', answer.rounding));
    sum.classList.remove('is-wrong');
    sum.replaceChildren(total, ...ways);
    sum.hidden = false;
    if (button) button.textContent = `${act} · ${money(answer.due)}`;
  }

  function complain(sentence: string): void {
    if (button) button.textContent = act;
    sum.classList.add('is-wrong');
    sum.replaceChildren(span(sentence));
    sum.hidden = false;
  }
}

function row(name: string, amount: string): HTMLElement {
  const line = document.createElement('div');
  line.append(span(name), span(money(amount), 'number'));
  return line;
}

function span(text: string, kind = ''): HTMLElement {
  const element = document.createElement('span');
  element.textContent = text;
  element.className = kind;
  return element;
}

/** As pages write it: RM1,234.50. */
function money(amount: string): string {
  const [whole = '0', sen = '00'] = amount.replace('-', '').split('.');
  return `${amount.startsWith('-') ? '-' : ''}RM${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${sen}`;
}
