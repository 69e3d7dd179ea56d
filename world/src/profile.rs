//! A passenger's profile: document, contacts, membership, what they like and what they agreed to.

use std::collections::BTreeMap;

use airside_shared::passengers::{Consent, Contacts, Loyalty, Passenger, Preference, Tier, TravelDocument};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};

use crate::{
    dice::{Dice, scattered},
    languages::passport,
    names::Family,
    plan::Plan,
    reference::airline,
    schedule::Leg,
};

/// Whom a place in a party is for.
#[derive(Clone, Copy, PartialEq)]
pub enum Age {
    Adult,
    Child,
    /// A child that nobody accompanies.
    Alone,
}

/// A profile; `key` is different for everyone in the world.
pub fn passenger(plan: &Plan, leg: &Leg, key: u64, family: &Family, age: Age, dice: &mut Dice) -> Passenger {
    let female = dice.chance(490);
    let mut name = family.name(female, dice);
    name.title = title(female, age, dice);
    let known_since = before(plan.morning, dice, 6 * 365);
    let born = born(plan.today, age, dice);
    let travels_abroad = leg.flight.international;
    let documents =
        if travels_abroad || dice.chance(250) { vec![document(plan, family, dice)] } else { vec![] };
    let gender = if dice.chance(4) {
        "X"
    } else if female {
        "F"
    } else {
        "M"
    };
    let member = age == Age::Adult && dice.chance(400);
    Passenger {
        id: dice.id(known_since),
        contacts: if age == Age::Adult {
            contacts(&name.given, &name.surname, family, key, dice)
        } else {
            Contacts::default()
        },
        name,
        gender: Some(gender.into()),
        born: Some(born),
        nationality: Some(family.nationality.into()),
        documents,
        loyalty: member.then(|| loyalty(plan.seed, &leg.flight.carrier, key, dice)),
        preferences: preferences(plan, family, member, dice),
        consents: consents(known_since, age, dice),
        rest: Default::default(),
    }
}

/// Some moment of the last `days` days.
pub fn before(now: Timestamp, dice: &mut Dice, days: i64) -> Timestamp {
    let minutes = dice.range(600, days.max(1) * 1440);
    now.saturating_sub(SignedDuration::from_mins(minutes)).unwrap_or(now)
}

fn title(female: bool, age: Age, dice: &mut Dice) -> Option<String> {
    let title = match (age, female) {
        (Age::Child | Age::Alone, true) => "Miss",
        (Age::Child | Age::Alone, false) => "Mstr",
        _ if dice.chance(25) => "Dr",
        _ if dice.chance(6) => "Prof",
        (_, true) => dice.pick(&["Ms", "Ms", "Mrs"]),
        (_, false) => "Mr",
    };
    Some(title.into())
}

fn born(today: Date, age: Age, dice: &mut Dice) -> Date {
    let years = match age {
        Age::Child => dice.range(2, 13),
        Age::Alone => dice.range(5, 13),
        Age::Adult => dice.range(19, 84).min(dice.range(19, 84)) + dice.range(0, 4),
    };
    today.saturating_sub((years * 365 + dice.range(1, 364)).days())
}

fn document(plan: &Plan, family: &Family, dice: &mut Dice) -> TravelDocument {
    // A few are about to expire or have: a desk has to notice.
    let days = if dice.chance(15) { dice.range(-60, 120) } else { dice.range(180, 3600) };
    TravelDocument {
        kind: "passport".into(),
        number: dice.pattern(passport(family.nationality)),
        issuer: family.nationality.into(),
        expires: plan.today.saturating_add(days.days()),
    }
}

