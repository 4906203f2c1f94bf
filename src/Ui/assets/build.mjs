// Builds what browsers load: styles, scripts and icons, into ../wwwroot. Run from anywhere: node src/Ui/assets/build.mjs
// A module's own lie in modules/*/assets: islands/*.ts beside ours, styles/*.css within the one style sheet.
// Names stay plain; the host fingerprints and compresses them (MapStaticAssets).
import { execFileSync } from 'node:child_process';
import { copyFile, cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import { sprite } from './icons.mjs';
import { purge } from './purge.mjs';

const assets = dirname(fileURLToPath(import.meta.url));
const root = join(assets, '../../..');
const out = join(assets, '../wwwroot');
const require = createRequire(import.meta.url);

const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
// A service worker has no page, and so other types.
for (const project of ['tsconfig.json', 'worker/tsconfig.json']) execFileSync(process.execPath, [tsc, '-p', join(assets, project)], { stdio: 'inherit' });

const sources = await sourceFiles(['src', 'modules']);
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const modules = (await readdir(join(root, 'modules'), { withFileTypes: true }))
  .filter(entry => entry.isDirectory()).map(entry => join(root, 'modules', entry.name, 'assets')).sort();
const islands = await filesOf([assets, ...modules], 'islands', '.ts');
const names = islands.map(file => basename(file));
const twice = names.find((name, i) => names.indexOf(name) !== i);
if (twice) throw new Error(`Two islands are called ${twice}: ${islands.filter(file => basename(file) === twice).join(', ')}`);
await build({
  entryPoints: [join(assets, 'app.ts'), join(assets, 'theme.ts'), ...islands],
  outdir: out, entryNames: '[name]', bundle: true, minify: true, format: 'esm', target: ['es2022'], legalComments: 'none', logLevel: 'warning',
});

// Never a module: browsers start it by itself.
await build({
  entryPoints: [join(assets, 'worker/service-worker.ts')],
  outdir: out, entryNames: '[name]', bundle: true, minify: true, format: 'iife', target: ['es2022'], legalComments: 'none', logLevel: 'warning',
});

const modulesStyles = (await filesOf(modules, 'styles', '.css')).map(file => `@import ${JSON.stringify(file)};`).join('\n');
const styles = await build({
  entryPoints: [join(assets, 'styles.css')], outfile: join(out, 'app.css'), bundle: true, minify: true, write: false,
  plugins: [{
    name: 'modules',
    setup(builder) {
      builder.onResolve({ filter: /^modules$/ }, () => ({ path: 'modules', namespace: 'modules' }));
      builder.onLoad({ filter: /^modules$/, namespace: 'modules' }, () => ({ contents: modulesStyles, loader: 'css', resolveDir: root }));
    },
  }],
  target: ['chrome123', 'safari17.5', 'firefox125'], loader: { '.svg': 'dataurl' }, legalComments: 'none', logLevel: 'warning',
});
await writeFile(join(out, 'app.css'), await purge(styles.outputFiles[0].text, sources));
for (const file of ['favicon.svg', 'favicon.ico', 'apple-touch-icon.png', 'icon-192.png', 'icon-512.png', 'og.png']) await copyFile(join(assets, file), join(out, file));
await cp(join(assets, 'pictures'), join(out, 'pictures'), { recursive: true });
await writeFile(join(out, 'icons.svg'), await sprite(sources, join(root, 'node_modules/@tabler/icons')));

for (const file of (await readdir(out)).filter(f => f !== 'pictures').sort()) {
  const bytes = await readFile(join(out, file));
  console.log(`${file.padEnd(16)} ${(bytes.length / 1024).toFixed(1).padStart(7)} KB, ${(brotliCompressSync(bytes).length / 1024).toFixed(1)} KB sent`);
}

/** The files of one kind in a folder of each of these places; a place without that folder has none. */
async function filesOf(places, folder, ending) {
  const found = await Promise.all(places.map(async place => {
    const names = await readdir(join(place, folder)).catch(error => { if (error.code !== 'ENOENT') throw error; return []; });
    return names.filter(name => extname(name) === ending).sort().map(name => join(place, folder, name));
  }));
  return found.flat();
}

/** Every file that may name a class or an icon: path and text. */
async function sourceFiles(folders) {
  const found = [];
  for (const folder of folders) {
    const names = await readdir(join(root, folder), { recursive: true });
    for (const name of names) {
      if (!/\.(razor|cs|ts)$/.test(name) || /(^|\/)(bin|obj|node_modules|wwwroot)\//.test(name)) continue;
      const path = join(root, folder, name);
      found.push({ path, name: basename(path), text: await readFile(path, 'utf8') });
    }
  }
  return found;
}
