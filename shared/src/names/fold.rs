//! One alphabet for all names: a to z and digits.

use deunicode::deunicode_char;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The most that is read of a name or of what was typed, in characters.
const LONGEST_TEXT: usize = 512;

/// A part of a name between spaces, hyphens, apostrophes and other signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// As written, in lower case, composed.
    pub native: String,
    /// a to z and 0 to 9, accents dropped: `muller`.
    pub plain: String,
    /// The same with umlauts written out, as passports do: `mueller`.
    pub spelled: String,
}

/// Words that stand beside a name and are none.
const TITLES: [&str; 13] =
    ["mr", "mrs", "ms", "miss", "mstr", "mst", "mister", "master", "dr", "prof", "sir", "chd", "inf"];

/// What booking systems write where a person has one name only.
const PLACEHOLDERS: [&str; 3] = ["fnu", "lnu", "xxx"];

/// The text's parts in order, without titles and placeholders unless nothing else is left.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let all = all_parts(text);
    let named: Vec<Part> = all.iter().filter(|part| !is_title(&part.plain)).cloned().collect();
    if named.is_empty() { all } else { named }
}

fn is_title(plain: &str) -> bool {
    TITLES.contains(&plain) || PLACEHOLDERS.contains(&plain)
}

fn all_parts(text: &str) -> Vec<Part> {
    let mut found = Vec::new();
    let mut native = String::new();
    for c in text.nfc().take(LONGEST_TEXT).flat_map(char::to_lowercase).nfc().filter(|c| !is_invisible(*c)) {
        // Every character of these scripts is a syllable, and passports write it as a word or a part of one.
        let alone = is_syllable(c);
        if alone || !(c.is_alphanumeric() || is_combining_mark(c)) {
            found.extend(part(&native));
            native.clear();
        }
        if alone {
            found.extend(part(&c.to_string()));
        } else if c.is_alphanumeric() || is_combining_mark(c) {
            native.push(c);
        }
    }
    found.extend(part(&native));
    found
}

fn part(native: &str) -> Option<Part> {
    let plain: String = native.chars().flat_map(|c| ascii(c).chars()).collect::<String>();
    let spelled: String = native.chars().flat_map(|c| spelled_out(c).unwrap_or(ascii(c)).chars()).collect();
    let clean = |text: String| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
    };
    let part = Part { native: native.to_owned(), plain: clean(plain), spelled: clean(spelled) };
    (!part.plain.is_empty()).then_some(part)
}

fn ascii(c: char) -> &'static str {
    match c {
        // A mark that is no letter changes its letter, which stands without it here.
        _ if is_combining_mark(c) && !c.is_alphabetic() => "",
        'ё' => "e",
        'ъ' => "ie",
        _ => deunicode_char(c).unwrap_or(""),
    }
}

/// Doc 9303's spelling where it is not the base letter.
fn spelled_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ä' => "ae",
        'ö' | 'ø' => "oe",
        'ü' => "ue",
        'å' => "aa",
        _ => return None,
    })
}

/// Han characters and Hangul syllables.
pub(super) fn is_syllable(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}'
        | '\u{AC00}'..='\u{D7A3}')
}

/// Joiners, direction marks and soft hyphens stand inside words without being seen.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// The one form of a folded word that is typed and stored alike: what several spellings have in common.
///
/// `mueller` and `muller`, `aagaard` and `agard`; Abdul, Abdel and Abdal; the many ways to write Mohammed. It serves
/// to find and is never shown.
pub(super) fn common_form(word: &str) -> String {
    if MOHAMMED.contains(&word) {
        return "mhmd".to_owned();
    }
    let word = word.replace("nxx", "n").replace("uxx", "u");
    let word = match word.strip_prefix("abd").and_then(|rest| rest.split_at_checked(2)) {
        Some((article, rest)) if ABD_ARTICLES.contains(&article) => format!("abdul{rest}"),
        _ => word,
    };
    without_written_out_umlauts(&word)
}

const ABD_ARTICLES: [&str; 6] = ["ul", "el", "al", "ur", "ar", "il"];

const MOHAMMED: [&str; 20] = [
    "md", "mhd", "mhmd", "mohd", "mohmd", "mohamad", "mohamed", "mohammad", "mohammed", "mohammod",
    "mohamud", "mohamod", "mohummad", "muhamad", "muhamed", "muhammad", "muhammed", "muhamet", "muhammet",
    "mahomed",
];

/// `ae`, `oe`, `ue`, `aa` before a consonant become one vowel. At the end of a word they stay, because `joe` is
/// not `jo` and because the rest of the word may not be typed yet.
fn without_written_out_umlauts(word: &str) -> String {
    let bytes = word.as_bytes();
    let vowel = |b: &u8| b"aeiouy".contains(b);
    let silent = |i: usize| {
        i > 0
            && matches!((bytes[i - 1], bytes[i]), (b'a' | b'o' | b'u', b'e') | (b'a', b'a'))
            && bytes.get(i + 1).is_some_and(|next| !vowel(next))
    };
    word.char_indices().filter(|(i, _)| !silent(*i)).map(|(_, c)| c).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_fold_to_one_alphabet() {
        let check = |text: &str, expected: &str| {
            let folded: Vec<String> = all_parts(text).into_iter().map(|part| part.plain).collect();
            assert_eq!(folded.join(" "), expected, "{text}");
        };
        check("Jürgen MÜLLER-Weiß", "jurgen muller weiss");
        check("Ju\u{308}rgen", "jurgen");
        check("Ødegård Þór Łódź Ñandú İbrahim ırmak", "odegard thor lodz nandu ibrahim irmak");
        check("Nguyễn Thị Hồng", "nguyen thi hong");
        check("张伟", "zhang wei");
        check("김민수", "gim min su");
        check("محمد", "mhmd");
        check("Юлия Щербакова", "iuliia shcherbakova");
        check("O'Brien O’Brien", "o brien o brien");
        check("😀 \u{0}\"*() -- ", "");
        check("Mc\u{AD}Donald", "mcdonald");
    }

    #[test]
    fn spellings_of_one_name_have_one_form() {
        let check = |words: &[&str], expected: &str| {
            for word in words {
                assert_eq!(common_form(word), expected, "{word}");
            }
        };
        check(&["mueller", "muller", "muxxller"], "muller");
        check(&["aagaard", "agard"], "agard");
        check(&["nunxxez", "nunez"], "nunez");
        check(&["joe"], "joe");
        check(&["mohd", "muhammad", "md", "mhmd"], "mhmd");
        check(&["abdelrahman", "abdulrahman", "abdalrahman"], "abdulrahman");
        check(&["mahmoud"], "mahmoud");
    }
}
