//! Tells a scanner that types (a keyboard wedge) from a person who types, by timing alone. Pure: time comes in.

/// Longest pause between two characters of a scan. The fastest typists stay above 60 ms.
pub const GAP_MS: f64 = 30.0;
/// Fewer characters than this are a person's, however quick: two keys pressed at once come together.
pub const SHORTEST: usize = 6;
/// A scan without Enter is over after this silence.
pub const SILENCE_MS: i32 = 80;
/// A machine-readable zone comes as lines; the next follows Enter within this.
pub const NEXT_LINE_MS: i32 = 120;

/// What to do with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Leave it to the page; it may be the first of a scan or a person's.
    Pass,
    /// The first key that may start a scan: remember what the focused input held before it.
    Start,
    /// It is a scan now: take back what it put into the input, and keep this key from the page.
    Recognised,
    /// A further character of a scan: keep it from the page.
    Swallow,
    /// Enter at the end of a line of a scan: keep it from the page, wait for another line.
    LineEnd,
}

/// The characters so far. After every key, and after silence, ask it.
#[derive(Debug, Default)]
pub struct Wedge {
    lines: Vec<String>,
    line: String,
    last: f64,
    scanning: bool,
}

impl Wedge {
    /// A printable character at `at` milliseconds.
    pub fn character(&mut self, character: &str, at: f64) -> Verdict {
        let pause = at - self.last;
        self.last = at;
        if self.scanning {
            // The silence timer ends a scan, so a character that comes before it belongs to it.
            self.line.push_str(character);
            return Verdict::Swallow;
        }
        if self.line.is_empty() || pause > GAP_MS {
            self.line.clear();
            self.line.push_str(character);
            return Verdict::Start;
        }
        self.line.push_str(character);
        if self.line.chars().count() >= SHORTEST {
            self.scanning = true;
            return Verdict::Recognised;
        }
        Verdict::Pass
    }

    /// Enter at `at` milliseconds.
    pub fn enter(&mut self, at: f64) -> Verdict {
        if !self.scanning {
            self.line.clear();
            return Verdict::Pass;
        }
        self.last = at;
        let line = std::mem::take(&mut self.line);
        // A scanner set to send CR and LF gives two Enters; the second ends nothing.
        if !line.is_empty() {
            self.lines.push(line);
        }
        Verdict::LineEnd
    }

    /// A key that no scanner sends (an arrow, Tab, a chord) ends what was building up.
    pub fn other(&mut self) {
        if !self.scanning {
            self.line.clear();
        }
    }

    /// How long to wait for more before [`Wedge::silence`] is due.
    pub fn patience(&self) -> Option<i32> {
        let between_lines = self.scanning && self.line.is_empty();
        (!self.line.is_empty() || self.scanning).then_some(if between_lines {
            NEXT_LINE_MS
        } else {
            SILENCE_MS
        })
    }

    /// Nothing came for [`Wedge::patience`]. Gives the payload of a scan, its lines joined by a line feed.
    pub fn silence(&mut self) -> Option<String> {
        let scanned = self.scanning;
        let line = std::mem::take(&mut self.line);
        let mut lines = std::mem::take(&mut self.lines);
        *self = Wedge::default();
        if !line.is_empty() {
            lines.push(line);
        }
        (scanned && !lines.is_empty()).then(|| lines.join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn type_in(wedge: &mut Wedge, text: &str, start: f64, gap: f64) -> (f64, Vec<Verdict>) {
        let mut at = start;
        let mut verdicts = Vec::new();
        for character in text.chars() {
            verdicts.push(wedge.character(&character.to_string(), at));
            at += gap;
        }
        (at, verdicts)
    }

    #[test]
    fn a_bag_tag_ended_by_enter_is_a_scan() {
        let mut wedge = Wedge::default();
        let (at, verdicts) = type_in(&mut wedge, "0279123456", 1_000.0, 8.0);
        assert_eq!(verdicts[0], Verdict::Start);
        assert_eq!(verdicts[5], Verdict::Recognised);
        assert_eq!(verdicts[9], Verdict::Swallow);
        assert_eq!(wedge.enter(at), Verdict::LineEnd);
        assert_eq!(wedge.silence().as_deref(), Some("0279123456"));
    }

    #[test]
    fn a_scan_without_enter_ends_by_silence() {
        let mut wedge = Wedge::default();
        type_in(&mut wedge, "M1GARCIA/ANA", 0.0, 30.0);
        assert_eq!(wedge.patience(), Some(SILENCE_MS));
        assert_eq!(wedge.silence().as_deref(), Some("M1GARCIA/ANA"));
        assert_eq!(wedge.patience(), None);
    }

    #[test]
    fn a_person_who_types_is_left_alone() {
        let mut wedge = Wedge::default();
        let (at, verdicts) = type_in(&mut wedge, "garcia lopez", 0.0, 61.0);
        assert!(verdicts.iter().all(|verdict| *verdict == Verdict::Start));
        assert_eq!(wedge.enter(at), Verdict::Pass);
        assert_eq!(wedge.silence(), None);
    }

    #[test]
    fn a_few_keys_at_once_are_not_a_scan() {
        let mut wedge = Wedge::default();
        let (at, _) = type_in(&mut wedge, "asdfg", 0.0, 2.0);
        assert_eq!(wedge.enter(at), Verdict::Pass);
        assert_eq!(wedge.silence(), None);
    }

    #[test]
    fn two_lines_of_a_passport_are_joined() {
        let mut wedge = Wedge::default();
        let (at, _) = type_in(&mut wedge, "P<UTOERIKSSON", 0.0, 5.0);
        assert_eq!(wedge.enter(at), Verdict::LineEnd);
        assert_eq!(wedge.patience(), Some(NEXT_LINE_MS));
        let (at, verdicts) = type_in(&mut wedge, "L898902C36", at + 100.0, 5.0);
        assert!(verdicts.iter().all(|verdict| *verdict == Verdict::Swallow));
        wedge.enter(at);
        wedge.enter(at);
        assert_eq!(wedge.silence().as_deref(), Some("P<UTOERIKSSON\nL898902C36"));
    }

    #[test]
    fn a_pause_in_typing_starts_anew() {
        let mut wedge = Wedge::default();
        type_in(&mut wedge, "ab", 0.0, 100.0);
        let (_, verdicts) = type_in(&mut wedge, "0279123456", 1_000.0, 5.0);
        assert_eq!(verdicts[0], Verdict::Start);
        assert_eq!(wedge.silence().as_deref(), Some("0279123456"));
    }
}
