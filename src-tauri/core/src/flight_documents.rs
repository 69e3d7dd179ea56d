//! The vouchers of a whole flight as one print job.

use airside_shared::{
    Fault,
    access::Permission,
    flights::Flight,
    ipc::{DocumentArgs, FlightVouchersArgs, Preview, SavedFile},
    passengers::Passenger,
    vouchers::Voucher,
};
use rusqlite::Connection;

use crate::{
    desk::Desk,
    documents::{paper, preview, voucher_page},
    print::{
        self, Sheet,
        speech::{Speech, is_printed},
    },
    store::rows,
};

impl Desk {
    /// The first page of all.
    pub fn preview_flight_vouchers(&self, args: &FlightVouchersArgs) -> Result<Preview, Fault> {
        let job = self.flight_job(args)?;
        Ok(preview(job.title, &job.document.with_preview()?))
    }

    /// One file with a page, or a slip, for each.
    pub fn save_flight_vouchers(&self, args: &FlightVouchersArgs) -> Result<SavedFile, Fault> {
        let Job { number, document, .. } = self.flight_job(args)?;
        self.save_pdf(&number, &document.pdf, document.width_mm, "vouchers.print", args.flight.0)
    }

    fn flight_job(&self, args: &FlightVouchersArgs) -> Result<Job, Fault> {
        self.authorise(Permission::PassengerOpen)?;
        let now = self.around.now();
        let (flight, pages) = self.store()?.read(|db| {
            let flight: Flight = rows::need(db, args.flight)?;
            let mut vouchers = self.vouchers_of(db, args.flight.into())?;
            vouchers.retain(|it| args.vouchers.is_empty() || args.vouchers.contains(&it.id));
            let pages = vouchers.iter().map(|it| {
                let language = theirs(db, it)?.unwrap_or_else(|| args.language.clone());
                voucher_page(db, it, &DocumentArgs { id: it.id.0, paper: args.paper, language })
            });
            Ok((flight, pages.collect::<Result<Vec<_>, Fault>>()?))
        })?;
        let speech = Speech::of(&args.language);
        let count = pages.len().to_string();
        let title = speech.fill("vouchers.of_flight", &[("flight", &flight.designator()), ("count", &count)]);
        let sheet = Sheet { title: title.clone(), ..speech.sheet(paper(args.paper), "", String::new(), now) };
        let first = pages.first().map(|page| page.number.clone()).unwrap_or_default();
        let number = format!("{}-{}-{first}-{count}", flight.designator().replace(' ', ""), flight.date);
        Ok(Job { title, number, document: print::vouchers_document(&sheet, &pages)? })
    }
}

/// The vouchers of a flight.
struct Job {
    title: String,
    number: String,
    document: print::Document,
}

/// The language that the passenger reads, if it is one that is printed.
fn theirs(db: &Connection, it: &Voucher) -> Result<Option<String>, Fault> {
    let passenger: Passenger = rows::need(db, it.passenger)?;
    let said = passenger.preferences.get("language").map(|preference| preference.value.clone());
    Ok(said.filter(|said| is_printed(said)))
}
