// Runs every test project on one embedded PostgreSQL and closes with "N passed, N failed".
//
//   node run-tests.mjs [--nothing-skipped] [NAME…]
//
// Each project is an xunit executable, built before. Its CTRF report counts, not what it prints.
// NIAGA_TEST_DATABASE, where set, is used in place of the embedded server.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = fileURLToPath(new URL('../..', import.meta.url));
const reports = path.join(root, '.niaga/test-reports');
const projectsAtOnce = 2;
// Against a test that hangs; far above what a slow machine needs.
const longestProjectMs = 40 * 60_000;

const { values: options, positionals: names } = parseArgs({
  options: { 'nothing-skipped': { type: 'boolean', default: false } }, allowPositionals: true,
});

const projects = findProjects(names);
if (projects.length === 0) {
  console.error(`No test project has ${names.join(' or ')} in its name.`);
  process.exit(1);
}

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const database = process.env.NIAGA_TEST_DATABASE ? null : await startDatabase();
// Two thirds of a test process's time go into compiling code that runs a few times: no profile is gathered for a second compilation,
// and code pages stay writable. Measured: a fifth to a quarter less processor time.
const quickCompilation = { DOTNET_TieredPGO: '0', DOTNET_EnableWriteXorExecute: '0' };
const environment = { ...process.env, ...quickCompilation, NIAGA_TEST_DATABASE: process.env.NIAGA_TEST_DATABASE || database.connectionString };

const results = [];
const waiting = [...projects];
await Promise.all(Array.from({ length: projectsAtOnce }, async () => {
  while (waiting.length > 0) {
    const result = await runProject(waiting.shift());
    tell(result);
    results.push(result);
  }
}));
await database?.stop();
process.exit(sumUp(results) ? 0 : 1);

// What takes longest begins first.
function findProjects(wanted) {
  const folders = [
    ...foldersIn('tests').map(name => `tests/${name}`),
    ...foldersIn('modules').map(name => `modules/${name}/Tests`),
  ];
  const found = folders.filter(folder => existsSync(path.join(root, folder)))
    .flatMap(folder => readdirSync(path.join(root, folder)).filter(file => file.endsWith('.csproj')).map(file => path.join(root, folder, file)))
    .filter(file => /<IsTestProject>\s*true/i.test(readFileSync(file, 'utf8')))
    .map(file => ({ name: path.basename(file, '.csproj'), folder: path.dirname(file) }))
    .filter(({ name }) => wanted.length === 0 || wanted.some(part => name.toLowerCase().includes(part.toLowerCase())));
  const slow = ['Niaga.Platform.Tests', 'Niaga.Journeys', 'Niaga.Isolation'].reverse();
  return found.sort((a, b) => slow.indexOf(b.name) - slow.indexOf(a.name) || a.name.localeCompare(b.name));
}

function foldersIn(folder) {
  const full = path.join(root, folder);
  return existsSync(full) ? readdirSync(full, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name) : [];
}

async function startDatabase() {
  const script = path.join(root, 'deploy/embedded/postgres.mjs');
  const supervisor = spawn(process.execPath, [script, '--data', path.join(root, '.niaga/test-pg'), '--fast'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(supervisor, 'exit');
  const ready = await Promise.race([once(createInterface(supervisor.stdout), 'line'), ended.then(() => null)]);
  if (!ready) process.exit(1);
  const { connectionString } = JSON.parse(ready[0]);
  return {
    connectionString,
    stop: async () => {
      supervisor.stdin.end();
      await ended;
    },
  };
}

async function runProject({ name, folder }) {
  const began = performance.now();
  const report = path.join(reports, `${name}.json`);
  const program = path.join(folder, `bin/Release/net10.0/${name}.dll`);
  const run = spawn('dotnet', [program, '-noLogo', '-noColor', '-noAutoReporters', '-result-ctrf', report], {
    cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'], timeout: longestProjectMs, killSignal: 'SIGKILL',
  });
  let printed = '';
  for (const stream of [run.stdout, run.stderr]) stream.setEncoding('utf8').on('data', text => { printed += text; });
  const [code, signal] = await once(run, 'close');
  const seconds = (performance.now() - began) / 1000;
  return { name, seconds, ...readReport(report, code, signal, printed) };
}

function readReport(report, code, signal, printed) {
  const broken = reason => ({ passed: 0, failed: 1, skipped: [], failures: [{ name: reason, message: printed.trim() }] });
  if (signal) return broken(signal === 'SIGKILL' ? `was ended: over ${longestProjectMs / 60_000} minutes, or out of memory` : `was ended by ${signal}`);
  if (!existsSync(report)) return broken(`ended with ${code} and no report`);
  const { results: { tests, extra } } = JSON.parse(readFileSync(report, 'utf8'));
  if (tests.length === 0) return broken('ran no test');
  const failures = tests.filter(test => test.status === 'failed');
  // Errors outside a test: a fixture that could not be made or taken down.
  for (const error of (extra?.suites ?? []).flatMap(suite => suite.errors ?? [])) {
    failures.push({ name: error.name ?? error.type ?? 'outside a test', message: error.message ?? JSON.stringify(error), trace: error.trace });
  }
  if (code !== 0 && failures.length === 0) return broken(`ended with ${code}`);
  return {
    passed: tests.filter(test => test.status === 'passed').length,
    failed: failures.length,
    skipped: tests.filter(test => test.status !== 'passed' && test.status !== 'failed'),
    failures,
  };
}

function tell({ name, seconds, passed, failed, skipped, failures }) {
  for (const { name: test, message, trace } of failures) {
    console.log(`\nFAILED ${name}: ${test}`);
    if (message) console.log(indent(message));
    if (trace) console.log(indent(trace));
  }
  for (const reason of new Set(skipped.map(test => test.message ?? 'no reason given'))) {
    const count = skipped.filter(test => (test.message ?? 'no reason given') === reason).length;
    console.log(`skipped ${name}: ${count} × ${reason}`);
  }
  console.log(`${name}: ${countsOf(passed, failed, skipped.length)} (${seconds.toFixed(1)} s)`);
}

function indent(text) {
  return text.trimEnd().split('\n').map(line => `    ${line.trimEnd()}`).join('\n');
}

function countsOf(passed, failed, skipped) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function sumUp(all) {
  const sum = read => all.reduce((total, result) => total + read(result), 0);
  const skipped = sum(result => result.skipped.length);
  const failed = sum(result => result.failed);
  const refused = options['nothing-skipped'] && skipped > 0;
  if (refused) console.log('Nothing may be skipped here.');
  console.log(countsOf(sum(result => result.passed), failed, skipped));
  return failed === 0 && !refused;
}
