//! Whether what is found on a device is whole: read from the database itself, never from what the desk says.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use airside_backend::inspect::Look;
use airside_core::{
    keys::DatabaseKey,
    store::{
        PAGES_BY, Store, audit, inspect,
        inspect::{Beneath, Shown},
        queue::Queued,
        scopes::{self, Held},
    },
};
use airside_shared::{
    audit::Record,
    entity::Ref,
    ids::{DeviceId, OpId},
    sync::{Checksum, Entry, EntryState, HEAD_OF_CHAIN},
};
use anyhow::{Context, Result, ensure};
use rusqlite::Connection;
use serde_json::Value;

/// A device's database as values.
#[derive(Clone, Debug)]
pub struct Seen {
    pub entries: Vec<Queued>,
    pub rows: Vec<Shown>,
    pub bases: Vec<Beneath>,
    pub scopes: Vec<Held>,
    pub records: Vec<Record>,
}

/// What must be nothing: the halves of what is whole only together.
const HALVES: &[(&str, &str)] = &[
    (
        "entries that wait and change nothing",
        "SELECT count(*) FROM standing s WHERE s.overlaid = 1
         AND NOT EXISTS (SELECT 1 FROM touches t WHERE t.seq = s.seq AND t.looked = 0)",
    ),
    (
        "rows that an entry made and that are not there",
        "SELECT count(*) FROM touches t WHERE t.looked = 0
         AND NOT EXISTS (SELECT 1 FROM rows r WHERE r.kind = t.kind AND r.id = t.id)",
    ),
    (
        "rows that neither a scope nor an entry holds",
        "SELECT count(*) FROM rows r WHERE NOT EXISTS (SELECT 1 FROM members m WHERE m.row = r.no)
         AND NOT EXISTS (SELECT 1 FROM touches t WHERE t.kind = r.kind AND t.id = r.id)",
    ),
    (
        "changes of no entry",
        "SELECT count(*) FROM touches t
         WHERE NOT EXISTS (SELECT 1 FROM standing s WHERE s.seq = t.seq AND s.overlaid = 1)",
    ),
    (
        "entries that stand nowhere",
        "SELECT count(*) FROM entries e WHERE NOT EXISTS (SELECT 1 FROM standing s WHERE s.seq = e.seq)",
    ),
    (
        "photos of no entry",
        "SELECT count(*) FROM attachments a
         WHERE NOT EXISTS (SELECT 1 FROM entries e WHERE instr(e.entry, a.sha256) > 0)",
    ),
    (
        "entries counted wrongly",
        "SELECT abs(waiting - (SELECT count(*) FROM standing WHERE state = 'queued')) FROM queue_counts",
    ),
];

impl Seen {
    /// Everything, whatever it is worth.
    pub fn read(store: &Store) -> Result<Self> {
        Ok(store.read(|db| {
            Ok(Self {
                entries: inspect::entries(db)?.into_iter().map(|(queued, _)| queued).collect(),
                rows: inspect::rows(db)?,
                bases: inspect::bases(db)?,
                scopes: scopes::list(db)?,
                records: audit::list(db, 0, u32::MAX)?,
            })
        })?)
    }

    /// Everything, and found whole: integrity, chains, and of every act all or nothing.
    pub fn whole(store: &Store, database: &Path) -> Result<Self> {
        let seen = Self::read(store)?;
        let db = open(database, store.key())?;
        let integrity: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        ensure!(integrity == "ok", "the database is damaged: {integrity}");
        for (what, query) in HALVES {
            let count: u64 = db.query_row(query, [], |row| row.get(0))?;
            ensure!(count == 0, "{count} {what}");
        }
        let lost = store.read(inspect::lost_members)?;
        ensure!(lost == 0, "{lost} members of scopes have no row");
        for held in &seen.scopes {
            let counted = store.read(|db| scopes::recount(db, held))?;
            ensure!(counted == held.checksum, "{} holds other rows than its checkpoint says", held.scope);
        }
        seen.chains()?;
        seen.photos(&db)?;
        // Pages of the file itself, once the log's newer ones lie in their places.
        db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        let mut statement = db.prepare("PRAGMA cipher_integrity_check")?;
        let faults = statement.query_map([], |row| row.get::<_, String>(0))?;
        let faults: Vec<String> = faults.collect::<rusqlite::Result<_>>()?;
        ensure!(faults.is_empty(), "the file is damaged: {faults:?}");
        Ok(seen)
    }

    /// Entries and audit records, each in their own chain, and each act in both.
    fn chains(&self) -> Result<()> {
        let mut head = HEAD_OF_CHAIN.to_owned();
        for (nth, entry) in (1..).zip(self.entries.iter().map(|queued| &queued.entry)) {
            ensure!(entry.seq == nth, "entry {nth} has number {}", entry.seq);
            ensure!(entry.prev_hash == head, "the queue's chain breaks at {nth}");
            let hash = Entry::hash_payload(&entry.kind, entry.version, &entry.payload);
            ensure!(hash == entry.payload_hash, "entry {nth} is not as it was saved");
            head = entry.hash();
        }
        if let Err(at) = airside_shared::audit::verify(self.records.clone()) {
            anyhow::bail!("the audit chain breaks at {}: {}", at.seq, at.why);
        }
        let acts = self.records.iter().filter(|record| record.entity == "intent");
        let recorded: Vec<OpId> = acts.filter_map(|record| record.op).collect();
        let queued: Vec<OpId> = self.entries.iter().map(|queued| queued.entry.op).collect();
        ensure!(recorded == queued, "the log records the acts {recorded:?}, queued are {queued:?}");
        Ok(())
    }

