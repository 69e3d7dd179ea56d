// PouchDB 9 on LevelDB, as client and, under express-pouchdb, as server.

import { mkdirSync } from 'node:fs';
import express from 'express';
import expressPouchDB from 'express-pouchdb';
import PouchDB from 'pouchdb';
import { act, batches, options, say, Tally, timed, written } from './act.mjs';

// The default of 100 is for browsers; a thousand is what its guides advise for bulk.
const BATCH = { batch_size: 1000, batches_limit: 10 };

const remote = () => new PouchDB(`${options.url}/rows`, { skip_setup: false });

function local() {
  mkdirSync(options.data, { recursive: true });
  return new PouchDB(`${options.data}/rows`);
}

async function tally(db) {
  const tally = new Tally();
  let startkey;
  for (;;) {
    const page = await db.allDocs({ include_docs: true, limit: 5000, startkey, skip: startkey ? 1 : 0 });
    page.rows.forEach((row) => tally.add(row.doc));
    if (page.rows.length < 5000) return tally;
    startkey = page.rows.at(-1).id;
  }
}

await act({
  async serve() {
    mkdirSync(options.data, { recursive: true });
    const Served = PouchDB.defaults({ prefix: `${options.data}/` });
    const app = express();
    app.use('/', expressPouchDB(Served, { mode: 'minimumForPouchDB', logPath: `${options.data}/log.txt` }));
    app.listen(options.port, '127.0.0.1');
  },

  async fill() {
    const db = remote();
    for await (const batch of batches(1000)) {
      await db.bulkDocs(batch.map(({ id, ...rest }) => ({ _id: id, ...rest })));
    }
  },

  async change() {
    const db = remote();
    for await (const batch of batches(1000)) {
      const { rows } = await db.allDocs({ keys: batch.map((row) => row.id), include_docs: true });
      await db.bulkDocs(rows.map(({ doc }) => ({ ...doc, no: doc.no + 1_000_000 })));
    }
  },

  async load() {
    const db = local();
    await db.info();
    say({ started: true });
    say({ seconds: await timed(() => db.replicate.from(remote(), BATCH)) });
    say(await tally(db));
    // So that a later push need not look at everything that came from there: not on the clock.
    await db.replicate.to(remote(), BATCH);
  },

  async drain() {
    const db = local();
    await db.info();
    say({ started: true });
    for (let nth = 0; nth < options.count; nth += 1) {
      const { id, ...rest } = written(options.from + nth);
      await db.put({ _id: id, ...rest });
      say({ saved: options.from + nth });
    }
    say({ seconds: await timed(() => db.replicate.to(remote(), BATCH)) });
  },

  async tally() {
    say(await tally(remote()));
  },
});
