//! Vouchers and receipts on paper: previewed from the very PDF that is saved.

use std::{collections::HashMap, fs, sync::LazyLock};

use airside_shared::{
    Fault, Language,
    access::Permission,
    compensation::{
        Overruling,
        letter::{letter, overruled_letter},
        words,
    },
    flights::Flight,
    ids::{PassengerId, SaleId, VoucherId, read_out},
    ipc::{self, DocumentArgs, LetterArgs, Preview, SavedFile},
    passengers::Passenger,
    sales::{self, Product, Sale, Tender},
    trips::Trip,
    vouchers::Voucher,
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use rusqlite::Connection;

use crate::{
    clock::clock,
    compensation::{decide, subject},
    desk::{Desk, Said},
    durable, overrule, policies,
    print::{
        self, AmountLine, Direction, LetterPrint, Paper, Printed, ReceiptLabels, ReceiptPrint, SaleLine,
        Sheet, VoucherLabels, VoucherPrint,
    },
    store::rows,
};

type Words = HashMap<String, String>;

static WORDS: LazyLock<[(&str, Words); 2]> = LazyLock::new(|| {
    let read = |text: &str| serde_json::from_str(text).unwrap_or_default();
    [
        ("en", read(include_str!("../../../assets/locales/print/en.json"))),
        ("ar", read(include_str!("../../../assets/locales/print/ar.json"))),
    ]
});

impl Desk {
    pub fn preview_voucher(&self, args: &DocumentArgs) -> Result<Preview, Fault> {
        let (voucher, printed) = self.print_voucher(args)?;
        Ok(preview(voucher.number, &printed))
    }

    pub fn save_voucher(&self, args: &DocumentArgs) -> Result<SavedFile, Fault> {
        let (voucher, printed) = self.print_voucher(args)?;
        self.save(&voucher.number, &printed, "voucher.print", voucher.passenger.0)
    }

    pub fn preview_receipt(&self, args: &DocumentArgs) -> Result<Preview, Fault> {
        let (sale, printed) = self.print_receipt(args)?;
        Ok(preview(sale.number, &printed))
    }

    pub fn save_receipt(&self, args: &DocumentArgs) -> Result<SavedFile, Fault> {
        let (sale, printed) = self.print_receipt(args)?;
        self.save(&sale.number, &printed, "receipt.print", sale.id.0)
    }

    fn print_voucher(&self, args: &DocumentArgs) -> Result<(Voucher, Printed), Fault> {
        self.authorise(Permission::PassengerOpen)?;
        let (voucher, page) = self.store()?.read(|db| {
            let voucher: Voucher = rows::need(db, VoucherId(args.id))?;
            let page = voucher_page(db, &voucher, args)?;
            Ok((voucher, page))
        })?;
        Ok((voucher, print::voucher(&page)?))
    }

    pub fn preview_letter(&self, args: &LetterArgs) -> Result<Preview, Fault> {
        let (_, title, printed) = self.print_letter(args)?;
        Ok(preview(title, &printed))
    }

    pub fn save_letter(&self, args: &LetterArgs) -> Result<SavedFile, Fault> {
        let (passenger, _, printed) = self.print_letter(args)?;
        let number = format!("L-{}", read_out(args.of.trip.0, 7));
        self.save(&number, &printed, "letter.print", passenger.0)
    }

    fn print_letter(&self, args: &LetterArgs) -> Result<(PassengerId, String, Printed), Fault> {
        let (session, _) = self.authorise(Permission::PassengerOpen)?;
        let (now, language) = (self.around.now(), Language::of(&args.language));
        let (of, overruling, tables) = self.store()?.read(|db| {
            let of = subject(db, &args.of)?;
            let overruling = overrule::of(db, of.passenger.id, of.flight.id)?;
            Ok((of, overruling, policies::tables(db)?))
        })?;
        let said = match overruling.as_ref().and_then(Overruling::standing) {
            Some(verdict) => overruled_letter(verdict, &at(&verdict.station, verdict.at), language),
            None => letter(&decide(&args.of.known, &of.trip, &of.flight, &tables)?.decision, language),
        };
        let speech = Speech::of(&args.language);
        let native = of.passenger.name.native.clone().filter(|_| speech.language == "ar");
        let place = &session.actor.station;
        let who = [("time", &*at(place, now)), ("place", place), ("who", &session.actor.name)];
        let title = words::fixed("letter", "title", &[], language);
        let flight = &of.flight;
        let page = LetterPrint {
            sheet: Sheet {
                title: title.clone(),
                ..speech.sheet(args.paper, "", speech.fill("issued", &who), now)
            },
            labels: [
                speech.say("voucher.passenger"),
                speech.say("voucher.pnr"),
                speech.say("voucher.flight"),
            ],
            passenger: native.unwrap_or_else(|| of.passenger.name.full()),
            passenger_latin: of.passenger.name.full(),
            pnr: of.trip.pnr.clone(),
            flight: format!("{} {} → {}", flight.designator(), flight.from, flight.to),
            letter: said,
        };
        Ok((of.passenger.id, title, print::letter(&page)?))
    }

    fn print_receipt(&self, args: &DocumentArgs) -> Result<(Sale, Printed), Fault> {
        self.authorise(Permission::Sale)?;
        let (sale, page) = self.store()?.read(|db| {
            let sale: Sale = rows::need(db, SaleId(args.id))?;
            let page = receipt_page(db, &sale, args)?;
            Ok((sale, page))
        })?;
        Ok((sale, print::receipt(&page)?))
    }

    fn save(
        &self,
        number: &str,
        printed: &Printed,
        action: &'static str,
        subject: uuid::Uuid,
    ) -> Result<SavedFile, Fault> {
        self.save_pdf(number, &printed.pdf, printed.width_mm, action, subject)
    }

    /// The file's name is ours: the document's number and the paper.
    pub(crate) fn save_pdf(
        &self,
        number: &str,
        pdf: &[u8],
        width_mm: f32,
        action: &'static str,
        subject: uuid::Uuid,
    ) -> Result<SavedFile, Fault> {
        let session = self.session()?;
        let path = self.config.prints.join(format!("{number}-{}mm.pdf", width_mm.round() as u32));
        let write = || {
            fs::create_dir_all(&self.config.prints)?;
            fs::write(&path, pdf)
        };
        write().map_err(|e| durable::unwritten(&path, &e))?;
        self.looked(
            &session,
            Said { action, entity: "document", subject: Some(subject), ..Said::default() },
        )?;
        Ok(SavedFile { path: path.display().to_string() })
    }
}

pub(crate) fn preview(title: String, printed: &Printed) -> Preview {
    Preview {
        title,
        png: BASE64.encode(&printed.preview_png),
        width_mm: printed.width_mm.round() as u32,
        height_mm: printed.height_mm.round() as u32,
    }
}

pub(crate) struct Speech {
    language: &'static str,
    words: &'static Words,
}

/// Whether documents are printed in that language.
pub(crate) fn is_printed(language: &str) -> bool {
    WORDS.iter().any(|(known, _)| *known == language)
}

impl Speech {
    pub(crate) fn of(language: &str) -> Self {
        let (language, words) = WORDS.iter().find(|(l, _)| *l == language).unwrap_or(&WORDS[0]);
        Self { language, words }
    }

    pub(crate) fn language(&self) -> &'static str {
        self.language
    }

    /// The word; its key where the file has none, so that a gap is seen and nothing is invented.
    fn say(&self, key: &str) -> String {
        self.words.get(key).cloned().unwrap_or_else(|| key.to_owned())
    }

    pub(crate) fn fill(&self, key: &str, with: &[(&str, &str)]) -> String {
        with.iter().fold(self.say(key), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }

    pub(crate) fn sheet(
        &self,
        paper: ipc::Paper,
        title: &str,
        issued: String,
        created: jiff::Timestamp,
    ) -> Sheet {
        Sheet {
            paper: if paper == ipc::Paper::A4 { Paper::A4 } else { Paper::Roll80 },
            direction: if self.language == "ar" { Direction::Rtl } else { Direction::Ltr },
            language: self.language.into(),
            airline: self.say("airline"),
            title: self.say(title),
            copy_label: self.say("copy"),
            copy: false,
            issued,
            page_label: self.say("page"),
            created,
        }
    }
}

pub(crate) fn voucher_page(
    db: &Connection,
    it: &Voucher,
    args: &DocumentArgs,
) -> Result<VoucherPrint, Fault> {
    let speech = Speech::of(&args.language);
    let passenger: Passenger = rows::need(db, it.passenger)?;
    let pnr = rows::get::<Trip>(db, it.trip)?.map(|t| t.pnr).unwrap_or_default();
    let flight = rows::get::<Flight>(db, it.flight)?;
    let time = |instant| at(&it.station, instant);
    let issued = speech
        .fill("issued", &[("time", &time(it.issued_at)), ("place", &it.station), ("who", &it.issued_by)]);
    let label = |name: &str| speech.say(&format!("voucher.{name}"));
    let native = passenger.name.native.clone().filter(|_| speech.language == "ar");
    let kind = it.kind.name();
    // What was agreed to is on the paper too.
    let agreed = it.agreement.iter().map(|agreed| agreed.words.clone());
    let terms = [speech.say(&format!("voucher.{kind}.term")), label("term.2"), label("term.3")];
    Ok(VoucherPrint {
        sheet: Sheet {
            copy: it.copy > 0,
            copy_label: speech.fill("voucher.copy", &[("number", &it.copy.to_string())]),
            ..speech.sheet(args.paper, &format!("voucher.{kind}"), issued, it.issued_at)
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
        flight: flight.map(|f| format!("{} {} → {}", f.designator(), f.from, f.to)).unwrap_or_default(),
        place: speech.fill(&format!("voucher.{kind}.place"), &[("place", &it.station)]),
        valid_from: time(it.issued_at),
        valid_to: time(it.expires_at),
        qr: it.code.clone(),
        explanation: it.basis.in_words(Language::of(&args.language)),
        terms: terms.into_iter().chain(agreed).collect(),
    })
}

/// A time as it is printed: local, with its zone.
fn at(station: &str, instant: jiff::Timestamp) -> String {
    let at = clock(station, instant);
    format!("{} {}", at.local.replace('T', " "), at.zone)
}

fn receipt_page(db: &Connection, it: &Sale, args: &DocumentArgs) -> Result<ReceiptPrint, Fault> {
    let speech = Speech::of(&args.language);
    let flight = rows::get::<Flight>(db, it.flight)?;
    let station = flight.as_ref().map_or("", |f| f.from.as_str());
    let time = at(station, it.sold_at);
    let label = |name: &str| speech.say(&format!("receipt.{name}"));
    Ok(ReceiptPrint {
        sheet: speech.sheet(args.paper, "receipt", String::new(), it.sold_at),
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
        flight: flight.map(|f| format!("{} {} → {}", f.designator(), f.from, f.to)).unwrap_or_default(),
        crew: it.sold_by.clone(),
        time,
        stock: it.seat.clone().unwrap_or_default(),
        lines: it
            .lines
            .iter()
            .map(|l| SaleLine {
                quantity: l.quantity.to_string(),
                name: called(db, l, Language::of(&args.language)),
                unit: l.unit.figure(),
                amount: l.unit.times(l.quantity).map(|m| m.figure()).unwrap_or_default(),
            })
            .collect(),
        totals: Vec::new(),
        total: AmountLine { label: label("total"), amount: it.total.to_string() },
        tax: Vec::new(),
        tenders: tenders(&it.tender, it, &speech),
        notes: vec![label("note")],
        void: it.voided.is_some(),
        qr: it.number.clone(),
    })
}

/// The product in the receipt's language; as it was sold where the catalogue has it no more.
fn called(db: &Connection, line: &sales::SaleLine, language: Language) -> String {
    let product = rows::get::<Product>(db, line.product).ok().flatten();
    product.map_or_else(|| line.name.clone(), |product| product.called(language).to_owned())
}

fn tenders(tender: &Tender, sale: &Sale, speech: &Speech) -> Vec<AmountLine> {
    let line = |label: String, amount: String| AmountLine { label, amount };
    match tender {
        Tender::Card { brand, last4, .. } => {
            vec![line(format!("{brand} ···· {last4}"), sale.total.to_string())]
        }
        Tender::Cash { given, change } => vec![
            line(speech.say("receipt.cash"), given.to_string()),
            line(speech.say("receipt.change"), change.to_string()),
        ],
    }
}
