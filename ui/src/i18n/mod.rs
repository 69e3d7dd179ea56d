//! The words of the window, typed.
//!
//! `build.rs` turns `assets/locales/<locale>/<feature>.json` into one [`Key`] for each text. Use:
//!
//! ```ignore
//! let i18n = use_i18n();
//! view! { <h1>{t!(i18n, passengers.title)}</h1> }            // follows the language
//! view! { <p>{t!(i18n, queue.waiting, count = n.get())}</p> } // placeholders and plurals
//! let said = t_string!(i18n, shell.locked);                   // text now
//! ```
//!
//! A key that does not exist, or that one language lacks, does not compile.

mod format;

use airside_shared::{Language, places::place_name, sales::Product};
use leptos::prelude::*;

pub use format::*;

/// One text of the locale files; the constants are in [`key`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(pub(crate) u16);

enum Words {
    Plain(&'static str),
    /// Forms by the plural category of the argument `count`.
    Plural(&'static [(&'static str, &'static str)]),
}

include!(concat!(env!("OUT_DIR"), "/locales.rs"));

/// A language of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    #[default]
    En,
    Ar,
}

impl Locale {
    pub const ALL: [Locale; 2] = [Locale::En, Locale::Ar];

    /// BCP 47 tag for the `lang` attribute and for storage.
    pub fn tag(self) -> &'static str {
        match self {
            Locale::En => "en",
            Locale::Ar => "ar",
        }
    }

    /// The same for what is said outside the window too: decisions, names of places and goods.
    pub fn language(self) -> Language {
        match self {
            Locale::En => Language::En,
            Locale::Ar => Language::Ar,
        }
    }

    pub fn from_tag(tag: &str) -> Option<Locale> {
        let language = tag.split('-').next().unwrap_or(tag);
        Locale::ALL.into_iter().find(|l| l.tag() == language)
    }

    /// The language's name in itself, for the chooser.
    pub fn own_name(self) -> &'static str {
        match self {
            Locale::En => "English",
            Locale::Ar => "العربية",
        }
    }

    pub fn is_right_to_left(self) -> bool {
        matches!(self, Locale::Ar)
    }

    fn words(self, key: Key) -> &'static Words {
        match self {
            Locale::En => &EN[key.0 as usize],
            Locale::Ar => &AR[key.0 as usize],
        }
    }
}

/// A value put into a text.
#[derive(Clone, Debug)]
pub enum Arg {
    Text(String),
    /// Grouped by the locale, and choosing the plural form when named `count`.
    Number(i64),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Arg::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Arg::Text(text)
    }
}

macro_rules! arg_from_integer {
    ($($kind:ty),*) => {$(
        impl From<$kind> for Arg {
            fn from(number: $kind) -> Self {
                Arg::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
    )*};
}
arg_from_integer!(i32, i64, u32, u64, usize);

/// The chosen language; a context of the whole window.
#[derive(Clone, Copy)]
pub struct I18n {
    pub locale: RwSignal<Locale>,
}

impl I18n {
    /// A city or an airport in the chosen language; tracks it.
    pub fn place(self, english: &str) -> String {
        place_name(english, self.locale.get().language()).to_owned()
    }

    /// A product in the chosen language; tracks it.
    pub fn product(self, product: &Product) -> String {
        product.called(self.locale.get().language()).to_owned()
    }

    /// The text in the chosen language; tracks it.
    pub fn text(self, key: Key) -> &'static str {
        match self.locale.get().words(key) {
            Words::Plain(text) => text,
            Words::Plural(forms) => pick(forms, "other"),
        }
    }

    /// The text with its placeholders filled; tracks the language.
    pub fn fill(self, key: Key, args: &[(&str, Arg)]) -> String {
        let locale = self.locale.get();
        let template = match locale.words(key) {
            Words::Plain(text) => text,
            Words::Plural(forms) => {
                let count = args.iter().find_map(|(name, arg)| match arg {
                    Arg::Number(n) if *name == "count" => Some(*n),
                    _ => None,
                });
                pick(forms, &count.map_or_else(|| "other".to_owned(), |n| plural_category(locale, n)))
            }
        };
        fill_template(template, locale, args)
    }
}

fn pick(forms: &'static [(&'static str, &'static str)], category: &str) -> &'static str {
    let find = |name: &str| forms.iter().find(|(form, _)| *form == name).map(|(_, text)| *text);
    find(category).or_else(|| find("other")).unwrap_or_default()
}

/// In a right-to-left text each argument is isolated, so that a flight number does not reorder the sentence.
fn fill_template(template: &str, locale: Locale, args: &[(&str, Arg)]) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        let value = args.iter().find(|(given, _)| *given == name).map(|(_, arg)| match arg {
            Arg::Text(text) => text.clone(),
            Arg::Number(n) => number(locale, *n),
        });
        let value = value.unwrap_or_default();
        if locale.is_right_to_left() {
            out.extend(['\u{2068}']);
            out.push_str(&value);
            out.extend(['\u{2069}']);
        } else {
            out.push_str(&value);
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// Puts the language into the context and keeps `lang` and `dir` of the document in step with it.
pub fn provide_i18n(first: Locale) -> I18n {
    let i18n = I18n { locale: RwSignal::new(first) };
    provide_context(i18n);
    Effect::new(move |_| {
        let locale = i18n.locale.get();
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("lang", locale.tag());
            let _ = root.set_attribute("dir", if locale.is_right_to_left() { "rtl" } else { "ltr" });
        }
    });
    i18n
}

/// The language of the window.
pub fn use_i18n() -> I18n {
    expect_context::<I18n>()
}

/// A closure that gives the text and follows the language.
#[macro_export]
macro_rules! t {
    ($i18n:expr, $($part:ident).+ $(,)?) => {{
        let i18n: $crate::i18n::I18n = $i18n;
        move || i18n.text($crate::i18n::key::$($part)::+)
    }};
    ($i18n:expr, $($part:ident).+, $($name:ident = $value:expr),+ $(,)?) => {{
        let i18n: $crate::i18n::I18n = $i18n;
        move || $crate::t_string!(i18n, $($part).+, $($name = $value),+)
    }};
}

/// The text now: `&'static str` without arguments, `String` with them.
#[macro_export]
macro_rules! t_string {
    ($i18n:expr, $($part:ident).+ $(,)?) => {
        $i18n.text($crate::i18n::key::$($part)::+)
    };
    ($i18n:expr, $($part:ident).+, $($name:ident = $value:expr),+ $(,)?) => {
        $i18n.fill(
            $crate::i18n::key::$($part)::+,
            &[$((stringify!($name), $crate::i18n::Arg::from($value))),+],
        )
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_by_name() {
        let args = [("name", Arg::from("Ana")), ("flight", Arg::from("B6 1103"))];
        assert_eq!(fill_template("{name} on {flight}", Locale::En, &args), "Ana on B6 1103");
    }

    #[test]
    fn an_argument_is_isolated_in_a_right_to_left_text() {
        let args = [("flight", Arg::from("B6 1103"))];
        assert_eq!(fill_template("رحلة {flight}", Locale::Ar, &args), "رحلة \u{2068}B6 1103\u{2069}");
    }

    #[test]
    fn a_brace_without_an_end_stays_as_it_is() {
        assert_eq!(fill_template("a { b", Locale::En, &[]), "a { b");
    }

    #[test]
    fn an_unknown_plural_category_falls_back_to_other() {
        assert_eq!(pick(&[("one", "one bag"), ("other", "{count} bags")], "few"), "{count} bags");
    }
}
