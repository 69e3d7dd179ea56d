//! Dates that a boarding pass writes without their year.

use jiff::civil::Date;

/// The date nearest to `near` that is the given day of its year (1 is 1 January), because a boarding pass has
/// no year. Day 366 exists in leap years only: none if no such day lies within half a year.
pub fn resolve_day_of_year(day: u16, near: Date) -> Option<Date> {
    (-1..=1)
        .filter_map(|step| day_of_year(near.year().checked_add(step)?, day))
        .map(|date| (days_between(date, near), date))
        .filter(|(distance, _)| *distance <= 183)
        .min()
        .map(|(_, date)| date)
}

/// The date a pass was issued: `code` is the last digit of the year and the day of it (`6225` is day 225 of
/// the latest year ending in 6). Resolves to the most recent such day that is not after `today`.
pub fn resolve_issue_date(code: &str, today: Date) -> Option<Date> {
    if code.len() != 4 || !code.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (digit, day) = (code[..1].parse::<i16>().ok()?, code[1..].parse::<u16>().ok()?);
    // Twenty years hold every last digit twice, once at least as a leap year if it is even.
    (0..20)
        .map(|back| today.year() - back)
        .filter(|year| year.rem_euclid(10) == digit)
        .filter_map(|year| day_of_year(year, day))
        .find(|date| *date <= today)
}

fn day_of_year(year: i16, day: u16) -> Option<Date> {
    let first = Date::new(year, 1, 1).ok()?;
    if day == 0 || i32::from(day) > i32::from(first.days_in_year()) {
        return None;
    }
    first.with().day_of_year(i16::try_from(day).ok()?).build().ok()
}

fn days_between(a: Date, b: Date) -> i32 {
    a.duration_since(b).as_hours().unsigned_abs() as i32 / 24
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_resolves_to_the_year_nearest_to_now() {
        let cases = [
            (226, date(2026, 8, 10), Some(date(2026, 8, 14))),
            (365, date(2027, 1, 1), Some(date(2026, 12, 31))),
            (1, date(2026, 12, 31), Some(date(2027, 1, 1))),
            (366, date(2028, 12, 30), Some(date(2028, 12, 31))),
            (366, date(2029, 1, 2), Some(date(2028, 12, 31))),
            (366, date(2026, 12, 31), None),
            (60, date(2028, 2, 28), Some(date(2028, 2, 29))),
            (60, date(2027, 2, 28), Some(date(2027, 3, 1))),
            (0, date(2026, 1, 1), None),
            (367, date(2028, 1, 1), None),
            (u16::MAX, date(2028, 1, 1), None),
            (1, Date::MAX, None),
            (365, Date::MIN, None),
        ];
        for (day, near, expected) in cases {
            assert_eq!(resolve_day_of_year(day, near), expected, "day {day} near {near}");
        }
    }

    #[test]
    fn a_pass_was_issued_in_the_past() {
        let today = date(2026, 11, 21);
        let cases = [
            ("6001", Some(date(2026, 1, 1))),
            ("6325", Some(date(2026, 11, 21))),
            ("6326", Some(date(2016, 11, 21))),
            ("7001", Some(date(2017, 1, 1))),
            ("4366", Some(date(2024, 12, 31))),
            ("6366", Some(date(2016, 12, 31))),
            ("5366", None),
            ("6000", None),
            ("626", None),
            ("62 5", None),
        ];
        for (code, expected) in cases {
            assert_eq!(resolve_issue_date(code, today), expected, "{code}");
        }
    }
}
