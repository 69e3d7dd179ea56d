//! The count at the end of a flight: recorded, and printed for whoever takes trolley and bag over.

use airside_shared::{
    Fault, Language,
    access::Permission,
    flights::Flight,
    ids::FlightId,
    ipc::{CloseTrolleyArgs, DocumentArgs, Preview, Saved, SavedFile},
    money::Money,
    sales::{CloseTrolley, Closing, Count, Product, Trolley, trolley_id},
};
use rusqlite::Connection;

use crate::{
    act::Act,
    desk::Desk,
    documents::{paper, preview},
    print::{
        self, AmountLine, Printed, ReceiptLabels, ReceiptPrint, SaleLine,
        speech::{Speech, at},
    },
    store::rows,
};

impl Desk {
    /// Records a count. A difference needs a word.
    pub fn close_trolley(&self, args: CloseTrolleyArgs) -> Result<Saved, Fault> {
        let (session, _) = self.authorise(Permission::Sale)?;
        let (trolley, flight) = self.store()?.read(|db| {
            let trolley: Trolley = rows::need(db, trolley_id(args.flight))?;
            Ok((trolley, rows::need::<Flight>(db, args.flight)?))
        })?;
        let CloseTrolleyArgs { flight: of, stock, cash, cards, note } = args;
        let (closing, at) = (self.around.id(), self.around.now());
        let intent = CloseTrolley { closing, flight: of, stock, cash, cards, note, at };
        intent.check_explained(&trolley, &session.actor.label(), self.device()?)?;
        self.act(Act {
            about: flight.designator(),
            passenger: None,
            id: closing.0,
            intent: intent.into(),
            reference: None,
            replaces: None,
        })
    }

    pub fn preview_closing(&self, args: &DocumentArgs) -> Result<Preview, Fault> {
        let (flight, printed) = self.print_closing(args)?;
        Ok(preview(flight.designator(), &printed))
    }

    pub fn save_closing(&self, args: &DocumentArgs) -> Result<SavedFile, Fault> {
        let (flight, printed) = self.print_closing(args)?;
        let number = format!("{}-{}-count", flight.designator().replace(' ', ""), flight.date);
        self.save_pdf(&number, &printed.pdf, printed.width_mm, "closing.print", flight.id.0)
    }

    fn print_closing(&self, args: &DocumentArgs) -> Result<(Flight, Printed), Fault> {
        self.authorise(Permission::Sale)?;
        let (flight, page) = self.store()?.read(|db| {
            let flight: Flight = rows::need(db, FlightId(args.id))?;
            let trolley: Trolley = rows::need(db, trolley_id(flight.id))?;
            let last = trolley.closings.iter().max_by_key(|it| it.at).ok_or_else(|| {
                Fault::new("not_counted", "Nobody has counted this trolley yet: count it first.")
            })?;
            let page = page(db, last, &flight, args)?;
            Ok((flight, page))
        })?;
        Ok((flight, print::receipt(&page)?))
    }
}

/// The table of a receipt, with what should be there, what is, and the difference.
fn page(db: &Connection, it: &Closing, flight: &Flight, args: &DocumentArgs) -> Result<ReceiptPrint, Fault> {
    let speech = Speech::of(&args.language);
    let label = |name: &str| speech.say(&format!("closing.{name}"));
    let mut lines = Vec::with_capacity(it.stock.len());
    for line in &it.stock {
        let product: Option<Product> = rows::get(db, line.product)?;
        let name = product.map(|it| it.called(Language::of(&args.language)).to_owned());
        lines.push(SaleLine {
            name: name.unwrap_or_else(|| line.product.to_string()),
            quantity: line.units.expected.to_string(),
            unit: line.units.counted.to_string(),
            amount: difference(line.units),
        });
    }
    lines.sort_by(|a, b| a.name.cmp(&b.name));
    let off = it.stock.iter().filter(|line| line.units.difference() != 0).count();
    let known = (!it.note.is_empty()).then(|| speech.fill("closing.note", &[("note", &it.note)]));
    Ok(ReceiptPrint {
        sheet: speech.sheet(paper(args.paper), "closing", String::new(), it.at),
        labels: ReceiptLabels {
            number: label("number"),
            time: speech.say("receipt.time"),
            stock: label("stock"),
            item: label("item"),
            quantity: label("quantity"),
            unit: label("unit"),
            amount: label("amount"),
            tenders: label("tenders"),
            ..ReceiptLabels::default()
        },
        number: format!("{} {} → {}", flight.designator(), flight.from, flight.to),
        time: at(&flight.from, it.at),
        stock: it.by.clone(),
        lines,
        total: AmountLine { label: label("total"), amount: off.to_string() },
        tenders: money(it, &speech),
        notes: known.into_iter().chain([label("sign")]).collect(),
        ..ReceiptPrint::default()
    })
}

/// One line for each currency of bag and terminal, ending in the difference.
fn money(it: &Closing, speech: &Speech) -> Vec<AmountLine> {
    let cash = it.cash.iter().map(|line| ("closing.cash", line.currency, line.minor));
    let cards = it.cards.iter().map(|line| ("closing.card", line.currency, line.minor));
    let line = |(words, currency, count): (&str, _, Count)| {
        let figure = |minor| Money::new(minor, currency).figure();
        let (expected, counted) = (figure(count.expected), figure(count.counted));
        let values = [("currency", currency.code()), ("expected", &*expected), ("counted", &*counted)];
        let amount = match count.difference() {
            0 => speech.say("closing.agrees"),
            off => figure(off),
        };
        AmountLine { label: speech.fill(words, &values), amount }
    };
    cash.chain(cards).map(line).collect()
}

fn difference(units: Count) -> String {
    match units.difference() {
        0 => String::new(),
        off => format!("{off:+}"),
    }
}
