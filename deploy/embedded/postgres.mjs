// The embedded PostgreSQL 18 and its supervisor.
//
//   node postgres.mjs --data DIR [--port N] [--fast] [--archive SPOOL] [--adopt FOLDER]
//
// Prints one line of JSON when the server takes connections: { connectionString, pid }. Standard input is the life line:
// when it closes (the program that started this one ended, however it ended) or on SIGTERM the server is stopped.
// A server that ends by itself is started again on its port, up to five times a minute.
// Beside DIR lie DIR.password, DIR.port, DIR.lock and DIR.log. --fast gives durability away and is for tests.
// --archive has finished segments of the write-ahead log copied to SPOOL, at least once a minute while anything is written.
// --adopt takes FOLDER, a base backup, for the data where DIR is not there yet; a recovery it asks for may take as long as it does.
// Ends with 3 and one line on standard error when something is missing or in the way.
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync, existsSync, lstatSync, realpathSync, closeSync, openSync, fstatSync, readSync } from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { spawnSync } from 'node:child_process';
import { setTimeout as after } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { canReach, findOwner, giveTo } from './owner.mjs';
import { prepareBinaries, sharedFolder } from './binaries.mjs';
import { startServer, stopLeftover, stopServer } from './server.mjs';
import { takeLock } from './lock.mjs';
import { Refusal, explain } from './refusal.mjs';

const attempts = 8;
const retryMs = 500;
const mostRestarts = 5;
const restartWindowMs = 60_000;

// Ctrl-C and a closed terminal reach the whole group; the life line says when Niaga itself is done.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});

const asked = new Promise(resolve => {
  process.once('SIGTERM', resolve);
  process.stdin.once('end', resolve).once('close', resolve).once('error', resolve).resume();
});

try {
  const { values } = parseArgs({ options: { data: { type: 'string' }, port: { type: 'string' }, fast: { type: 'boolean', default: false },
    archive: { type: 'string' }, adopt: { type: 'string' } } });
  if (!values.data) throw new Refusal('Usage: node postgres.mjs --data DIR [--port N] [--fast] [--archive SPOOL] [--adopt FOLDER]');
  await supervise(path.resolve(values.data), values.port ? Number(values.port) : null, values.fast, values);
  process.exit(0);
} catch (error) {
  console.error(explain(error));
  process.exit(3);
}

async function supervise(data, wantedPort, forTests, { archive, adopt }) {
  mkdirSync(path.dirname(data), { recursive: true });
  const lock = await takeLock(`${data}.lock`, data);
  try {
    const owner = findOwner(data);
    const binaries = prepareBinaries(owner);
    const place = placeFor(data, owner);
    await stopLeftover(place, binaries, owner);
    if (adopt) adoptBase(path.resolve(adopt), place, owner);
    const password = existsSync(path.join(place, 'PG_VERSION')) ? readPassword(data) : initialise(binaries, data, place, owner, forTests, archive);
    const start = { binaries, data: place, owner, log: `${data}.log`, forTests, archive: archive && spoolFor(path.resolve(archive), owner) };
    const first = await startOnFreePort(start, `${data}.port`, wantedPort);
    const { port } = first;
    let { server } = first;
    const connectionString = `Host=127.0.0.1;Port=${port};Username=postgres;Password=${password};Database=postgres`;
    console.log(JSON.stringify({ connectionString, pid: server.pid }));
    const restarts = [];
    while (await Promise.race([asked.then(() => 'asked'), server.ended.then(() => 'ended')]) === 'ended') {
      restarts.push(Date.now());
      if (restarts.filter(at => Date.now() - at < restartWindowMs).length > mostRestarts) {
        throw new Refusal(`PostgreSQL ended by itself ${restarts.length} times; see ${data}.log.`);
      }
      // On the same port, where the site and its commands look for it.
      ({ server } = await startOnFreePort(start, `${data}.port`, port));
    }
    lock.markStopping();
    await stopServer(server, binaries, place, owner);
  } finally {
    lock.release();
  }
}

// The data folder itself, or, where the owner cannot reach it, a folder under /var/lib/niaga that DIR then links to.
function placeFor(data, owner) {
  const seen = lstatSync(data, { throwIfNoEntry: false });
  if (seen?.isSymbolicLink()) {
    if (existsSync(data)) return realpathSync(data);
    // A start was killed after it made the link and before it made the data.
    return readlinkSync(data);
  }
  if (seen || canReach(path.dirname(data), owner)) return data;
  const key = createHash('sha256').update(data).digest('hex').slice(0, 12);
  const place = path.join(sharedFolder, key, 'data');
  // DIR was deleted by its user, and this is what it held.
  rmSync(place, { recursive: true, force: true });
  mkdirSync(path.dirname(place), { recursive: true, mode: 0o755 });
  symlinkSync(place, data);
  return place;
}

