//! What stands on the paper of a voucher and of a receipt, from what is known of them.

use airside_shared::{
    Language,
    compensation::{letter::Letter, words},
    flights::Flight,
    money::Money,
    passengers::Passenger,
    sales::{self, ByCard, ByMiles, ByVoucher, Paid, Sale},
    trips::Trip,
    vouchers::Voucher,
};

use jiff::Timestamp;

use super::{
    AmountLine, LetterPrint, Paper, ReceiptLabels, ReceiptPrint, SaleLine, Sheet, VoucherLabels,
    VoucherPrint,
    speech::{Speech, at},
};

/// A decision as a letter, with whom and which flight it is about; `issued` says when, where and by whom.
pub fn letter_page(
    letter: Letter,
    passenger: &Passenger,
    trip: &Trip,
    flight: &Flight,
    (issued, at): (&[(&str, &str)], Timestamp),
    (paper, language): (Paper, &str),
) -> LetterPrint {
    let speech = Speech::of(language);
    let native = passenger.name.native.clone().filter(|_| speech.language() == "ar");
    let title = words::fixed("letter", "title", &[], Language::of(language));
    LetterPrint {
        sheet: Sheet { title, ..speech.sheet(paper, "", speech.fill("issued", issued), at) },
        labels: [speech.say("voucher.passenger"), speech.say("voucher.pnr"), speech.say("voucher.flight")],
        passenger: native.unwrap_or_else(|| passenger.name.full()),
        passenger_latin: passenger.name.full(),
        pnr: trip.pnr.clone(),
        flight: format!("{} {} → {}", flight.designator(), flight.from, flight.to),
        letter,
    }
}

/// A voucher and whom it is for; `trip` and `flight` where they are known.
pub fn voucher_page(
    it: &Voucher,
    passenger: &Passenger,
    trip: Option<&Trip>,
    flight: Option<&Flight>,
    (paper, language): (Paper, &str),
) -> VoucherPrint {
    let speech = Speech::of(language);
    let pnr = trip.map(|trip| trip.pnr.clone()).unwrap_or_default();
    let time = |instant| at(&it.station, instant);
    let issued = speech
        .fill("issued", &[("time", &time(it.issued_at)), ("place", &it.station), ("who", &it.issued_by)]);
    let label = |name: &str| speech.say(&format!("voucher.{name}"));
    let native = passenger.name.native.clone().filter(|_| speech.language() == "ar");
    let kind = it.kind.name();
    // What was agreed to is on the paper too.
    let agreed = it.agreement.iter().map(|agreed| agreed.words.clone());
    let term =
        if it.expires().is_some() { format!("voucher.{kind}.term") } else { "voucher.for_ever.term".into() };
    let terms = [speech.say(&term), label("term.2"), label("term.3")];
    VoucherPrint {
        sheet: Sheet {
            copy: it.copy > 0,
            copy_label: speech.fill("voucher.copy", &[("number", &it.copy.to_string())]),
            ..speech.sheet(paper, &format!("voucher.{kind}"), issued, it.issued_at)
        },
        labels: VoucherLabels {
            number: label("number"),
            amount: label("amount"),
            passenger: label("passenger"),
            pnr: label("pnr"),
            flight: label("flight"),
            place: label("place"),
            valid_from: label("valid_from"),
            valid_to: label("valid_to"),
            scan: label("scan"),
            explanation: label("explanation"),
            terms: label("terms"),
        },
        number: it.number.clone(),
        amount: it.amount.to_string(),
        passenger: native.unwrap_or_else(|| passenger.name.full()),
        passenger_latin: passenger.name.full(),
        pnr,
        flight: flight.map(route).unwrap_or_default(),
        place: speech.fill(&format!("voucher.{kind}.place"), &[("place", &it.station)]),
        valid_from: time(it.issued_at),
        valid_to: it.expires().map_or_else(|| speech.say("voucher.valid_for_ever"), time),
        qr: it.code.clone(),
        explanation: it.basis.in_words(Language::of(language)),
        terms: terms.into_iter().chain(agreed).collect(),
    }
}

fn route(it: &Flight) -> String {
    format!("{} {} → {}", it.designator(), it.from, it.to)
}

/// A sale; `called` is what a line's product is called in the receipt's language.
pub fn receipt_page(
    it: &Sale,
    flight: Option<&Flight>,
    called: impl Fn(&sales::SaleLine) -> String,
    (paper, language): (Paper, &str),
) -> ReceiptPrint {
    let speech = Speech::of(language);
    let time = at(flight.map_or("", |f| f.from.as_str()), it.sold_at);
    let label = |name: &str| speech.say(&format!("receipt.{name}"));
    let line = |l: &sales::SaleLine| SaleLine {
        quantity: l.quantity.to_string(),
        name: called(l),
        unit: l.unit.figure(),
        amount: l.unit.times(l.quantity).map(|m| m.figure()).unwrap_or_default(),
    };
    ReceiptPrint {
        sheet: speech.sheet(paper, "receipt", String::new(), it.sold_at),
        labels: ReceiptLabels {
            number: label("number"),
            flight: label("flight"),
            crew: label("crew"),
            time: label("time"),
            stock: label("stock"),
            item: label("item"),
            quantity: label("quantity"),
            unit: label("unit"),
            amount: label("amount"),
            tenders: label("tenders"),
            void: label("void"),
        },
        number: it.number.clone(),
        flight: flight.map(route).unwrap_or_default(),
        crew: it.sold_by.clone(),
        time,
        stock: it.seat.clone().unwrap_or_default(),
        lines: it.lines.iter().map(line).collect(),
        totals: Vec::new(),
        total: AmountLine { label: label("total"), amount: it.total.to_string() },
        tax: taxes(it, &speech),
        tenders: tenders(it, &speech),
        notes: vec![label("note")],
        void: it.voided.is_some(),
        qr: it.number.clone(),
    }
}

