/** Search everywhere: a combobox whose list comes from the server while one types. Without this the magnifier leads to a page that searches. */
interface Part { text: string; hit: boolean }
interface Hit { path: string; icon: string; exact: boolean; title: Part[]; detail: Part[] }
interface Group { key: string; name: string; hits: Hit[] }
interface Answer { groups: Group[]; searched: string[] }
interface Kept { person: string; hits: Hit[] }

const pause = 120;
const mostRecent = 6;
const dialog = document.querySelector<HTMLDialogElement>('[data-palette]');
if (dialog && !dialog.dataset['started']) {
  dialog.dataset['started'] = '';
  start(dialog);
}

function start(dialog: HTMLDialogElement): void {
  const input = dialog.querySelector<HTMLInputElement>('input')!;
  const form = dialog.querySelector('form')!;
  const list = dialog.querySelector<HTMLElement>('[role=listbox]')!;
  const note = dialog.querySelector<HTMLElement>('[data-palette-note]')!;
  const status = dialog.querySelector<HTMLElement>('[data-palette-status]')!;
  const all = dialog.querySelector<HTMLAnchorElement>('[data-palette-all]')!;
  // Of one tab and one person: on a shared device the next one sees nothing of it.
  const key = `niaga.search${new URL(document.baseURI).pathname}`;
  const hits = new Map<HTMLElement, Hit>();
  let options: HTMLAnchorElement[] = [];
  let active = -1;
  let timer = 0;
  let asking: AbortController | undefined;
  /** What the list shows the answer to. */
  let shown: string | undefined;

  document.addEventListener('keydown', event => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    if (!dialog.open && document.querySelector('dialog:modal')) return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else open();
  });
  document.addEventListener('click', event => {
    const opener = event.target instanceof Element ? event.target.closest('[data-palette-open]') : null;
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  dialog.querySelector('[data-palette-close]')!.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener('close', () => { window.clearTimeout(timer); asking?.abort(); });
  form.addEventListener('submit', event => event.preventDefault());
  input.addEventListener('input', () => {
    window.clearTimeout(timer);
    asking?.abort();
    if (typed() === '') showRecent();
    else timer = window.setTimeout(() => void ask(), pause);
  });
  input.addEventListener('keydown', event => {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (options.length > 0) choose((active + (event.key === 'ArrowDown' ? 1 : options.length - 1)) % options.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      void enter(event.ctrlKey || event.metaKey);
    }
  });
  list.addEventListener('click', event => {
    const option = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('[role=option]') : null;
    if (option) keep(option);
  });

  function open(): void {
    document.querySelector<HTMLElement>('#navigation:popover-open')?.hidePopover();
    dialog.showModal();
    input.select();
    input.focus();
    if (typed() === '') showRecent();
    else void ask();
  }

  function typed(): string { return input.value.trim(); }

  /** Enter opens what is chosen; a scanner is faster than the answer, so it is waited for. */
  async function enter(newTab: boolean): Promise<void> {
    if (typed() !== '' && shown !== typed()) {
      window.clearTimeout(timer);
      await ask();
    }
    const option = options[active];
    if (!option || !dialog.open) return;
    keep(option);
    if (newTab) window.open(option.href, '_blank', 'noopener');
    else {
      dialog.close();
      location.assign(option.href);
    }
  }

  async function ask(): Promise<void> {
    const q = typed();
    if (q === '') return;
    asking?.abort();
    const mine = asking = new AbortController();
    try {
      const answer = await fetch(`api/v1/search?q=${encodeURIComponent(q)}`, { credentials: 'same-origin', signal: mine.signal });
      if (answer.status === 401) document.dispatchEvent(new CustomEvent('niaga:signed-out'));
      if (answer.status === 400 || answer.status === 414) {
        const refused = await answer.json() as { title: string };
        if (mine.signal.aborted) return;
        shown = undefined;
        show([]);
        say(refused.title);
        status.textContent = refused.title;
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const found = await answer.json() as Answer;
      if (mine.signal.aborted) return;
      shown = q;
      all.href = `search?q=${encodeURIComponent(q)}`;
      show(found.groups);
      say(found.groups.length > 0 ? '' : sentence('none', q, found.searched.join(', ')));
      status.textContent = options.length > 0 ? sentence('count', String(options.length)) : note.textContent;
    } catch {
      if (mine.signal.aborted) return;
      shown = undefined;
      show([]);
      say(sentence('failed'));
      status.textContent = note.textContent;
    }
  }

  function show(groups: Group[]): void {
    hits.clear();
    list.replaceChildren(...groups.map((group, g) => {
      const box = element('div', 'palette-group');
      box.setAttribute('role', 'group');
      box.setAttribute('aria-labelledby', `palette-kind-${g}`);
      const name = element('div', 'palette-kind', group.name);
      name.id = `palette-kind-${g}`;
      // A group of a list has options for children; its name is told by the label.
      name.setAttribute('role', 'presentation');
      box.append(name, ...group.hits.map((hit, h) => option(hit, `palette-${g}-${h}`)));
      return box;
    }));
    options = [...list.querySelectorAll<HTMLAnchorElement>('[role=option]')];
    list.hidden = options.length === 0;
    list.scrollTop = 0;
    input.setAttribute('aria-expanded', String(options.length > 0));
    choose(options.length > 0 ? 0 : -1);
  }

  function option(hit: Hit, id: string): HTMLAnchorElement {
    const link = document.createElement('a');
    link.className = 'palette-hit';
    link.id = id;
    link.href = hit.path;
    link.tabIndex = -1;
    link.setAttribute('role', 'option');
    const text = element('span', 'found-text');
    text.append(parts('span', 'found-title', hit.title));
    if (hit.detail.length > 0) text.append(parts('small', 'found-detail', hit.detail));
    link.append(icon(hit.icon), text);
    hits.set(link, hit);
    return link;
  }

  function icon(name: string): SVGElement {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    for (const [attribute, value] of Object.entries({ class: 'icon', fill: 'none', stroke: 'currentColor', 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true' })) svg.setAttribute(attribute, value);
    const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
    use.setAttribute('href', `${dialog.dataset['icons']}#${name}`);
    svg.append(use);
    return svg;
  }

  function choose(at: number): void {
    options[active]?.setAttribute('aria-selected', 'false');
    active = at;
    options.forEach((o, i) => o.setAttribute('aria-selected', String(i === at)));
    const chosen = options[at];
    if (chosen) input.setAttribute('aria-activedescendant', chosen.id);
    else input.removeAttribute('aria-activedescendant');
    chosen?.scrollIntoView({ block: 'nearest' });
  }

  function showRecent(): void {
    shown = '';
    all.href = 'search';
    const recent = recents();
    show(recent.length > 0 ? [{ key: 'recent', name: dialog.dataset['recent'] ?? '', hits: recent }] : []);
    say(recent.length > 0 ? '' : sentence('start'));
    status.textContent = '';
  }

  function recents(): Hit[] {
    try {
      const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Kept | null;
      return kept !== null && kept.person === dialog.dataset['person'] ? kept.hits : [];
    } catch {
      return [];
    }
  }

  function keep(option: HTMLElement): void {
    const hit = hits.get(option);
    if (!hit) return;
    const plain = { ...hit, title: bare(hit.title), detail: bare(hit.detail) };
    const kept: Kept = { person: dialog.dataset['person'] ?? '', hits: [plain, ...recents().filter(h => h.path !== hit.path)].slice(0, mostRecent) };
    try {
      sessionStorage.setItem(key, JSON.stringify(kept));
    } catch {
      // Without storage there is nothing recent.
    }
  }

  function say(text: string): void {
    note.textContent = text;
    note.hidden = text === '';
  }

  function sentence(word: string, ...values: string[]): string {
    return values.reduce((text, value, i) => text.replace(`{${i}}`, () => value), dialog.dataset[word] ?? '');
  }
}

const bare = (parts: Part[]): Part[] => (parts.length > 0 ? [{ text: parts.map(p => p.text).join(''), hit: false }] : []);

function parts(tag: string, name: string, parts: Part[]): HTMLElement {
  const box = element(tag, name);
  box.append(...parts.map(part => (part.hit ? element('mark', '', part.text) : document.createTextNode(part.text))));
  return box;
}

function element(tag: string, name: string, text = ''): HTMLElement {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.textContent = text;
  return made;
}

export {};
