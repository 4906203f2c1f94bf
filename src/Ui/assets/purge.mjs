// Leaves of the style sheet what our pages can use: a phone on a slow line loads a tenth of the whole.
import { PurgeCSS } from 'purgecss';

/** Families of small utilities stay whole, so that a page may compose their names. */
const kept = [
  /^-?[mp][tbsexy]?-(sm-|md-|lg-)?[0-6]$/, /^-?m[tbsexy]?-(sm-|md-|lg-)?auto$/, /^gap-[0-5]$/, /^g[xy]?-[0-5]$/,
  /^d-(sm-|md-|lg-|print-)?(none|block|flex|grid|inline|inline-flex|inline-block)$/, /^(flex|justify-content|align-items|align-self|order)-/,
  /^(col|row-cols)(-(sm|md|lg|xl))?(-\d+|-auto)?$/, /^text-(start|end|center|secondary|muted|danger|success|warning|primary|nowrap|truncate|break|decoration-none)$/,
  /^fw-/, /^fs-\d$/, /^h[1-6]$/, /^w-(\d+|auto)$/, /^h-(\d+|auto)$/, /^(rounded|border|shadow)(-(0|1|2|3|top|bottom|start|end|sm|lg))?$/, /^overflow-/, /^position-/,
  /^btn(-(primary|secondary|danger|success|warning|outline-(primary|secondary|danger)|ghost-(primary|secondary|danger)|link|sm|lg|icon|list|action))?$/,
  /^alert(-(info|success|warning|danger|important|title|link|icon))?$/, /^card(-|$)/, /^list-group(-|$)/, /^table(-(sm|responsive|vcenter|hover|nowrap))?$/,
  /^form-/, /^input-(group|icon)/, /^is-invalid$/, /^invalid-feedback$/, /^avatar(-|$)/, /^empty(-|$)/, /^progress(-|$)/, /^spinner-border/, /^visually-hidden/,
  /^(print-only|no-print|keep-together|tabular|number|form-page|centred-wide|dropdown-divider|dropdown-header)$/,
];

/** @param {string} css @param {{name: string, text: string}[]} sources */
export async function purge(css, sources) {
  const [result] = await new PurgeCSS().purge({
    css: [{ raw: css }],
    content: sources.map(s => ({ raw: s.text, extension: 'razor' })),
    extractors: [{ extensions: ['razor'], extractor: text => text.match(/[A-Za-z][\w-]*/g) ?? [] }],
    safelist: { standard: kept, deep: [/^data-bs-theme$/, /^\[/], greedy: [] },
    keyframes: true,
  });
  return result.css;
}
