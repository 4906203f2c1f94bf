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

/** A text of the page's language, with {0}, {1} filled in. */
export function say(key: string, ...values: string[]): string {
  return (words[key] ?? key).replace(/\{(\d)\}/g, (_, i: string) => values[Number(i)] ?? '');
}

export function show(element: HTMLElement, visible: boolean): void {
  element.hidden = !visible;
}

/** A message in an alert; nothing takes it away. */
export function tell(element: HTMLElement, message: string): void {
  element.textContent = message;
  show(element, message !== '');
}
