//! What a document says. Everything that is read by a person is already localised by the caller; an empty text
//! leaves its place out.

use airside_shared::compensation::letter::Letter;
use jiff::Timestamp;
use serde::Serialize;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Direction {
    #[default]
    Ltr,
    Rtl,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Paper {
    #[default]
    A4,
    /// A till roll of 80 mm; the page is as long as what it says.
    Roll80,
}

/// What every document has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sheet {
    pub paper: Paper,
    pub direction: Direction,
    /// BCP 47, such as `ar`; tells a screen reader how to speak the document.
    pub language: String,
    pub airline: String,
    /// The document's name on the page and in its metadata: "Meal voucher". Must not name a person.
    pub title: String,
    /// The word for a reprint, on the page when `copy` is set.
    pub copy_label: String,
    pub copy: bool,
    /// "Issued 8 Feb 2013, 14:05 at JFK by desk 12".
    pub issued: String,
    /// "Page {page} of {pages}"; the braces are filled in.
    pub page_label: String,
    /// The time in the file's metadata. The same input gives the same bytes.
    pub created: Timestamp,
}

/// A meal, hotel, transport or other voucher.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct VoucherPrint {
    pub sheet: Sheet,
    pub labels: VoucherLabels,
    pub number: String,
    /// The large figure: "USD 15.00", or words such as "1 night".
    pub amount: String,
    pub passenger: String,
    /// The name as in the travel document, printed when no font covers `passenger`.
    pub passenger_latin: String,
    pub pnr: String,
    pub flight: String,
    /// Where it is taken.
    pub place: String,
    pub valid_from: String,
    pub valid_to: String,
    /// What the till scans.
    pub qr: String,
    pub explanation: Vec<String>,
    pub terms: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct VoucherLabels {
    pub number: String,
    /// Stands over the amount: "Value", "Up to".
    pub amount: String,
    pub passenger: String,
    pub pnr: String,
    pub flight: String,
    pub place: String,
    pub valid_from: String,
    pub valid_to: String,
    /// Under the code: "Show this code at the till".
    pub scan: String,
    pub explanation: String,
    pub terms: String,
}

/// What was decided for a passenger and why.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct LetterPrint {
    pub sheet: Sheet,
    /// The words for passenger, booking and flight.
    pub labels: [String; 3],
    pub passenger: String,
    /// As in [`VoucherPrint`].
    pub passenger_latin: String,
    pub pnr: String,
    pub flight: String,
    pub letter: Letter,
}

/// A receipt of one sale.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReceiptPrint {
    pub sheet: Sheet,
    pub labels: ReceiptLabels,
    pub number: String,
    pub flight: String,
    pub crew: String,
    pub time: String,
    /// The trolley or bar that it was taken from.
    pub stock: String,
    pub lines: Vec<SaleLine>,
    /// Subtotal, discounts.
    pub totals: Vec<AmountLine>,
    pub total: AmountLine,
    /// What is included as tax.
    pub tax: Vec<AmountLine>,
    pub tenders: Vec<AmountLine>,
    pub notes: Vec<String>,
    /// The sale was voided: the page says so across.
    pub void: bool,
    /// A code to find the sale again; none if empty.
    pub qr: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReceiptLabels {
    pub number: String,
    pub flight: String,
    pub crew: String,
    pub time: String,
    pub stock: String,
    pub item: String,
    pub quantity: String,
    pub unit: String,
    pub amount: String,
    pub tenders: String,
    pub void: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SaleLine {
    pub quantity: String,
    pub name: String,
    /// Price of one.
    pub unit: String,
    pub amount: String,
}

/// A label and an amount: "Visa ···· 4242", "USD 12.00".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AmountLine {
    pub label: String,
    pub amount: String,
}
