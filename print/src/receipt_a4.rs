//! A receipt on A4: a table of what was sold, then what was paid and how. A long sale goes on to more pages,
//! each with the table's head.

use super::canvas::{Align, Canvas, Paint, Style};
use super::code::QUIET;
use super::content::{AmountLine, ReceiptPrint, SaleLine};
use super::ink;
use super::parts::{A4_HEIGHT, A4_MARGIN, A4_WIDTH, badge, band, feet, field};
use super::shaping::Base;

const START: f32 = A4_MARGIN;
const END: f32 = A4_WIDTH - A4_MARGIN;
const ROOM: f32 = END - START;
const BOTTOM: f32 = A4_HEIGHT - 24.0;
const INSET: f32 = 4.0;
/// Where the columns of figures end, and how wide they may be.
const QUANTITY: [f32; 2] = [START + 114.0, 18.0];
const UNIT: [f32; 2] = [START + 145.0, 29.0];
const AMOUNT: [f32; 2] = [END - INSET, 29.0];
/// Totals stand under the figures, payments under the names.
const TOTALS: f32 = START + 96.0;

pub fn draw(canvas: &mut Canvas, receipt: &ReceiptPrint, code: &[Vec<bool>]) {
    head(canvas, receipt);
    let mut y = facts(canvas, receipt);
    if receipt.void {
        // Behind the table, so that what was sold can still be read.
        let style = canvas.shrink(&receipt.labels.void, Style::bold(72.0, ink::VOID_STAMP), 20.0, 130.0);
        canvas.stamp([A4_WIDTH / 2.0, y + 42.0], style, 16.0, true, &receipt.labels.void);
    }
    y = table(canvas, receipt, y);
    y = totals(canvas, receipt, y);
    closing(canvas, receipt, y, code);
    feet(canvas, &receipt.sheet);
}

fn head(canvas: &mut Canvas, receipt: &ReceiptPrint) {
    let y = 15.0;
    band(canvas, [START, y, ROOM, 27.0], [4.0; 4], &receipt.sheet.airline, 108.0);
    let end = END - 8.0;
    let label = Style::regular(8.0, ink::BAND_LABEL);
    canvas.cut_text([end, y + 11.0], Align::End, label, 58.0, &receipt.labels.number);
    let number = Style::bold(14.0, ink::WHITE).base(Base::LeftToRight);
    let number = canvas.shrink(&receipt.number, number, 8.0, 58.0);
    canvas.cut_text([end, y + 18.0], Align::End, number, 58.0, &receipt.number);

    let title = Style::bold(20.0, ink::NAVY);
    let mut badges = 0.0;
    for (shown, word) in
        [(receipt.void, &receipt.labels.void), (receipt.sheet.copy, &receipt.sheet.copy_label)]
    {
        if shown && !word.is_empty() {
            badges += badge(canvas, [END - badges, 57.0], ink::ALARM, word) + 3.0;
        }
    }
    canvas.cut_text([START, 57.5], Align::Start, title, ROOM - badges - 4.0, &receipt.sheet.title);
    canvas.panel([START, 61.2, 14.0, 0.9], [0.45; 4], Paint::Fill(ink::GOLD));
}

