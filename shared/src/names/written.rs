//! How documents write a name.

use super::fold::parts;

/// Places of the name field of a passport (TD3) and of a visa of format A.
const PASSPORT_PLACES: usize = 39;
/// Places of the name field of a boarding pass (item 11).
const BOARDING_PASS_PLACES: usize = 20;

/// The name field of a passport's machine-readable zone, 39 places, without fillers at its end (Doc 9303 parts 3
/// and 4): `ERIKSSON<<ANNA<MARIA`. See [`mrz_name_within`].
pub fn mrz_name(surname: &str, given: &str) -> String {
    mrz_name_within(surname, given, PASSPORT_PLACES)
}

/// The name field of a machine-readable zone of so many places: 39 in TD3 and MRV-A, 31 in TD2 and MRV-B, 30 in TD1.
///
/// Hyphens and spaces become fillers, apostrophes and other signs vanish, letters are transliterated. A name that is
/// too long is cut at its end; a surname that would leave no place for a given name is shortened word by word, all but
/// its first, so that the first given name stays. A full field is therefore no proof that something was cut.
pub fn mrz_name_within(surname: &str, given: &str, places: usize) -> String {
    let (mut primary, mut secondary) = (mrz_words(surname), mrz_words(given));
    if primary.is_empty() {
        primary = std::mem::take(&mut secondary);
    }
    let Some(first_given) = secondary.first() else {
        return cut(primary.join("<"), places);
    };
    if primary.join("<").len() + 3 > places {
        let reserved = 2 + first_given.len().min(places / 3);
        shorten(&mut primary, places.saturating_sub(reserved));
    }
    cut(format!("{}<<{}", primary.join("<"), secondary.join("<")), places)
}

/// Shortens words so that they fit, with one filler between two: the first keeps what it can, the others get equal
/// shares, earlier ones the odd letters.
fn shorten(words: &mut Vec<String>, places: usize) {
    words.truncate(places.div_ceil(2).max(1));
    let others = words.len() - 1;
    let first = words[0].len().min(places.saturating_sub(2 * others));
    words[0].truncate(first);
    let room = places.saturating_sub(first + others);
    let taken = |share: usize| words[1..].iter().map(|word| word.len().min(share)).sum::<usize>();
    let share = (1..=room).take_while(|share| taken(*share) <= room).last().unwrap_or(1);
    let mut odd = room.saturating_sub(taken(share));
    for word in &mut words[1..] {
        let one_more = usize::from(odd > 0 && word.len() > share);
        odd -= one_more;
        word.truncate(share + one_more);
    }
}

fn mrz_words(name: &str) -> Vec<String> {
    // An apostrophe and a full stop vanish within a word, while a hyphen parts words.
    let text: String = name.chars().filter(|c| !"'’‘ʼ`´.".contains(*c)).collect();
    parts(&text)
        .into_iter()
        .map(|part| part.spelled.to_ascii_uppercase())
        .map(letters)
        .filter(|w| !w.is_empty())
        .collect()
}

fn letters(mut word: String) -> String {
    word.retain(|c| c.is_ascii_uppercase());
    word
}

fn cut(mut text: String, places: usize) -> String {
    text.truncate(places);
    text.truncate(text.trim_end_matches(['<', ' ']).len());
    text
}

/// The name of a boarding pass, `SURNAME/GIVEN TITLE`, in capitals, cut at 20 places without padding. A surname that
/// fills the field is cut so that an initial stays.
pub fn bcbp_name(surname: &str, given: &str, title: &str) -> String {
    let surname = mrz_words(surname).join(" ");
    let mut rest = mrz_words(given);
    rest.extend(Some(letters(title.to_ascii_uppercase())).filter(|title| !title.is_empty()));
    if surname.is_empty() || rest.is_empty() {
        return cut(if surname.is_empty() { rest.join(" ") } else { surname }, BOARDING_PASS_PLACES);
    }
    cut(format!("{}/{}", cut(surname, BOARDING_PASS_PLACES - 2), rest.join(" ")), BOARDING_PASS_PLACES)
}

