//! Where each carrier leaves from, so that a board reads like that airport's.

use crate::dice::Dice;

/// A gate at a station; none at airports that the desk does not work for.
pub fn gate(station: &str, carrier: &str, dice: &mut Dice) -> Option<String> {
    let (pier, first, last) = match (station, carrier) {
        ("JFK", "B6") => ("", 1, 26),
        ("JFK", "EI") => ("", 27, 30),
        ("JFK", "DL" | "9E") => ("B", 20, 55),
        ("JFK", "VX" | "EK" | "KL") => ("A", 2, 12),
        ("JFK", "EV") => ("C", 60, 69),
        ("JFK", "AA" | "MQ" | "HA" | "LA") => ("", 31, 47),
        ("JFK", "AF" | "LH" | "JL" | "AZ") => ("", 1, 11),
        ("JFK", _) => ("", 1, 12),
        ("EWR", "UA" | "EV") => ("C", 70, 139),
        ("EWR", "LH" | "BA" | "DL" | "9E") => ("B", 40, 68),
        ("EWR", _) => ("A", 10, 39),
        ("LGA", "DL" | "9E") => ("D", 1, 11),
        ("LGA", "US" | "YV") => ("C", 15, 44),
        ("LGA", "AA" | "MQ") => ("B", 50, 61),
        ("LGA", _) => ("A", 1, 7),
        _ => return None,
    };
    Some(format!("{pier}{}", dice.range(first, last)))
}
