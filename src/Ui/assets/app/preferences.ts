/** Colour scheme and language: kept in a cookie for a year, so that the server writes the next page right at once. */
export function preferences(): void {
  document.addEventListener('click', event => {
    if (!(event.target instanceof Element)) return;

    const theme = event.target.closest<HTMLElement>('[data-scheme]')?.dataset['scheme'];
    if (theme) {
      remember('niaga.theme', theme);
      const dark = theme === 'dark' || (theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
      document.documentElement.setAttribute('data-bs-theme', dark ? 'dark' : 'light');
      for (const button of document.querySelectorAll<HTMLElement>('[data-scheme]')) {
        button.setAttribute('aria-pressed', String(button.dataset['scheme'] === theme));
      }
      document.dispatchEvent(new CustomEvent('niaga:theme'));
      return;
    }

    const language = event.target.closest<HTMLElement>('[data-language]')?.dataset['language'];
    if (language) remember('niaga.lang', language);
  });
}

function remember(name: string, value: string): void {
  const secure = location.protocol === 'https:' ? '; secure' : '';
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax${secure}`;
}
