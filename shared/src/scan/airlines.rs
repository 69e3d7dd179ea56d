//! Airline accounting codes. No open list of them can be trusted, so this is a small one; a code that is not in
//! it is passed on as digits.

/// Accounting code and two-character designator.
const AIRLINES: [(&str, &str); 21] = [
    ("001", "AA"),
    ("006", "DL"),
    ("014", "AC"),
    ("016", "UA"),
    ("027", "AS"),
    ("057", "AF"),
    ("065", "SV"),
    ("074", "KL"),
    ("075", "IB"),
    ("098", "AI"),
    ("114", "LY"),
    ("117", "SK"),
    ("125", "BA"),
    ("157", "QR"),
    ("176", "EK"),
    ("220", "LH"),
    ("235", "TK"),
    ("257", "OS"),
    ("512", "RJ"),
    ("607", "EY"),
    ("724", "LX"),
];

/// The two-character designator of an airline's three-digit accounting code (`014` is `AC`).
pub fn designator(accounting_code: &str) -> Option<&'static str> {
    AIRLINES.iter().find(|(code, _)| *code == accounting_code).map(|(_, designator)| *designator)
}

/// The three-digit accounting code of an airline's two-character designator (`AC` is `014`).
pub fn accounting_code(designator: &str) -> Option<&'static str> {
    AIRLINES.iter().find(|(_, known)| *known == designator).map(|(code, _)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_and_each_designator_stands_once_and_leads_to_the_other() {
        for (code, airline) in AIRLINES {
            assert_eq!(designator(code), Some(airline));
            assert_eq!(accounting_code(airline), Some(code));
        }
        assert_eq!(designator("999"), None);
        assert_eq!(accounting_code("ac"), None);
    }
}
