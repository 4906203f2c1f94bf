// Makes one SVG file of the icons our pages name, and refuses a name that does not exist.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** @param {{path: string, text: string}[]} sources @param {string} library folder of @tabler/icons */
export async function sprite(sources, library) {
  const file = name => join(library, 'icons/outline', `${name}.svg`);
  const names = new Set();
  for (const { path, text } of sources) {
    // <Icon Name="x" />, and Icon="x" on any component; an expression counts for each string in it.
    for (const [, attribute] of text.matchAll(/(?:<Icon\s[^>]*?\bName|\sIcon)=("[^"@]*"|"@\((?:[^()]|\([^()]*\))*\)"|"@[^\s>]*)/g)) {
      const literal = !attribute.includes('@');
      for (const [, name] of attribute.matchAll(literal ? /"([^"]*)"/g : /"([a-z][a-z0-9-]*)"/g)) {
        if (existsSync(file(name))) names.add(name);
        else if (literal) throw new Error(`${path}: there is no icon '${name}' (see tabler.io/icons)`);
      }
    }
    for (const [, name] of text.matchAll(/\bIcon: "([^"]*)"/g)) if (existsSync(file(name))) names.add(name);
    // A manifest names its icons as plain strings; so does a page that picks one from a table of its own.
    if ((/NavigationItem\(|Navigation\s*=|Notifications\s*=|\bicon\b/i.test(text) && path.endsWith('.cs')) || /<Icon Name="@\w+["(]/.test(text)) {
      for (const [, name] of text.matchAll(/"([a-z][a-z0-9-]*)"/g)) if (existsSync(file(name))) names.add(name);
    }
  }
  const symbols = [];
  for (const name of [...names].sort()) {
    const svg = await readFile(file(name), 'utf8');
    const inner = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'));
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${inner.replace(/\s*\n\s*/g, '').replace(/<path stroke="none"[^>]*\/>/, '')}</symbol>`);
  }
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`;
}
