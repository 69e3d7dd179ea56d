//! Numbers, money, dates and times as the chosen language writes them, through the web view's own `Intl`: no
//! time-zone or locale data is shipped in the wasm.
//!
//! Arabic is written with Latin digits, because the same page shows flight numbers, seats, gates and documents
//! that are Latin on every print, and a person compares them.

use std::cell::RefCell;
use std::collections::BTreeMap;

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::Locale;

type Options<'a> = &'a [(&'a str, &'a str)];

impl Locale {
    fn intl_tag(self) -> &'static str {
        match self {
            Locale::En => "en-GB",
            Locale::Ar => "ar-u-nu-latn",
        }
    }
}

thread_local! {
    /// A formatter takes tens of microseconds to make, and a list needs the same one for each row.
    static FORMATTERS: RefCell<BTreeMap<String, JsValue>> = const { RefCell::new(BTreeMap::new()) };
}

/// `None` when `Intl` refuses the options, for example a zone that it does not know.
fn formatter(class: &str, tag: &str, options: Options) -> Option<JsValue> {
    let mut name = format!("{class}|{tag}");
    for (option, value) in options {
        name.push('|');
        name.push_str(option);
        name.push('=');
        name.push_str(value);
    }
    if let Some(found) = FORMATTERS.with_borrow(|known| known.get(&name).cloned()) {
        return Some(found);
    }
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let constructor: Function = Reflect::get(&intl, &class.into()).ok()?.dyn_into().ok()?;
    let bag = Object::new();
    for (option, value) in options {
        Reflect::set(&bag, &(*option).into(), &(*value).into()).ok()?;
    }
    let made = Reflect::construct(&constructor, &Array::of2(&tag.into(), &bag)).ok()?;
    FORMATTERS.with_borrow_mut(|known| known.insert(name, made.clone()));
    Some(made)
}

fn call(formatter: &JsValue, method: &str, value: &JsValue) -> Option<JsValue> {
    let function: Function = Reflect::get(formatter, &method.into()).ok()?.dyn_into().ok()?;
    function.call1(formatter, value).ok()
}

fn format(class: &str, tag: &str, options: Options, value: &JsValue) -> Option<String> {
    call(&formatter(class, tag, options)?, "format", value)?.as_string()
}

/// A whole number, grouped.
pub fn number(locale: Locale, value: i64) -> String {
    let plain = value.to_string();
    if !cfg!(target_arch = "wasm32") {
        return plain;
    }
    format("NumberFormat", locale.intl_tag(), &[], &plain.as_str().into()).unwrap_or(plain)
}

pub(super) fn plural_category(locale: Locale, count: i64) -> String {
    if !cfg!(target_arch = "wasm32") {
        return if count == 1 { "one".into() } else { "other".into() };
    }
    formatter("PluralRules", locale.intl_tag(), &[])
        .and_then(|rules| call(&rules, "select", &JsValue::from_f64(count as f64)))
        .and_then(|category| category.as_string())
        .unwrap_or_else(|| "other".to_owned())
}

