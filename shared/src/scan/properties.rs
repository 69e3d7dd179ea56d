//! What holds for any payload, and that a boarding pass written by the book reads back.

use super::*;
use proptest::prelude::*;

/// Writes a boarding pass: the layout once more, from the other side.
fn encode(pass: &BoardingPass) -> String {
    let text = |value: &Option<String>, size: usize| format!("{:size$}", value.as_deref().unwrap_or(""));
    let sized = |block: String| format!("{:02X}{block}", block.len());
    let mut out = format!(
        "M{}{}{}",
        pass.legs.len(),
        text(&pass.passenger_name, 20),
        if pass.electronic_ticket { 'E' } else { ' ' }
    );
    for (number, leg) in pass.legs.iter().enumerate() {
        out += &(text(&leg.pnr, 7) + &text(&leg.from, 3) + &text(&leg.to, 3) + &text(&leg.carrier, 3));
        out += &text(&leg.flight_number, 5);
        out += &leg.day_of_year.map_or("   ".to_owned(), |day| format!("{day:03}"));
        out += &(text(&leg.cabin, 1) + &text(&leg.seat, 4) + &text(&leg.sequence, 5) + &text(&leg.status, 1));
        let Some(version) = pass.version else {
            out += "00";
            continue;
        };
        let mut conditional = String::new();
        if number == 0 {
            let tags: String = pass.bag_tags.iter().map(|tag| format!("{tag}001")).collect();
            conditional += &format!(">{version}{}", sized(format!("{:11}{tags}", "")));
        }
        let mut repeated = text(&leg.airline_code, 3) + &text(&leg.document_number, 10) + "  ";
        repeated += &(text(&leg.marketing_carrier, 3) + &text(&leg.frequent_flyer_airline, 3));
        repeated += &(text(&leg.frequent_flyer_number, 16) + " " + &text(&leg.free_baggage, 3));
        repeated += match leg.fast_track {
            Some(FastTrack::Yes) => "Y",
            Some(FastTrack::No) => "N",
            None => " ",
        };
        conditional += &(sized(repeated) + leg.airline_use.as_deref().unwrap_or(""));
        out += &sized(conditional);
    }
    if let Some(security) = &pass.security {
        out += &format!("^{}{}", text(&security.security_type, 1), sized(text(&security.data, 0)));
    }
    out
}

fn field(pattern: &'static str) -> impl Strategy<Value = Option<String>> {
    proptest::option::of(pattern)
}

fn flight() -> impl Strategy<Value = Leg> {
    let mandatory = (
        field("[A-Z0-9]{6,7}"),
        (field("[A-Z]{3}"), field("[A-Z]{3}"), field("[A-Z0-9]{2,3}"), field("[0-9]{4}[A-Z]?")),
        (proptest::option::of(1..=366u16), field("[A-Z]"), field("[0-9]{3}[A-Z]"), field("[0-9]{4}[A-Z]?")),
        field("[0-9A]"),
    );
    let conditional = (
        (field("[0-9]{3}"), field("[0-9]{10}"), field("[A-Z0-9]{2}"), field("[A-Z0-9]{2}")),
        (field("[A-Z0-9]{1,16}"), field("[0-9]{2}K"), field("[!-~]([ -~]{0,20}[!-~])?")),
        proptest::option::of(prop_oneof![Just(FastTrack::Yes), Just(FastTrack::No)]),
    );
    (mandatory, conditional).prop_map(|((pnr, a, b, status), (c, d, fast_track))| Leg {
        pnr,
        from: a.0,
        to: a.1,
        carrier: a.2,
        flight_number: a.3,
        day_of_year: b.0,
        cabin: b.1,
        seat: b.2,
        sequence: b.3,
        status,
        airline_code: c.0,
        document_number: c.1,
        marketing_carrier: c.2,
        frequent_flyer_airline: c.3,
        frequent_flyer_number: d.0,
        free_baggage: d.1,
        airline_use: d.2,
        fast_track,
        ..Leg::default()
    })
}

fn without_conditional_items(leg: Leg) -> Leg {
    Leg {
        airline_code: None,
        document_number: None,
        marketing_carrier: None,
        frequent_flyer_airline: None,
        frequent_flyer_number: None,
        free_baggage: None,
        airline_use: None,
        fast_track: None,
        ..leg
    }
}

fn boarding_pass() -> impl Strategy<Value = BoardingPass> {
    let security = (field("[0-9]"), field("[!-~]{1,255}"))
        .prop_map(|(security_type, data)| Security { security_type, data });
    let parts = (
        field("[A-Za-z]{1,9}/[A-Za-z]{1,5} MR"),
        any::<bool>(),
        proptest::option::of(1..=8u8),
        proptest::collection::vec(flight(), 1..=4),
        proptest::collection::vec("[0-9]{9}[1-9]", 0..=3),
        proptest::option::of(security),
    );
    parts.prop_map(|(passenger_name, electronic_ticket, version, legs, bag_tags, security)| BoardingPass {
        passenger_name,
        electronic_ticket,
        version,
        legs: if version.is_some() {
            legs
        } else {
            legs.into_iter().map(without_conditional_items).collect()
        },
        bag_tags: if version.is_some() { bag_tags } else { Vec::new() },
        security,
        issuance: None,
    })
}

proptest! {
    #[test]
    fn a_boarding_pass_reads_back(pass in boarding_pass(), ending in "(\r\n|\r|\n|\t| )?") {
        let code = encode(&pass) + &ending;
        prop_assert_eq!(scan(&code, &ScanContext::default()), Ok(Scan::BoardingPass(pass)), "{}", code);
    }

    #[test]
    fn nothing_makes_the_reader_fall(payload in any::<String>()) {
        let _ = scan(&payload, &ScanContext { today: Some(jiff::civil::date(2026, 11, 21)) });
        let answer = scan_line(&payload);
        prop_assert!(serde_json::from_str::<serde_json::Value>(&answer).is_ok());
    }

    #[test]
    fn nothing_that_looks_like_a_code_makes_the_reader_fall(
        payload in "(\\]Q3)?[MS1-9]?[0-9]?[A-Z0-9<>^ /\r\n\t\u{0}ü]{0,200}",
    ) {
        if let Err(fault) = scan(&payload, &ScanContext::default()) {
            prop_assert!(fault.at.is_none_or(|at| at <= payload.chars().count()), "{:?}", fault);
        }
    }

    #[test]
    fn a_boarding_pass_with_a_character_changed_is_read_or_refused(
        pass in boarding_pass(), place in any::<prop::sample::Index>(), other in any::<char>(),
    ) {
        let mut code: Vec<char> = encode(&pass).chars().collect();
        *place.get_mut(&mut code) = other;
        let _ = scan(&code.into_iter().collect::<String>(), &ScanContext::default());
    }
}
