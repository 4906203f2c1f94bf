/** The parts of the till's page, found once. A part that is missing is a mistake of ours and throws. */

export const root = document.querySelector<HTMLElement>('[data-till]')!;

export function part<T extends HTMLElement = HTMLElement>(selector: string, within: ParentNode = root): T {
  const found = within.querySelector<T>(selector);
  if (!found) throw new Error(`The till's page lacks ${selector}`);
  return found;
}

/** A copy of a template's one element. */
export function copy(name: string): HTMLElement {
  return part<HTMLTemplateElement & HTMLElement>(`template[data-${name}]`).content.firstElementChild!.cloneNode(true) as HTMLElement;
}

const words = JSON.parse(root.dataset['words'] ?? '{}') as Record<string, string>;

/** A text of the page's language, with {0}, {1} filled in; {0:one item|# items} chooses by a number, as on the server (CountedForm). */
export function say(key: string, ...values: string[]): string {
  return (words[key] ?? key).replace(/\{(\d)(?::([^}]*))?\}/g, (_, i: string, forms?: string) => counted(values[Number(i)] ?? '', forms));
}

function counted(value: string, format: string | undefined): string {
  const forms = format?.split('|') ?? [];
  if (forms.length < 2) return value;
  const [many = '', one = '', none] = forms.reverse();
  const form = none !== undefined && Number(value) <= 0 ? none : Number(value) === 1 ? one : many;
  return form.replace('#', value);
}

export function show(element: HTMLElement, visible: boolean): void {
  element.hidden = !visible;
}

/** A message in an alert; nothing takes it away. */
export function tell(element: HTMLElement, message: string): void {
  element.textContent = message;
  show(element, message !== '');
}
