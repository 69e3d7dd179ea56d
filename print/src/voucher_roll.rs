//! A voucher on the till roll.

use super::canvas::{Align, Canvas, Style};
use super::content::VoucherPrint;
use super::ink::BLACK;
use super::roll::{BODY, MIDDLE, Pen, ROOM, SMALL, STRONG};
use super::shaping::Base;

/// Draws it and answers its length.
pub fn draw(canvas: &mut Canvas, voucher: &VoucherPrint, code: &[Vec<bool>]) -> f32 {
    let labels = &voucher.labels;
    let mut pen = Pen { canvas, y: 0.0 };
    pen.head(&voucher.sheet);
    pen.y += 2.0;
    pen.centred(SMALL, 5.0, &labels.amount);
    pen.centred(Style::bold(32.0, BLACK), 12.0, &voucher.amount);
    pen.y += 2.0;
    let name = Style::bold(13.0, BLACK).base(Base::FirstLetter);
    let lines = pen.canvas.wrap(&voucher.passenger, name, ROOM, 2);
    if !lines.is_empty() {
        pen.y = pen.canvas.lines([MIDDLE, pen.y + 7.0], Align::Centre, name, 6.0, &lines) - 6.0;
    }
    pen.y += 1.0;
    pen.code(60.0, code);
    pen.centred(STRONG.sized(13.0).base(Base::LeftToRight), 3.0, &voucher.number);
    pen.centred(SMALL, 4.6, &labels.scan);
    pen.rule(0.3, None);
    pen.y += 1.0;
    for (label, value) in [
        (&labels.pnr, &voucher.pnr),
        (&labels.flight, &voucher.flight),
        (&labels.place, &voucher.place),
        (&labels.valid_from, &voucher.valid_from),
        (&labels.valid_to, &voucher.valid_to),
    ] {
        pen.pair(BODY, label, value);
    }
    for (heading, lines) in [(&labels.explanation, &voucher.explanation), (&labels.terms, &voucher.terms)] {
        if lines.iter().any(|line| !line.is_empty()) {
            pen.perforation();
            pen.y += 1.0;
            pen.pair(STRONG, heading, " ");
            pen.paragraphs(Align::Start, lines);
        }
    }
    pen.rule(0.3, None);
    pen.paragraphs(Align::Centre, std::slice::from_ref(&voucher.sheet.issued));
    pen.y + 8.0
}
