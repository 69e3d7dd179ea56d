//! One line in, one line out.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::PathBuf,
};

use anyhow::{Context, Result};

/// Answers each line that is not blank. Bytes that are no UTF-8 make a line that cannot be read, not an end.
pub fn each(file: Option<PathBuf>, answer: fn(&str) -> String) -> Result<()> {
    let mut input: Box<dyn BufRead> = match &file {
        Some(path) => Box::new(BufReader::new(File::open(path).with_context(|| path.display().to_string())?)),
        None => Box::new(io::stdin().lock()),
    };
    let mut output = BufWriter::new(io::stdout().lock());
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches(['\n', '\r']);
        if !text.trim().is_empty() {
            match writeln!(output, "{}", answer(text)) {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
                written => written?,
            }
        }
        line.clear();
    }
    output.flush()?;
    Ok(())
}
