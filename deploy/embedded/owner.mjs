// PostgreSQL refuses to run as root: root hands it to another user of the machine.
import { readFileSync, statSync, lchownSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Refusal } from './refusal.mjs';

/**
 * The user PostgreSQL runs as: null for the present user; for root the owner of data that another
 * user made before, else `postgres` or `nobody`.
 * @param {string} data the data folder, which may not exist yet
 * @returns {{ uid: number, gid: number } | null}
 */
export function findOwner(data) {
  if (process.getuid?.() !== 0) return null;
  const made = statSync(data, { throwIfNoEntry: false });
  if (made && made.uid !== 0) return { uid: made.uid, gid: made.gid };
  const users = new Map(readFileSync('/etc/passwd', 'utf8').split('\n')
    .map(line => line.split(':')).filter(field => field.length > 3).map(field => [field[0], field]));
  const user = users.get('postgres') ?? users.get('nobody');
  if (!user) throw new Refusal('PostgreSQL does not run as root, and this machine has neither a user postgres nor a user nobody.');
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

/** Whether the owner may go through every folder down to and into this one (modes alone; access lists are not read). */
export function canReach(folder, owner) {
  if (!owner) return true;
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const { mode, uid, gid } = statSync(at);
    const bit = uid === owner.uid ? 0o100 : gid === owner.gid ? 0o010 : 0o001;
    if (!(mode & bit)) return false;
    if (at === path.dirname(at)) return true;
  }
}

/** Gives a folder and all that is in it to the owner. */
export function giveTo(owner, folder) {
  if (!owner) return;
  lchownSync(folder, owner.uid, owner.gid);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const inside = path.join(folder, entry.name);
    if (entry.isDirectory()) giveTo(owner, inside);
    else lchownSync(inside, owner.uid, owner.gid);
  }
}
