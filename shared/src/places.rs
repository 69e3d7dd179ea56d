//! What cities and airports are called in other languages than English. The table of airports stays with who
//! needs distances; this one is small and goes into the window too.

use std::{collections::BTreeMap, sync::LazyLock};

use crate::Language;

static ARABIC: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| {
    let rows = include_str!("../../assets/airports/names-ar.csv").lines().skip(1);
    rows.filter_map(|row| row.split_once(',')).collect()
});

/// The name of a city or an airport; the English one where no other is known.
pub fn place_name(english: &str, language: Language) -> &str {
    match language {
        Language::En => english,
        Language::Ar => ARABIC.get(english).copied().unwrap_or(english),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_city_is_called_as_its_visitors_call_it_and_an_unknown_one_as_it_is_written() {
        assert_eq!(place_name("London", Language::Ar), "لندن");
        assert_eq!(place_name("London", Language::En), "London");
        assert_eq!(place_name("Ulan-Ude", Language::Ar), "Ulan-Ude");
    }
}
