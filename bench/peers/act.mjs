// What the peers' programs in JavaScript share: the command line, what they say, the rows.

import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' },
    server: { type: 'string' },
    url: { type: 'string' },
    port: { type: 'string' },
    rows: { type: 'string' },
    count: { type: 'string', default: '0' },
    from: { type: 'string', default: '0' },
    storage: { type: 'string' },
  },
});

export const options = { ...values, count: Number(values.count), from: Number(values.from), port: Number(values.port) };

/** Does what the command line names. The process ends by itself only if it serves nothing. */
export async function act(acts) {
  await acts[positionals[0]]();
  if (positionals[0] !== 'serve') process.exit(0);
}

/** One line of JSON, written before anything else happens: who listens may kill us at any moment. */
export function say(line) {
  process.stdout.write(JSON.stringify(line) + '\n');
}

/** The first rows of the file, some at a time. */
export async function* batches(size) {
  let batch = [];
  let left = options.count;
  for await (const line of createInterface({ input: createReadStream(options.rows) })) {
    if (left-- <= 0) break;
    batch.push(JSON.parse(line));
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length) yield batch;
}

const WORDS =
  'asked about the delay of her bag and was told to wait at gate for a meal voucher seat by window with his'.split(' ');

/** A row as a person would add it: about as large as those of the first load, and no two alike. */
export function written(number) {
  const word = (_, at) => WORDS[(number * 7919 + at * at * 31 + at * number) % WORDS.length];
  return {
    id: randomUUID(),
    passenger: randomUUID(),
    at: new Date().toISOString(),
    kind: 'visit',
    summary: `write ${number}: ${Array.from({ length: 50 }, word).join(' ')}`,
    place: 'JFK',
    by: 'check-in',
    write: number,
  };
}

/** How many rows there are and what they add up to, and the numbers of what was written. */
export class Tally {
  rows = 0;
  sum = 0;
  writes = [];

  add(doc) {
    if (doc.write !== undefined) this.writes.push(doc.write);
    if (doc.no !== undefined) {
      this.rows += 1;
      this.sum += doc.no;
    }
  }
}

export async function timed(work) {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
