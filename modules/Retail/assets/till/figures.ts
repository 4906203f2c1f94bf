/** Money is whole sen, quantities are whole thousandths: the same figures the server keeps, never a fraction. */

const largestSen = 1_000_000_000_000;

/** Without the commas between thousands. Any other comma may be meant as a point, and "1,5" must not become 15. */
export const ungrouped = (text: string): string => /^\d{1,3}(,\d{3})+(\.|$)/.test(text) ? text.replaceAll(',', '') : text;

/** Reads "12.5", "1,234.50", ".5"; null for what is no amount. */
export function readSen(text: string): number | null {
  const match = /^(\d{0,12})(?:\.(\d{1,2}))?$/.exec(ungrouped(text.trim().replace(/^RM\s*/i, '')));
  if (!match || (match[1] === '' && match[2] === undefined)) return null;
  const sen = Number(match[1] || '0') * 100 + Number((match[2] ?? '').padEnd(2, '0') || '0');
  return sen <= largestSen ? sen : null;
}

/** "RM1,234.50", as everywhere in Niaga. */
export function ringgit(sen: number): string {
  const [whole = '0', rest = '00'] = plain(Math.abs(sen)).split('.');
  return `${sen < 0 ? '-' : ''}RM${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${rest}`;
}

/** "1234.50", as the API takes it. */
export function plain(sen: number): string {
  const digits = String(Math.abs(sen)).padStart(3, '0');
  return `${sen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Reads "2", "0.125", "1,200"; null for what is no quantity. */
export function readQuantity(text: string): number | null {
  const match = /^(\d{0,6})(?:\.(\d{1,3}))?$/.exec(ungrouped(text.trim()));
  if (!match || (match[1] === '' && match[2] === undefined)) return null;
  const thousandths = Number(match[1] || '0') * 1000 + Number((match[2] ?? '').padEnd(3, '0'));
  return thousandths > 0 && thousandths <= 99_999_000 ? thousandths : null;
}

/** "2", "1.25". */
export const quantityText = (thousandths: number): string => String(thousandths / 1000);

/** numerator ÷ denominator times a value, half away from zero; through BigInt, because the product may pass 2^53. */
function portion(value: number, numerator: number, denominator: number): number {
  return Number((BigInt(value) * BigInt(numerator) * 2n + BigInt(denominator)) / (2n * BigInt(denominator)));
}

/** What a line comes to. */
export const lineTotal = (price: number, quantity: number): number => portion(price, quantity, 1000);

/** The part of a tax-inclusive amount that is tax. */
export const taxWithin = (total: number, basisPoints: number): number => portion(total, basisPoints, 10_000 + basisPoints);

/** Cash is paid in 5 sen: 1, 2, 6, 7 go down, 3, 4, 8, 9 go up. */
export const inCash = (sen: number): number => Math.round(sen / 5) * 5;

/** "3", "-0.5" as the server writes a quantity, in thousandths. */
const thousandths = (text: string): number => Math.round(Number(text) * 1000);

/** Whether more is wanted than there is; never where stock is not counted. */
export const isShort = (left: string | null, quantity: number): boolean => left !== null && thousandths(left) < quantity;

/** Whether anything is there at all. */
export const isGone = (left: string | null): boolean => left !== null && thousandths(left) <= 0;
