//! strace: what it is told, and what it tells.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};

/// Calls that change what is on the disk, once a file is open.
pub const WRITES: &[&str] =
    &["pwrite64", "write", "fsync", "fdatasync", "ftruncate", "rename", "unlink", "unlinkat"];
pub const READS: &[&str] = &["pread64", "read"];

/// Files of a device, and its folder.
pub const FILES: &[&str] = &[
    "",
    "airside.db",
    "airside.db-wal",
    "airside.db-shm",
    "airside.db-journal",
    "airside.room",
    "device.json",
    "device.json.new",
];

/// What a program did to files below a folder, and what it said.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// A file that was not there, or is emptied by being opened.
    Made {
        path: PathBuf,
        emptied: bool,
    },
    Wrote {
        path: PathBuf,
        at: u64,
        bytes: Vec<u8>,
    },
    Cut {
        path: PathBuf,
        length: u64,
    },
    /// A file's content, or a folder's names.
    Synced(PathBuf),
    Renamed {
        from: PathBuf,
        to: PathBuf,
    },
    Removed(PathBuf),
    Said(String),
}

impl Op {
    /// The file that it is about.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Made { path, .. } | Self::Wrote { path, .. } | Self::Cut { path, .. } => Some(path),
            Self::Synced(path) | Self::Removed(path) | Self::Renamed { from: path, .. } => Some(path),
            Self::Said(_) => None,
        }
    }

    /// For whoever looks for the reason.
    pub fn in_short(&self) -> String {
        match self {
            Self::Wrote { path, at, bytes } => format!("{} bytes at {at} of {}", bytes.len(), path.display()),
            other => format!("{other:?}"),
        }
    }
}

/// One call among those of its name that concern the device's files: its number begins at 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    pub call: &'static str,
    pub nth: usize,
}

/// What was recorded.
#[derive(Clone, Debug, Default)]
pub struct Record {
    pub ops: Vec<Op>,
    pub writes: Vec<Point>,
    pub reads: Vec<Point>,
}

/// Reads a log that was written with `-f -y -xx`; what lies below `root` counts, and the files in `data` make
/// points.
pub fn read(log: &str, root: &Path, data: &Path) -> Result<Record> {
    let watched: Vec<PathBuf> = FILES.iter().map(|name| data.join(name)).collect();
    let (mut record, mut counts, mut at) = (Record::default(), HashMap::new(), HashMap::new());
    let mut thread = None;
    for line in log.lines() {
        let Some(call) = Call::of(line)? else { continue };
        let path = call.paths.first().cloned().unwrap_or_default();
        let out = call.fd == Some(1) && call.name == "write";
        if !out && !call.paths.iter().any(|path| path.starts_with(root)) {
            continue;
        }
        // Points are counted by thread, and the order of two threads is chance.
        ensure!(*thread.get_or_insert(call.thread) == call.thread, "two threads write: {line}");
        let known = WRITES.iter().chain(READS).find(|name| **name == call.name);
        if let Some(name) = known.filter(|_| call.paths.iter().any(|path| watched.contains(path))) {
            let nth = counts.entry(*name).and_modify(|nth| *nth += 1).or_insert(1_usize);
            let points = if WRITES.contains(name) { &mut record.writes } else { &mut record.reads };
            points.push(Point { call: name, nth: *nth });
        }
        record.ops.extend(call.op(path, &mut at)?);
    }
    Ok(record)
}

/// A call that succeeded.
struct Call<'a> {
    thread: &'a str,
    name: &'a str,
    args: Vec<&'a str>,
    fd: Option<u32>,
    answer: &'a str,
    /// Of the file it is about, or of both.
    paths: Vec<PathBuf>,
}

impl<'a> Call<'a> {
    fn of(line: &'a str) -> Result<Option<Self>> {
        let Some((thread, rest)) = line.split_once(' ') else { return Ok(None) };
        let Some((name, rest)) = rest.trim_start().split_once('(') else { return Ok(None) };
        if rest.ends_with("<unfinished ...>") {
            bail!("another thread came between: {line:.200}");
        }
        let Some((args, answer)) = rest.rsplit_once(" = ") else { return Ok(None) };
        let args: Vec<&str> = args.trim_end().trim_end_matches(')').split(", ").collect();
        if answer.starts_with('-') {
            return Ok(None);
        }
        let texts = || args.iter().filter(|arg| arg.starts_with('"'));
        let paths = match name {
            "openat" => vec![bytes_of(answer)?],
            "rename" | "unlink" => texts().map(|text| bytes_of(text)).collect::<Result<_>>()?,
            _ => vec![bytes_of(args[0]).unwrap_or_default()],
        };
        let fd = args[0].split('<').next().and_then(|fd| fd.parse().ok());
        let paths = paths.into_iter().map(|path| PathBuf::from(String::from_utf8_lossy(&path).into_owned()));
        Ok(Some(Self { thread, name, fd, answer, paths: paths.collect(), args }))
    }

    fn op(&self, path: PathBuf, at: &mut HashMap<u32, u64>) -> Result<Option<Op>> {
        let number = |text: &str| text.parse::<u64>().with_context(|| format!("{text} is no number"));
        Ok(match self.name {
            "openat" => {
                let fd = number(self.answer.split('<').next().unwrap_or_default())?;
                at.insert(u32::try_from(fd)?, 0);
                let emptied = self.args[2].contains("O_TRUNC");
                self.args[2].contains("O_CREAT").then_some(Op::Made { path, emptied })
            }
            "write" if self.fd == Some(1) => {
                Some(Op::Said(String::from_utf8_lossy(&bytes_of(self.args[1])?).trim_end().to_owned()))
            }
            "write" => {
                let bytes = bytes_of(self.args[1])?;
                let place = at.entry(self.fd.context("a write to a file")?).or_default();
                let from = *place;
                *place += bytes.len() as u64;
                Some(Op::Wrote { path, at: from, bytes })
            }
            "pwrite64" => Some(Op::Wrote { path, at: number(self.args[3])?, bytes: bytes_of(self.args[1])? }),
            "ftruncate" => Some(Op::Cut { path, length: number(self.args[1])? }),
            "fsync" | "fdatasync" => Some(Op::Synced(path)),
            "rename" => Some(Op::Renamed { from: path, to: self.paths[1].clone() }),
            "unlink" => Some(Op::Removed(path)),
            "unlinkat" => bail!("a name was removed in a way that is not modelled"),
            _ => None,
        })
    }
}

/// What is written as `\x..\x..`, between quotes or angles. What was cut short cannot be used.
fn bytes_of(text: &str) -> Result<Vec<u8>> {
    ensure!(!text.ends_with("\"..."), "the log was cut short");
    let start = text.find("\\x").unwrap_or(text.len());
    let inner = text[start..].split(['"', '>']).next().unwrap_or_default();
    let digits = inner.split("\\x").skip(1);
    digits.map(|two| u8::from_str_radix(two, 16).with_context(|| format!("{two} is no byte"))).collect()
}
