//! The encrypted database. SQL lives only under this folder.
//!
//! One connection writes, under a mutex; a few read. Every write goes through [`Store::write`], one
//! transaction that is durable (`synchronous=FULL`) when it returns.

pub mod attachments;
pub mod audit;
mod index;
pub mod inspect;
mod log;
pub mod meta;
pub mod overlay;
pub mod people;
pub mod queue;
pub mod rows;
pub mod scopes;
pub mod standing;
mod words;

use std::{
    fs::File,
    io::{ErrorKind, Read},
    path::{Path, PathBuf},
    sync::{LazyLock, Mutex, MutexGuard},
};

use airside_shared::Fault;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, config::DbConfig};

use crate::{durable::unwritten, keys::DatabaseKey};

pub use index::{LOSSES, OPEN_ORDERS, Today, board_key, rebuild_today, station_key};

refinery::embed_migrations!("src/store/migrations");

/// When a device may die.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// A transaction is done but not committed.
    BeforeCommit,
    /// It is durable, and whoever asked for it has not heard so.
    AfterCommit,
}

/// Decides at each moment whether the device goes on.
pub type Fate = Box<dyn Fn(Moment) -> Result<(), Fault> + Send + Sync>;

/// How who only looks opens the file.
const READER: OpenFlags = OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// The open database of one device.
pub struct Store {
    place: Place,
    key: DatabaseKey,
    /// Closed before the writer: only if the last to close can write, the log is put into the database and away.
    readers: Mutex<Vec<Connection>>,
    writer: Mutex<Connection>,
}

enum Place {
    File(PathBuf),
    /// One connection reads and writes.
    Memory(Fate),
}

impl Store {
    /// Opens, or makes, the database, and brings it up to date.
    pub fn open(path: &Path, key: DatabaseKey) -> Result<Self, Fault> {
        if log::damaged(path) {
            return Err(damaged());
        }
        let writer = connect(path, &key, OpenFlags::default())?;
        let place = Place::File(path.to_owned());
        let store = Self { place, key, writer: Mutex::new(writer), readers: Mutex::default() };
        let mut writer = store.writer();
        let up_to_date = migrate(&mut writer);
        up_to_date.map_err(|fault| store.looked_again(&mut writer, OpenFlags::default(), fault))?;
        drop(writer);
        Ok(store)
    }

    /// A database in memory, for the simulation: what outlives the device is this, when `fate` ends it.
    pub fn in_memory(fate: Fate) -> Result<Self, Fault> {
        let mut writer = Connection::open_in_memory().map_err(sql)?;
        keep_plans(&writer)?;
        writer.set_prepared_statement_cache_capacity(128);
        migrate(&mut writer)?;
        let (writer, readers) = (Mutex::new(writer), Mutex::default());
        Ok(Self { place: Place::Memory(fate), key: DatabaseKey::default(), writer, readers })
    }

    /// The version of the form that every open database has.
    pub fn schema() -> u32 {
        static NEWEST: LazyLock<u32> = LazyLock::new(|| {
            let known = migrations::runner();
            known
                .get_migrations()
                .iter()
                .map(|it| u32::try_from(it.version()).unwrap_or(0))
                .max()
                .unwrap_or(0)
        });
        *NEWEST
    }

    pub fn key(&self) -> &DatabaseKey {
        &self.key
    }

    /// One transaction: all of it, durably, or nothing.
    pub fn write<T>(&self, act: impl FnOnce(&Transaction) -> Result<T, Fault>) -> Result<T, Fault> {
        let mut writer = self.writer();
        let done = self.write_with(&mut writer, act);
        done.map_err(|fault| self.looked_again(&mut writer, OpenFlags::default(), fault))
    }

