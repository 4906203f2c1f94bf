// One line per group of sources, "name=hash": a build whose group has the same hash as last time is skipped.
// Contents count, not times, so switching branches and back builds nothing.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = fileURLToPath(new URL('../..', import.meta.url));
const skipped = new Set(['bin', 'obj', 'node_modules', 'wwwroot', 'TestResults', 'Tests']);
const rootFiles = readdirSync(root).filter(name => /\.(props|targets|proj|json|slnx|txt)$|^\.editorconfig$|^\.npmrc$/.test(name));

function* filesUnder(folder, withTests) {
  for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
    const name = path.posix.join(folder, entry.name);
    if (entry.isFile()) yield name;
    else if (entry.isDirectory() && (!skipped.has(entry.name) || (withTests && entry.name === 'Tests'))) yield* filesUnder(name, withTests);
  }
}

function hash(files) {
  const sum = createHash('sha256').update(process.version);
  for (const file of [...files].sort()) sum.update(file).update('\0').update(readFileSync(path.join(root, file))).update('\0');
  return sum.digest('hex').slice(0, 20);
}

const packages = ['package.json', 'package-lock.json', '.npmrc'];
const product = [...filesUnder('src'), ...filesUnder('modules')];
const tests = [...filesUnder('tests', true), ...filesUnder('bench', true), ...filesUnder('modules', true)];
const inBrowser = product.filter(file => file.startsWith('src/Ui/assets/') || /\.(razor|ts|mjs|js|css|svg)$/.test(file));

console.log(`packages=${hash(packages)}`);
console.log(`assets=${hash([...packages, ...inBrowser])}`);
console.log(`host=${hash(new Set([...rootFiles, ...product]))}`);
console.log(`bench=${hash(new Set([...rootFiles, ...product, ...filesUnder('bench'), ...filesUnder('tests/Testing')]))}`);
console.log(`tests=${hash(new Set([...rootFiles, ...product, ...tests]))}`);
