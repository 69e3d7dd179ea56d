//! A backup as it is read: lines of JSON, compressed. The first says what it is and names the columns; then one line
//! for each row, its table before its values; then the manifest; then the manifest's signature, so that nobody who
//! can only seal to the airline's key can put rows into its books.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Cursor, Lines, Write},
};

use airside_shared::Fault;
use ed25519_dalek::{Signature, Signer};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{
    key::Key,
    manifest::{Manifest, Tally},
};
use crate::store::{
    Value,
    backup::{Shape, TABLES, Table},
};

const VERSION: u32 = 1;
/// Of zstd: a good deal smaller than the quickest, and still quick.
const LEVEL: i32 = 6;

#[derive(Serialize, Deserialize)]
struct Head {
    airside_backup: u32,
    taken_at: Timestamp,
    columns: BTreeMap<String, Vec<String>>,
}

#[derive(Serialize, Deserialize)]
struct Last {
    manifest: Manifest,
}

#[derive(Serialize, Deserialize)]
struct Signed {
    signature: String,
}

fn columns() -> BTreeMap<String, Vec<String>> {
    let named = |table: &Table| table.columns.iter().map(|(name, _)| (*name).to_owned()).collect();
    TABLES.into_iter().map(|table| (table.name.to_owned(), named(table))).collect()
}

/// How a row is written.
pub fn line(table: &'static Table, row: &[Value]) -> String {
    let cell = |value: &Value| match value {
        Value::Null => Json::Null,
        Value::Int(it) => Json::from(*it),
        Value::Text(it) => Json::from(it.as_str()),
        Value::Blob(it) => Json::from(hex::encode(it)),
    };
    let cells: Vec<Json> = std::iter::once(Json::from(table.name)).chain(row.iter().map(cell)).collect();
    Json::Array(cells).to_string()
}

/// Writes one.
pub struct Writer {
    out: zstd::Encoder<'static, Vec<u8>>,
    tally: Tally,
    taken_at: Timestamp,
}

impl Writer {
    pub fn begin(taken_at: Timestamp) -> Result<Self, Fault> {
        let out = zstd::Encoder::new(Vec::new(), LEVEL).map_err(|e| unwritten(&e))?;
        let mut writer = Self { out, tally: Tally::default(), taken_at };
        writer.say(&text(&Head { airside_backup: VERSION, taken_at, columns: columns() })?)?;
        Ok(writer)
    }

    pub fn row(&mut self, table: &'static Table, row: &[Value]) -> Result<(), Fault> {
        let line = line(table, row);
        self.tally.count(table, row, &line)?;
        self.say(&line)
    }

    /// Closes it; the manifest is signed by the key that it will be sealed to.
    pub fn finish(mut self, key: &Key) -> Result<(Vec<u8>, Manifest), Fault> {
        let program = env!("CARGO_PKG_VERSION").to_owned();
        let contents = std::mem::take(&mut self.tally).contents();
        let manifest = Manifest { taken_at: self.taken_at, program, sealed_to: key.holder, contents };
        let last = text(&Last { manifest: manifest.clone() })?;
        let signature = hex::encode(key.signing.sign(last.as_bytes()).to_bytes());
        self.say(&last)?;
        self.say(&text(&Signed { signature })?)?;
        Ok((self.out.finish().map_err(|e| unwritten(&e))?, manifest))
    }

    fn say(&mut self, line: &str) -> Result<(), Fault> {
        let written = self.out.write_all(line.as_bytes()).and_then(|()| self.out.write_all(b"\n"));
        written.map_err(|e| unwritten(&e))
    }
}

fn text(value: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|e| unwritten(&e))
}

fn unwritten(cause: &dyn std::fmt::Display) -> Fault {
    Fault::new("backup_failed", format!("The backup was not made ({cause}): try again."))
}

/// A row as it was written, and read again.
pub struct Row {
    pub table: &'static Table,
    pub values: Vec<Value>,
    pub line: String,
}

/// The lines of what was packed, one after the other.
type Unpacked = Lines<BufReader<zstd::Decoder<'static, BufReader<Cursor<Vec<u8>>>>>>;

/// Reads one.
pub struct Reader {
    lines: Unpacked,
    /// What came after the last row.
    last: Option<String>,
}

impl Reader {
    pub fn begin(content: Vec<u8>) -> Result<Self, Fault> {
        let decoder = zstd::Decoder::new(Cursor::new(content)).map_err(|e| unreadable(&e))?;
        let mut reader = Self { lines: BufReader::new(decoder).lines(), last: None };
        let first = reader.line()?;
        let head: Head = serde_json::from_str(&first).map_err(|e| unreadable(&e))?;
        if head.airside_backup != VERSION || head.columns != columns() {
            let message = "The backup was made by another version of the program: read it with that one.";
            return Err(Fault::new("backup_other_version", message));
        }
        Ok(reader)
    }

    /// The next row; none where the manifest begins.
    pub fn row(&mut self) -> Result<Option<Row>, Fault> {
        if self.last.is_some() {
            return Ok(None);
        }
        let line = self.line()?;
        if !line.starts_with('[') {
            self.last = Some(line);
            return Ok(None);
        }
        let cells: Vec<Json> = serde_json::from_str(&line).map_err(|e| unreadable(&e))?;
        let (table, values) = values(cells).ok_or_else(|| unreadable(&"a row has another shape"))?;
        Ok(Some(Row { table, values, line }))
    }

