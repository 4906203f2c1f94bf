/**
 * The address of a business follows its name until someone writes one. The server proposes by the same rules (Slug.Suggest), and says
 * while it is typed whether it can be had.
 */
const pause = 300;

interface Said { state: 'none' | 'free' | 'refused'; message: string; suggestion: string | null; use: string | null }

const looks = { none: 'field-said', free: 'field-said is-free', refused: 'field-said is-refused' };

export function slugs(): void {
  for (const slug of document.querySelectorAll<HTMLInputElement>('input[data-slug-from]')) {
    const name = document.getElementById(slug.dataset['slugFrom'] ?? '');
    if (!(name instanceof HTMLInputElement)) continue;
    const check = checker(slug);
    let own = slug.value !== '' && slug.value !== suggest(name.value);
    slug.addEventListener('input', () => {
      own = slug.value !== '';
      check();
    });
    name.addEventListener('input', () => {
      if (own) return;
      slug.value = suggest(name.value);
      check();
    });
    if (slug.value !== '') check();
  }
}

/** Asks once the typing pauses; an answer that comes late says nothing of what stands there by now. */
function checker(slug: HTMLInputElement): () => void {
  const path = slug.dataset['slugCheck'];
  const status = Object.assign(document.createElement('div'), { className: 'field-said', id: `${slug.id}-said` });
  status.setAttribute('role', 'status');
  // In the place of the help, so that an answer moves nothing that somebody is about to press.
  const said = Object.assign(document.createElement('div'), { className: 'field-answers' });
  const help = document.getElementById(`${slug.id}-help`);
  slug.closest('.field')?.append(said);
  said.append(...[help, status].filter(e => e !== null));
  let timer = 0;

  const ask = async (): Promise<void> => {
    const asked = slug.value;
    const answer = await fetch(`${path}?slug=${encodeURIComponent(asked)}`).catch(() => null);
    if (!answer?.ok || slug.value !== asked) return;
    show(await answer.json() as Said);
  };

  const show = (said: Said): void => {
    status.className = looks[said.state];
    status.textContent = said.message;
    // What the server said of an earlier address no longer holds.
    document.getElementById(`${slug.id}-error`)?.remove();
    slug.classList.toggle('is-invalid', said.state === 'refused');
    if (said.suggestion === null) return;
    const take = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn-link', textContent: said.use, title: said.use ?? '' });
    take.addEventListener('click', () => {
      slug.value = said.suggestion ?? '';
      slug.dispatchEvent(new Event('input', { bubbles: true }));
      slug.focus();
    });
    status.append(' ', take);
  };

  return () => {
    clearTimeout(timer);
    status.textContent = '';
    if (path) timer = window.setTimeout(() => void ask(), pause);
  };
}

/** One number while the page is open: the address must not change with every letter of a name. */
const number = 1000 + crypto.getRandomValues(new Uint16Array(1))[0]! % 9000;

function suggest(name: string): string {
  const words = name.normalize('NFKD').replace(/['’\p{M}]/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')
    .replace(/-(sdn-bhd|sendirian-berhad|bhd|berhad|plt|llp)$/, '');
  // A name in Chinese, Jawi or Tamil has no Latin letter: an address to begin with, which can be changed.
  if (words === '') return /\p{L}/u.test(name) ? `kedai-${number}` : '';
  const text = words.length < 3 || !/^[a-z]/.test(words) ? 'my-' + words : words;
  if (text.length <= 40) return text;
  const end = text.lastIndexOf('-', 40);
  return end >= 6 ? text.slice(0, end) : text.slice(0, 40);
}
