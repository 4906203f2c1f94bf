// One supervisor to a data folder: a second one waits for the first to finish stopping, or refuses.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { setTimeout as after } from 'node:timers/promises';
import { Refusal } from './refusal.mjs';

const graceMs = 3_000;
const stoppingMs = 90_000;

/** Whether a process runs and its command line holds the words (a number may have gone to another program). */
export function isRunning(pid, words) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code === 'ESRCH') return false;
  }
  return commandOf(pid).includes(words);
}

// A dead process whose parent has not asked after it yet has an empty command line.
function commandOf(pid) {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    } catch {
      return '';
    }
  }
  if (process.platform === 'win32') return spawnSync('tasklist', ['/FI', `PID eq ${pid}`, '/V'], { encoding: 'utf8' }).stdout ?? '';
  const answer = spawnSync('ps', ['-o', 'stat=,command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
  return answer.trimStart().startsWith('Z') ? '' : answer;
}

/**
 * Takes the data folder for this supervisor.
 * @returns {Promise<{ markStopping(): void, release(): void }>}
 */
export async function takeLock(file, data) {
  const began = Date.now();
  while (true) {
    try {
      const holder = { pid: process.pid, words: process.platform === 'win32' ? 'node' : process.argv.slice(1).join(' ') };
      writeFileSync(file, JSON.stringify({ ...holder, stopping: false }), { flag: 'wx' });
      return {
        markStopping: () => writeFileSync(file, JSON.stringify({ ...holder, stopping: true })),
        release: () => rmSync(file, { force: true }),
      };
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = readHolder(file);
    const waited = Date.now() - began;
    if (holder && !isRunning(holder.pid, holder.words)) rmSync(file, { force: true });
    else if (!holder && waited > graceMs) rmSync(file, { force: true });
    else if (holder && waited > (holder.stopping ? stoppingMs : graceMs)) {
      throw new Refusal(`Another Niaga (process ${holder.pid}) is using the data in ${data}; stop it first.`);
    }
    else await after(25);
  }
}

function readHolder(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // Just removed, or caught between its making and its writing.
    return null;
  }
}
