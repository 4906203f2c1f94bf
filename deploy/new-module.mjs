#!/usr/bin/env node
// ./niaga new-module Name [Record [Records]]: writes modules/Name from deploy/new-module/template. Its tests pass as written.
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawnSync } from 'node:child_process';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..');
const name = process.argv[2] ?? '';
const record = process.argv[3] ?? 'Job';
const records = process.argv[4] ?? record.replace(/(?<![aeiou])y$/, 'ie').replace(/(s|x|z|ch|sh)$/, '$1e') + 's';

function refuse(sentence) {
  console.error(sentence);
  process.exit(1);
}

if (!/^[A-Z][A-Za-z]{2,30}$/.test(name)) refuse('A module has a name such as Healthcare: letters only, the first a capital. ./niaga new-module Healthcare');
if (![record, records].every(word => /^[A-Z][a-z]{1,20}$/.test(word)) || record === records)
  refuse('A record is one word such as Dog, and several of them another: ./niaga new-module Kennel Dog Dogs');
// Words of C#, of SQL and of what the module stands on.
if (/^(Case|Class|Event|Lock|Object|Order|Group|User|Table|Base|String|Note|Report|Permission|Role|Fact|Paper|Pager|Column|Chip|Choice|Caller|Money|Error|Found|Input|Import|Record|Row|Test|Sample)$/.test(record) || [record, records].includes(name))
  refuse(`A record called ${record} would meet another thing of that name in the code; call it otherwise, such as a more exact word.`);
const folder = join(root, 'modules', name);
if (existsSync(folder)) refuse(`modules/${name} is there already; choose another name.`);
const key = name.toLowerCase();

// The template is the module "Sample" with the key "sample", and its record is a "Job".
// A column's Sample is the kit's.
const words = { Sample: name, sample: key, Jobs: records, jobs: records.toLowerCase(), Job: record, job: record.toLowerCase() };
const named = text => text.replace(/Sample(?! = ")|sample|Jobs|jobs|Job|job/g, word => words[word]);

// The formatter wants them in order, which is another with another name.
const sorted = text => text.replace(/^(using [^\n;=]+;\n)+/m, usings => {
  const isSystem = line => /^using System\b/.test(line);
  return usings.trimEnd().split('\n').sort((a, b) => isSystem(b) - isSystem(a) || (a.slice(0, -1) < b.slice(0, -1) ? -1 : 1)).join('\n') + '\n';
});

function fill(place) {
  for (const entry of readdirSync(place)) {
    const path = join(place, entry);
    const to = join(place, named(entry).replace(/\.template$/, ''));
    if (statSync(path).isDirectory()) fill(path);
    else writeFileSync(path, sorted(named(readFileSync(path, 'utf8'))));
    if (to !== path) renameSync(path, to);
  }
}

cpSync(join(here, 'new-module/template'), folder, { recursive: true });
fill(folder);
// For editors; the build finds modules by their folder.
spawnSync('dotnet', ['sln', 'Niaga.slnx', 'add', '--solution-folder', 'modules', `modules/${name}/Niaga.${name}.csproj`, `modules/${name}/Tests/Niaga.${name}.Tests.csproj`], { cwd: root, stdio: 'ignore' });
// How lines break hangs on how long the names are.
spawnSync('dotnet', ['tool', 'restore'], { cwd: root, stdio: 'ignore' });
spawnSync('dotnet', ['csharpier', 'format', `modules/${name}`], { cwd: root, stdio: 'ignore' });
console.log(`modules/${name} is there. Its manifest is modules/${name}/${name}Module.cs, its first record modules/${name}/${records}; ./niaga test ${name} runs its tests. Scripts and styles of its own go into modules/${name}/assets (islands/*.ts, styles/*.css).`);
