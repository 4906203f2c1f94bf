/** A sign-in that ended under open work is taken up again beside it, and the work goes on where it was. */
const channel = 'niaga.session';

interface Here { person: string; token: string }

const dialog = document.querySelector<HTMLDialogElement>('dialog[data-session-ended]');

export function session(): void {
  if (document.querySelector('[data-signed-in]')) {
    new BroadcastChannel(channel).postMessage('signed in');
    // Only a tab that a script opened closes; any other shows its text.
    window.close();
    return;
  }
  if (!dialog) return;
  let ended = false;

  const look = async (): Promise<void> => {
    if (!ended) return;
    const here = await probe();
    if (here === 'away' || here === null) return;
    if (here.person !== dialog.dataset['sessionEnded']) return stranger(dialog);
    ended = false;
    dialog.close();
    document.dispatchEvent(new CustomEvent('niaga:signed-in'));
  };

  document.addEventListener('niaga:signed-out', () => {
    // A page with a way back of its own (the till) is not covered: work goes on there.
    if (!ended && !dialog.open && !document.querySelector('[data-signed-out]')) dialog.showModal();
    ended = true;
    void look();
  });
  document.addEventListener('click', event => {
    if (!(event.target instanceof Element)) return;
    const again = event.target.closest<HTMLAnchorElement>('a[data-sign-in-again]');
    if (again) {
      event.preventDefault();
      window.open(again.href, '_blank');
    }
    if (event.target.closest('[data-reload]')) location.reload();
  });
  // Who is not the owner of this work does not get past it.
  dialog.addEventListener('cancel', event => { if (isStranger(dialog)) event.preventDefault(); });
  dialog.addEventListener('close', () => { if (isStranger(dialog)) dialog.showModal(); });
  new BroadcastChannel(channel).addEventListener('message', () => void look());
  addEventListener('focus', () => void look());
}

/** Before what somebody typed is sent: whether it would arrive. Asks them to sign in again where it would not. */
export async function maySend(): Promise<boolean> {
  if (!dialog) return true;
  const here = await probe();
  // Without a network the browser itself says so.
  if (here === 'away') return true;
  if (here?.person === dialog.dataset['sessionEnded']) return true;
  document.dispatchEvent(new CustomEvent('niaga:signed-out'));
  return false;
}

/** Who is signed in by now; null for nobody. The page's forms get the token that goes with it. */
async function probe(): Promise<Here | null | 'away'> {
  try {
    const answer = await fetch(dialog?.dataset['session'] ?? 'session', { redirect: 'manual', headers: { 'X-Poll': '1' } });
    if (answer.status >= 500 || answer.status === 429) return 'away';
    if (!answer.ok) return null;
    const here = await answer.json() as Here;
    if (here.person === dialog?.dataset['sessionEnded']) {
      for (const input of document.querySelectorAll<HTMLInputElement>('input[name=__RequestVerificationToken]')) input.value = here.token;
    }
    return here;
  } catch {
    return 'away';
  }
}

const isStranger = (shown: HTMLDialogElement): boolean => shown.querySelector<HTMLElement>('[data-other-person]')?.hidden === false;

function stranger(shown: HTMLDialogElement): void {
  for (const [part, hidden] of [['[data-ended]', true], ['[data-other-person]', false]] as const) {
    const element = shown.querySelector<HTMLElement>(part);
    if (element) element.hidden = hidden;
  }
  if (!shown.open) shown.showModal();
  document.dispatchEvent(new CustomEvent('niaga:other-person'));
}