    fn write_with<T>(
        &self,
        writer: &mut Connection,
        act: impl FnOnce(&Transaction) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sql)?;
        let done = act(&tx)?;
        self.survive(Moment::BeforeCommit)?;
        if let Err(error) = tx.commit() {
            return Err(uncommitted(writer, error));
        }
        self.survive(Moment::AfterCommit)?;
        Ok(done)
    }

    /// A consistent look at what is committed.
    pub fn read<T>(&self, look: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, Fault> {
        let Place::File(path) = &self.place else { return look(&self.writer()) };
        let spare = self.readers.lock().unwrap_or_else(|e| e.into_inner()).pop();
        let mut reader = match spare {
            Some(reader) => reader,
            None => connect(path, &self.key, READER)?,
        };
        let seen = look(&reader).map_err(|fault| self.looked_again(&mut reader, READER, fault));
        self.readers.lock().unwrap_or_else(|e| e.into_inner()).push(reader);
        seen
    }

    /// A short look before an act, through the connection that writes: it has the pages at hand, while those of a reader
    /// are read and deciphered anew after every write. Nobody writes meanwhile.
    pub fn glance<T>(&self, look: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, Fault> {
        let mut writer = self.writer();
        look(&writer).map_err(|fault| self.looked_again(&mut writer, OpenFlags::default(), fault))
    }

    /// A connection on which one read failed goes on saying that the file is damaged, whatever is in it. So it is
    /// replaced, and a file whose every page is as it was written is not called damaged: its disk did not answer.
    fn looked_again(&self, failed_one: &mut Connection, flags: OpenFlags, fault: Fault) -> Fault {
        let Place::File(path) = &self.place else { return fault };
        if fault.code != damaged().code && fault.code != failed().code {
            return fault;
        }
        let Ok(fresh) = connect(path, &self.key, flags) else { return named(path, fault) };
        *failed_one = fresh;
        let whole = || -> rusqlite::Result<bool> {
            let mut check = failed_one.prepare("PRAGMA cipher_integrity_check")?;
            Ok(check.query([])?.next()?.is_none())
        };
        if fault.code == damaged().code && whole().unwrap_or(false) { failed() } else { named(path, fault) }
    }

    fn survive(&self, moment: Moment) -> Result<(), Fault> {
        match &self.place {
            Place::Memory(fate) => fate(moment),
            Place::File(_) => Ok(()),
        }
    }

    fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(|e| e.into_inner())
    }
}

fn migrate(writer: &mut Connection) -> Result<(), Fault> {
    let Err(error) = migrations::runner().run(writer) else { return Ok(()) };
    let of_database = match error.kind() {
        refinery::error::Kind::Connection(_, inner) => inner.downcast_ref(),
        _ => None,
    };
    match of_database.map(meaning) {
        Some(fault) if fault.code != UNKNOWN => Err(fault),
        _ => {
            let message = format!("The database could not be brought up to date: {error}");
            Err(Fault::new("migration_failed", message))
        }
    }
}

/// Opens the database. A first page that cannot be read for a moment is taken for a damaged one: so it is looked at
/// twice, and a disk that does not answer is called so.
fn connect(path: &Path, key: &DatabaseKey, flags: OpenFlags) -> Result<Connection, Fault> {
    match attach(path, key, flags) {
        Err(fault) if fault.code == damaged().code => match first_page(path) {
            Err(error) if error.kind() != ErrorKind::UnexpectedEof => Err(failed()),
            _ => attach(path, key, flags),
        },
        attached => attached.map_err(|fault| named(path, fault)),
    }
}

/// SQLite says of the file beside its log only that it cannot grow: whether for want of room shows when another is
/// written there.
fn named(path: &Path, fault: Fault) -> Fault {
    if fault.code != failed().code {
        return fault;
    }
    let probe = path.with_extension("room");
    let written = std::fs::write(&probe, [0; 4096]);
    // What is left of it is written over by the next one.
    let _ = std::fs::remove_file(&probe);
    let full = written.err().map(|error| unwritten(path, &error)).filter(|full| full.code == FULL);
    full.unwrap_or(fault)
}

fn first_page(path: &Path) -> std::io::Result<()> {
    File::open(path)?.read_exact(&mut [0; 4096])
}

/// By what each page of a database is authenticated: processors have instructions for this one, and none for what SQLCipher
/// takes unless it is told.
pub const PAGES_BY: &str = "PRAGMA cipher_hmac_algorithm = HMAC_SHA256;";
/// Databases from before.
const PAGES_BY_OLD: &str = "PRAGMA cipher_hmac_algorithm = HMAC_SHA512;";

