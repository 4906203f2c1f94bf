/** Passkeys: fetches the server's question, lets the browser answer it, and sends the answer with the page's form. */
interface Question { options: PublicKeyCredentialCreationOptionsJSON & PublicKeyCredentialRequestOptionsJSON; state: string }

type Saying = 'cancelled' | 'known' | 'unreachable';

/** A question holds for ten minutes; the one that waits in the address field is asked anew before. */
const patience = 8 * 60_000;

/** The browser answers one question at a time: the one in the address field gives way. */
let waiting: AbortController | undefined;

const knows = 'PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in PublicKeyCredential && 'parseCreationOptionsFromJSON' in PublicKeyCredential;
if (knows) for (const place of document.querySelectorAll<HTMLElement>('[data-passkey]:not([data-ready])')) start(place);

function start(place: HTMLElement): void {
  const form = place.querySelector('form');
  if (!form) return;
  place.dataset['ready'] = '';
  place.hidden = false;
  for (const missing of document.querySelectorAll<HTMLElement>('[data-passkey-missing]')) missing.hidden = true;

  form.addEventListener('submit', event => {
    if (field(form, 'Credential').value !== '') return;
    // What is missing is told by the server beside its field, before the device makes a passkey for nothing.
    if ([...form.querySelectorAll<HTMLInputElement>('input[required]')].some(i => i.value.trim() === '')) return;
    event.preventDefault();
    waiting?.abort();
    say(place);
    void answer(place, form);
  });

  // Back from the next page: an answer is good once.
  addEventListener('pageshow', event => {
    if (event.persisted) field(form, 'Credential').value = '';
  });

  if (place.dataset['autofill'] !== undefined) void offer(place, form);
}

async function answer(place: HTMLElement, form: HTMLFormElement): Promise<void> {
  const question = await ask(place);
  if (!question) {
    say(place, 'unreachable');
    return;
  }
  try {
    const credential = place.dataset['passkey'] === 'create'
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(question.options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question.options) });
    send(form, question, credential);
  } catch (error) {
    say(place, error instanceof DOMException && error.name === 'InvalidStateError' ? 'known' : 'cancelled');
  }
}

/** Among what the browser offers to fill into the address field. */
async function offer(place: HTMLElement, form: HTMLFormElement): Promise<void> {
  if (!await PublicKeyCredential.isConditionalMediationAvailable()) return;
  const question = await ask(place);
  if (!question) return;
  const mine = waiting = new AbortController();
  const anew = setTimeout(() => {
    mine.abort();
    void offer(place, form);
  }, patience);
  try {
    const credential = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question.options), mediation: 'conditional', signal: mine.signal });
    send(form, question, credential);
  } catch {
    // Another way was taken.
  } finally {
    clearTimeout(anew);
  }
}

function send(form: HTMLFormElement, question: Question, credential: Credential | null): void {
  if (!(credential instanceof PublicKeyCredential)) return;
  field(form, 'Credential').value = JSON.stringify(credential.toJSON());
  field(form, 'State').value = question.state;
  const keep = form.closest<HTMLElement>('[data-passkey]')?.dataset['keep'];
  const tick = keep ? document.querySelector<HTMLInputElement>(`input[type=checkbox][name="${keep}"]`) : null;
  if (tick) field(form, 'Keep').value = String(tick.checked);
  form.requestSubmit();
}

/** Null when the line or the server is away. */
async function ask(place: HTMLElement): Promise<Question | null> {
  try {
    const found = await fetch(place.dataset['question'] ?? '', { credentials: 'same-origin', headers: { Accept: 'application/json' } });
    return found.ok ? await found.json() as Question : null;
  } catch {
    return null;
  }
}

function say(place: HTMLElement, what?: Saying): void {
  for (const line of place.querySelectorAll<HTMLElement>('[data-passkey-said]')) line.hidden = line.dataset['passkeySaid'] !== what;
}

function field(form: HTMLFormElement, name: string): HTMLInputElement {
  return form.querySelector<HTMLInputElement>(`input[name="Passkey.${name}"]`)!;
}
