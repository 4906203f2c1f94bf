/**
 * The pictures of a record (PictureGallery.razor): chosen, taken, dropped or pasted, each is shown at once, sent with its progress over
 * the API, and the page's own markup then takes its place.
 */
export {};

interface Problem { title?: string; errors?: { message: string }[] }

const sendTimeout = 120_000;
let queue = Promise.resolve();

const section = (): HTMLElement | null => document.querySelector('[data-pictures]');
const part = <T extends HTMLElement>(name: string): T | null => section()?.querySelector<T>(`[${name}]`) ?? null;

document.addEventListener('change', event => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || !input.closest('[data-drop]') || !input.files?.length) return;
  const replaces = input.hasAttribute('data-replacement') ? input.dataset['replaces'] : undefined;
  add([...input.files], replaces);
  // The same file may be chosen again.
  input.value = '';
});

document.addEventListener('click', event => {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-replace]') : null;
  const input = part<HTMLInputElement>('data-replacement');
  if (!button || !input) return;
  event.preventDefault();
  input.dataset['replaces'] = button.dataset['replace'] ?? '';
  input.click();
});

for (const kind of ['dragenter', 'dragover', 'dragleave', 'drop'] as const) {
  document.addEventListener(kind, event => {
    const zone = part('data-drop');
    const over = event.target instanceof Element && event.target.closest('[data-pictures]') !== null;
    if (!zone || !event.dataTransfer?.types.includes('Files')) return;
    // Beside it too: a browser would leave the page for the file.
    event.preventDefault();
    zone.classList.toggle('is-over', over && kind !== 'drop' && kind !== 'dragleave');
    if (kind === 'drop' && over) add([...event.dataTransfer.files]);
  });
}

document.addEventListener('paste', event => {
  const files = [...event.clipboardData?.files ?? []].filter(file => file.type.startsWith('image/'));
  if (!part('data-drop') || files.length === 0) return;
  event.preventDefault();
  add(files);
});

/** One after the other: the order they were chosen in is the order they stand in. */
function add(files: File[], replaces?: string): void {
  part('data-trouble')?.toggleAttribute('hidden', true);
  const waiting = files.map(file => ({ file, row: preview(file), key: newKey() }));
  for (const one of waiting) queue = queue.then(() => send(one.file, one.row, one.key, replaces));
  queue = queue.then(refresh);
}

/** A word nobody else uses; `crypto.randomUUID` is only there over HTTPS. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

function preview(file: File): HTMLElement {
  const row = document.createElement('li');
  row.className = 'picture is-sending';
  const [image, progress] = [new Image(320, 320), document.createElement('progress')];
  image.alt = file.name;
  progress.setAttribute('aria-label', (section()?.dataset['sending'] ?? '').replace('{0}', file.name));
  row.append(image, progress);
  part('data-grid')?.append(row);
  // As data, for the page's policy lets no blob be shown.
  const reader = new FileReader();
  reader.addEventListener('load', () => { image.src = String(reader.result); });
  reader.readAsDataURL(file);
  return row;
}

async function send(file: File, row: HTMLElement, key: string, replaces?: string): Promise<void> {
  const at = section();
  if (!at) return;
  if (file.size > Number(at.dataset['most'])) {
    row.remove();
    trouble(`${file.name}: ${at.dataset['tooLarge'] ?? ''}`);
    return;
  }
  // A page drawn anew meanwhile has no such row.
  if (!row.isConnected) part('data-grid')?.append(row);
  const answer = await post(at, file, key, replaces, row.querySelector('progress'));
  if (answer?.status === 201) {
    const said = part('data-said');
    if (said) said.textContent = at.dataset['added'] ?? '';
    return;
  }
  row.remove();
  if (answer) {
    const problem = parse(answer.responseText);
    trouble(`${file.name}: ${[...new Set([problem.title ?? '', ...(problem.errors ?? []).map(e => e.message)])].join(' ')}`);
  } else {
    trouble((at.dataset['failed'] ?? '').replace('{0}', file.name), () => {
      queue = queue.then(() => send(file, preview(file), key, replaces)).then(refresh);
    });
  }
}

/** @returns The answer; null where none came. */
function post(at: HTMLElement, file: File, key: string, replaces: string | undefined, progress: HTMLProgressElement | null): Promise<XMLHttpRequest | null> {
  return new Promise(resolve => {
    const request = new XMLHttpRequest();
    request.open('POST', (at.dataset['pictures'] ?? '') + (replaces ? `?replaces=${replaces}` : ''));
    request.timeout = sendTimeout;
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader('RequestVerificationToken', at.querySelector<HTMLInputElement>('[name=__RequestVerificationToken]')?.value ?? '');
    request.setRequestHeader('Idempotency-Key', key);
    request.upload.addEventListener('progress', event => {
      // All sent is not yet done: the bar then only says that it goes on.
      if (progress && event.lengthComputable && event.loaded < event.total) [progress.max, progress.value] = [event.total, event.loaded];
      else progress?.removeAttribute('value');
    });
    request.addEventListener('load', () => resolve(request));
    for (const end of ['error', 'timeout', 'abort'] as const) request.addEventListener(end, () => resolve(null));
    request.send(file);
  });
}

function parse(text: string): Problem {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return {};
  }
}

function trouble(message: string, again?: () => void): void {
  const place = part('data-trouble');
  if (!place) return;
  const line = document.createElement('span');
  line.textContent = message;
  place.replaceChildren(...(place.hidden ? [] : [...place.children]), line);
  place.hidden = false;
  if (!again) return;
  const button = document.createElement('button');
  [button.type, button.className, button.textContent] = ['button', 'btn btn-sm', section()?.dataset['again'] ?? ''];
  button.addEventListener('click', () => { line.remove(); button.remove(); place.hidden = place.children.length === 0; again(); });
  place.append(button);
}

/** The page's own markup; what is said of trouble stays. */
async function refresh(): Promise<void> {
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const name of ['[data-grid]', '.picture-ways']) {
    const [old, now] = [section()?.querySelector(name), page.querySelector(`[data-pictures] ${name}`)];
    if (old && now) old.replaceWith(now);
    // The most there may be are there: the way to add one is gone.
    else old?.remove();
  }
}
