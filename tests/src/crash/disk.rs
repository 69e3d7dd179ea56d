//! What a power cut leaves: everything that was synced, and of the rest any part.
//!
//! A file's content is synced by syncing the file, a name by syncing its folder. What is not synced may be on the
//! disk or not, in any order, and a write may be torn at a sector. Names alone come in the order in which they
//! were given, as file systems' journals keep them.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;

use super::trace::Op;

const SECTOR: u64 = 512;

/// What lies on a disk.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    names: BTreeMap<PathBuf, usize>,
    contents: BTreeMap<usize, Vec<u8>>,
}

/// A disk while a program writes to it.
#[derive(Clone, Debug, Default)]
pub struct Writing {
    synced: Disk,
    pending: Vec<(usize, Pending)>,
    /// Numbers of the calls whose effect is synced.
    safe: BTreeSet<usize>,
    calls: usize,
    /// The names as the program sees them.
    now: BTreeMap<PathBuf, usize>,
    files: usize,
    /// What another program keeps, which is taken to be there at once.
    elsewhere: PathBuf,
}

#[derive(Clone, Debug)]
enum Pending {
    Wrote { file: usize, at: u64, bytes: Vec<u8> },
    Cut { file: usize, length: u64 },
    Named { path: PathBuf, file: usize },
    Renamed { from: PathBuf, to: PathBuf },
    Removed(PathBuf),
}

/// A disk that a power cut could have left.
#[derive(Clone, Debug)]
pub struct Left {
    pub disk: Disk,
    /// Calls that had been made.
    pub after: usize,
    /// Which of the unsynced ones are there.
    pub what: String,
}

impl Disk {
    /// The files of these folders.
    pub fn read(folders: &[PathBuf]) -> Result<Self> {
        let mut disk = Self::default();
        for folder in folders {
            for entry in fs::read_dir(folder)? {
                let path = entry?.path();
                if path.is_file() {
                    let file = disk.contents.len();
                    disk.contents.insert(file, fs::read(&path)?);
                    disk.names.insert(path, file);
                }
            }
        }
        Ok(disk)
    }