/// Addresses of domains that are set aside for examples, numbers that telephone authorities never assign.
fn contacts(given: &str, surname: &str, family: &Family, key: u64, dice: &mut Dice) -> Contacts {
    let email = dice.chance(860).then(|| {
        let plain = deunicode::deunicode(&format!("{given}.{surname}")).to_lowercase();
        let local: String = plain.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '.').collect();
        let domain = dice.pick(&["example.com", "example.org", "example.net"]);
        format!("{}{}@{domain}", local.trim_matches('.'), key % 977)
    });
    let phone = dice.chance(780).then(|| match family.nationality {
        "GBR" => dice.pattern("+447700900###"),
        "FRA" => dice.pattern("+336399801##"),
        "DEU" => dice.pattern("+493023125###"),
        "AUS" => format!("+61491570{}", dice.pick(&["006", "156", "157", "158", "159", "110"])),
        "SWE" => format!("+46701740{}", dice.range(605, 699)),
        _ => {
            let area = dice.pick(&["202", "212", "312", "347", "415", "512", "617", "718", "786", "917"]);
            format!("+1{area}55501{:02}", dice.below(100))
        }
    });
    Contacts { email, phone, address: None }
}

fn loyalty(seed: u64, carrier: &str, key: u64, dice: &mut Dice) -> Loyalty {
    let programme = airline(carrier).programme.clone();
    let serial = scattered(key, 387_420_489, seed, 1_000_000_000);
    let number = match programme.as_str() {
        "UA" => format!("UA{serial:09}"),
        "AA" => format!("{}{serial:09}", (b'A' + (serial % 26) as u8) as char),
        "DL" => format!("9{serial:09}"),
        "B6" => format!("2{serial:09}"),
        _ => format!("{serial:010}"),
    };
    let tier = *dice.weighted(&[(Tier::Blue, 70), (Tier::Silver, 18), (Tier::Gold, 9), (Tier::Platinum, 3)]);
    Loyalty { programme, number, tier }
}

fn preferences(plan: &Plan, family: &Family, member: bool, dice: &mut Dice) -> BTreeMap<String, Preference> {
    const DRINKS: &[&str] = &[
        "Sparkling water, no ice",
        "Tomato juice",
        "Black coffee",
        "Earl Grey with milk",
        "Ginger ale",
        "Orange juice",
        "Jasmine green tea",
        "Red wine",
        "Still water",
        "Cola zero",
    ];
    let mut known = BTreeMap::new();
    let often = if member { 450 } else { 120 };
    let mut add = |name: &str, value: &str, dice: &mut Dice| {
        let by = *dice.pick(&["Passenger (web)", "Passenger (app)", "Cabin crew", "Contact centre"]);
        let at = before(plan.morning, dice, 900);
        known.insert(name.to_owned(), Preference { value: value.into(), at, by: by.into() });
    };
    if dice.chance(often) {
        let seat = *dice.weighted(&[
            ("aisle", 10),
            ("window", 10),
            ("front", 3),
            ("exit_row", 2),
            ("near_family", 1),
        ]);
        add("seat", seat, dice);
    }
    if dice.chance(often / 2) {
        add("drink", dice.pick::<&str>(DRINKS), dice);
    }
    if dice.chance(often / 3) {
        let usual = family.language().meal.map_or("standard", |(meal, _)| meal);
        let meal = *dice.pick(&[usual, "standard", "VGML", "GFML"]);
        add("meal", meal, dice);
    }
    if family.language().speaks != "en" && dice.chance(often) {
        add("language", family.language().speaks, dice);
    }
    known
}

fn consents(since: Timestamp, age: Age, dice: &mut Dice) -> BTreeMap<String, Consent> {
    const PURPOSES: [(&str, usize); 4] =
        [("sms_notices", 820), ("email_offers", 380), ("profiling", 300), ("partner_sharing", 120)];
    if age != Age::Adult || dice.chance(250) {
        return BTreeMap::new();
    }
    let mut given: BTreeMap<String, Consent> = PURPOSES
        .map(|(purpose, yes)| (purpose.to_owned(), Consent { given: dice.chance(yes), at: since }))
        .into();
    // Who reads offers by e-mail takes their receipts so too.
    if let Some(offers) = given.get("email_offers").cloned() {
        given.insert("email_notices".to_owned(), offers);
    }
    given
}