    /// The manifest, if it is signed by this key. After the last row.
    pub fn manifest(mut self, key: &Key) -> Result<Manifest, Fault> {
        let last = match self.last.take() {
            Some(last) => last,
            None => self.line()?,
        };
        let signed = self.line()?;
        let Signed { signature } = serde_json::from_str(&signed).map_err(|e| unreadable(&e))?;
        let bytes: Option<[u8; 64]> = hex::decode(signature).ok().and_then(|bytes| bytes.try_into().ok());
        let genuine = bytes.is_some_and(|bytes| {
            key.signing.verifying_key().verify_strict(last.as_bytes(), &Signature::from_bytes(&bytes)).is_ok()
        });
        if !genuine {
            let message =
                "The manifest is not signed by this key's holder: use another backup, and tell security.";
            return Err(Fault::new("backup_forged", message));
        }
        let Last { manifest } = serde_json::from_str(&last).map_err(|e| unreadable(&e))?;
        Ok(manifest)
    }

    fn line(&mut self) -> Result<String, Fault> {
        let line = self.lines.next().ok_or_else(|| unreadable(&"it has no end"))?;
        line.map_err(|e| unreadable(&e))
    }
}

fn values(cells: Vec<Json>) -> Option<(&'static Table, Vec<Value>)> {
    let mut cells = cells.into_iter();
    let name = cells.next()?;
    let table = TABLES.into_iter().find(|table| Some(table.name) == name.as_str())?;
    if cells.len() != table.columns.len() {
        return None;
    }
    let read = |(cell, (_, shape)): (Json, &(&str, Shape))| match (cell, shape) {
        (Json::Null, _) => Some(Value::Null),
        (Json::Number(it), Shape::Number) => it.as_i64().map(Value::Int),
        (Json::String(it), Shape::Text) => Some(Value::Text(it)),
        (Json::String(it), Shape::Bytes) => hex::decode(it).ok().map(Value::Blob),
        _ => None,
    };
    Some((table, cells.zip(table.columns).map(read).collect::<Option<_>>()?))
}

fn unreadable(cause: &dyn std::fmt::Display) -> Fault {
    Fault::new("backup_unreadable", format!("The backup cannot be read ({cause}): use another one."))
}

#[cfg(test)]
mod tests {
    use crypto_box::SecretKey;

    use super::*;
    use crate::store::backup::{AUDIT, LEGS};

    fn leg(minor: i64) -> Vec<Value> {
        vec![Value::Blob(vec![9; 16]), "cash_bag".into(), "EUR".into(), minor.into()]
    }

    fn key(byte: u8) -> Key {
        Key::recovery(SecretKey::from([byte; 32]))
    }

    fn written(legs: &[i64]) -> (Vec<u8>, Manifest) {
        let mut writer = Writer::begin(Timestamp::UNIX_EPOCH).unwrap();
        for minor in legs {
            writer.row(&LEGS, &leg(*minor)).unwrap();
        }
        writer.finish(&key(1)).unwrap()
    }

    #[test]
    fn what_was_written_is_read_again() {
        let (content, manifest) = written(&[400, -400]);
        let mut reader = Reader::begin(content).unwrap();
        let first = reader.row().unwrap().unwrap();
        assert_eq!((first.table.name, first.values), ("legs", leg(400)));
        assert_eq!(reader.row().unwrap().unwrap().values, leg(-400));
        assert!(reader.row().unwrap().is_none());
        assert_eq!(reader.manifest(&key(1)).unwrap(), manifest);
    }

    #[test]
    fn a_manifest_that_somebody_else_signed_is_forged() {
        let mut reader = Reader::begin(written(&[400]).0).unwrap();
        while reader.row().unwrap().is_some() {}
        assert_eq!(reader.manifest(&key(2)).unwrap_err().code, "backup_forged");
    }

    #[test]
    fn what_is_no_backup_or_another_version_s_is_named() {
        let packed = |text: &str| zstd::encode_all(text.as_bytes(), 1).unwrap();
        let code = |content: Vec<u8>| Reader::begin(content).err().unwrap().code.into_owned();
        assert_eq!(code(b"not even packed".to_vec()), "backup_unreadable");
        assert_eq!(code(packed("{}\n")), "backup_unreadable");
        let newer = r#"{"airside_backup":2,"taken_at":"2026-11-21T10:00:00Z","columns":{}}"#;
        assert_eq!(code(packed(newer)), "backup_other_version");
    }

    #[test]
    fn a_row_of_another_shape_is_named() {
        for cells in [
            r#"["legs",1]"#,
            r#"["legs","zz","a","EUR",1]"#,
            r#"["secrets"]"#,
            r#"["legs","00","a","EUR",1.5]"#,
        ] {
            assert!(values(serde_json::from_str(cells).unwrap()).is_none(), "{cells}");
        }
        let null = vec![Value::Null; AUDIT.columns.len()];
        let read = values(serde_json::from_str(&line(&AUDIT, &null)).unwrap());
        assert_eq!(read.unwrap().1, null);
    }
}
