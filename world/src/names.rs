//! Names as their owners write them: two surnames, one name only, initials, hyphens, apostrophes, accents,
//! a dozen ways to write Mohammed, and the name in its own script beside the Latin one.

use std::sync::LazyLock;

use airside_shared::passengers::PersonName;
use serde::Deserialize;

use crate::{
    dice::Dice,
    languages::{Group, LANGUAGES, Order},
    reference::rows,
};

#[derive(Deserialize)]
struct Row {
    part: String,
    sex: String,
    latin: String,
    native: String,
}

pub struct Word {
    /// Ways to write it; the first is the most usual.
    latin: Vec<String>,
    native: String,
}

pub struct Lists {
    male: Vec<Word>,
    female: Vec<Word>,
    surnames: Vec<Word>,
}

static LISTS: LazyLock<Vec<Lists>> =
    LazyLock::new(|| LANGUAGES.iter().map(|l| Lists::read(l.names)).collect());

impl Lists {
    fn read(text: &str) -> Self {
        let mut lists = Self { male: Vec::new(), female: Vec::new(), surnames: Vec::new() };
        for row in rows::<Row>(text) {
            let word = Word { latin: row.latin.split('/').map(str::to_owned).collect(), native: row.native };
            match (row.part.as_str(), row.sex.as_str()) {
                ("given", "m") => lists.male.push(word),
                ("given", _) => lists.female.push(word),
                _ => lists.surnames.push(word),
            }
        }
        lists
    }

    fn given(&self, female: bool) -> &[Word] {
        if female { &self.female } else { &self.male }
    }
}

/// What the members of a family have in common.
pub struct Family {
    pub group: usize,
    pub nationality: &'static str,
    surname: usize,
    second: Option<usize>,
    spelling: usize,
    writes_native: bool,
}

impl Family {
    pub fn new(group: usize, nationality: &'static str, dice: &mut Dice) -> Self {
        let surnames = LISTS[group].surnames.len();
        let language = &LANGUAGES[group];
        Self {
            group,
            nationality,
            surname: dice.below(surnames),
            second: dice.chance(language.two_surnames).then(|| dice.below(surnames)),
            spelling: dice.below(12),
            writes_native: dice.chance(if nationality == "USA" { 350 } else { 850 }),
        }
    }

    pub fn language(&self) -> &'static Group {
        &LANGUAGES[self.group]
    }

    /// A member's name, without a title.
    pub fn name(&self, female: bool, dice: &mut Dice) -> PersonName {
        let lists = &LISTS[self.group];
        let language = self.language();
        let first = dice.pick(lists.given(female));
        let mut given = dice.pick(&first.latin).clone();
        let mut native_given = first.native.clone();
        if dice.chance(language.two_given) {
            let second = dice.pick(lists.given(female && !language.fathers_name));
            if second.native != first.native || second.latin[0] != first.latin[0] {
                given = format!("{given} {}", dice.pick(&second.latin));
                native_given = format!("{native_given} {}", second.native);
            }
        }
        let surname = &lists.surnames[self.surname];
        let family = surname.latin[self.spelling % surname.latin.len()].clone();
        let (latin, native_surname) = inflected(language, family, surname.native.clone(), female);
        let native = self.written(first, surname, &native_given, &native_surname);
        let name = PersonName { title: None, given, surname: self.doubled(latin), native };
        peculiar(language, name, dice)
    }

    fn doubled(&self, surname: String) -> String {
        let second = self.second.filter(|second| *second != self.surname);
        let Some(second) = second else { return surname };
        let second = &LISTS[self.group].surnames[second].latin[0];
        let hyphenated = surname.contains('-') || surname.contains(' ') || second.contains('-');
        match self.language().between_surnames {
            "-" if hyphenated => surname,
            between => format!("{surname}{between}{second}"),
        }
    }

    fn written(&self, given: &Word, surname: &Word, first: &str, last: &str) -> Option<String> {
        if !self.writes_native || given.native.is_empty() || surname.native.is_empty() {
            return None;
        }
        Some(match self.language().order {
            Order::GivenFirst => format!("{first} {last}"),
            Order::SurnameFirst => format!("{last} {first}"),
            Order::SurnameJoined => format!("{last}{first}"),
        })
    }
}

/// Surnames that have a form for women.
fn inflected(language: &Group, latin: String, native: String, female: bool) -> (String, String) {
    let forms = || language.women.iter().filter(|(man, ..)| female && latin.ends_with(man));
    let Some((man, woman, ..)) = forms().next() else { return (latin, native) };
    let written =
        forms().find_map(|(_, _, man, woman)| native.strip_suffix(man).map(|s| format!("{s}{woman}")));
    (format!("{}{woman}", &latin[..latin.len() - man.len()]), written.unwrap_or(native))
}

/// Forms that belong to one language only: a single name, initials.
fn peculiar(language: &Group, name: PersonName, dice: &mut Dice) -> PersonName {
    if dice.chance(language.one_name) {
        let only = if dice.chance(500) || name.given.contains(' ') { name.surname } else { name.given };
        return PersonName { given: String::new(), surname: only, ..name };
    }
    if dice.chance(language.initials) {
        let initial = *dice.pick(&["A", "K", "M", "N", "P", "R", "S", "T", "V"]);
        return match dice.chance(500) {
            true => PersonName { given: format!("{initial}. {}", name.given), ..name },
            false => PersonName { surname: initial.into(), ..name },
        };
    }
    name
}