    /// Puts the files that lay in `from` into `to`.
    pub fn write(&self, from: &Path, to: &Path) -> Result<()> {
        fs::create_dir_all(to)?;
        for (path, file) in &self.names {
            if let (Ok(name), Some(bytes)) = (path.strip_prefix(from), self.contents.get(file)) {
                fs::write(to.join(name), bytes)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, pending: &Pending) {
        match pending {
            Pending::Wrote { file, at, bytes } => {
                let content = self.contents.entry(*file).or_default();
                let (start, end) = (*at as usize, *at as usize + bytes.len());
                content.resize(content.len().max(end), 0);
                content[start..end].copy_from_slice(bytes);
            }
            Pending::Cut { file, length } => {
                self.contents.entry(*file).or_default().resize(*length as usize, 0);
            }
            Pending::Named { path, file } => {
                self.contents.entry(*file).or_default();
                self.names.insert(path.clone(), *file);
            }
            Pending::Renamed { from, to } => {
                if let Some(file) = self.names.remove(from) {
                    self.names.insert(to.clone(), file);
                }
            }
            Pending::Removed(path) => {
                self.names.remove(path);
            }
        }
    }
}

impl Pending {
    fn file(&self) -> Option<usize> {
        match self {
            Self::Wrote { file, .. } | Self::Cut { file, .. } => Some(*file),
            _ => None,
        }
    }

    fn folder(&self) -> Option<&Path> {
        match self {
            Self::Named { path, .. } | Self::Removed(path) => path.parent(),
            Self::Renamed { to, .. } => to.parent(),
            _ => None,
        }
    }
}

impl Writing {
    pub fn on(disk: Disk, elsewhere: &Path) -> Self {
        let (now, files) = (disk.names.clone(), disk.contents.len());
        Self { now, files, synced: disk, elsewhere: elsewhere.to_owned(), ..Self::default() }
    }

    /// The program goes one call further.
    pub fn step(&mut self, op: &Op) {
        self.calls += 1;
        if let Op::Synced(path) = op {
            return self.sync(path);
        }
        let Some(pending) = self.pending_of(op) else { return };
        match op.path().is_some_and(|path| path.starts_with(&self.elsewhere)) {
            true => self.take(self.calls, &pending),
            false => self.pending.push((self.calls, pending)),
        }
    }

    fn take(&mut self, call: usize, pending: &Pending) {
        self.synced.take(pending);
        self.safe.insert(call);
    }

    fn pending_of(&mut self, op: &Op) -> Option<Pending> {
        let file = op.path().and_then(|path| self.now.get(path)).copied();
        Some(match op {
            Op::Made { emptied, .. } if file.is_some() => {
                emptied.then_some(Pending::Cut { file: file?, length: 0 })?
            }
            Op::Made { path, .. } => {
                let file = self.files;
                self.files += 1;
                self.now.insert(path.clone(), file);
                Pending::Named { path: path.clone(), file }
            }
            Op::Wrote { at, bytes, .. } => Pending::Wrote { file: file?, at: *at, bytes: bytes.clone() },
            Op::Cut { length, .. } => Pending::Cut { file: file?, length: *length },
            Op::Renamed { from, to } => {
                self.now.remove(from);
                self.now.insert(to.clone(), file?);
                Pending::Renamed { from: from.clone(), to: to.clone() }
            }
            Op::Removed(path) => {
                self.now.remove(path);
                Pending::Removed(path.clone())
            }
            Op::Synced(_) | Op::Said(_) => return None,
        })
    }

    fn sync(&mut self, path: &Path) {
        let file = self.now.get(path).copied();
        let safe = |(_, it): &(usize, Pending)| match file {
            Some(_) => it.file() == file,
            None => it.folder() == Some(path),
        };
        let (now, later): (Vec<_>, Vec<_>) = std::mem::take(&mut self.pending).into_iter().partition(safe);
        now.iter().for_each(|(call, it)| self.take(*call, it));
        self.pending = later;
    }

    /// Which parts of what is not synced a power cut now could leave.
    fn parts(&self, chance: &mut Chance) -> Vec<Part> {
        let count = self.pending.len();
        let mut all: Vec<Part> = (0..=count).map(|n| Part { kept: (0..n).collect(), torn: None }).collect();
        for _ in 0..count.min(3) {
            let mut names = true;
            let kept = (0..count).filter(|nth| {
                let lot = chance.below(2) == 0;
                if self.pending[*nth].1.folder().is_some() {
                    names &= lot;
                    return names;
                }
                lot
            });
            all.push(Part { kept: kept.collect(), torn: None });
        }
        if let Some((_, Pending::Wrote { at, bytes, .. })) = self.pending.last() {
            let sectors = (at + bytes.len() as u64).div_ceil(SECTOR) - at / SECTOR;
            if sectors > 1 {
                let end = (at / SECTOR + 1 + chance.below(sectors - 1)) * SECTOR;
                all.push(Part { kept: (0..count - 1).collect(), torn: Some(end - at) });
            }
        }
        all
    }

    /// The calls whose effect is there, and how much of the last.
    fn there(&self, part: &Part) -> (Vec<usize>, Option<u64>) {
        let kept = part.kept.iter().map(|nth| self.pending[*nth].0);
        let mut calls: Vec<usize> = self.safe.iter().copied().chain(kept).collect();
        calls.sort_unstable();
        (calls, part.torn)
    }

    fn left(&self, part: &Part) -> Left {
        let mut disk = self.synced.clone();
        part.kept.iter().for_each(|nth| disk.take(&self.pending[*nth].1));
        if let (Some(torn), Some((_, Pending::Wrote { file, at, bytes }))) = (part.torn, self.pending.last())
        {
            let bytes = bytes[..torn as usize].to_vec();
            disk.take(&Pending::Wrote { file: *file, at: *at, bytes });
        }
        let count = self.pending.len();
        let torn = part.torn.map(|torn| format!(", and {torn} bytes of the last")).unwrap_or_default();
        Left { disk, after: self.calls, what: format!("{:?} of {count}{torn}", part.kept) }
    }
}

/// Of what is not synced.
struct Part {
    kept: BTreeSet<usize>,
    /// So many bytes of the last write.
    torn: Option<u64>,
}

/// How many different disks a power cut could have left during these calls, as far as `seed` finds them, and
/// those of them that are `wanted` by their number.
pub fn power_cuts(
    before: &Writing,
    ops: &[Op],
    seed: u64,
    wanted: impl Fn(usize) -> bool,
) -> (usize, Vec<Left>) {
    let (mut writing, mut chance) = (before.clone(), Chance(seed));
    let (mut known, mut found) = (HashSet::new(), Vec::new());
    for after in 0..=ops.len() {
        // What was promised meanwhile makes an old disk a new question.
        let said = after.checked_sub(1).filter(|nth| matches!(ops[*nth], Op::Said(_)));
        for part in writing.parts(&mut chance) {
            if known.insert((writing.there(&part), said)) && wanted(known.len() - 1) {
                found.push(writing.left(&part));
            }
        }
        if let Some(op) = ops.get(after) {
            writing.step(op);
        }
    }
    (known.len(), found)
}

/// Chance from a seed (SplitMix64).
#[derive(Clone, Copy, Debug)]
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end.max(1)
    }
}