// The folder the server copies its log to, where its user may write.
function spoolFor(spool, owner) {
  const place = placeFor(spool, owner);
  mkdirSync(place, { recursive: true, mode: 0o700 });
  giveTo(owner, place);
  return place;
}

// A base backup becomes the data in one step, so that a folder with the right name is always a whole one.
function adoptBase(base, place, owner) {
  if (existsSync(path.join(place, 'PG_VERSION'))) return;
  const incoming = `${place}.incoming`;
  rmSync(incoming, { recursive: true, force: true });
  try {
    renameSync(base, incoming);
  } catch (error) {
    if (error.code !== 'EXDEV') throw error;
    cpSync(base, incoming, { recursive: true });
    rmSync(base, { recursive: true, force: true });
  }
  chmodSync(incoming, 0o700);
  giveTo(owner, incoming);
  rmSync(place, { recursive: true, force: true });
  renameSync(incoming, place);
}

function readPassword(data) {
  const file = `${data}.password`;
  if (!existsSync(file)) throw new Refusal(`${file} is gone, and the data in ${data} cannot be opened without it; delete ${data} to start anew.`);
  return readFileSync(file, 'utf8').trim();
}

function initialise(binaries, data, place, owner, forTests, archive) {
  const password = randomBytes(24).toString('base64url');
  const unfinished = `${place}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  const handOver = mkdtempSync(path.join(tmpdir(), 'niaga-'));
  try {
    const passwordFile = path.join(handOver, 'password');
    writeFileSync(passwordFile, password + '\n', { mode: 0o600 });
    giveTo(owner, handOver);
    giveTo(owner, unfinished);
    const characters = { linux: 'C.UTF-8', darwin: 'en_US.UTF-8' }[process.platform] ?? 'C';
    const made = spawnSync(binaries.initdb, [
      '-D', unfinished, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8',
      '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', `--lc-ctype=${characters}`,
      '--text-search-config=simple', ...(forTests ? ['--no-sync'] : []),
      // A test of the archived log ends a segment every few statements.
      ...(forTests && archive ? ['--wal-segsize=4'] : []),
    ], { ...owner, cwd: unfinished, encoding: 'utf8' });
    if (made.status !== 0) throw new Refusal(`PostgreSQL could not make its data folder: ${(made.error?.message ?? made.stderr).trim().split('\n')[0]}`);
  } finally {
    rmSync(handOver, { recursive: true, force: true });
  }
  writeFileSync(`${data}.password`, password + '\n', { mode: 0o600 });
  // The last step, so that a folder with the right name is always a whole one.
  rmSync(place, { recursive: true, force: true });
  renameSync(unfinished, place);
  return password;
}

async function startOnFreePort(start, portFile, wantedPort) {
  let port = wantedPort ?? await freePort(existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : 0);
  for (let attempt = 1; ; attempt++) {
    const from = existsSync(start.log) ? lstatSync(start.log).size : 0;
    const server = await startServer({ ...start, port });
    if (server) {
      writeFileSync(portFile, String(port));
      return { server, port };
    }
    const said = readFrom(start.log, from);
    const taken = said.includes('could not bind');
    // Children of a server that was killed need a moment to notice.
    const lingering = said.includes('shared memory block') || said.includes('postmaster.pid');
    if (taken && wantedPort) throw new Refusal(`Port ${wantedPort} is in use by another program.`);
    if (attempt === attempts || !(taken || lingering)) {
      const reason = said.split('\n').find(line => line.includes('FATAL:'))?.replace(/^.*FATAL:\s*/, '') ?? 'it ended at once';
      throw new Refusal(`PostgreSQL does not start: ${reason}; see ${start.log}.`);
    }
    if (taken) port = await freePort(0);
    else await after(retryMs);
  }
}

function readFrom(file, offset) {
  const handle = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(handle).size - offset));
    readSync(handle, bytes, 0, bytes.length, offset);
    return bytes.toString('utf8');
  } finally {
    closeSync(handle);
  }
}

// The remembered port where it is free, so that saved connections of a database tool stay good; else any.
function freePort(remembered) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', error => remembered ? resolve(freePort(0)) : reject(error));
    probe.listen(remembered, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
