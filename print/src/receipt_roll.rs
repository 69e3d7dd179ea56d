//! A receipt on the till roll.

use super::canvas::{Align, Canvas, Style};
use super::content::{AmountLine, ReceiptPrint, SaleLine};
use super::ink::BLACK;
use super::roll::{BODY, END, Pen, ROOM, SMALL, START, STRONG};

/// Draws it and answers its length.
pub fn draw(canvas: &mut Canvas, receipt: &ReceiptPrint, code: &[Vec<bool>]) -> f32 {
    let labels = &receipt.labels;
    let mut pen = Pen { canvas, y: 0.0 };
    pen.head(&receipt.sheet);
    if receipt.void {
        pen.reversed(&labels.void);
    }
    pen.y += 2.0;
    for (label, value) in [
        (&labels.number, &receipt.number),
        (&labels.time, &receipt.time),
        (&labels.flight, &receipt.flight),
        (&labels.crew, &receipt.crew),
        (&labels.stock, &receipt.stock),
    ] {
        pen.pair(BODY, label, value);
    }
    pen.perforation();
    pen.y += 1.0;
    for line in &receipt.lines {
        sale_line(&mut pen, line);
    }
    if !receipt.lines.is_empty() {
        pen.perforation();
        pen.y += 1.0;
    }
    amounts(&mut pen, BODY, &receipt.totals);
    if !receipt.total.amount.is_empty() {
        pen.y += 2.5;
        pen.pair(Style::bold(15.0, BLACK), &receipt.total.label, &receipt.total.amount);
        pen.y += 1.5;
    }
    amounts(&mut pen, SMALL, &receipt.tax);
    if !receipt.tenders.is_empty() {
        pen.rule(0.3, None);
        pen.y += 1.0;
        amounts(&mut pen, BODY, &receipt.tenders);
    }
    pen.rule(0.6, None);
    pen.y += 1.0;
    pen.paragraphs(Align::Centre, &receipt.notes);
    if !code.is_empty() {
        pen.y += 2.0;
        pen.code(42.0, code);
    }
    pen.paragraphs(Align::Centre, std::slice::from_ref(&receipt.sheet.issued));
    pen.y + 8.0
}

fn amounts(pen: &mut Pen, style: Style, lines: &[AmountLine]) {
    for line in lines {
        pen.pair(style, &line.label, &line.amount);
    }
}

/// Quantity and name, wrapped, with the amount at the end of the first line and the price of one beneath.
fn sale_line(pen: &mut Pen, line: &SaleLine) {
    let amount = pen.canvas.measure(&line.amount, STRONG).min(ROOM * 0.5);
    let quantity = 7.5;
    pen.y += 5.2;
    pen.canvas.cut_text([START, pen.y], Align::Start, BODY, quantity - 1.0, &line.quantity);
    pen.canvas.cut_text([END, pen.y], Align::End, STRONG, ROOM * 0.5, &line.amount);
    let names = pen.canvas.wrap(&line.name, BODY, ROOM - quantity - amount - 2.0, 2);
    if !names.is_empty() {
        pen.y = pen.canvas.lines([START + quantity, pen.y], Align::Start, BODY, 4.6, &names) - 4.6;
    }
    if !line.unit.is_empty() && line.unit != line.amount {
        pen.y += 4.0;
        pen.canvas.cut_text([START + quantity, pen.y], Align::Start, SMALL, ROOM - quantity, &line.unit);
    }
    pen.y += 0.6;
}
