//! Cash: what was typed, and what people usually hand over.

use airside_shared::money::Money;

/// Minor units of an amount as a person types it: `12`, `12.5`, `12,50`, `١٢٫٥٠`. None if it is no amount, or has
/// more decimals than the currency.
pub fn read_amount(text: &str, decimals: u32) -> Option<i64> {
    let plain: String = text.trim().chars().filter_map(western).collect();
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    let places = usize::try_from(decimals).ok()?;
    if (whole.is_empty() && part.is_empty()) || !digits(whole) || !digits(part) || part.len() > places {
        return None;
    }
    format!("{whole}{part:0<places$}").parse().ok()
}

/// The same, and below zero with a minus before it: what a bag lacks of its float.
pub fn read_balance(text: &str, decimals: u32) -> Option<i64> {
    match text.trim().strip_prefix(['-', '−']) {
        Some(below) => read_amount(below, decimals).map(|minor| -minor),
        None => read_amount(text, decimals),
    }
}

/// One sign for the decimal point, and Latin digits; what groups thousands is dropped.
fn western(sign: char) -> Option<char> {
    match sign {
        ',' | '٫' => Some('.'),
        ' ' | '\u{a0}' | '\u{202f}' | '٬' => None,
        '٠'..='٩' => char::from_digit(sign as u32 - '٠' as u32, 10),
        other => Some(other),
    }
}

/// The next amount without coins.
pub fn whole(amount: Money) -> Money {
    let unit = 10_i64.pow(amount.currency.exponent());
    let minor = amount.minor.checked_add(unit - 1).map_or(amount.minor, |sum| sum / unit * unit);
    Money { minor, ..amount }
}

/// The amounts that are handed over most for `total`: exactly, and the next notes; in minor units, rising.
pub fn usual_amounts(total: i64, decimals: u32) -> Vec<i64> {
    let unit = 10_i64.pow(decimals.min(4));
    let next = |note: i64| {
        let note = note * unit;
        total.checked_add(note - 1).map(|sum| sum / note * note)
    };
    let mut amounts: Vec<i64> = [5, 10, 20, 50, 100].into_iter().filter_map(next).chain([total]).collect();
    amounts.sort_unstable();
    amounts.dedup();
    amounts.truncate(4);
    amounts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_as_people_write_it() {
        assert_eq!(read_amount("12", 2), Some(1200));
        assert_eq!(read_amount("12,5", 2), Some(1250));
        assert_eq!(read_amount(" 1 012.50 ", 2), Some(101_250));
        assert_eq!(read_amount("١٢٫٥٠", 2), Some(1250));
        assert_eq!(read_amount("1200", 0), Some(1200));
    }

    #[test]
    fn a_bag_may_lack_some_of_its_float() {
        assert_eq!(read_balance("-8", 2), Some(-800));
        assert_eq!(read_balance(" −8,50", 2), Some(-850));
        assert_eq!(read_balance("8", 2), Some(800));
        assert_eq!(read_balance("--8", 2), None);
    }

    #[test]
    fn what_is_no_amount_is_not_guessed() {
        for text in ["", ".", "abc", "1.234", "-5", "1.2.3"] {
            assert_eq!(read_amount(text, 2), None, "{text}");
        }
    }

    #[test]
    fn the_usual_amounts_cover_the_total_and_begin_with_it() {
        assert_eq!(usual_amounts(735, 2), [735, 1000, 2000, 5000]);
        assert_eq!(usual_amounts(2000, 2), [2000, 5000, 10_000]);
        assert_eq!(usual_amounts(735, 0), [735, 740, 750, 800]);
    }
}
