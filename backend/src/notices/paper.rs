//! What a notice says of the thing that it is about, and the paper that goes with it.

use std::collections::HashMap;

use airside_print::{
    self as print, LetterPrint, Paper, ReceiptPrint, VoucherPrint,
    pages::{letter_page, receipt_page, voucher_page},
    speech::{Speech, at},
};
use airside_shared::{
    Fault, Language,
    claims::ClaimFile,
    compensation::{
        Overruling, Policies,
        letter::{letter, overruled_letter},
        overruling_id,
        words::term,
    },
    flights::Flight,
    ids::read_out,
    passengers::Passenger,
    sales::{Product, Sale, SaleLine},
    trips::Trip,
    vouchers::Voucher,
};

use super::{
    Telling,
    templates::{Facts, clean},
};
use crate::{
    policies,
    refusal::Result,
    store::{Tx, entities::find},
};

/// The paper that goes with it.
pub enum Page {
    Receipt(Box<ReceiptPrint>),
    Voucher(Box<VoucherPrint>),
    Letter(Box<LetterPrint>),
}

/// What the words name, and what goes with them on paper.
pub async fn facts(
    tx: &mut dyn Tx,
    telling: &Telling,
    passenger: &Passenger,
    language: Language,
) -> Result<(Facts, Option<Page>)> {
    let mut facts = Facts::from([("airline".into(), Speech::of(language.tag()).say("airline"))]);
    let native = passenger.name.native.clone().filter(|_| language == Language::Ar);
    facts.insert("name".into(), native.unwrap_or_else(|| passenger.name.full()));
    let how = (Paper::A4, language.tag());
    if let Some(sale) = telling.sale {
        let Some(sale) = find::<Sale>(tx, sale.0).await? else { return Ok((facts, None)) };
        let flight = find::<Flight>(tx, sale.flight.0).await?;
        let mut called = HashMap::new();
        for line in &sale.lines {
            if let Some(product) = find::<Product>(tx, line.product.0).await? {
                called.insert(line.product, product.called(language).to_owned());
            }
        }
        facts.insert("number".into(), sale.number.clone());
        facts.insert("total".into(), sale.total.to_string());
        facts.insert("flight".into(), flight.as_ref().map_or_else(String::new, Flight::designator));
        let name = |line: &SaleLine| called.get(&line.product).cloned().unwrap_or_else(|| line.name.clone());
        let page = receipt_page(&sale, flight.as_ref(), name, how);
        return Ok((facts, Some(Page::Receipt(Box::new(page)))));
    }
    if let Some(voucher) = telling.voucher {
        let Some(voucher) = find::<Voucher>(tx, voucher.0).await? else { return Ok((facts, None)) };
        let flight = find::<Flight>(tx, voucher.flight.0).await?;
        let trip = find::<Trip>(tx, voucher.trip.0).await?;
        facts.insert("number".into(), voucher.number.clone());
        facts.insert("amount".into(), voucher.amount.to_string());
        facts.insert("flight".into(), flight.as_ref().map_or_else(String::new, Flight::designator));
        let until = voucher.expires().map(|it| at(&voucher.station, it));
        facts.insert("valid_to".into(), until.unwrap_or_default());
        let page = voucher_page(&voucher, &short(passenger), trip.as_ref(), flight.as_ref(), how);
        return Ok((facts, Some(Page::Voucher(Box::new(page)))));
    }
    if let Some(claim) = telling.claim {
        facts.insert("number".into(), format!("C-{}", read_out(claim.0, 7)));
        let Some(file) = find::<ClaimFile>(tx, claim.0).await? else { return Ok((facts, None)) };
        let flight = find::<Flight>(tx, file.flight.0).await?;
        facts.insert("flight".into(), flight.as_ref().map_or_else(String::new, Flight::designator));
        facts.extend(of_claim(&file, language));
        // What was given needs no reasons any more.
        let reasons = file.settlement.is_none();
        let page =
            if reasons { reasons_of(tx, &file, passenger, flight.as_ref(), language).await? } else { None };
        return Ok((facts, page));
    }
    Ok((facts, None))
}

/// What is due or was given, by which law, and why not.
fn of_claim(file: &ClaimFile, language: Language) -> [(String, String); 4] {
    let amount = file.settlement.as_ref().map(|it| it.amount).or(file.due());
    let miles = file.settlement.as_ref().and_then(|it| it.miles);
    let law = file.calculation.as_ref().and_then(|it| it.law.as_deref());
    let refused = file.approval.as_ref().and_then(|it| it.refused.as_ref());
    [
        ("amount".into(), amount.map(|it| it.to_string()).unwrap_or_default()),
        ("miles".into(), miles.map(|it| it.to_string()).unwrap_or_default()),
        ("law".into(), law.map(|it| term("regime", it, language)).unwrap_or_default()),
        ("reason".into(), refused.map(|it| it.reason.clone()).unwrap_or_default()),
    ]
}

/// The decision with its reasons: what a person decided instead, or the rules' own, made again from what is kept of it.
async fn reasons_of(
    tx: &mut dyn Tx,
    file: &ClaimFile,
    passenger: &Passenger,
    flight: Option<&Flight>,
    language: Language,
) -> Result<Option<Page>> {
    let (Some(flight), Some(calculation)) = (flight, &file.calculation) else { return Ok(None) };
    let Some(trip) = find::<Trip>(tx, file.trip.0).await? else { return Ok(None) };
    let verdicts = find::<Overruling>(tx, overruling_id(file.passenger, file.flight).0).await?;
    let verdict = verdicts.as_ref().and_then(Overruling::standing).filter(|_| calculation.verdict.is_some());
    let said = match verdict {
        Some(verdict) => overruled_letter(verdict, &at(&verdict.station, verdict.at), language),
        // Claims that were worked out before their facts were kept.
        None if calculation.facts.is_empty() => return Ok(None),
        None => {
            let tables = policies::stored(tx).await?;
            // Whoever took versions away that decided has taken the reasons too: the letter goes without them.
            let Ok(decision) = calculation.replayed(&*Policies::with(&tables)?) else { return Ok(None) };
            letter(&decision, language)
        }
    };
    let named = short(passenger);
    let issued =
        [("time", &*at(&file.station, calculation.at)), ("place", &file.station), ("who", "Airside")];
    let how = (Paper::A4, language.tag());
    let page = letter_page(said, &named, &trip, flight, (&issued, calculation.at), how);
    Ok(Some(Page::Letter(Box::new(page))))
}

/// Paper has room for a name, not for a book.
fn short(passenger: &Passenger) -> Passenger {
    let mut named = passenger.clone();
    named.name.given = clean(&named.name.given);
    named.name.surname = clean(&named.name.surname);
    named
}

/// Draws it, aside: it takes a while.
pub async fn printed(page: Page) -> Result<Vec<u8>, Fault> {
    let drawn = tokio::task::spawn_blocking(move || match page {
        Page::Receipt(page) => print::receipt_document(&page),
        Page::Voucher(page) => print::voucher_document(&page),
        Page::Letter(page) => print::letter_document(&page),
    });
    let failed = |_| Fault::new("print_failed", "The paper was not printed: try again.");
    Ok(drawn.await.map_err(failed)??.pdf)
}
