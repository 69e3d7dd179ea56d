//! Printed documents: vouchers and receipts as PDF, on A4 and on the 80 mm till roll, with a picture of the
//! page that is made from the same bytes.
//!
//! The way of a document: `content` says what is on it, `wording` makes the text fit to print, a layout
//! (`voucher_a4` and its sisters) puts marks on a `canvas` with `shaping` and `fitting`, `operators` and
//! `document` write the PDF, `preview` draws it. The same input gives the same bytes.

mod canvas;
mod code;
mod content;
mod document;
mod faces;
mod fitting;
mod ink;
mod letter;
mod operators;
pub mod pages;
mod parts;
mod preview;
mod receipt_a4;
mod receipt_roll;
mod roll;
mod shaping;
#[cfg(any(test, feature = "specimens"))]
pub mod specimens;
pub mod speech;
#[cfg(test)]
mod tests;
mod voucher_a4;
mod voucher_roll;
mod wording;

use serde::Serialize;
use sha2::{Digest, Sha256};

pub(crate) use airside_shared::Fault;
pub use content::{
    AmountLine, Direction, LetterPrint, Paper, ReceiptLabels, ReceiptPrint, SaleLine, Sheet, VoucherLabels,
    VoucherPrint,
};
pub use faces::covers;
pub use wording::printable_name;

use canvas::Canvas;
use document::unprintable;
use parts::{A4_HEIGHT, A4_WIDTH, ROLL_WIDTH};

/// More lines than this are not one sale, and their roll would be longer than a PDF page may be.
const MOST_LINES: usize = 400;

/// A document and the picture of its first page, made from exactly these bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Printed {
    pub pdf: Vec<u8>,
    pub preview_png: Vec<u8>,
    pub width_mm: f32,
    pub height_mm: f32,
}

/// A document alone, for printing many without looking at each.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    pub pdf: Vec<u8>,
    pub width_mm: f32,
    /// Of the first page.
    pub height_mm: f32,
}

impl Document {
    pub fn with_preview(self) -> Result<Printed, Fault> {
        let preview_png = preview::first_page(&self.pdf, preview::DOTS_PER_INCH)?;
        Ok(Printed { pdf: self.pdf, preview_png, width_mm: self.width_mm, height_mm: self.height_mm })
    }
}

/// A voucher with its preview.
///
/// # Errors
/// `print_code_too_long` when the code exceeds QR version 9 at correction level M; `print_failed` when the
/// document could not be written.
pub fn voucher(voucher: &VoucherPrint) -> Result<Printed, Fault> {
    voucher_document(voucher)?.with_preview()
}

/// A voucher without a preview.
///
/// # Errors
/// As [`voucher`].
pub fn voucher_document(voucher: &VoucherPrint) -> Result<Document, Fault> {
    let code = code::modules(&voucher.qr)?;
    let clean = wording::clean_voucher(voucher);
    finish(&clean.sheet, voucher, |canvas| draw_voucher(canvas, &clean, &code))
}

/// Answers the height of the pages.
fn draw_voucher(canvas: &mut Canvas, clean: &VoucherPrint, code: &[Vec<bool>]) -> f32 {
    match clean.sheet.paper {
        Paper::A4 => {
            voucher_a4::draw(canvas, clean, code);
            A4_HEIGHT
        }
        Paper::Roll80 => voucher_roll::draw(canvas, clean, code),
    }
}

/// Many vouchers as one print job, in their order, each on pages of its own and in its own language; `sheet` says
/// what the whole is.
///
/// # Errors
/// `print_nothing` when there is none; otherwise as [`voucher`].
pub fn vouchers_document(sheet: &Sheet, vouchers: &[VoucherPrint]) -> Result<Document, Fault> {
    let mut canvas = Canvas::new(width_of(sheet.paper), sheet.direction);
    let (mut pages, mut heights) = (Vec::new(), Vec::new());
    for voucher in vouchers {
        let code = code::modules(&voucher.qr)?;
        let clean = wording::clean_voucher(voucher);
        canvas.begin(clean.sheet.direction);
        let height = draw_voucher(&mut canvas, &clean, &code);
        let drawn = canvas.begin(sheet.direction);
        heights.resize(heights.len() + drawn.len(), height);
        pages.extend(drawn);
    }
    let Some(&height_mm) = heights.first() else {
        return Err(Fault::new("print_nothing", "There is no voucher to print: issue some first."));
    };
    canvas.pages = pages;
    let pdf = document::write(&canvas, &heights, sheet, &identity(&vouchers)?)?;
    Ok(Document { pdf, width_mm: canvas.width, height_mm })
}

/// A letter with its preview.
///
/// # Errors
/// `print_failed` when the document could not be written.
pub fn letter(letter: &LetterPrint) -> Result<Printed, Fault> {
    letter_document(letter)?.with_preview()
}

/// A letter without a preview.
///
/// # Errors
/// As [`letter`].
pub fn letter_document(letter: &LetterPrint) -> Result<Document, Fault> {
    let clean = wording::clean_letter(letter);
    finish(&clean.sheet, letter, |canvas| match clean.sheet.paper {
        Paper::A4 => letter::draw_a4(canvas, &clean),
        Paper::Roll80 => letter::draw_roll(canvas, &clean),
    })
}

/// A receipt with its preview.
///
/// # Errors
/// `print_too_many_lines` above 400 lines; otherwise as [`voucher`].
pub fn receipt(receipt: &ReceiptPrint) -> Result<Printed, Fault> {
    receipt_document(receipt)?.with_preview()
}

/// A receipt without a preview.
///
/// # Errors
/// As [`receipt`].
pub fn receipt_document(receipt: &ReceiptPrint) -> Result<Document, Fault> {
    if receipt.lines.len() > MOST_LINES {
        let message = "This sale has too many lines for one receipt. Print it in parts.";
        return Err(Fault::new("print_too_many_lines", message));
    }
    let code = if receipt.qr.is_empty() { Vec::new() } else { code::modules(&receipt.qr)? };
    let clean = wording::clean_receipt(receipt);
    finish(&clean.sheet, receipt, |canvas| match clean.sheet.paper {
        Paper::A4 => {
            receipt_a4::draw(canvas, &clean, &code);
            A4_HEIGHT
        }
        Paper::Roll80 => receipt_roll::draw(canvas, &clean, &code),
    })
}

/// Draws and writes; `draw` answers the height of the pages. The document's identity is made from `input`.
fn finish(
    sheet: &Sheet,
    input: &impl Serialize,
    draw: impl FnOnce(&mut Canvas) -> f32,
) -> Result<Document, Fault> {
    let width_mm = width_of(sheet.paper);
    let mut canvas = Canvas::new(width_mm, sheet.direction);
    let height_mm = draw(&mut canvas);
    let heights = vec![height_mm; canvas.pages.len()];
    let pdf = document::write(&canvas, &heights, sheet, &identity(input)?)?;
    Ok(Document { pdf, width_mm, height_mm })
}

fn width_of(paper: Paper) -> f32 {
    match paper {
        Paper::A4 => A4_WIDTH,
        Paper::Roll80 => ROLL_WIDTH,
    }
}

fn identity(input: &impl Serialize) -> Result<[u8; 16], Fault> {
    let json = serde_json::to_vec(input).map_err(|_| unprintable())?;
    let digest = Sha256::digest(&json);
    Ok(std::array::from_fn(|at| digest[at]))
}
