//! Every form under which a person is found.

use super::fold::{Part, common_form, is_syllable, parts};
use super::pinyin;

const ARTICLES: [&str; 3] = ["al", "el", "ul"];
const SON_OF: [&str; 3] = ["bin", "ibn", "ben"];

/// The longest join of parts that is kept, in characters: a boarding pass's name field twice.
const LONGEST_JOIN: usize = 40;

/// The tokens of a person's name, in lower case, each once, separated by spaces, ready for a full-text index.
///
/// `native` is the name in the person's own script. The tokens are the parts of each name, folded, with umlauts
/// written out and not, and joined with their neighbours (`o brien obrien`, `xiao ming xiaoming`), Arabic articles
/// joined and apart in each spelling, both forms of "son of", what a passport writes, a common form of names that are
/// spelled in many ways, given names without a glued title, and the native text as it is. Titles are left out.
///
/// ```
/// let tokens = airside_shared::names::search_tokens("O'Brien", "Jürgen", None);
/// assert!(tokens.split(' ').any(|token| token == "obrien"));
/// assert!(tokens.split(' ').any(|token| token == "juergen"));
/// ```
pub fn search_tokens(surname: &str, given: &str, native: Option<&str>) -> String {
    let mut tokens = Tokens::default();
    let (surname, given) = (parts(surname), parts(given));
    let native = native.map(parts).unwrap_or_default();
    for name in [&surname, &given, &native] {
        tokens.name(name);
    }
    if let [only] = &surname[..]
        && only.plain.len() == 1
    {
        // Systems that want two letters write a surname of one twice.
        tokens.push(&only.plain.repeat(2));
    }
    for last in [surname.last(), given.last()].into_iter().flatten() {
        for title in ["mr", "mrs", "ms", "miss", "mstr", "dr", "chd", "inf"] {
            tokens.folded(last.plain.strip_suffix(title).filter(|rest| rest.len() >= 3).unwrap_or(""));
        }
    }
    if !surname.is_empty() && surname.iter().all(|part| pinyin::is_syllable(&part.plain)) {
        tokens.mandarin(&surname, &given);
    }
    tokens.kept.join(" ")
}

#[derive(Default)]
struct Tokens {
    kept: Vec<String>,
}

impl Tokens {
    fn push(&mut self, token: &str) {
        if !token.is_empty() && !self.kept.iter().any(|kept| kept == token) {
            self.kept.push(token.to_owned());
        }
    }

    /// A word of a to z, with its common form and its Arabic prefixes apart.
    fn folded(&mut self, word: &str) {
        self.push(word);
        let common = common_form(word);
        self.push(&common);
        if let Some(rest) = common.strip_prefix("abdul") {
            self.push("abd");
            self.push("abdul");
            self.article_and(rest);
        } else if let Some(rest) = ARTICLES.iter().find_map(|article| common.strip_prefix(article))
            && rest.len() >= 4
        {
            ARTICLES.into_iter().chain([rest]).for_each(|token| self.push(token));
        }
        if SON_OF.contains(&word) {
            self.push("bin");
            self.push("ibn");
        }
    }

    /// An article in each spelling, apart from the word it belongs to and joined with it.
    fn article_and(&mut self, word: &str) {
        for article in ARTICLES {
            self.push(article);
            self.push(&format!("{article}{word}"));
        }
        self.push(word);
        self.push(&common_form(word));
    }

    fn name(&mut self, name: &[Part]) {
        for part in name {
            self.folded(&part.plain);
            self.folded(&part.spelled);
            self.push(&part.native);
        }
        for pair in name.windows(2).filter(|pair| ARTICLES.contains(&pair[0].plain.as_str())) {
            self.article_and(&pair[1].plain);
        }
        for size in [2, 3, name.len()] {
            for joined in name.windows(size.max(2)) {
                let join = |form: fn(&Part) -> &str| joined.iter().map(form).collect::<String>();
                if join(|part| &part.plain).len() > LONGEST_JOIN {
                    continue;
                }
                self.folded(&join(|part| &part.plain));
                self.folded(&join(|part| &part.spelled));
                if joined.iter().all(|part| part.native.chars().all(is_syllable)) {
                    self.push(&join(|part| &part.native));
                }
            }
        }
    }

    /// Given names taken apart into syllables, and joined with the surname in both orders.
    fn mandarin(&mut self, surname: &[Part], given: &[Part]) {
        for part in given {
            pinyin::split(&part.plain).into_iter().for_each(|syllable| self.push(syllable));
        }
        let join = |name: &[Part]| name.iter().map(|part| part.plain.as_str()).collect::<String>();
        let (surname, given) = (join(surname), join(given));
        if surname.len() + given.len() <= LONGEST_JOIN {
            self.folded(&format!("{surname}{given}"));
            self.folded(&format!("{given}{surname}"));
        }
    }
}