fn attach(path: &Path, key: &DatabaseKey, flags: OpenFlags) -> Result<Connection, Fault> {
    match attach_by(path, key, flags, PAGES_BY) {
        Err(fault) if fault.code == damaged().code => attach_by(path, key, flags, PAGES_BY_OLD),
        attached => attached,
    }
}

/// Otherwise a statement with a bound limit is parsed and planned anew whenever it is run.
fn keep_plans(connection: &Connection) -> Result<(), Fault> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop).map_err(sql)
}

fn attach_by(path: &Path, key: &DatabaseKey, flags: OpenFlags, pages_by: &str) -> Result<Connection, Fault> {
    let connection = Connection::open_with_flags(path, flags).map_err(sql)?;
    let pragmas = format!(
        "PRAGMA key = \"x'{}'\"; {pages_by} PRAGMA cipher_memory_security = OFF; PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -65536; PRAGMA busy_timeout = 5000;",
        hex::encode(&key[..])
    );
    connection.execute_batch(&pragmas).map_err(sql)?;
    keep_plans(&connection)?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).map_err(sql)?;
    if !flags.contains(OpenFlags::SQLITE_OPEN_READ_ONLY) {
        connection
            .query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))
            .and_then(|()| {
                connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 2000;")
            })
            .map_err(sql)?;
    }
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

/// What is said of a commit that failed. If only its sync did, it lies in the log all the same and would be there
/// after a crash, and what was refused must not come back: so something else is written over it.
fn uncommitted(writer: &Connection, error: rusqlite::Error) -> Fault {
    const NAME: &str = "commits_refused";
    let fault = sql(error);
    let over = || meta::set(writer, NAME, &(meta::get::<u64>(writer, NAME)?.unwrap_or(0) + 1));
    if fault.code != "disk_failed" || over().is_ok() {
        return fault;
    }
    let message = "The disk failed, and whether this was saved cannot be seen. Start Airside again and look at the \
                   queue before you do it again.";
    Fault::new("saved_or_not", message)
}

fn damaged() -> Fault {
    Fault::new(
        "database_damaged",
        "The database on this device is damaged or was made with another key. It was left as it is: \
         call support to recover what was not sent.",
    )
}

fn failed() -> Fault {
    Fault::new("disk_failed", "The disk does not answer. Nothing was saved: try again.")
}

/// What a database error means to the person in front of it.
pub(crate) fn sql(error: rusqlite::Error) -> Fault {
    meaning(&error)
}

/// The code of a disk without room.
const FULL: &str = "disk_full";
/// The code of what has no better one.
const UNKNOWN: &str = "database_failed";

fn meaning(error: &rusqlite::Error) -> Fault {
    use rusqlite::ErrorCode::{CannotOpen, DatabaseCorrupt, DiskFull, NotADatabase, SystemIoFailure};
    match error.sqlite_error_code() {
        Some(DiskFull) => {
            Fault::new(FULL, "The disk is full. Nothing was lost: free some space and try again.")
        }
        Some(DatabaseCorrupt | NotADatabase) => damaged(),
        Some(SystemIoFailure | CannotOpen) => failed(),
        _ => Fault::new(UNKNOWN, format!("The database refused: {error}")),
    }
}

/// Absent rows as `None`.
pub(crate) trait Maybe<T> {
    fn maybe(self) -> Result<Option<T>, Fault>;
}

impl<T> Maybe<T> for rusqlite::Result<T> {
    fn maybe(self) -> Result<Option<T>, Fault> {
        match self {
            Ok(it) => Ok(Some(it)),
            Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
            Err(error) => Err(sql(error)),
        }
    }
}

/// Ids as SQLite holds them.
pub(crate) fn id_of(row: &rusqlite::Row, column: usize) -> rusqlite::Result<uuid::Uuid> {
    let bytes: [u8; 16] = row.get(column)?;
    Ok(uuid::Uuid::from_bytes(bytes))
}
