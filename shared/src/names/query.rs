//! What a person types or a code says, made into search terms.

use super::fold::{common_form, parts};

/// The most tokens of one query.
pub const MAX_TOKENS: usize = 8;
/// The most characters of one token.
pub const MAX_TOKEN_LENGTH: usize = 64;

/// Titles that are taken off the end of any query's last word. Few names end so.
const GLUED: [&str; 4] = ["mrs", "mstr", "miss", "mr"];
/// Titles that only booking systems glue on, so only after a slash: Adams and Williams end in one of them.
const GLUED_AFTER_SLASH: [&str; 8] = ["mrs", "mstr", "miss", "mr", "ms", "dr", "chd", "inf"];

/// Tokens of a to z and 0 to 9 by which to search, each to be taken as the beginning of a stored token: at most
/// [`MAX_TOKENS`] of at most [`MAX_TOKEN_LENGTH`] characters, each once, in the order typed.
///
/// Any script is folded, everything else separates. Titles are dropped if a name remains; a title glued to the end of
/// the last word (`JOHNMR`) is removed if three letters remain. Only the shorter form is given, because all tokens
/// have to match and the shorter one is the beginning of either.
///
/// ```
/// use airside_shared::names::query_tokens;
/// assert_eq!(query_tokens("SMITH/JOHNMR"), ["smith", "john"]);
/// assert_eq!(query_tokens("Müller, Jürgen Mr"), ["muller", "jurgen"]);
/// ```
pub fn query_tokens(text: &str) -> Vec<String> {
    let mut words: Vec<String> = parts(text).into_iter().map(|part| part.plain).collect();
    let titles: &[&str] = if text.contains('/') { &GLUED_AFTER_SLASH } else { &GLUED };
    if let Some(last) = words.last_mut()
        && let Some(rest) = titles.iter().find_map(|title| last.strip_suffix(title))
        && rest.len() >= 3
    {
        *last = rest.to_owned();
    }
    let mut tokens: Vec<String> = Vec::new();
    for mut token in words.iter().map(|word| common_form(word)) {
        token.truncate(MAX_TOKEN_LENGTH);
        if !tokens.contains(&token) {
            tokens.push(token);
        }
    }
    tokens.truncate(MAX_TOKENS);
    tokens
}

/// The MATCH expression of SQLite's FTS5 that asks for all tokens as prefixes: `"smi"* AND "jo"*`. None if there is no
/// token to ask for. Anything but letters and digits is left out of the tokens, so the expression can only be this.
pub fn fts_query(tokens: &[String]) -> Option<String> {
    let terms: Vec<String> = tokens
        .iter()
        .map(|token| token.chars().filter(|c| c.is_alphanumeric()).collect::<String>())
        .filter(|token| !token.is_empty())
        .map(|token| format!("\"{token}\"*"))
        .collect();
    (!terms.is_empty()).then(|| terms.join(" AND "))
}

/// The expression that asks for each token as a prefix or for one of the whole words that may have been meant by it:
/// `("smiht"* OR "smith")`. None if nothing else may have been meant: that is [`fts_query`].
pub fn fts_any(tokens: &[(String, Vec<String>)]) -> Option<String> {
    if tokens.iter().all(|(_, meant)| meant.is_empty()) {
        return None;
    }
    let groups = tokens.iter().filter_map(|(token, meant)| {
        let begin = fts_query(std::slice::from_ref(token))?;
        let words = meant.iter().map(|word| format!(" OR \"{word}\"")).collect::<String>();
        Some(format!("({begin}{words})"))
    });
    Some(groups.collect::<Vec<_>>().join(" AND "))
}

#[cfg(test)]
mod tests {
    use super::super::search_tokens;
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn finds(surname: &str, given: &str, native: &str, queries: &[&str]) {
        let stored = search_tokens(surname, given, Some(native));
        for query in queries {
            let tokens = query_tokens(query);
            let missing =
                tokens.iter().find(|token| !stored.split(' ').any(|s| s.starts_with(token.as_str())));
            assert!(!tokens.is_empty() && missing.is_none(), "{query:?} misses {missing:?} in {stored:?}");
        }
    }