/// Digits after the point by ISO 4217. `Intl` follows CLDR instead, which drops digits that a bank counts.
pub fn minor_digits(currency: &str) -> usize {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

/// Minor units as an exact decimal text, so that no amount ever passes through a float.
pub fn decimal(minor: i64, digits: usize) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let text = format!("{:0>width$}", minor.unsigned_abs(), width = digits + 1);
    let (whole, part) = text.split_at(text.len() - digits);
    if digits == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

/// An amount with its currency. `minor`: minor units of the ISO 4217 `currency`.
pub fn money(locale: Locale, minor: i64, currency: &str) -> String {
    let digits = minor_digits(currency);
    let exact = decimal(minor, digits);
    let width = digits.to_string();
    let options = [
        ("style", "currency"),
        ("currency", currency),
        ("minimumFractionDigits", width.as_str()),
        ("maximumFractionDigits", width.as_str()),
    ];
    let exact_value = exact.as_str().into();
    if locale.is_right_to_left() {
        let parts = parts("NumberFormat", locale.intl_tag(), &options, &exact_value);
        return parts.map_or_else(|| isolated(currency, &exact), |parts| side_by_side(&parts));
    }
    format("NumberFormat", locale.intl_tag(), &options, &exact_value)
        .unwrap_or_else(|| format!("{currency} {exact}"))
}

/// What the formatter makes, by what each part is.
fn parts(class: &str, tag: &str, options: Options, value: &JsValue) -> Option<Vec<(String, String)>> {
    let made = call(&formatter(class, tag, options)?, "formatToParts", value)?;
    let read = |part: &JsValue, name: &str| Reflect::get(part, &name.into()).ok()?.as_string();
    Array::from(&made).iter().map(|part| Some((read(&part, "type")?, read(&part, "value")?))).collect()
}

/// The sign of the currency at the left of the figure, as one piece: `US$ 20.00`. Left to itself the text's
/// direction would put `$` before `US` and the figure on either side.
fn side_by_side(parts: &[(String, String)]) -> String {
    let is_mark = |c: &char| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{a0}' | ' ');
    let of = |wanted: fn(&str) -> bool| -> String {
        let texts = parts.iter().filter(|(kind, _)| wanted(kind)).map(|(_, text)| text.as_str());
        texts.flat_map(str::chars).filter(is_mark).collect()
    };
    isolated(&of(|kind| kind == "currency"), &of(|kind| !matches!(kind, "currency" | "literal")))
}

fn isolated(sign: &str, figure: &str) -> String {
    format!("\u{2066}{sign}\u{a0}{figure}\u{2069}")
}

fn instant(ms: i64) -> JsValue {
    js_sys::Date::new(&JsValue::from_f64(ms as f64)).into()
}

/// `14:05` at the zone. `ms`: milliseconds since 1970 in UTC; `zone`: an IANA name such as `America/New_York`.
pub fn time(locale: Locale, ms: i64, zone: &str) -> String {
    let options = [("hour", "2-digit"), ("minute", "2-digit"), ("hourCycle", "h23"), ("timeZone", zone)];
    format("DateTimeFormat", locale.intl_tag(), &options, &instant(ms)).unwrap_or_default()
}

/// `8 Feb` at the zone.
pub fn day(locale: Locale, ms: i64, zone: &str) -> String {
    let options = [("day", "numeric"), ("month", "short"), ("timeZone", zone)];
    format("DateTimeFormat", locale.intl_tag(), &options, &instant(ms)).unwrap_or_default()
}

/// `Fri, 8 February 2013` at the zone.
pub fn long_day(locale: Locale, ms: i64, zone: &str) -> String {
    let options = [
        ("weekday", "short"),
        ("day", "numeric"),
        ("month", "long"),
        ("year", "numeric"),
        ("timeZone", zone),
    ];
    format("DateTimeFormat", locale.intl_tag(), &options, &instant(ms)).unwrap_or_default()
}

/// The zone as airline people say it: `EST`, `CET`, or the offset where no letters are in use.
pub fn zone_label(ms: i64, zone: &str) -> String {
    let options = [("timeZone", zone), ("timeZoneName", "short")];
    let named = ["en-GB", "en-US"].into_iter().filter_map(|tag| {
        let parts = call(&formatter("DateTimeFormat", tag, &options)?, "formatToParts", &instant(ms))?;
        let part = Array::from(&parts)
            .iter()
            .find(|part| Reflect::get(part, &"type".into()).is_ok_and(|kind| kind == "timeZoneName"))?;
        Reflect::get(&part, &"value".into()).ok()?.as_string()
    });
    let mut labels: Vec<String> = named.collect();
    let best = labels.iter().position(|label| !label.contains(['+', '-'])).unwrap_or(0);
    if labels.is_empty() { "UTC".to_owned() } else { labels.swap_remove(best).replace("GMT+", "UTC+") }
}

/// How long ago, or how long until: `4 min`, `2 hr`, `3 days`. `ms`: a length, not an instant.
pub fn duration(locale: Locale, ms: i64) -> String {
    let seconds = ms.unsigned_abs() / 1000;
    let (count, unit) = match seconds {
        0..60 => (seconds, "second"),
        60..3_600 => (seconds / 60, "minute"),
        3_600..172_800 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    let options = [("style", "unit"), ("unit", unit), ("unitDisplay", "short")];
    let exact = count.to_string();
    format("NumberFormat", locale.intl_tag(), &options, &exact.as_str().into())
        .unwrap_or_else(|| format!("{exact} {unit}"))
}

/// A size in bytes: `4.2 MB`.
pub fn bytes(locale: Locale, size: u64) -> String {
    let (tenths, unit) = match size {
        0..1_000_000 => (size / 100, "kilobyte"),
        1_000_000..1_000_000_000 => (size / 100_000, "megabyte"),
        _ => (size / 100_000_000, "gigabyte"),
    };
    let options = [("style", "unit"), ("unit", unit), ("maximumFractionDigits", "1")];
    let exact = decimal(tenths as i64, 1);
    format("NumberFormat", locale.intl_tag(), &options, &exact.as_str().into())
        .unwrap_or_else(|| format!("{exact} {unit}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minor_units_become_an_exact_decimal() {
        assert_eq!(decimal(123_456, 2), "1234.56");
        assert_eq!(decimal(5, 2), "0.05");
        assert_eq!(decimal(-5, 3), "-0.005");
        assert_eq!(decimal(1_500, 0), "1500");
        assert_eq!(decimal(i64::MIN, 2), "-92233720368547758.08");
    }

    #[test]
    fn an_amount_in_a_right_to_left_text_is_one_piece_with_its_sign_first() {
        let part = |kind: &str, text: &str| (kind.to_owned(), text.to_owned());
        let parts = [
            part("literal", "\u{200f}"),
            part("minusSign", "\u{200e}-"),
            part("integer", "20"),
            part("decimal", "."),
            part("fraction", "00"),
            part("literal", "\u{a0}"),
            part("currency", "US$"),
        ];
        assert_eq!(side_by_side(&parts), "\u{2066}US$\u{a0}-20.00\u{2069}");
    }

    #[test]
    fn digits_follow_iso_4217_where_cldr_differs() {
        assert_eq!((minor_digits("IQD"), minor_digits("HUF"), minor_digits("JPY")), (3, 2, 0));
    }
}
