//! The words of the names on this device: those that are near one that was typed with a slip.

use airside_shared::{Fault, names};
use rusqlite::{Connection, params};

use super::{Maybe, sql};

/// Words of one typed word that are asked for, the nearest first.
const NEAREST: usize = 6;
const BY_BEGIN: &str = "SELECT word FROM words WHERE size = ?1 AND word >= ?2 AND word < ?3 LIMIT ?4";
const BY_END: &str = "SELECT word FROM words WHERE size = ?1 AND mirror >= ?2 AND mirror < ?3 LIMIT ?4";
const ONE: &str = "SELECT 1 FROM words WHERE size = length(?1) AND word = ?1";
/// Words of one length that are compared at each end; names are spread so that this is hardly ever reached.
const COMPARED: u32 = 4_000;

/// Words that can be near to one that was typed: a to z, and not so short that everything is near.
fn kept(tokens: &str) -> impl Iterator<Item = &str> {
    tokens.split(' ').filter(|word| word.len() >= 3 && word.bytes().all(|b| b.is_ascii_lowercase()))
}

/// The words of a name that came.
pub fn learn(db: &Connection, tokens: &str) -> Result<(), Fault> {
    let mut known = db
        .prepare_cached("INSERT OR IGNORE INTO words (size, word, mirror) VALUES (length(?1), ?1, ?2)")
        .map_err(sql)?;
    kept(tokens)
        .try_for_each(|word| known.execute(params![word, names::mirrored(word)]).map(|_| ()).map_err(sql))
}

/// The words of a name that went, unless somebody else has them.
pub fn forget(db: &Connection, tokens: &str) -> Result<(), Fault> {
    for word in kept(tokens) {
        if !has(db, "SELECT 1 FROM names WHERE names MATCH ?1 LIMIT 1", &format!("\"{word}\""))? {
            let mut statement =
                db.prepare_cached("DELETE FROM words WHERE size = length(?1) AND word = ?1").map_err(sql)?;
            statement.execute([word]).map_err(sql)?;
        }
    }
    Ok(())
}

/// What may have been meant by a word: names a slip or two away, and what a document that cuts names off may have
/// left of it. Nothing for a word too short to tell.
pub fn meant(db: &Connection, typed: &str) -> Result<Vec<String>, Fault> {
    let (Some((begin, end)), Some(slips)) = (names::ends(typed), names::slips(typed)) else {
        return Ok(Vec::new());
    };
    let mut words = Vec::new();
    for size in typed.len() - slips..=typed.len() + slips {
        words.extend(with_end(db, BY_BEGIN, size, begin)?);
        words.extend(with_end(db, BY_END, size, &names::mirrored(end))?);
    }
    if let Some(swapped) = names::swapped(typed)
        && has(db, ONE, &swapped)?
    {
        words.push(swapped);
    }
    let mut near: Vec<(usize, String)> = words
        .into_iter()
        .filter_map(|w| Some((names::distance(typed, &w)?, w)))
        .filter(|n| n.0 > 0)
        .collect();
    near.sort();
    near.dedup();
    near.truncate(NEAREST);
    let mut meant: Vec<String> = near.into_iter().map(|(_, word)| word).collect();
    for stump in names::stumps(typed) {
        if !meant.iter().any(|m| m == stump) && has(db, ONE, stump)? {
            meant.push(stump.to_owned());
        }
    }
    Ok(meant)
}

/// Words of that length which begin so, or end so if both are the other way round.
fn with_end(db: &Connection, text: &str, size: usize, begin: &str) -> Result<Vec<String>, Fault> {
    let mut statement = db.prepare_cached(text).map_err(sql)?;
    // `{` comes after every letter.
    let words = statement
        .query_map(params![size as i64, begin, format!("{begin}{{"), COMPARED], |r| r.get(0))
        .map_err(sql)?;
    words.collect::<Result<_, _>>().map_err(sql)
}

fn has(db: &Connection, text: &str, word: &str) -> Result<bool, Fault> {
    let found = db.prepare_cached(text).map_err(sql)?.query_row([word], |_| Ok(())).maybe()?;
    Ok(found.is_some())
}

#[cfg(test)]
mod tests {
    use airside_shared::entity::{Entity, Kind};
    use zeroize::Zeroizing;

    use super::*;
    use crate::store::{Store, Today, people, rows};

