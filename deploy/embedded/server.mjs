// Starts and stops one postgres process on one data folder.
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as after } from 'node:timers/promises';
import path from 'node:path';
import { isRunning } from './lock.mjs';
import { Refusal } from './refusal.mjs';

const stopMs = 60_000;
const startMs = 120_000;
const pollMs = 20;
const largestLog = 10 * 1024 * 1024;

const durable = { max_connections: 200, shared_buffers: '256MB' };

// Data that is thrown away after the tests need not outlive a power cut.
const fast = {
  max_connections: 300, shared_buffers: '256MB', fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off',
  wal_level: 'minimal', max_wal_senders: 0, max_wal_size: '4GB', checkpoint_timeout: '30min', max_locks_per_transaction: 256,
};

// The module copies, flushes and renames: a segment in the spool is a whole one.
const archiving = spool => ({
  wal_level: 'replica', archive_mode: 'on', archive_library: 'basic_archive', 'basic_archive.archive_directory': spool, archive_timeout: 60,
});

/** Runs postgres once. @returns the child process, ready for connections, or null when it ended early. */
export async function startServer({ binaries, data, owner, port, log, forTests, archive }) {
  const recovers = existsSync(path.join(data, 'recovery.signal'));
  const settings = {
    listen_addresses: '127.0.0.1', port, unix_socket_directories: '', password_encryption: 'scram-sha-256',
    timezone: 'UTC', log_timezone: 'UTC', lc_messages: 'C', jit: 'off', ...(forTests ? fast : durable),
    ...(archive ? archiving(archive) : { archive_mode: 'off' }),
    // Nobody sees a database that is on its way to the time asked for.
    ...(recovers ? { hot_standby: 'off' } : {}),
  };
  const args = ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  if (statSync(log, { throwIfNoEntry: false })?.size > largestLog) renameSync(log, `${log}.old`);
  const output = openSync(log, 'a', 0o600);
  // A session of its own: the terminal's Ctrl-C is for Niaga, which then stops the server in good order.
  const server = spawn(binaries.postgres, args, { cwd: data, detached: true, stdio: ['ignore', output, output], ...owner });
  closeSync(output);
  const ended = new Promise(resolve => { server.once('exit', resolve); server.once('error', resolve); });
  server.ended = ended;
  const deadline = Date.now() + startMs;
  while (server.exitCode === null && server.signalCode === null && server.pid) {
    const seen = readPostmaster(data);
    if (seen?.pid === server.pid && seen.status === 'ready') return server;
    if (Date.now() > deadline && !recovers) {
      server.kill('SIGQUIT');
      throw new Refusal(`PostgreSQL was not ready within ${startMs / 1000} s; see ${log}.`);
    }
    await Promise.race([ended, after(pollMs)]);
  }
  return null;
}

/** Stops a running server in good order: clients are cut off, everything committed is on disk. */
export async function stopServer(server, binaries, data, owner) {
  shutDown(server.pid, binaries, data, owner);
  const late = new AbortController();
  const stopped = await Promise.race([server.ended.then(() => true), after(stopMs, false, { signal: late.signal })]);
  late.abort();
  if (stopped) return;
  server.kill('SIGQUIT');
  await server.ended;
}

/** Stops the server that an earlier start left behind when it was killed. */
export async function stopLeftover(data, binaries, owner) {
  const left = readPostmaster(data);
  // The number may meanwhile belong to the server of other data.
  const words = process.platform === 'win32' ? 'postgres' : `-D ${data} `;
  if (!left || !isRunning(left.pid, words)) return;
  shutDown(left.pid, binaries, data, owner);
  const deadline = Date.now() + stopMs;
  while (isRunning(left.pid, words)) {
    if (Date.now() > deadline) throw new Refusal(`A PostgreSQL from an earlier start (process ${left.pid}) holds ${data} and does not stop.`);
    await after(pollMs);
  }
}

function shutDown(pid, binaries, data, owner) {
  if (process.platform === 'win32') spawnSync(binaries.pgCtl, ['stop', '-W', '-m', 'fast', '-D', data], { ...owner, stdio: 'ignore' });
  else process.kill(pid, 'SIGINT');
}

// Lines of postmaster.pid: 1 process, 2 data folder, 4 port, 8 status.
function readPostmaster(data) {
  const file = path.join(data, 'postmaster.pid');
  if (!existsSync(file)) return null;
  let lines;
  try {
    lines = readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    // The server may take the file away between the look and the reading.
    if (error.code === 'ENOENT') return null;
    throw error;
  }
  const pid = Math.abs(Number(lines[0]));
  return pid > 0 ? { pid, status: lines[7]?.trim() } : null;
}
