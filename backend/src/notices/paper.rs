//! What a notice says of the thing that it is about, and the paper that goes with it.

use std::collections::HashMap;

use airside_print::{
    self as print, Paper, ReceiptPrint, VoucherPrint,
    pages::{receipt_page, voucher_page},
    speech::{Speech, at},
};
use airside_shared::{
    Fault, Language,
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
    refusal::Result,
    store::{Tx, entities::find},
};

/// The paper that goes with it.
pub enum Page {
    Receipt(Box<ReceiptPrint>),
    Voucher(Box<VoucherPrint>),
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
        // Paper has room for a name, not for a book.
        let mut named = passenger.clone();
        named.name.given = clean(&named.name.given);
        named.name.surname = clean(&named.name.surname);
        let page = voucher_page(&voucher, &named, trip.as_ref(), flight.as_ref(), how);
        return Ok((facts, Some(Page::Voucher(Box::new(page)))));
    }
    if let Some(claim) = telling.claim {
        facts.insert("number".into(), format!("C-{}", read_out(claim.0, 7)));
    }
    Ok((facts, None))
}

/// Draws it, aside: it takes a while.
pub async fn printed(page: Page) -> Result<Vec<u8>, Fault> {
    let drawn = tokio::task::spawn_blocking(move || match page {
        Page::Receipt(page) => print::receipt_document(&page),
        Page::Voucher(page) => print::voucher_document(&page),
    });
    let failed = |_| Fault::new("print_failed", "The paper was not printed: try again.");
    Ok(drawn.await.map_err(failed)??.pdf)
}
