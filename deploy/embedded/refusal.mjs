// Why the embedded PostgreSQL cannot start, in one line for the person at the terminal.

export class Refusal extends Error {}

/** The kinds of trouble a person can mend, said in a sentence; anything else is a bug and keeps its stack. */
export function explain(error) {
  if (error instanceof Refusal) return error.message;
  if (error.code === 'EACCES' || error.code === 'EPERM' || error.code === 'EROFS') {
    return `This user may not write ${error.path ?? 'the data folder'}; it belongs to another user or is read-only.`;
  }
  if (error.code === 'ENOSPC') return 'The disk is full.';
  return error.stack;
}
