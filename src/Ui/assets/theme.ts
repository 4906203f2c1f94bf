/** Runs before the first paint: resolves the colour scheme where the server could not (no cookie, or "auto"). */
const html = document.documentElement;
const choice = /(?:^|; )niaga\.theme=(light|dark|auto)/.exec(document.cookie)?.[1] ?? 'auto';
const dark = matchMedia('(prefers-color-scheme: dark)');
const resolve = (): void => html.setAttribute('data-bs-theme', dark.matches ? 'dark' : 'light');

if (choice === 'auto') {
  resolve();
  dark.addEventListener('change', resolve);
}
html.classList.add('js');
export {};
