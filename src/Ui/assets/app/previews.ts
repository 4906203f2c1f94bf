/** A picture shows before it is sent: input[type=file][data-preview="id of an img"]. */
export function previews(): void {
  document.addEventListener('change', event => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || input.type !== 'file') return;
    const image = document.getElementById(input.dataset['preview'] ?? '');
    const file = input.files?.[0];
    if (!(image instanceof HTMLImageElement) || !file?.type.startsWith('image/')) return;
    // As data, for the page's policy lets no blob be shown.
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      image.src = String(reader.result);
      image.hidden = false;
    });
    reader.readAsDataURL(file);
  });
}
