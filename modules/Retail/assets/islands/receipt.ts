/** The receipt on a printer's paper: as long as what is on it, 80 or 58 mm wide. One opened by the till prints itself and closes. */

/** Width of the paper and what of it a printer's head reaches, in mm. */
const printable: Record<string, number> = { '80': 72, '58': 48 };
const millimetre = 96 / 25.4;
const margin = 3;

const receipt = document.querySelector<HTMLElement>('.receipt');
const paper = document.querySelector<HTMLSelectElement>('[data-paper] select');
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

if (receipt && paper) {
  paper.value = localStorage.getItem('niaga.paper') === '58' ? '58' : '80';
  paper.parentElement!.hidden = false;
  paper.addEventListener('change', () => {
    localStorage.setItem('niaga.paper', paper.value);
    cut();
  });
  cut();
  void document.fonts.ready.then(cut);
  window.addEventListener('beforeprint', cut);
}

/** CSS knows no endless paper: the page is made as high as the receipt is when it is as narrow as the printer's head. */
function cut(): void {
  const width = printable[paper!.value] ?? 72;
  const copy = receipt!.cloneNode(true) as HTMLElement;
  copy.classList.add('receipt-measured', `receipt-${paper!.value}`);
  copy.removeAttribute('id');
  copy.ariaHidden = 'true';
  receipt!.after(copy);
  const height = Math.ceil(copy.getBoundingClientRect().height / millimetre) + 2 * margin + 2;
  copy.remove();
  document.documentElement.dataset['paper'] = paper!.value;
  sheet.replaceSync(`@page receipt { size: ${paper!.value}mm ${height}mm; margin: ${margin}mm ${(Number(paper!.value) - width) / 2}mm; }`);
}

if (new URLSearchParams(location.search).has('print')) {
  window.addEventListener('afterprint', () => window.close());
  window.addEventListener('load', () => window.print());
}