    #[test]
    fn a_person_is_found_by_every_way_their_name_is_written() {
        finds(
            "Verylonglastname",
            "Jane",
            "",
            &[
                "VERYLONGLASTNAME/JAN",
                "VERYLONGLASTNAME<<JANE",
                "Verylonglastname, Jane Mr",
                "VERYLONGLAST...",
                "jane very",
            ],
        );
        finds(
            "O'Brien",
            "Seán",
            "",
            &["obrien", "o'brien", "O’Brien", "O BRIEN", "brien sean", "OBRIEN<<SEAN"],
        );
        finds(
            "Smith-Jones",
            "Susie Margaret",
            "",
            &[
                "smith jones",
                "smithjones",
                "SMITH<JONES<<SUSIE<MARGARET",
                "jones susie",
                "SMITHJONES/SUSIEMARGARETMRS",
            ],
        );
        finds(
            "Müller",
            "Jürgen",
            "",
            &[
                "müller",
                "mueller",
                "muller",
                "MUELLER<<JUERGEN",
                "MUELLER/JUERGENMR",
                "mue",
                "mü",
                "MUXXLLER",
            ],
        );
        finds("MUELLER", "JUERGEN", "", &["Müller Jürgen", "muller", "mueller"]);
        finds("MULLER", "JURGEN", "", &["Müller", "mueller", "MUELLER<<JUERGEN"]);
        finds("Ødegård", "Åse", "", &["odegard", "oedegaard", "Ødegård", "ase", "OEDEGAARD<<AASE"]);
        finds(
            "Núñez García",
            "María José",
            "",
            &[
                "nunez",
                "garcia maria",
                "NUNXXEZ<GARCIA<<MARIA<JOSE",
                "NUNEZ/MARIAJOSEMS",
                "NUNEZGARCIA/MARIA",
            ],
        );
        finds(
            "Al-Basri",
            "Huda Muhammad Jawad",
            "",
            &[
                "al basri",
                "albasri",
                "el basri",
                "elbasri",
                "basri huda",
                "AL<BASRI<<HUDA<MUHAMMAD<JAWAD",
                "mohd jawad",
            ],
        );
        finds("ALBASRI", "HUDA", "", &["al-basri", "el basri", "basri"]);
        finds(
            "bin Salman",
            "Abd al-Rahman",
            "",
            &[
                "ibn salman",
                "binsalman",
                "abdulrahman",
                "abdel rahman",
                "abdelrahman",
                "abd rahman",
                "Abdur Rahman",
            ],
        );
        finds("HASSAN", "ABDULRAHMAN", "", &["abd al rahman hassan", "abdelrahman", "rahman"]);
        finds(
            "Khan",
            "Mohammed",
            "محمد خان",
            &["mohamed khan", "Muhammad", "MOHD KHAN", "md khan", "mhd", "محمد"],
        );
        finds(
            "Zhang",
            "Xiaoming",
            "张小明",
            &[
                "zhang xiao ming",
                "xiaoming zhang",
                "张小明",
                "张",
                "小明",
                "zhangxiaoming",
                "ZHANG/XIAOMINGMR",
            ],
        );
        finds("ZHANG", "XIAO MING", "", &["xiaoming", "张小明"]);
        finds("Chan", "Tai Man", "陳大文", &["chan taiman", "陳大文"]);
        finds("Kim", "Min-su", "김민수", &["kim minsu", "김민수", "민수"]);
        finds("Nguyễn", "Thị Hồng", "", &["nguyen thi hong", "hong nguyen", "NGUYEN/THIHONGMS"]);
        finds("Shcherbakova", "Iuliia", "Юлия Щербакова", &["юлия", "щербакова юлия", "shcherb"]);
        finds("Ravi", "S.", "एस रवि", &["s ravi", "S. Ravi", "रवि"]);
        finds("SUHARTO", "SUHARTO", "", &["suharto", "suharto/suharto"]);
        finds("SUHARTO", "FNU", "", &["suharto", "FNU/SUHARTO", "SUHARTO/LNU"]);
        finds("Muthu s/o Raman", ".", "", &["muthu raman", "MUTHU S/O RAMAN"]);
        finds("O", "Ji", "", &["o ji", "oo ji"]);
        finds("SMITH", "JOHNMR", "", &["john smith", "smith/johnmr", "Smith John Mr"]);
        finds("Williams", "Ann", "", &["williams", "WILLIAMS/ANNMS"]);
        finds("VAN DER MUELLEN", "MARTIN", "", &["vandermuellen", "van der mullen", "VANDERMUELLEN/MARTIN"]);
        finds("Weiß", "Gauß", "", &["weiss", "WEISS<<GAUSS", "weiß"]);
    }

