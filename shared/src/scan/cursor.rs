//! A place in a boarding pass, moving forward. The text is ASCII, so characters and bytes are the same.

use super::ScanFault;

pub(super) struct Cursor<'a> {
    rest: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str, at: usize) -> Self {
        Self { rest: text, at }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn rest(&self) -> &'a str {
        self.rest
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next `size` characters, all of them.
    pub(super) fn take(&mut self, size: usize) -> Result<&'a str, ScanFault> {
        if self.rest.len() < size {
            return Err(ScanFault::at(
                "unexpected_end",
                self.at + self.rest.len(),
                "The code ends before its data does. Scan the whole code again.",
            ));
        }
        Ok(self.take_up_to(size))
    }

    /// The next `size` characters or as many as there are: conditional fields may be cut short.
    pub(super) fn take_up_to(&mut self, size: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(size.min(self.rest.len()));
        self.rest = rest;
        self.at += taken.len();
        taken
    }

    /// Two hexadecimal digits: the size of what follows, in characters.
    pub(super) fn size(&mut self) -> Result<usize, ScanFault> {
        let at = self.at;
        let digits = self.take(2)?;
        // `from_str_radix` alone would also take a sign.
        match usize::from_str_radix(digits, 16) {
            Ok(size) if digits.bytes().all(|b| b.is_ascii_hexdigit()) => Ok(size),
            _ => Err(ScanFault::at(
                "not_hex",
                at,
                format!("The code gives {digits:?} where a size should stand. Scan it again."),
            )),
        }
    }

    /// The next `size` characters as a cursor of their own.
    pub(super) fn section(&mut self, size: usize) -> Result<Cursor<'a>, ScanFault> {
        let at = self.at;
        self.take(size).map(|text| Cursor::new(text, at))
    }
}
