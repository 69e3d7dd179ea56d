//! A voucher on A4: a ticket with a stub that carries the code, a line to cut along, and what the passenger
//! may want to read underneath.

use super::canvas::{Align, Canvas, Paint, Style};
use super::code::QUIET;
use super::content::VoucherPrint;
use super::faces::Weight;
use super::ink;
use super::parts::{A4_HEIGHT, A4_MARGIN, A4_WIDTH, badge, band, feet, field};
use super::shaping::Base;

const CARD: [f32; 4] = [A4_MARGIN, 15.0, A4_WIDTH - 2.0 * A4_MARGIN, 116.0];
const BAND: f32 = 27.0;
const RADIUS: f32 = 4.0;
/// Where the stub begins.
const TEAR: f32 = 136.0;
const INSET: f32 = 8.0;

pub fn draw(canvas: &mut Canvas, voucher: &VoucherPrint, code: &[Vec<bool>]) {
    let [x, y, w, h] = CARD;
    canvas.panel([x, y, w, h], [RADIUS; 4], Paint::Fill(ink::WHITE));
    if voucher.sheet.copy {
        let style = Style::bold(72.0, ink::WATERMARK);
        let style = canvas.shrink(&voucher.sheet.copy_label, style, 20.0, 95.0);
        canvas.stamp([x + 62.0, y + 76.0], style, 24.0, false, &voucher.sheet.copy_label);
    }
    let band_room = TEAR - x - INSET;
    band(canvas, [x, y, w, BAND], [RADIUS, RADIUS, 0.0, 0.0], &voucher.sheet.airline, band_room);
    number(canvas, voucher);
    canvas.panel([x, y, w, h], [RADIUS; 4], Paint::Stroke(ink::HAIRLINE, 0.35));
    value(canvas, voucher);
    details(canvas, voucher);
    stub(canvas, voucher, code);
    perforation(canvas);
    below(canvas, voucher);
    feet(canvas, &voucher.sheet);
}

fn number(canvas: &mut Canvas, voucher: &VoucherPrint) {
    let x = TEAR + 7.0;
    let room = CARD[0] + CARD[2] - x - 5.0;
    canvas.cut_text(
        [x, 26.0],
        Align::Start,
        Style::regular(8.0, ink::BAND_LABEL),
        room,
        &voucher.labels.number,
    );
    let style = Style::bold(14.0, ink::WHITE).base(Base::LeftToRight);
    let style = canvas.shrink(&voucher.number, style, 8.0, room);
    canvas.cut_text([x, 33.0], Align::Start, style, room, &voucher.number);
}

/// What it is and what it is worth.
fn value(canvas: &mut Canvas, voucher: &VoucherPrint) {
    let (x, room) = (CARD[0] + INSET, TEAR - CARD[0] - 2.0 * INSET);
    let mut title_room = room;
    if voucher.sheet.copy {
        title_room -= badge(canvas, [x + room, 54.0], ink::ALARM, &voucher.sheet.copy_label) + 4.0;
    }
    let title = Style::bold(15.0, ink::NAVY);
    canvas.cut_text([x, 54.0], Align::Start, title, title_room, &voucher.sheet.title);
    canvas.panel([x, 57.4, 14.0, 0.9], [0.45; 4], Paint::Fill(ink::GOLD));
    let label = Style::regular(8.0, ink::LABEL);
    canvas.cut_text([x, 65.5], Align::Start, label, room, &voucher.labels.amount);
    let amount = canvas.shrink(&voucher.amount, Style::bold(34.0, ink::NAVY), 14.0, room);
    canvas.cut_text([x, 78.0], Align::Start, amount, room, &voucher.amount);
}

fn details(canvas: &mut Canvas, voucher: &VoucherPrint) {
    let (x, room) = (CARD[0] + INSET, TEAR - CARD[0] - 2.0 * INSET);
    canvas.rule([x, 84.0], [x + room, 84.0], 0.25, None, ink::HAIRLINE);
    let labels = &voucher.labels;
    let name = &voucher.passenger;
    if !name.is_empty() {
        canvas.cut_text([x, 90.0], Align::Start, Style::regular(8.0, ink::LABEL), room, &labels.passenger);
        let style = Style::bold(14.0, ink::TEXT).base(Base::FirstLetter);
        let style = canvas.shrink(name, style, 10.5, room);
        canvas.cut_text([x, 96.5], Align::Start, style, room, name);
    }
    let third = room / 3.0;
    let narrow = third - 3.0;
    field(canvas, [x, 104.5], narrow, &labels.pnr, &voucher.pnr);
    field(canvas, [x + third, 104.5], room - third, &labels.flight, &voucher.flight);
    field(canvas, [x, 117.5], narrow, &labels.valid_from, &voucher.valid_from);
    field(canvas, [x + third, 117.5], narrow, &labels.valid_to, &voucher.valid_to);
    field(canvas, [x + 2.0 * third, 117.5], third, &labels.place, &voucher.place);
}