    #[test]
    fn different_people_stay_apart() {
        let stored = search_tokens("Mahmoud", "Adam Dr", None);
        for query in ["mohammed", "adams", "jo", "dr"] {
            let tokens = query_tokens(query);
            assert!(
                !tokens.iter().any(|t| stored.split(' ').any(|s| s.starts_with(t.as_str()))),
                "{query}: {stored}"
            );
        }
    }

    #[test]
    fn hostile_input_leaves_only_letters_and_digits() {
        let check = |text: &str, expected: &[&str]| assert_eq!(query_tokens(text), expected, "{text:?}");
        check("SMITH/JOHNMR", &["smith", "john"]);
        check("Smith, John Mr", &["smith", "john"]);
        check("MR", &["mr"]);
        check("AMR", &["amr"]);
        check("williams", &["williams"]);
        check("\"smith\" OR name:* NEAR(a b)", &["smith", "or", "name", "near", "a", "b"]);
        check("'; DROP TABLE people; --", &["drop", "table", "people"]);
        check("smi* ^jo -x", &["smi", "jo", "x"]);
        check("😀🛫 \u{0}\u{1b}[31m \u{202e}", &["31m"]);
        check("", &[]);
        check("smith smith SMITH", &["smith"]);
        let long = query_tokens(&"x".repeat(5_000));
        assert_eq!((long.len(), long[0].len()), (1, MAX_TOKEN_LENGTH));
        assert_eq!(query_tokens(&"ab cd ef gh ij kl mn op qr st ".repeat(160)).len(), MAX_TOKENS);
    }

    #[test]
    fn a_query_asks_for_all_tokens_as_prefixes() {
        let check = |tokens: &[&str], expected: Option<&str>| {
            let tokens: Vec<String> = tokens.iter().map(|token| token.to_string()).collect();
            assert_eq!(fts_query(&tokens).as_deref(), expected);
        };
        check(&["smi", "jo"], Some("\"smi\"* AND \"jo\"*"));
        check(&["a\"b"], Some("\"ab\"*"));
        check(&["\"*"], None);
        check(&[], None);
    }

    #[test]
    fn what_may_have_been_meant_is_asked_for_beside_what_was_typed() {
        let token =
            |typed: &str, meant: &[&str]| (typed.to_owned(), meant.iter().map(|m| m.to_string()).collect());
        let both = [token("smiht", &["smith", "smits"]), token("jo", &[])];
        let expected = "(\"smiht\"* OR \"smith\" OR \"smits\") AND (\"jo\"*)";
        assert_eq!(fts_any(&both).as_deref(), Some(expected));
        assert_eq!(fts_any(&[token("jo", &[])]), None);
    }

    proptest! {
        #[test]
        fn whatever_is_typed_becomes_few_short_plain_tokens(text in any::<String>()) {
            let tokens = query_tokens(&text);
            prop_assert!(tokens.len() <= MAX_TOKENS);
            for token in tokens {
                prop_assert!(!token.is_empty() && token.len() <= MAX_TOKEN_LENGTH);
                prop_assert!(token.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()), "{}", token);
            }
        }

        #[test]
        fn a_name_typed_in_full_finds_its_person(
            surname in "[a-zA-Zäöüßøåéñ'\\- ]{1,20}", given in "[a-zA-Zäöüßøåéñ'\\- ]{0,20}",
        ) {
            let stored = search_tokens(&surname, &given, None);
            for query in [format!("{surname} {given}"), format!("{given} {surname}"), format!("{surname}/{given}")] {
                for token in query_tokens(&query) {
                    let found = stored.split(' ').any(|s| s.starts_with(token.as_str()));
                    prop_assert!(found, "{:?}: {} is not in {}", query, token, stored);
                }
            }
        }

        #[test]
        fn any_name_can_be_stored(surname in any::<String>(), given in any::<String>(), native in any::<String>()) {
            let stored = search_tokens(&surname, &given, Some(&native));
            prop_assert!(!stored.contains("  ") && stored == stored.trim());
        }
    }
}
