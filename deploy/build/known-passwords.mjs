// Writes the known passwords that our rules would let pass for their length alone, one a line, small letters, gzipped.
//
//   node known-passwords.mjs FROM TO LEAST_LENGTH
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const [from, to, least] = process.argv.slice(2);
const known = new Set(readFileSync(from, 'utf8').split(/\r?\n/).filter(line => line.length >= Number(least)).map(line => line.toLowerCase()));
if (known.size < 100_000) throw new Error(`${from} holds only ${known.size} passwords of ${least} characters or more.`);
writeFileSync(to, gzipSync([...known].join('\n'), { level: 9 }));
