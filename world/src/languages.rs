//! What is usual in the names of each language, and which passports their owners hold.

use std::sync::LazyLock;

pub enum Order {
    GivenFirst,
    SurnameFirst,
    SurnameJoined,
}

/// One group of names. Numbers are people of a thousand, weights have no unit.
pub struct Group {
    pub names: &'static str,
    /// Share among people who fly from New York.
    pub weight: u32,
    /// Besides the United States.
    pub nationalities: &'static [(&'static str, u32)],
    pub two_given: usize,
    pub two_surnames: usize,
    pub between_surnames: &'static str,
    pub one_name: usize,
    pub initials: usize,
    /// The second name is the father's.
    pub fathers_name: bool,
    pub order: Order,
    /// Endings of surnames: of a man, of a woman, the same two in the native script.
    pub women: &'static [(&'static str, &'static str, &'static str, &'static str)],
    /// A value of the preference `language`.
    pub speaks: &'static str,
    /// A meal that more people of the group ask for than others, and how many.
    pub meal: Option<(&'static str, usize)>,
}

const fn group(names: &'static str, weight: u32, nationalities: &'static [(&'static str, u32)]) -> Group {
    Group {
        names,
        weight,
        nationalities,
        two_given: 80,
        two_surnames: 0,
        between_surnames: " ",
        one_name: 0,
        initials: 0,
        fathers_name: false,
        order: Order::GivenFirst,
        women: &[],
        speaks: "en",
        meal: None,
    }
}

macro_rules! names {
    ($file:literal) => {
        include_str!(concat!("../../assets/world/names/", $file, ".csv"))
    };
}

const SLAVIC: &[(&str, &str, &str, &str)] = &[
    ("sky", "skaya", "ский", "ская"),
    ("ov", "ova", "ов", "ова"),
    ("ev", "eva", "ев", "ева"),
    ("yov", "yova", "ёв", "ёва"),
    ("in", "ina", "ин", "ина"),
];
const POLISH: &[(&str, &str, &str, &str)] = &[("ski", "ska", "", "")];
const GREEK: &[(&str, &str, &str, &str)] = &[
    ("opoulos", "opoulou", "όπουλος", "οπούλου"),
    ("os", "ou", "ος", "ου"),
    ("is", "i", "ης", "η"),
    ("is", "i", "ής", "ή"),
    ("as", "a", "ας", "α"),
    ("as", "a", "άς", "ά"),
];

pub const LANGUAGES: &[Group] = &[
    Group {
        two_given: 180,
        two_surnames: 60,
        between_surnames: "-",
        ..group(names!("english"), 400, ENGLISH)
    },
    Group { two_given: 60, ..group(names!("irish"), 50, &[("IRL", 9), ("GBR", 1)]) },
    Group {
        two_given: 250,
        two_surnames: 700,
        speaks: "es",
        ..group(
            names!("spanish"),
            120,
            &[("MEX", 5), ("ESP", 6), ("COL", 3), ("ARG", 2), ("DOM", 3), ("PER", 1)],
        )
    },
    Group {
        two_given: 400,
        fathers_name: true,
        speaks: "ar",
        meal: Some(("MOML", 80)),
        ..group(
            names!("arabic"),
            35,
            &[("EGY", 4), ("SAU", 3), ("ARE", 3), ("JOR", 2), ("LBN", 2), ("MAR", 2)],
        )
    },
    Group {
        two_given: 0,
        order: Order::SurnameJoined,
        speaks: "zh",
        ..group(names!("chinese"), 60, &[("CHN", 8), ("TWN", 2), ("SGP", 1)])
    },
    Group {
        two_given: 0,
        order: Order::SurnameFirst,
        speaks: "ja",
        ..group(names!("japanese"), 20, &[("JPN", 1)])
    },
    Group { two_given: 0, order: Order::SurnameJoined, ..group(names!("korean"), 28, &[("KOR", 1)]) },
    Group {
        speaks: "hi",
        meal: Some(("AVML", 90)),
        ..group(names!("indian"), 50, &[("IND", 9), ("GBR", 1)])
    },
    Group {
        initials: 450,
        meal: Some(("AVML", 90)),
        ..group(names!("south_indian"), 20, &[("IND", 9), ("SGP", 1)])
    },
    Group {
        women: SLAVIC,
        ..group(names!("slavic"), 40, &[("RUS", 4), ("UKR", 4), ("BGR", 1), ("SRB", 1), ("KAZ", 1)])
    },
    Group { women: POLISH, ..group(names!("polish"), 20, &[("POL", 1)]) },
    Group {
        two_surnames: 40,
        between_surnames: "-",
        speaks: "de",
        ..group(names!("german"), 30, &[("DEU", 7), ("AUT", 2), ("CHE", 1)])
    },
    group(names!("scandinavian"), 15, &[("SWE", 3), ("NOR", 2), ("DNK", 2), ("ISL", 1)]),
    Group { speaks: "fr", ..group(names!("french"), 30, &[("FRA", 7), ("CAN", 3), ("BEL", 1), ("CHE", 1)]) },
    group(names!("italian"), 45, &[("ITA", 1)]),
    group(names!("dutch"), 10, &[("NLD", 5), ("BEL", 1)]),
    Group { two_given: 150, two_surnames: 550, ..group(names!("portuguese"), 30, &[("BRA", 5), ("PRT", 2)]) },
    Group { one_name: 450, meal: Some(("MOML", 60)), ..group(names!("indonesian"), 8, &[("IDN", 1)]) },
    Group { two_given: 0, ..group(names!("vietnamese"), 15, &[("VNM", 1)]) },
    Group { two_given: 200, ..group(names!("nigerian"), 18, &[("NGA", 5), ("GBR", 1)]) },
    Group { meal: Some(("MOML", 30)), ..group(names!("turkish"), 10, &[("TUR", 1)]) },
    Group { women: GREEK, ..group(names!("greek"), 12, &[("GRC", 5), ("CYP", 1)]) },
    Group { meal: Some(("KSML", 120)), ..group(names!("hebrew"), 25, &[("ISR", 1)]) },
];

const ENGLISH: &[(&str, u32)] = &[("GBR", 6), ("CAN", 4), ("AUS", 2), ("NZL", 1), ("ZAF", 1), ("JAM", 1)];

/// The groups that many passengers of a flight to or from there belong to.
pub fn at_home(airport: &str) -> &'static [&'static str] {
    match airport {
        "LHR" => &["GBR"],
        "DUB" => &["IRL"],
        "CDG" => &["FRA"],
        "FRA" => &["DEU"],
        "AMS" => &["NLD"],
        "MAD" => &["ESP"],
        "FCO" => &["ITA"],
        "DXB" | "DOH" => &["ARE", "IND", "SAU", "EGY"],
        "NRT" => &["JPN"],
        "GRU" => &["BRA"],
        _ => &[],
    }
}

static WEIGHTS: LazyLock<Vec<(usize, u32)>> =
    LazyLock::new(|| LANGUAGES.iter().enumerate().map(|(i, g)| (i, g.weight)).collect());

/// Group and passport for one family.
pub fn origin(abroad: &str, dice: &mut crate::dice::Dice) -> (usize, &'static str) {
    let home = at_home(abroad);
    if !home.is_empty() && dice.chance(450) {
        let country = *dice.pick(home);
        let holds = |(_, g): &(usize, &Group)| g.nationalities.iter().any(|(n, w)| *n == country && *w > 1);
        let only = |(_, g): &(usize, &Group)| g.nationalities.iter().any(|(n, _)| *n == country);
        let groups = || LANGUAGES.iter().enumerate();
        if let Some((group, _)) = groups().find(holds).or_else(|| groups().find(only)) {
            return (group, nationality(country));
        }
    }
    let group = *dice.weighted(&WEIGHTS);
    let american = if home.is_empty() { 800 } else { 400 };
    if dice.chance(american) {
        (group, "USA")
    } else {
        (group, *dice.weighted::<&str>(LANGUAGES[group].nationalities))
    }
}

fn nationality(country: &str) -> &'static str {
    let all = LANGUAGES.iter().flat_map(|g| g.nationalities);
    all.map(|(n, _)| *n).find(|n| *n == country).unwrap_or("USA")
}

/// The form of a passport number (`#` digit, `@` letter, `*` either).
pub fn passport(country: &str) -> &'static str {
    match country {
        "USA" => "@########",
        "DEU" => "C********",
        "FRA" => "##@@#####",
        "ESP" => "@@@######",
        "ITA" => "@@#######",
        "NLD" => "N@#######",
        "IND" => "@#######",
        "CHN" => "E########",
        "JPN" => "T@#######",
        "KOR" => "M########",
        "BRA" | "CAN" | "PRT" => "@@######",
        "IRL" => "P@#######",
        "POL" | "UKR" => "@@#######",
        "AUT" | "CHE" => "@#######",
        "EGY" | "SAU" | "MEX" | "NGA" | "TUR" | "GRC" => "@########",
        _ => "#########",
    }
}