/// What of the total is tax, by rate.
fn taxes(sale: &Sale, speech: &Speech) -> Vec<AmountLine> {
    let line = |(rate, tax): (i64, Money)| {
        let percent = format!("{}.{:02}", rate / 100, rate % 100);
        let percent = percent.trim_end_matches('0').trim_end_matches('.');
        AmountLine { label: speech.fill("receipt.tax", &[("rate", percent)]), amount: tax.figure() }
    };
    sale.taxes().unwrap_or_default().into_iter().map(line).collect()
}

/// What was handed over, part by part, and what went back.
fn tenders(sale: &Sale, speech: &Speech) -> Vec<AmountLine> {
    let line = |label: String, amount: String| AmountLine { label, amount };
    let mut lines = Vec::new();
    for part in sale.tender.parts(sale.total) {
        match part.paid {
            Paid::Card(ByCard { brand, last4, .. }) => {
                lines.push(line(format!("{brand} ···· {last4}"), part.amount.to_string()));
            }
            Paid::Voucher(ByVoucher { number, .. }) => {
                let label = speech.fill("receipt.voucher", &[("number", &number)]);
                lines.push(line(label, part.amount.to_string()));
            }
            Paid::Miles(ByMiles { miles, .. }) => {
                let label = speech.fill("receipt.miles", &[("miles", &miles.to_string())]);
                lines.push(line(label, part.amount.to_string()));
            }
            Paid::Cash(cash) => {
                lines.push(line(speech.say("receipt.cash"), cash.given.to_string()));
                if let (Some(_), Ok(worth)) = (&cash.rate, cash.worth()) {
                    lines.push(line(speech.say("receipt.worth"), worth.to_string()));
                }
                lines.push(line(speech.say("receipt.change"), cash.change.to_string()));
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use airside_shared::vouchers::NEVER;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_voucher_that_is_good_for_ever_names_no_day_and_speaks_of_none() {
        let id = "00000000-0000-0000-0000-000000000001";
        let voucher = |expires: jiff::Timestamp| -> Voucher {
            let amount = json!({ "minor": 30_000, "currency": "CAD" });
            serde_json::from_value(json!({
                "id": id, "number": "CV-1", "kind": "travel_credit", "amount": amount, "passenger": id, "trip": id,
                "flight": id, "claim": id, "allowance": id, "issued_at": "2026-11-21T13:15:30Z", "issued_by": "Agent",
                "device": id, "station": "JFK", "expires_at": expires, "code": "AV1:1", "status": "issued",
                "basis": { "law": "APPR", "policy": "1", "because": [] },
            }))
            .unwrap()
        };
        let passenger: Passenger =
            serde_json::from_value(json!({ "id": id, "name": { "given": "A", "surname": "B" } })).unwrap();
        let page = |expires, language| {
            voucher_page(&voucher(expires), &passenger, None, None, (Paper::A4, language))
        };
        for (language, until) in [("en", "Never expires"), ("ar", "لا تنتهي صلاحيتها")] {
            let for_ever = page(NEVER, language);
            assert_eq!(for_ever.valid_to, until);
            let ends = page("2027-11-21T13:15:30Z".parse().unwrap(), language);
            assert!(ends.valid_to != until && ends.terms[0] != for_ever.terms[0]);
        }
        assert!(!page(NEVER, "en").terms[0].contains("expires"));
    }

    #[test]
    fn a_receipt_names_the_tax_in_its_total_by_rate_and_the_voucher_that_paid() {
        let id = "00000000-0000-0000-0000-000000000001";
        let eur = |minor: i64| json!({ "minor": minor, "currency": "EUR" });
        let line = |unit: i64, rate: i64| json!({ "product": id, "name": "Thing", "quantity": 1, "unit": eur(unit), "tax_rate": rate });
        let paid = json!({ "kind": "voucher", "amount": eur(1_000), "voucher": id, "number": "GV-1", "taken": eur(1_500) });
        let sale: Sale = serde_json::from_value(json!({
            "id": id, "number": "S-1", "flight": id, "trolley": id, "lines": [line(510, 2_550), line(290, 1_000), line(200, 0)],
            "total": eur(1_000), "tender": { "kind": "split", "parts": [paid] }, "sold_at": "2026-11-21T13:15:30Z",
            "sold_by": "Crew", "device": id,
        }))
        .unwrap();
        let said = |language| {
            let page = receipt_page(&sale, None, |line| line.name.clone(), (Paper::A4, language));
            let of = |line: &AmountLine| (line.label.clone(), line.amount.clone());
            (page.tax.iter().map(of).collect::<Vec<_>>(), page.tenders.iter().map(of).collect::<Vec<_>>())
        };
        let line = |label: &str, amount: &str| (label.to_owned(), amount.to_owned());
        let (tax, tenders) = said("en");
        assert_eq!(tax, [line("includes VAT 10 %", "0.26"), line("includes VAT 25.5 %", "1.04")]);
        assert_eq!(tenders, [line("Voucher GV-1", "10.00 EUR")]);
        let (tax, tenders) = said("ar");
        assert!(tax[1].0.contains("25.5") && tenders[0].0.contains("GV-1") && tenders[0].0 != "Voucher GV-1");
    }
}