    fn today() -> Today {
        Today { station: "JFK".into(), day: jiff::civil::date(2026, 2, 8) }
    }

    /// A desk that knows these people: surname and given name.
    fn desk(names: &[(&str, &str)]) -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("desk.db"), Zeroizing::new([7; 32])).expect("a database");
        store
            .write(|tx| {
                names.iter().zip(1u128..).try_for_each(|((surname, given), no)| {
                    let id = uuid::Uuid::from_u128(no);
                    let body = serde_json::json!({
                        "id": id, "name": { "surname": surname, "given": given },
                    });
                    let entity = Entity::read(Kind::Passenger, &body.to_string())?;
                    rows::put(tx, None, &entity, &body.to_string(), 1, &today()).map(|_| ())
                })
            })
            .expect("people");
        (folder, store)
    }

    /// Numbers of the people found, from one, with `~` before those that are only near.
    fn found(store: &Store, typed: &str) -> Vec<String> {
        let hits = store.read(|db| people::by_name(db, typed, 20)).expect("an answer");
        let mark = |near: bool| if near { "~" } else { "" };
        hits.iter()
            .map(|h| format!("{}{}", mark(h.matched == people::SIMILAR), h.passenger.as_u128()))
            .collect()
    }

    #[test]
    fn a_name_typed_with_a_slip_is_found_after_those_that_fit() {
        let (_folder, store) = desk(&[("Smith", "John"), ("Smits", "Johanna"), ("Baker", "Wilhelmina")]);
        for typed in ["smiht", "smth", "samith", "smitn john", "jhon smith", "jonh"] {
            assert_eq!(found(&store, typed).first().map(String::as_str), Some("~1"), "{typed}");
        }
        assert_eq!(found(&store, "wilhlemna"), ["~3"]);
        assert_eq!(found(&store, "smith"), ["1", "~2"]);
        assert_eq!(found(&store, "smiht wilhelmina"), Vec::<String>::new());
        assert_eq!(found(&store, "jno"), Vec::<String>::new());
    }

    #[test]
    fn a_name_that_a_boarding_pass_cut_off_is_found_by_the_whole_name() {
        let (_folder, store) = desk(&[("VERYLONGLASTNAME", "JAN"), ("WOLFESCHLEGELSTEIN", "J")]);
        assert_eq!(found(&store, "jane verylonglastname"), ["~1"]);
        assert_eq!(found(&store, "wolfeschlegelsteinhausen"), ["~2"]);
    }

    #[test]
    fn where_enough_people_fit_nobody_else_is_shown() {
        let (_folder, store) =
            desk(&[("Smith", "A"); 5].into_iter().chain([("Smyth", "B")]).collect::<Vec<_>>());
        assert_eq!(found(&store, "smith").len(), 5);
        assert_eq!(found(&store, "smyth"), ["6", "~1", "~2", "~3", "~4", "~5"]);
    }

    #[test]
    fn words_that_nobody_has_any_more_are_gone_from_the_device() {
        let (_folder, store) = desk(&[("Smith", "John"), ("Smith", "Wilhelmina")]);
        let words = || {
            store.read(|db| {
                let mut all = db.prepare("SELECT word FROM words ORDER BY word").map_err(sql)?;
                let words = all.query_map([], |r| r.get::<_, String>(0)).map_err(sql)?;
                words.collect::<Result<Vec<_>, _>>().map_err(sql)
            })
        };
        assert_eq!(words().expect("words"), ["john", "smith", "wilhelmina"]);
        let second = airside_shared::entity::Ref::new(Kind::Passenger, uuid::Uuid::from_u128(2));
        store
            .write(|tx| {
                let row = rows::find(tx, second)?.expect("she is there");
                rows::delete(tx, Kind::Passenger, &row, &today())
            })
            .expect("deleted");
        assert_eq!(words().expect("words"), ["john", "smith"]);
    }

    #[test]
    fn a_desk_from_before_knows_the_words_of_its_names() {
        let (_folder, store) = desk(&[("Smith", "John")]);
        store
            .write(|tx| {
                let migration = include_str!("migrations/V3__words.sql");
                tx.execute_batch(&format!("DROP TABLE words; {migration}")).map_err(sql)
            })
            .expect("migrated");
        assert_eq!(found(&store, "smiht"), ["~1"]);
        assert_eq!(found(&store, "qmith"), ["~1"]);
    }
}
