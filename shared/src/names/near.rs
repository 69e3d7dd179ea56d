//! Names that were typed with a slip of the finger, or that a boarding pass cut off.

/// Shorter words have too many neighbours.
const SHORTEST: usize = 4;
/// From this length on two slips are forgiven.
const LONG: usize = 8;
/// The shortest beginning of a name that may stand for it: what a boarding pass leaves of Jane.
const SHORTEST_STUMP: usize = 3;
/// How many beginnings are looked for, the longest first.
const STUMPS: usize = 12;

/// How many slips may lie between what was typed and a name: a letter too many, missing, wrong, or two in the
/// wrong order. None where a word is too short for it, or is no word.
///
/// ```
/// use airside_shared::names::slips;
/// assert_eq!((slips("ann"), slips("smiht"), slips("johanson")), (None, Some(1), Some(2)));
/// ```
pub fn slips(typed: &str) -> Option<usize> {
    let word = typed.len() >= SHORTEST && typed.bytes().all(|b| b.is_ascii_lowercase());
    word.then_some(if typed.len() < LONG { 1 } else { 2 })
}

/// How far a stored word is from the one that was typed; none beyond what is forgiven.
///
/// ```
/// use airside_shared::names::distance;
/// assert_eq!(distance("smiht", "smith"), Some(1));
/// assert_eq!(distance("smiht", "schmidt"), None);
/// ```
pub fn distance(typed: &str, stored: &str) -> Option<usize> {
    let most = slips(typed)?;
    let near = typed.len().abs_diff(stored.len()) <= most;
    near.then(|| strsim::osa_distance(typed, stored)).filter(|far| *far <= most)
}

/// The beginning and the end of a word that was typed with a slip. A name that is one slip away has one of them,
/// unless its two middle letters of four were swapped ([`swapped`]); of those two slips away, most have.
pub fn ends(typed: &str) -> Option<(&str, &str)> {
    slips(typed)?;
    let size = ((typed.len() - 1) / 2).clamp(2, 3);
    Some((&typed[..size], &typed[typed.len() - size..]))
}

/// A word of four letters with its middle ones in the other order.
pub fn swapped(typed: &str) -> Option<String> {
    slips(typed)?;
    let letters: Vec<char> = typed.chars().collect();
    match letters[..] {
        [a, b, c, d] if b != c => Some([a, c, b, d].iter().collect()),
        _ => None,
    }
}

/// What a document that cuts names off may have left of a word: its beginnings, the longest first.
pub fn stumps(typed: &str) -> impl Iterator<Item = &str> {
    let longest = if slips(typed).is_some() { typed.len() - 1 } else { 0 };
    (SHORTEST_STUMP..=longest).rev().take(STUMPS).map(|size| &typed[..size])
}

/// The other way round, by which a word is found by its end.
pub fn mirrored(word: &str) -> String {
    word.chars().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_slip_is_forgiven_in_a_short_word_and_two_in_a_long_one() {
        let check = |typed: &str, stored: &str, expected| {
            assert_eq!(distance(typed, stored), expected, "{typed} {stored}");
        };
        check("smiht", "smith", Some(1));
        check("smth", "smith", Some(1));
        check("smitth", "smith", Some(1));
        check("jhon", "john", Some(1));
        check("jane", "jan", Some(1));
        check("smyths", "smith", None);
        check("johanson", "johannsson", Some(2));
        check("johanson", "jonsson", None);
        check("jo", "joe", None);
        check("4711", "4712", None);
    }

    #[test]
    fn what_is_left_of_a_name_is_its_beginning() {
        assert_eq!(stumps("jane").collect::<Vec<_>>(), ["jan"]);
        assert_eq!(stumps("janet").collect::<Vec<_>>(), ["jane", "jan"]);
        assert_eq!(stumps("jan").count(), 0);
        assert_eq!(stumps(&"x".repeat(60)).count(), STUMPS);
    }

    proptest! {
        #[test]
        fn a_name_one_slip_away_has_one_end_or_the_swapped_middle(
            stored in "[a-z]{5,14}", place in 0usize..14, letter in "[a-z]", kind in 0u8..4,
        ) {
            let mut letters: Vec<char> = stored.chars().collect();
            let place = place.min(letters.len() - 2);
            let letter = letter.chars().next().unwrap_or('x');
            match kind {
                0 => letters[place] = letter,
                1 => letters.insert(place, letter),
                2 => { letters.remove(place); }
                _ => letters.swap(place, place + 1),
            }
            let typed: String = letters.into_iter().collect();
            let (begin, end) = ends(&typed).expect("long enough");
            let found = stored.starts_with(begin) || stored.ends_with(end);
            prop_assert!(found || swapped(&typed).as_deref() == Some(&stored), "{} for {}", typed, stored);
        }

        #[test]
        fn anything_typed_is_looked_at_without_harm(typed in any::<String>()) {
            let _ = (ends(&typed), swapped(&typed), stumps(&typed).count(), distance(&typed, "smith"));
        }
    }
}
