/** A receipt opened by the till prints itself and closes. */
if (new URLSearchParams(location.search).has('print')) {
  window.addEventListener('afterprint', () => window.close());
  window.addEventListener('load', () => window.print());
}
