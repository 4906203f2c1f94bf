/**
 * A refused form keeps the password that was typed, without the server ever writing it into a page: the form is sent in the background,
 * and its answer takes the page's place around the very same input.
 */
const secret = 'input[autocomplete="new-password"]';

export const keepsSecret = (form: HTMLFormElement): boolean => form.querySelector(secret) !== null;

/** @param shown Called once the refused form stands there again. */
export async function send(form: HTMLFormElement, submitter: HTMLElement | null, shown: () => void): Promise<void> {
  const body = new FormData(form, submitter);
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(form.action, { method: 'POST', body: fields(body), headers: { 'X-Form': '1' } });
    text = await answer.text();
  } catch {
    // Sent as any form is: the browser itself says that there is no network.
    form.submit();
    return;
  }
  const to = answer.headers.get('X-Form-Location');
  if (to !== null) return location.assign(to);

  const page = new DOMParser().parseFromString(text, 'text/html');
  const [old, fresh] = [document.querySelector('main'), page.querySelector('main')];
  if (!old || !fresh) return form.submit();
  const kept = [...form.querySelectorAll<HTMLInputElement>(secret)];
  old.replaceWith(document.adoptNode(fresh));
  for (const input of kept) {
    const empty = document.getElementById(input.id);
    if (empty instanceof HTMLInputElement) empty.value = input.value;
  }
  document.title = page.title;
  shown();
}

function fields(body: FormData): URLSearchParams {
  const pairs = new URLSearchParams();
  for (const [name, value] of body) if (typeof value === 'string') pairs.append(name, value);
  return pairs;
}
