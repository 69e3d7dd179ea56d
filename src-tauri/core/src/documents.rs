//! Vouchers and receipts on paper: previewed from the very PDF that is saved.

use std::fs;

use airside_shared::{
    Fault, Language,
    access::Permission,
    claims::SdrRates,
    compensation::{
        Overruling,
        letter::{letter, overruled_letter},
    },
    flights::Flight,
    ids::{PassengerId, SaleId, VoucherId, read_out},
    ipc::{self, DocumentArgs, LetterArgs, Preview, SavedFile},
    passengers::Passenger,
    sales::{self, Product, Sale},
    trips::Trip,
    vouchers::Voucher,
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use rusqlite::Connection;

use crate::{
    compensation::subject,
    desk::{Desk, Said},
    durable, overrule, policies,
    print::{self, Paper, Printed, ReceiptPrint, VoucherPrint, pages, speech::at},
    store::rows,
};

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
        let (of, overruling, tables, rates) = self.store()?.read(|db| {
            let of = subject(db, &args.of)?;
            let overruling = overrule::of(db, of.passenger.id, of.flight.id)?;
            Ok((of, overruling, policies::tables(db)?, policies::table::<SdrRates>(db, now)?))
        })?;
        let said = match overruling.as_ref().and_then(Overruling::standing) {
            Some(verdict) => overruled_letter(verdict, &at(&verdict.station, verdict.at), language),
            None => letter(&of.given(&args.of, &tables, &rates, now)?.decided.decision, language),
        };
        let place = &session.actor.station;
        let who = [("time", &*at(place, now)), ("place", place), ("who", &session.actor.name)];
        let how = (paper(args.paper), &*args.language);
        let page = pages::letter_page(said, &of.passenger, &of.trip, &of.flight, (&who, now), how);
        let title = page.sheet.title.clone();
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

pub(crate) fn paper(asked: ipc::Paper) -> Paper {
    if asked == ipc::Paper::A4 { Paper::A4 } else { Paper::Roll80 }
}

pub(crate) fn voucher_page(
    db: &Connection,
    it: &Voucher,
    args: &DocumentArgs,
) -> Result<VoucherPrint, Fault> {
    let passenger: Passenger = rows::need(db, it.passenger)?;
    let (trip, flight) = (rows::get::<Trip>(db, it.trip)?, rows::get::<Flight>(db, it.flight)?);
    let how = (paper(args.paper), &*args.language);
    Ok(pages::voucher_page(it, &passenger, trip.as_ref(), flight.as_ref(), how))
}

fn receipt_page(db: &Connection, it: &Sale, args: &DocumentArgs) -> Result<ReceiptPrint, Fault> {
    let flight = rows::get::<Flight>(db, it.flight)?;
    let language = Language::of(&args.language);
    let how = (paper(args.paper), &*args.language);
    Ok(pages::receipt_page(it, flight.as_ref(), |line| called(db, line, language), how))
}

/// The product in the receipt's language; as it was sold where the catalogue has it no more.
fn called(db: &Connection, line: &sales::SaleLine, language: Language) -> String {
    let product = rows::get::<Product>(db, line.product).ok().flatten();
    product.map_or_else(|| line.name.clone(), |product| product.called(language).to_owned())
}
