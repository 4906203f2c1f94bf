/** Names while one types @ in a comment (NotesSection.razor): arrows and Enter, a click or a tap; Escape leaves it. */
export {};

let names: Promise<string[]> | null = null;
let list: HTMLUListElement | null = null;
let field: HTMLTextAreaElement | null = null;

document.addEventListener('input', event => {
  if (event.target instanceof HTMLTextAreaElement && event.target.dataset['mentions']) void offer(event.target);
});

document.addEventListener('keydown', event => {
  if (!list || event.target !== field) return;
  const options = [...list.children];
  const at = options.findIndex(option => option.getAttribute('aria-selected') === 'true');
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') select(options, (at + (event.key === 'ArrowDown' ? 1 : options.length - 1)) % options.length);
  else if (event.key === 'Enter' || event.key === 'Tab') choose(options[at]?.textContent ?? '');
  else if (event.key === 'Escape') close();
  else return;
  event.preventDefault();
});

document.addEventListener('focusout', event => {
  if (event.target === field) close();
});

/** What was typed since the last @, or null. */
function typed(area: HTMLTextAreaElement): string | null {
  return /(?:^|[\s(])@([^\s@][^@\n]{0,40}|)$/.exec(area.value.slice(0, area.selectionStart))?.[1] ?? null;
}

async function offer(area: HTMLTextAreaElement): Promise<void> {
  if (typed(area) === null) { close(); return; }
  names ??= load(area.dataset['mentions'] ?? '');
  const all = await names;
  const word = typed(area)?.toLowerCase();
  const fitting = word === undefined ? [] : all.filter(name => name.toLowerCase().split(/\s/).some((_, i, parts) => parts.slice(i).join(' ').startsWith(word))).slice(0, 6);
  if (fitting.length === 0) { close(); return; }
  show(area, fitting);
}

async function load(path: string): Promise<string[]> {
  const answer = await fetch(path, { headers: { Accept: 'application/json' } });
  return answer.ok ? ((await answer.json()) as { names: string[] }).names : [];
}

function show(area: HTMLTextAreaElement, fitting: string[]): void {
  close();
  list = document.createElement('ul');
  list.className = 'note-names';
  list.id = 'note-names';
  list.setAttribute('role', 'listbox');
  for (const name of fitting) {
    const option = document.createElement('li');
    option.setAttribute('role', 'option');
    option.id = `note-name-${list.children.length}`;
    option.textContent = name;
    // Before the field loses its focus.
    option.addEventListener('pointerdown', event => { event.preventDefault(); choose(name); });
    list.append(option);
  }
  area.after(list);
  field = area;
  area.setAttribute('aria-controls', list.id);
  select([...list.children], 0);
}

function select(options: Element[], at: number): void {
  options.forEach((option, i) => option.setAttribute('aria-selected', String(i === at)));
  field?.setAttribute('aria-activedescendant', options[at]?.id ?? '');
}

function choose(name: string): void {
  const area = field;
  if (!area) return;
  const end = area.selectionStart;
  const start = area.value.lastIndexOf('@', end - 1);
  area.setRangeText(`@${name} `, start, end, 'end');
  close();
}

function close(): void {
  list?.remove();
  field?.removeAttribute('aria-activedescendant');
  field?.removeAttribute('aria-controls');
  list = field = null;
}
