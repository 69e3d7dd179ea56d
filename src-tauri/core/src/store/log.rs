//! The database's write-ahead log, looked at before SQLite reads it. SQLite goes on with what stands before the
//! first frame that is not as it was written, and throws the rest away without a word: right after a power cut,
//! which leaves at most the one transaction unfinished that was being written; but what lies behind a damaged
//! frame was called saved.
//!
//! Each commit is synced before the next begins. So when two commits that follow each other stand behind a bad
//! frame, the frame was whole once. A bad byte in the very last commit looks like a power cut and is not told
//! apart.

use std::{fs, path::Path};

/// Magic number, version, page size, sequence, salts, checksum.
const HEADER: usize = 32;
/// Page, pages after the commit or 0, salts, checksum.
const FRAME: usize = 24;
const MAGIC: u32 = 0x377f_0682;

type Sum = (u32, u32);

/// Whether commits that were synced can no longer be read from the log of this database.
pub fn damaged(database: &Path) -> bool {
    let mut name = database.as_os_str().to_owned();
    name.push("-wal");
    fs::read(name).is_ok_and(|log| Log { bytes: &log }.damaged())
}

struct Log<'a> {
    bytes: &'a [u8],
}

impl Log<'_> {
    fn word(&self, at: usize) -> u32 {
        let word = self.bytes.get(at..at + 4).and_then(|four| four.try_into().ok());
        u32::from_be_bytes(word.unwrap_or_default())
    }

    fn pair(&self, at: usize) -> Sum {
        (self.word(at), self.word(at + 4))
    }

    /// The checksum goes on over these bytes.
    fn sum(&self, start: Sum, from: usize, to: usize) -> Sum {
        let big = self.word(0) & 1 == 1;
        let read = |four: &[u8]| {
            let four = four.try_into().unwrap_or_default();
            if big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) }
        };
        self.bytes[from..to].chunks_exact(8).fold(start, |(one, two), eight| {
            let one = one.wrapping_add(read(&eight[..4])).wrapping_add(two);
            (one, two.wrapping_add(read(&eight[4..])).wrapping_add(one))
        })
    }

    fn damaged(&self) -> bool {
        if self.bytes.len() < HEADER {
            return false;
        }
        // It is synced before the first frame is written, so it is never torn.
        if self.word(0) & !1 != MAGIC || self.sum((0, 0), 0, HEADER - 8) != self.pair(HEADER - 8) {
            return self.bytes.iter().any(|byte| *byte != 0);
        }
        let size = FRAME + self.word(8) as usize;
        let frames = (self.bytes.len() - HEADER) / size;
        let place = |frame: usize| HEADER + frame * size;
        let ours = |frame: usize| self.pair(place(frame) + 8) == self.pair(16);
        // One of a frame's salts may be what went bad.
        let nearly_ours = |frame: usize| {
            let (salts, of_log) = (self.pair(place(frame) + 8), self.pair(16));
            salts.0 == of_log.0 || salts.1 == of_log.1
        };
        // As SQLite judges a frame: by what stands before it.
        let follows = |frame: usize, before: Sum| {
            let (start, end) = (place(frame), place(frame) + size);
            let sum = self.sum(self.sum(before, start, start + 8), start + FRAME, end);
            ours(frame) && self.word(start) != 0 && sum == self.pair(start + 16)
        };
        let stored = |frame: usize| self.pair(place(frame) + 16);
        let mut before = self.pair(HEADER - 8);
        let mut frame = 0;
        while frame < frames && follows(frame, before) {
            before = stored(frame);
            frame += 1;
        }
        if frame == frames {
            return false;
        }
        // What the first bad frame's checksum should be, should that be what went bad.
        let should = self.sum(before, place(frame), place(frame) + 8);
        let should = self.sum(should, place(frame) + FRAME, place(frame) + size);
        // What SQLite does not read: frames of this log that follow each other, from each that follows none.
        let mut commits = 0;
        for next in frame..frames {
            let linked = next > frame
                && (follows(next, stored(next - 1)) || next == frame + 1 && follows(next, should));
            if !linked {
                commits = 0;
            }
            let of_log = if next == frame { nearly_ours(next) } else { ours(next) };
            commits += u32::from(of_log && self.word(place(next) + 4) != 0);
            if commits > 1 {
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    /// A log of commits of several pages each, and where each frame and each commit ends.
    fn written() -> (Vec<u8>, Vec<usize>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let db = Connection::open(&path).unwrap();
        db.execute_batch("PRAGMA page_size = 512; PRAGMA journal_mode = WAL; CREATE TABLE a (b TEXT);")
            .unwrap();
        for _ in 0..6 {
            db.execute("INSERT INTO a VALUES (hex(randomblob(600)))", []).unwrap();
        }
        let bytes = fs::read(folder.path().join("a.db-wal")).unwrap();
        let log = Log { bytes: &bytes };
        let frames = (bytes.len() - HEADER) / (512 + FRAME);
        let ends = (0..frames).map(|n| (n, HEADER + n * (512 + FRAME)));
        let ends = ends.filter(|(_, at)| log.word(at + 4) != 0).map(|(_, at)| at + 512 + FRAME).collect();
        (bytes, ends)
    }

    #[test]
    fn a_log_that_is_whole_or_cut_short_anywhere_is_not_damaged() {
        let (bytes, _) = written();
        for end in (0..=bytes.len()).step_by(8) {
            assert!(!Log { bytes: &bytes[..end] }.damaged(), "cut at {end}");
        }
        assert!(!Log { bytes: &[0; 4_000] }.damaged());
    }

    #[test]
    fn the_last_commit_may_be_torn_in_any_way() {
        let (bytes, ends) = written();
        let start = ends[ends.len() - 2];
        for at in (start..bytes.len()).step_by(4) {
            let mut torn = bytes.clone();
            torn[at..].fill(0);
            assert!(!Log { bytes: &torn }.damaged(), "nothing after {at}");
            let mut torn = bytes.clone();
            torn[start..at].fill(0);
            assert!(!Log { bytes: &torn }.damaged(), "nothing before {at}");
        }
    }

    #[test]
    fn a_byte_flipped_before_the_last_two_commits_is_damage() {
        let (bytes, ends) = written();
        for at in 0..ends[ends.len() - 3] {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x10;
            assert!(Log { bytes: &flipped }.damaged(), "flipped at {at}");
        }
    }

    #[test]
    fn a_byte_flipped_in_the_frame_of_the_last_commit_but_one_is_damage() {
        let (bytes, ends) = written();
        let end = ends[ends.len() - 2];
        // But for the number of pages: of a commit that has none nobody can tell that it was one.
        let pages = end - 512 - FRAME + 4;
        for at in (end - 512 - FRAME..end).filter(|at| !(pages..pages + 4).contains(at)) {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x10;
            assert!(Log { bytes: &flipped }.damaged(), "flipped at {at}");
        }
    }

    #[test]
    fn what_an_older_log_left_behind_is_not_damage() {
        let (bytes, ends) = written();
        let (mut log, other) = (bytes[..ends[1]].to_vec(), written().0);
        log.extend(&other[ends[1]..]);
        assert!(!Log { bytes: &log }.damaged());
    }
}
