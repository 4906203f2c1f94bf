/** Who may be the customer that is being typed (CustomerFields.razor): said under the fields once the typing pauses. */
export {};

const pause = 350;

interface Found { items: { id: string; name: string; phone: string | null; why: string }[] }

const box = document.querySelector<HTMLElement>('[data-duplicates]');
const form = box?.closest('form');
let timer = 0;
let asked = 0;

form?.addEventListener('input', event => {
  if (!(event.target instanceof HTMLInputElement) || !/^Form\.(Name|Tin|Identity$|Phones|Emails)/.test(event.target.name)) return;
  window.clearTimeout(timer);
  timer = window.setTimeout(() => void look(), pause);
});

async function look(): Promise<void> {
  if (!box || !form) return;
  const mine = ++asked;
  const query = new URLSearchParams({ phone: typed('Form.Phones['), email: typed('Form.Emails['), tin: typed('Form.Tin'), identity: typed('Form.Identity'), name: typed('Form.Name') });
  if (box.dataset['except']) query.set('except', box.dataset['except']);
  try {
    const answer = await fetch(`api/v1/customers/duplicates?${query}`, { headers: { Accept: 'application/json' } });
    // An answer that comes late says nothing of what stands there by now.
    if (!answer.ok || mine !== asked) return;
    show((await answer.json() as Found).items);
  } catch {
    // Without the network nobody is warned; saving still refuses what is the same.
  }
}

function typed(name: string): string {
  const inputs = [...form!.querySelectorAll<HTMLInputElement>('input')].filter(i => name.endsWith('[') ? i.name.startsWith(name) : i.name === name);
  return inputs.map(i => i.value.trim()).filter(v => v !== '').join(';');
}

function show(items: Found['items']): void {
  const why = JSON.parse(box!.dataset['why'] ?? '{}') as Record<string, string>;
  const title = Object.assign(document.createElement('p'), { textContent: box!.dataset['title'] ?? '' });
  const list = document.createElement('ul');
  list.append(...items.map(item => {
    const row = document.createElement('li');
    const link = Object.assign(document.createElement('a'), { href: `customers/${item.id}`, target: '_blank', textContent: item.name });
    row.append(link, ` ${[item.phone, why[item.why]].filter(t => t).join(' · ')}`);
    return row;
  }));
  box!.replaceChildren(title, list);
  box!.hidden = items.length === 0;
}