/// One or two characters that stand for a person beside their name: the given name's first and the surname's, as
/// written; empty for a name without letters.
pub fn initials(surname: &str, given: &str) -> String {
    [given, surname]
        .into_iter()
        .filter_map(|name| parts(name).into_iter().next())
        .filter_map(|part| part.native.chars().find(|c| c.is_alphanumeric()))
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_passport_writes_a_name_by_doc_9303() {
        let check =
            |surname: &str, given: &str, expected: &str| assert_eq!(mrz_name(surname, given), expected);
        check("ERIKSSON", "ANNA MARIA", "ERIKSSON<<ANNA<MARIA");
        check("SMITH-JONES", "SUSIE MARGARET", "SMITH<JONES<<SUSIE<MARGARET");
        check("O'CONNOR", "ENYA SIOBHAN", "OCONNOR<<ENYA<SIOBHAN");
        check("VAN DER MUELLEN", "MARTIN", "VAN<DER<MUELLEN<<MARTIN");
        check("AL-BASRI", "HUDA MUHAMMAD JAWAD", "AL<BASRI<<HUDA<MUHAMMAD<JAWAD");
        check("VILARCHAO FERNANDEZ", "JOSE RAMON", "VILARCHAO<FERNANDEZ<<JOSE<RAMON");
        check("ARKFREITH", "", "ARKFREITH");
        check("", "ARKFREITH", "ARKFREITH");
        check("SATRIYA SUDARPA", "", "SATRIYA<SUDARPA");
        check("NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG KRASUANG", "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K");
        check("NILAVADHANANANDA", "ARNPOL PETCH CHARONGUANG", "NILAVADHANANANDA<<ARNPOL<PETCH<CHARONGU");
        check(
            "BENNELONG WOOLOOMOOLOO WARRANDYTE WARNAMBOOL",
            "DINGO POTOROO",
            "BENNELONG<WOOLOOM<WARRAND<WARNAM<<DINGO",
        );
        check("PAPANDROPOULOUS", "JONATHON WARREN TREVOR", "PAPANDROPOULOUS<<JONATHON<WARREN<TREVOR");
        check("Müller-Weiß", "Jürgen Mr", "MUELLER<WEISS<<JUERGEN");
        check("Ødegård", "Åse Þóra Ñ.", "OEDEGAARD<<AASE<THORA<N");
        check("Щербакова", "Юлия", "SHCHERBAKOVA<<IULIIA");
        check("", "", "");
        assert_eq!(mrz_name_within("PAPANDROPOULOUS", "JONATHON ALEC", 30), "PAPANDROPOULOUS<<JONATHON<ALEC");
    }

    #[test]
    fn a_boarding_pass_has_twenty_places() {
        let check =
            |name: [&str; 3], expected: &str| assert_eq!(bcbp_name(name[0], name[1], name[2]), expected);
        check(["Desmarais", "Luc", ""], "DESMARAIS/LUC");
        check(["Smith", "John", "Mr"], "SMITH/JOHN MR");
        check(["Verylonglastname", "Jane", "Mrs"], "VERYLONGLASTNAME/JAN");
        check(["Wolfeschlegelsteinhausen", "Jo", ""], "WOLFESCHLEGELSTEIN/J");
        check(["Müller-Weiß", "O'Neil", ""], "MUELLER WEISS/ONEIL");
        check(["Suharto", "", ""], "SUHARTO");
        check(["", "", ""], "");
    }

    #[test]
    fn initials_stand_for_a_person() {
        let check =
            |surname: &str, given: &str, expected: &str| assert_eq!(initials(surname, given), expected);
        check("Müller", "Örjan", "ÖM");
        check("Suharto", "", "S");
        check("O'Brien", "Dr Seán", "SO");
        check("张", "伟", "伟张");
        check("...", "😀", "");
    }

    proptest! {
        #[test]
        fn any_name_fits_its_field(surname in any::<String>(), given in any::<String>(), places in 0usize..45) {
            let name = mrz_name_within(&surname, &given, places);
            prop_assert!(name.len() <= places && name.bytes().all(|b| b.is_ascii_uppercase() || b == b'<'));
            prop_assert!(bcbp_name(&surname, &given, &surname).len() <= 20);
            prop_assert!(initials(&surname, &given).chars().count() <= 6);
        }

        #[test]
        fn a_passports_name_reads_back_as_two_parts(
            surname in "[A-Z]{1,14}( [A-Z]{1,14}){0,4}", given in "[A-Z]{1,14}( [A-Z]{1,14}){0,3}",
        ) {
            prop_assert!(mrz_name(&surname, &given).contains("<<"));
        }
    }
}