fn stub(canvas: &mut Canvas, voucher: &VoucherPrint, code: &[Vec<bool>]) {
    let room = CARD[0] + CARD[2] - TEAR;
    let middle = TEAR + room / 2.0;
    // The quiet zone is part of the square that is kept free.
    let free = 54.0;
    let module = free / (code.len() + 2 * QUIET) as f32;
    let side = module * code.len() as f32;
    canvas.code(middle - side / 2.0, 50.0 + QUIET as f32 * module, side, code);
    let hint = Style::regular(8.0, ink::LABEL);
    let lines = canvas.balance(&voucher.labels.scan, hint, room - 12.0, 4);
    canvas.lines([middle, 109.5], Align::Centre, hint, 4.2, &lines);
}

/// The line between ticket and stub, with a notch at either end, and the line to cut along below the ticket.
fn perforation(canvas: &mut Canvas) {
    let [x, y, w, h] = CARD;
    let notch = 3.4;
    let dots = Some([0.9, 1.3]);
    canvas.rule([TEAR, y + notch + 1.5], [TEAR, y + BAND - 1.0], 0.35, dots, ink::BAND_LABEL);
    canvas.rule([TEAR, y + BAND + 1.0], [TEAR, y + h - notch - 1.5], 0.35, dots, ink::LABEL);
    let round = [TEAR - notch, 0.0, 2.0 * notch, 2.0 * notch];
    canvas.panel([round[0], y - notch, round[2], round[3]], [notch; 4], Paint::Fill(ink::WHITE));
    canvas.panel([round[0], y + h - notch, round[2], round[3]], [notch; 4], Paint::Fill(ink::WHITE));
    canvas.panel(
        [round[0], y + h - notch, round[2], round[3]],
        [notch; 4],
        Paint::Stroke(ink::HAIRLINE, 0.35),
    );
    let outside = [round[0] - 0.5, y + h + 0.18, round[2] + 1.0, notch + 0.5];
    canvas.panel(outside, [0.0; 4], Paint::Fill(ink::WHITE));
    canvas.rule([x, y + h + 9.0], [x + w, y + h + 9.0], 0.25, Some([1.6, 1.6]), ink::LABEL);
}

/// Why it was issued, and on which terms, side by side; what does not fit goes on to the next page.
fn below(canvas: &mut Canvas, voucher: &VoucherPrint) {
    let top = CARD[1] + CARD[3] + 20.0;
    let gap = 10.0;
    let columns =
        [(&voucher.labels.explanation, &voucher.explanation), (&voucher.labels.terms, &voucher.terms)];
    let filled: Vec<_> = columns.into_iter().filter(|(_, lines)| !lines.is_empty()).collect();
    let width = if filled.len() == 1 { CARD[2] } else { (CARD[2] - gap) / 2.0 };
    for (index, (heading, lines)) in filled.into_iter().enumerate() {
        column(canvas, [CARD[0] + index as f32 * (width + gap), top, width], heading, lines);
    }
}

fn column(canvas: &mut Canvas, [x, top, width]: [f32; 3], heading: &str, paragraphs: &[String]) {
    let bottom = A4_HEIGHT - 22.0;
    let style = Style::regular(9.0, ink::TEXT);
    let leading = 4.7;
    canvas.turn_to(0);
    let heading_style = Style { size: 10.0, weight: Weight::Bold, ink: ink::NAVY, tracking: 0.0, base: None };
    canvas.cut_text([x, top], Align::Start, heading_style, width, heading);
    let mut y = top + 7.0;
    for paragraph in paragraphs {
        let mut bullet = true;
        for line in canvas.wrap(paragraph, style, width - 5.0, 40) {
            if y > bottom {
                canvas.turn_to(canvas.page() + 1);
                y = A4_MARGIN + 6.0;
            }
            if std::mem::take(&mut bullet) {
                canvas.panel([x, y - 1.9, 1.1, 1.1], [0.55; 4], Paint::Fill(ink::GOLD));
            }
            canvas.text(x + 5.0, y, Align::Start, style, &line);
            y += leading;
        }
        y += 1.6;
    }
    canvas.turn_to(0);
}
