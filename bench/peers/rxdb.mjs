// RxDB 17 with its replication over HTTP. Its free storages for Node: memory, and Deno KV, which is a SQLite file.

import { createServer } from 'node:http';
import { mkdirSync } from 'node:fs';
import { createRxDatabase } from 'rxdb/plugins/core';
import { replicateRxCollection } from 'rxdb/plugins/replication';
import { act, batches, options, say, Tally, timed, written } from './act.mjs';

const PULL = 1000;
const PUSH = 500;

const text = { type: 'string' };
const schema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 36 },
    passenger: text,
    at: text,
    kind: text,
    summary: text,
    place: text,
    by: text,
    no: { type: 'number' },
    write: { type: 'number' },
  },
};

async function memory() {
  return (await import('rxdb/plugins/storage-memory')).getRxStorageMemory();
}

// Its module names `rxdb-old`, which RxDB itself has only among the packages that it is developed with.
async function disk() {
  const { openKv } = await import('@deno/kv');
  globalThis.Deno = { openKv: (path) => openKv(path, { implementation: 'sqlite' }) };
  const { getRxStorageDenoKV } = await import('rxdb/plugins/storage-denokv');
  return getRxStorageDenoKV({ consistencyLevel: 'strong', openKvPath: `${options.data}/rows.db` });
}

async function collection() {
  mkdirSync(options.data, { recursive: true });
  const storage = await (options.storage === 'memory' ? memory() : disk());
  const db = await createRxDatabase({ name: 'peers', storage, multiInstance: false });
  return (await db.addCollections({ rows: { schema } })).rows;
}

async function ask(path, body) {
  const answer = await fetch(options.url + path, body && { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

const pull = {
  batchSize: PULL,
  handler: (checkpoint, limit) => ask(`/pull?after=${checkpoint?.seq ?? 0}&limit=${limit}`),
};
const push = { batchSize: PUSH, handler: (rows) => ask('/push', rows) };

async function replicate(rows) {
  const state = replicateRxCollection({
    collection: rows,
    replicationIdentifier: 'peers',
    live: false,
    retryTime: 200,
    pull,
    push,
  });
  state.error$.subscribe((error) => console.error(error));
  await state.awaitInitialReplication();
}

// Everything in memory and nothing to decide: faster than a server that keeps what it is given.
class Server {
  docs = new Map();
  log = [];

  put(doc) {
    this.docs.set(doc.id, { doc, seq: this.log.length });
    this.log.push(doc.id);
  }

  pull(after, limit) {
    const documents = [];
    let seq = after;
    for (; seq < this.log.length && documents.length < limit; seq += 1) {
      const held = this.docs.get(this.log[seq]);
      if (held.seq === seq) documents.push(held.doc);
    }
    return { documents, checkpoint: { seq } };
  }

  push(rows) {
    const conflicts = [];
    for (const { newDocumentState, assumedMasterState } of rows) {
      const held = this.docs.get(newDocumentState.id);
      if (held && !assumedMasterState) conflicts.push(held.doc);
      else this.put(newDocumentState);
    }
    return conflicts;
  }

  answer(url, body) {
    const number = (name) => Number(url.searchParams.get(name));
    if (url.pathname === '/pull') return this.pull(number('after'), number('limit'));
    if (url.pathname === '/push') return this.push(body);
    if (url.pathname === '/fill') return body.map((doc) => this.put({ ...doc, _deleted: false })).length;
    const tally = new Tally();
    this.docs.forEach(({ doc }) => tally.add(doc));
    return tally;
  }
}

await act({
  async serve() {
    const server = new Server();
    createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request.setEncoding('utf8')) body += chunk;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(server.answer(new URL(request.url, 'http://localhost'), body && JSON.parse(body))));
    }).listen(options.port, '127.0.0.1');
  },

  async fill() {
    for await (const batch of batches(1000)) await ask('/fill', batch);
  },

  async change() {
    for await (const batch of batches(1000)) {
      await ask('/fill', batch.map((row) => ({ ...row, no: row.no + 1_000_000 })));
    }
  },

  async load() {
    const rows = await collection();
    say({ started: true });
    say({ seconds: await timed(() => replicate(rows)) });
    const tally = new Tally();
    (await rows.find().exec()).forEach((doc) => tally.add(doc));
    say(tally);
  },

  async drain() {
    const rows = await collection();
    say({ started: true });
    for (let nth = 0; nth < options.count; nth += 1) {
      await rows.insert(written(options.from + nth));
      say({ saved: options.from + nth });
    }
    say({ seconds: await timed(() => replicate(rows)) });
  },

  async tally() {
    say(await ask('/tally'));
  },
});
