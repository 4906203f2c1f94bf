#!/usr/bin/env node
// ./niaga new-module Name [Record [Records]]: writes modules/Name from deploy/new-module/template, whole for one kind of record; where the
// module is there already, adds the record to it. Its tests pass as written.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

// A module that is there gets one more kind of record: its own files, and a line in each file that names what the module has.
function addRecord(made) {
  if (existsSync(join(folder, records))) refuse(`modules/${name}/${records} is there already; choose another record.`);
  const change = (file, edit) => writeFileSync(join(folder, file), edit(readFileSync(join(folder, file), 'utf8')));
  const from = file => readFileSync(join(made, file), 'utf8');
  cpSync(join(made, records), join(folder, records), { recursive: true });
  cpSync(join(made, 'Help'), join(folder, 'Help'), { recursive: true });
  cpSync(join(made, `Tests/${records}Tests.cs`), join(folder, `Tests/${records}Tests.cs`));
  const migrations = readdirSync(join(folder, 'Migrations')).map(file => Number.parseInt(file, 10) || 0);
  const next = String(Math.max(0, ...migrations) + 1).padStart(4, '0');
  cpSync(join(made, `Migrations/0001_${records.toLowerCase()}.sql`), join(folder, `Migrations/${next}_${records.toLowerCase()}.sql`));
  for (const language of ['en', 'ms']) {
    const file = `Texts/${language}.json`;
    change(file, text => JSON.stringify({ ...JSON.parse(from(file)), ...JSON.parse(text) }, null, 2) + '\n');
  }
  // Members of a class, those that are not there yet, before its last brace.
  for (const [file, member] of [['Permissions.cs', /^ {4}public const .*$/gm], ['Errors.cs', /^ {4}public static Refusal .*$/gm]])
    change(file, text => text.replace(/}\s*$/, from(file).match(member).filter(line => !text.includes(line.split('=')[0])).map(line => `\n${line}\n`).join('') + '}\n'));
  // Each list of the manifest: what the new record stands for in it.
  const list = (text, property) => text.match(new RegExp(`^ {12}${property} =\\s*\\[(.*?)\\],$`, 'ms'))?.[1].trim().replace(/,$/, '');
  const using = text => sorted(`using Niaga.${name}.${records};\n${text}`);
  const manifest = from(`${name}Module.cs`);
  change(`${name}Module.cs`, text => {
    for (const property of ['Permissions', 'Navigation', 'Links', 'Search', 'Imports', 'Reports', 'Tables', 'AuditedEvents', 'SecurityEvents', 'Notifications', 'Events']) {
      const begin = new RegExp(`^( {12}${property} =\\s*\\[)`, 'm');
      if (begin.test(text)) text = text.replace(begin, (_, head) => `${head}${list(manifest, property)}, `);
      else text = text.replace(/^( {12}Parts = )/m, (_, parts) => `            ${property} = [${list(manifest, property)}],\n${parts}`);
    }
    return using(text);
  });
  change(`${name}Startup.cs`, text => {
    const own = from(`${name}Startup.cs`).match(new RegExp(`^ +services\\.Add(Scoped|Singleton)[<(]${record}.*$`, 'gm')).join('\n');
    const into = (within, line) => text.replace(new RegExp(`(${within}\\([^)]*\\)\\s*\\{\\n)`), (_, head) => `${head}${line}\n`);
    text = into('void AddServices', own);
    text = into('void MapApi', `        ${records}Api.Map(api);`);
    return using(into('void MapFiles', `        ${record}Files.Map(site);`));
  });
}

const there = existsSync(folder);
if (there && process.argv.length < 4) refuse(`modules/${name} is there already. Name a kind of record to add to it: ./niaga new-module ${name} Visit`);
const made = there ? mkdtempSync(join(tmpdir(), 'niaga-record-')) : folder;
cpSync(join(here, 'new-module/template'), made, { recursive: true });
fill(made);
if (there) {
  addRecord(made);
  rmSync(made, { recursive: true });
}
// For editors; the build finds modules by their folder.
if (!there)
  spawnSync('dotnet', ['sln', 'Niaga.slnx', 'add', '--solution-folder', 'modules', `modules/${name}/Niaga.${name}.csproj`, `modules/${name}/Tests/Niaga.${name}.Tests.csproj`], { cwd: root, stdio: 'ignore' });
// How lines break hangs on how long the names are.
spawnSync('dotnet', ['tool', 'restore'], { cwd: root, stdio: 'ignore' });
spawnSync('dotnet', ['csharpier', 'format', `modules/${name}`], { cwd: root, stdio: 'ignore' });
console.log(`modules/${name}/${records} is there. The module's manifest is modules/${name}/${name}Module.cs; ./niaga test ${name} runs its tests.`);
if (!there) console.log(`Scripts and styles of its own go into modules/${name}/assets (islands/*.ts, styles/*.css).`);
console.log('Malay texts and help still say "kerja" where yours has a name of its own: Texts/ms.json, Help/ms.');
