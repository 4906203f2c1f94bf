/** What a form's fields hold and what they held when the page was opened, by name. */
export type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const isControl = (element: Element): element is Control =>
  element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement;

/** Fields somebody types or chooses in: no file, no secret, nothing hidden. */
export const controls = (form: HTMLFormElement): Control[] =>
  [...form.elements].filter(isControl).filter(c => c.name.startsWith('Form.') && !c.disabled && !['hidden', 'file', 'password', 'submit', 'button'].includes(c.type));

const isTick = (control: Control): control is HTMLInputElement => control instanceof HTMLInputElement && (control.type === 'checkbox' || control.type === 'radio');

export function values(form: HTMLFormElement, opened: boolean): Map<string, string> {
  const all = new Map<string, string>();
  for (const control of controls(form)) {
    if (isTick(control)) {
      const ticked = opened ? control.defaultChecked : control.checked;
      // Boxes that share a name are one field: the ticked ones, in order.
      const before = all.get(control.name) ?? '';
      all.set(control.name, ticked ? (before ? `${before}\n${control.value}` : control.value) : before);
    } else if (control instanceof HTMLSelectElement) {
      const options = [...control.options];
      all.set(control.name, opened ? (options.find(o => o.defaultSelected) ?? options[0])?.value ?? '' : control.value);
    } else {
      all.set(control.name, opened ? control.defaultValue : control.value);
    }
  }
  return all;
}

export function put(form: HTMLFormElement, name: string, value: string): void {
  for (const control of controls(form)) {
    if (control.name !== name) continue;
    if (isTick(control)) control.checked = value.split('\n').includes(control.value);
    else control.value = value;
    control.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

/** Fields that hold something else than when the page was opened, with what they held then. */
export function changedSince(form: HTMLFormElement): Map<string, string> {
  const now = values(form, false);
  return new Map([...values(form, true)].filter(([name, value]) => now.get(name) !== value));
}
