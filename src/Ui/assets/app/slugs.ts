/** The address of a business follows its name until someone writes one. The server proposes by the same rules (Slug.Suggest). */
export function slugs(): void {
  for (const slug of document.querySelectorAll<HTMLInputElement>('input[data-slug-from]')) {
    const name = document.getElementById(slug.dataset['slugFrom'] ?? '');
    if (!(name instanceof HTMLInputElement)) continue;
    let own = slug.value !== '' && slug.value !== suggest(name.value);
    slug.addEventListener('input', () => { own = slug.value !== ''; });
    name.addEventListener('input', () => { if (!own) slug.value = suggest(name.value); });
  }
}

function suggest(name: string): string {
  const words = name.normalize('NFKD').replace(/['’\p{M}]/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')
    .replace(/-(sdn-bhd|sendirian-berhad|bhd|berhad|plt|llp)$/, '');
  if (words === '') return '';
  const text = words.length < 3 || !/^[a-z]/.test(words) ? 'my-' + words : words;
  if (text.length <= 40) return text;
  const end = text.lastIndexOf('-', 40);
  return end >= 6 ? text.slice(0, end) : text.slice(0, 40);
}
