//! Makes the sentences of an explanation from the locale files, in the window, on paper and on the command line
//! alike.

use std::{collections::BTreeMap, sync::LazyLock};

use rust_decimal::Decimal;
use serde_json::Value;

use super::clauses::{Arg, Said};
use super::decision::Figure;
use crate::{Language, money::Currency};

/// Everything that is looked up: `clause.notice`, `cause.weather`, `unit.days` with its plural forms.
struct Texts(BTreeMap<String, Value>);

static TEXTS: LazyLock<[Texts; 2]> = LazyLock::new(|| {
    let read = |text: &str| serde_json::from_str(text).map(flat).unwrap_or_default();
    [
        Texts(read(include_str!("../../../assets/locales/en/decision.json"))),
        Texts(read(include_str!("../../../assets/locales/ar/decision.json"))),
    ]
});

/// `{"cause": {"weather": …}}` as `cause.weather`; the groups are one deep.
fn flat(groups: BTreeMap<String, BTreeMap<String, Value>>) -> BTreeMap<String, Value> {
    let named = |(group, texts): (String, BTreeMap<String, Value>)| {
        texts.into_iter().map(move |(name, text)| (format!("{group}.{name}"), text))
    };
    groups.into_iter().flat_map(named).collect()
}

fn texts(language: Language) -> &'static Texts {
    match language {
        Language::En => &TEXTS[0],
        Language::Ar => &TEXTS[1],
    }
}

impl Texts {
    fn get(&self, list: &str, name: &str) -> Option<&str> {
        self.0.get(&format!("{list}.{name}")).and_then(Value::as_str)
    }

    fn plural(&self, language: Language, name: &str, count: i64) -> Option<&str> {
        let forms = self.0.get(&format!("unit.{name}"))?;
        forms.get(language.plural(count)).or_else(|| forms.get("other"))?.as_str()
    }
}

impl Said {
    /// The sentence. A key of a later version has none: then the key itself, so that the gap is seen and
    /// nothing is invented.
    pub fn in_words(&self, language: Language) -> String {
        let args: Vec<(&str, String)> =
            self.args.iter().map(|(name, arg)| (name.as_ref(), arg.in_words(language))).collect();
        fixed("clause", &self.key, &args, language)
    }
}

/// A text of a list with its placeholders filled.
pub fn fixed(list: &str, name: &str, args: &[(&str, String)], language: Language) -> String {
    let Some(text) = texts(language).get(list, name) else { return name.to_owned() };
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, tail)| Some((before, tail.split_once('}')?)))
    {
        out.push_str(before);
        out.push_str(args.iter().find(|(given, _)| *given == name).map_or("", |(_, value)| value));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A word of a list: `cause`, `weather`. One that no list has is said as it was written, without underscores.
pub fn term(list: &str, code: &str, language: Language) -> String {
    match texts(language).get(list, &slug(code)) {
        Some(text) => text.to_owned(),
        None => apart(language, &code.replace('_', " ")),
    }
}

/// `2 communications` as `2_communications`: names in the locale files are snake_case.
fn slug(code: &str) -> String {
    let words = code.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("_")
}

/// What the carrier looks after, as one phrase.
pub fn care(what: &[String], language: Language) -> String {
    let comma = texts(language).get("unit", "comma").unwrap_or(", ");
    what.iter().map(|code| term("care", code, language)).collect::<Vec<_>>().join(comma)
}

/// `600 euro`, `1,288 SDR`.
pub fn money(amount: Figure, currency: Currency, language: Language) -> String {
    let name = term("currency", currency.code(), language);
    let figure = grouped(amount.0, currency.exponent());
    fixed("unit", "money", &[("figure", figure), ("currency", name)], language)
}

impl Arg {
    fn in_words(&self, language: Language) -> String {
        match self {
            Self::Minutes(minutes) => span(*minutes, language),
            Self::Offset(minutes) => offset(*minutes, language),
            Self::Days(days) => counted("days", *days, language),
            Self::Seats(seats) => counted("seats", *seats, language),
            Self::Passengers(people) => counted("passengers", *people, language),
            Self::Percent(percent) => apart(language, &format!("{percent}%")),
            Self::Metres(metres) => {
                let figure = grouped(Decimal::new(metres / 100, 1), 1);
                fixed("unit", "kilometres", &[("figure", figure)], language)
            }
            Self::Money { amount, currency } => money(*amount, *currency, language),
            Self::Date(date) => apart(language, &date.to_string()),
            Self::Code(code) => apart(language, code),
            Self::Term { list, code } => term(list, code, language),
            Self::Care(what) => care(what, language),
        }
    }
}

/// A part that keeps its own order inside a text that runs from right to left.
fn apart(language: Language, text: &str) -> String {
    match language {
        Language::En => text.to_owned(),
        Language::Ar => format!("\u{2068}{text}\u{2069}"),
    }
}

fn counted(unit: &str, count: i64, language: Language) -> String {
    let form = texts(language).plural(language, unit, count).unwrap_or("{n}");
    form.replace("{n}", &grouped(count.into(), 0))
}

/// Days, hours and minutes, as many of them as there are; days only where there are two or more, because a law
/// that says 24 hours is quoted so.
fn span(minutes: i64, language: Language) -> String {
    const DAY: i64 = 1_440;
    let minutes = minutes.abs();
    let days = if minutes >= 2 * DAY { minutes / DAY } else { 0 };
    let rest = minutes - days * DAY;
    let parts = [("days", days), ("hours", rest / 60), ("minutes", rest % 60)];
    let said: Vec<String> =
        parts.iter().filter(|(_, n)| *n > 0).map(|(unit, n)| counted(unit, *n, language)).collect();
    match said.is_empty() {
        true => counted("minutes", 0, language),
        false => said.join(texts(language).get("unit", "and").unwrap_or(" ")),
    }
}

fn offset(minutes: i64, language: Language) -> String {
    let name = match minutes {
        0 => "on_time",
        1.. => "later",
        _ => "earlier",
    };
    fixed("unit", name, &[("time", span(minutes, language))], language)
}

/// Grouped by thousands; decimals only where there are some, and then as many as `decimals`. Both languages
/// write Latin digits, as every print beside them does.
fn grouped(figure: Decimal, decimals: u32) -> String {
    let plain = figure.normalize();
    let text = match plain.scale() {
        0 => plain.to_string(),
        scale => format!("{:.*}", scale.max(decimals) as usize, plain),
    };
    let (whole, part) = text.split_once('.').map_or((text.as_str(), None), |(w, p)| (w, Some(p)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut out = String::from(sign);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out.extend(part.into_iter().flat_map(|part| ['.'].into_iter().chain(part.chars())));
    out
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