/// When, where and by whom, in as many columns as there are facts.
fn facts(canvas: &mut Canvas, receipt: &ReceiptPrint) -> f32 {
    let labels = &receipt.labels;
    let facts: Vec<(&String, &String)> = [
        (&labels.time, &receipt.time),
        (&labels.flight, &receipt.flight),
        (&labels.crew, &receipt.crew),
        (&labels.stock, &receipt.stock),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .collect();
    if facts.is_empty() {
        return 70.0;
    }
    let column = ROOM / facts.len() as f32;
    for (index, (label, value)) in facts.into_iter().enumerate() {
        field(canvas, [START + index as f32 * column, 71.0], column - 5.0, label, value);
    }
    86.0
}

fn table_head(canvas: &mut Canvas, receipt: &ReceiptPrint, y: f32) -> f32 {
    canvas.panel([START, y, ROOM, 8.0], [1.5; 4], Paint::Fill(ink::WASH));
    let style = Style::bold(8.0, ink::LABEL);
    let labels = &receipt.labels;
    canvas.cut_text([START + INSET, y + 5.3], Align::Start, style, 80.0, &labels.item);
    for ([end, room], label) in [(QUANTITY, &labels.quantity), (UNIT, &labels.unit), (AMOUNT, &labels.amount)]
    {
        canvas.cut_text([end, y + 5.3], Align::End, style, room, label);
    }
    y + 8.0
}

fn table(canvas: &mut Canvas, receipt: &ReceiptPrint, y: f32) -> f32 {
    let mut y = table_head(canvas, receipt, y);
    for line in &receipt.lines {
        let name = Style::regular(10.0, ink::TEXT);
        let names = canvas.wrap(&line.name, name, QUANTITY[0] - QUANTITY[1] - START - INSET, 2);
        let height = 4.4 + 4.6 * names.len().max(1) as f32;
        if y + height > BOTTOM {
            canvas.turn_to(canvas.page() + 1);
            y = table_head(canvas, receipt, A4_MARGIN);
        }
        let baseline = y + 6.0;
        canvas.lines([START + INSET, baseline], Align::Start, name, 4.6, &names);
        figures(canvas, line, baseline);
        y += height;
        canvas.rule([START, y], [END, y], 0.2, None, ink::HAIRLINE);
    }
    y
}

fn figures(canvas: &mut Canvas, line: &SaleLine, baseline: f32) {
    let figure = Style::regular(10.0, ink::TEXT);
    let strong = Style::bold(10.0, ink::TEXT);
    for ([end, room], style, text) in
        [(QUANTITY, figure, &line.quantity), (UNIT, figure, &line.unit), (AMOUNT, strong, &line.amount)]
    {
        canvas.cut_text([end, baseline], Align::End, style, room, text);
    }
}

/// The sums at the end side, the payments at the start side, of one block that is not torn apart.
fn totals(canvas: &mut Canvas, receipt: &ReceiptPrint, y: f32) -> f32 {
    let rows = receipt.totals.len() + receipt.tax.len();
    let height = (rows as f32 * 6.0 + 26.0).max(receipt.tenders.len() as f32 * 6.0 + 16.0);
    let mut y = y;
    if y + height > BOTTOM && y > A4_MARGIN + 40.0 {
        canvas.turn_to(canvas.page() + 1);
        y = A4_MARGIN;
    }
    let payments = payments(canvas, receipt, y + 8.0);
    let row = Style::regular(10.0, ink::TEXT);
    let mut sums = amounts(canvas, [TOTALS, y + 8.0, AMOUNT[0]], row, &receipt.totals);
    if !receipt.total.amount.is_empty() {
        canvas.panel(
            [TOTALS - INSET, sums - 3.4, END - TOTALS + INSET, 13.0],
            [2.0; 4],
            Paint::Fill(ink::NAVY),
        );
        let amount = canvas.shrink(&receipt.total.amount, Style::bold(17.0, ink::WHITE), 9.0, 52.0);
        let width = canvas.cut_text([AMOUNT[0], sums + 5.2], Align::End, amount, 52.0, &receipt.total.amount);
        let label = Style::bold(10.0, ink::WHITE);
        let room = AMOUNT[0] - TOTALS - width - 4.0;
        canvas.cut_text([TOTALS, sums + 4.6], Align::Start, label, room, &receipt.total.label);
        sums += 15.0;
    }
    let tax = Style::regular(8.5, ink::LABEL);
    sums = amounts(canvas, [TOTALS, sums, AMOUNT[0]], tax, &receipt.tax);
    sums.max(payments) + 4.0
}

fn payments(canvas: &mut Canvas, receipt: &ReceiptPrint, y: f32) -> f32 {
    if receipt.tenders.is_empty() {
        return y;
    }
    let heading = Style::regular(8.0, ink::LABEL);
    canvas.cut_text([START + INSET, y - 1.0], Align::Start, heading, 80.0, &receipt.labels.tenders);
    let row = Style::regular(10.0, ink::TEXT);
    amounts(canvas, [START + INSET, y + 5.0, START + 82.0], row, &receipt.tenders)
}

fn amounts(canvas: &mut Canvas, [start, y, end]: [f32; 3], style: Style, lines: &[AmountLine]) -> f32 {
    let mut y = y;
    for line in lines {
        let width = canvas.cut_text([end, y], Align::End, style, (end - start) * 0.6, &line.amount);
        canvas.cut_text([start, y], Align::Start, style, end - start - width - 3.0, &line.label);
        y += 6.0;
    }
    y
}

fn closing(canvas: &mut Canvas, receipt: &ReceiptPrint, y: f32, code: &[Vec<bool>]) {
    let free = if code.is_empty() { 0.0 } else { 38.0 };
    let style = Style::regular(8.5, ink::LABEL);
    let room = ROOM - free - if code.is_empty() { 0.0 } else { 6.0 };
    let lines: Vec<String> =
        receipt.notes.iter().flat_map(|note| canvas.wrap(note, style, room - 2.0 * INSET, 40)).collect();
    let mut y = y + 8.0;
    if y + free > BOTTOM && y > A4_MARGIN + 40.0 {
        canvas.turn_to(canvas.page() + 1);
        y = A4_MARGIN + 8.0;
    }
    if !code.is_empty() {
        let module = free / (code.len() + 2 * QUIET) as f32;
        let side = module * code.len() as f32;
        canvas.code(END - free + QUIET as f32 * module, y - 4.0 + QUIET as f32 * module, side, code);
    }
    for line in lines {
        if y > BOTTOM {
            canvas.turn_to(canvas.page() + 1);
            y = A4_MARGIN + 6.0;
        }
        canvas.text(START + INSET, y, Align::Start, style, &line);
        y += 4.6;
    }
}
