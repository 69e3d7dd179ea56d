//! Special service requests, as often as they are in real lists.

use airside_shared::passengers::Passenger;
use jiff::civil::Date;

use crate::{dice::Dice, names::Family, profile::Age, schedule::Leg};

/// Assistance: code and people of ten thousand.
const ASSISTANCE: &[(&str, usize)] = &[
    ("WCHR", 90),
    ("WCHS", 25),
    ("WCHC", 12),
    ("WCLB", 3),
    ("BLND", 6),
    ("DEAF", 9),
    ("DPNA", 6),
    ("MAAS", 30),
    ("MEDA", 5),
    ("OXYG", 2),
    ("PETC", 45),
    ("SVAN", 10),
    ("BIKE", 6),
    ("SPEQ", 15),
    ("EXST", 4),
];

const MEALS: &[(&str, usize)] = &[
    ("VGML", 120),
    ("VLML", 60),
    ("GFML", 55),
    ("DBML", 35),
    ("LCML", 15),
    ("NLML", 20),
    ("SFML", 10),
    ("KSML", 15),
];

/// What one passenger of a party has asked for.
pub fn requests(
    leg: &Leg,
    family: &Family,
    passenger: &Passenger,
    (age, party): (Age, u8),
    today: Date,
    dice: &mut Dice,
) -> Vec<String> {
    let mut codes: Vec<&str> = Vec::new();
    let years = passenger.born.map_or(40, |born| today.year() - born.year());
    match age {
        Age::Alone => codes.push("UMNR"),
        Age::Child if years < 12 => codes.push("CHLD"),
        _ => {}
    }
    let often = if years > 72 { 6 } else { 1 };
    let assistance = dice.below(10_000);
    codes.extend(drawn(ASSISTANCE, assistance / often));
    let served = leg.miles > 1_500;
    if served && age != Age::Adult && dice.chance(250) {
        codes.push("CHML");
    } else if served && family.language().meal.is_some_and(|(_, often)| dice.chance(often * 2)) {
        codes.extend(family.language().meal.map(|(meal, _)| meal));
    } else if served {
        let meal = dice.below(10_000);
        codes.extend(drawn(MEALS, meal));
    }
    let parent = party >= 2 && age == Age::Adult && (22..46).contains(&years);
    if parent && dice.chance(18) {
        codes.push("INFT");
        codes.extend((leg.miles > 2_000).then_some("BSCT"));
    }
    codes.into_iter().map(str::to_owned).collect()
}

/// The code that a number below ten thousand falls on, if any.
fn drawn(table: &[(&'static str, usize)], number: usize) -> Option<&'static str> {
    let mut upper = 0;
    table.iter().find_map(|(code, often)| {
        upper += often;
        (number < upper).then_some(*code)
    })
}