    fn photos(&self, db: &Connection) -> Result<()> {
        for queued in &self.entries {
            for photo in queued.entry.payload["photos"].as_array().into_iter().flatten() {
                let sum = photo["sha256"].as_str().unwrap_or_default();
                let query = "SELECT length(content) FROM attachments WHERE sha256 = ?1";
                let bytes: u64 = db.query_row(query, [sum], |row| row.get(0)).context("a photo is gone")?;
                ensure!(photo["bytes"] == bytes, "a photo has {bytes} bytes");
            }
        }
        Ok(())
    }

    /// The device, by its log.
    pub fn device(&self) -> Option<DeviceId> {
        self.records.first().map(|record| record.log)
    }

    pub fn ops(&self) -> BTreeSet<OpId> {
        self.entries.iter().map(|queued| queued.entry.op).collect()
    }

    /// What was called saved is here.
    pub fn keeps(&self, saved: &[OpId]) -> Result<()> {
        let here = self.ops();
        let lost: Vec<_> = saved.iter().filter(|op| !here.contains(op)).collect();
        ensure!(lost.is_empty(), "called saved and not in the queue: {lost:?}");
        Ok(())
    }

    /// Whatever changed up to a scope's checkpoint is here.
    pub fn passes_no_row(&self, look: &Look) -> Result<()> {
        for held in &self.scopes {
            let Some(theirs) = look.scopes.get(&held.scope.to_string()) else { continue };
            let ours = self.members(held);
            let before = theirs.rows.iter().filter(|(_, (_, seq))| *seq <= held.through);
            for (row, (version, _)) in before {
                let has = ours.get(row);
                ensure!(has.is_some_and(|has| has >= version), "{} lacks {row:?} at {version}", held.scope);
            }
        }
        Ok(())
    }

    fn members(&self, held: &Held) -> BTreeMap<Ref, u64> {
        let of = |shown: &Shown| {
            let at = shown.scopes.iter().find(|(scope, _)| *scope == held.no);
            at.map(|(_, version)| (shown.row, *version))
        };
        self.rows.iter().filter_map(of).collect()
    }

    /// After a sync: every entry took effect, once, and the rows are the backend's.
    pub fn agrees(&self, look: &Look) -> Result<()> {
        for queued in &self.entries {
            let (op, state) = (queued.entry.op, queued.state);
            ensure!(state == EntryState::Applied, "{op} is {state:?}: {:?}", queued.reason);
        }
        let device = self.device();
        let theirs: Vec<OpId> =
            look.entries.iter().filter(|it| Some(it.device) == device).map(|it| it.result.op).collect();
        let ours: Vec<OpId> = self.entries.iter().map(|queued| queued.entry.op).collect();
        ensure!(ours == theirs, "the backend has {theirs:?}, the device made {ours:?}");
        ensure!(self.bases.is_empty(), "nothing waits and rows are covered");
        self.same_rows(look)
    }

    /// Every scope is whole and its rows are the backend's, by version, content and checksum.
    pub fn same_rows(&self, look: &Look) -> Result<()> {
        let bodies: BTreeMap<Ref, &str> = self.rows.iter().map(|it| (it.row, it.body.as_str())).collect();
        for held in &self.scopes {
            let theirs = look.scopes.get(&held.scope.to_string()).cloned().unwrap_or_default();
            let ours = self.members(held);
            let versions: BTreeMap<Ref, u64> = theirs.rows.iter().map(|(row, (v, _))| (*row, *v)).collect();
            ensure!(held.complete && ours == versions, "{} holds other rows than the backend", held.scope);
            let mut sum = Checksum::default();
            ours.iter().for_each(|(row, version)| sum.add(*row, *version));
            ensure!(sum == held.checksum && sum == theirs.checksum, "{}: the sums differ", held.scope);
            for row in ours.keys() {
                let (here, there) = (bodies.get(row), look.things.get(row).map(|it| it.entity.body()));
                let there = there.as_deref();
                let value = |text: Option<&str>| -> Option<Value> { serde_json::from_str(text?).ok() };
                let same = here.copied() == there || value(here.copied()) == value(there);
                ensure!(here.is_some() && same, "{row:?} is {here:?} here and {there:?} there");
            }
        }
        Ok(())
    }
}

/// The database by itself.
pub fn open(database: &Path, key: &DatabaseKey) -> Result<Connection> {
    let connection = Connection::open(database)?;
    let key = key.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    connection
        .execute_batch(&format!("PRAGMA key = \"x'{key}'\"; {PAGES_BY} PRAGMA busy_timeout = 5000;"))?;
    Ok(connection)
}
