//! The letter that explains a decision, on A4 over as many pages as it takes, and on the roll.

use airside_shared::compensation::letter::Section;

use super::canvas::{Align, Canvas, Style};
use super::content::LetterPrint;
use super::ink::{self, BLACK};
use super::parts::{A4_HEIGHT, A4_MARGIN, A4_WIDTH, band, feet, field};
use super::roll::{BODY, Pen, STRONG};

const ROOM: f32 = A4_WIDTH - 2.0 * A4_MARGIN;
const BOTTOM: f32 = A4_HEIGHT - 22.0;
/// First line of a page that follows.
const TOP: f32 = A4_MARGIN + 6.0;
/// More lines of one paragraph than this are not a sentence of a law.
const MOST_LINES: usize = 60;

/// Draws it and answers the height of its pages.
pub fn draw_a4(canvas: &mut Canvas, letter: &LetterPrint) -> f32 {
    let sheet = &letter.sheet;
    band(canvas, [A4_MARGIN, 15.0, ROOM, 22.0], [4.0; 4], &sheet.airline, ROOM - 16.0);
    let title = canvas.shrink(&sheet.title, Style::bold(18.0, ink::NAVY), 12.0, ROOM);
    canvas.cut_text([A4_MARGIN, 50.0], Align::Start, title, ROOM, &sheet.title);
    let third = ROOM / 3.0;
    for (index, (label, value)) in facts(letter).enumerate() {
        field(canvas, [A4_MARGIN + index as f32 * third, 60.0], third - 3.0, label, value);
    }
    let mut y = 76.0;
    for (index, section) in letter.letter.sections.iter().enumerate() {
        y = draw_section(canvas, section, y, index == 0);
    }
    feet(canvas, sheet);
    A4_HEIGHT
}

fn facts(letter: &LetterPrint) -> impl Iterator<Item = (&str, &str)> {
    let values = [&letter.passenger, &letter.pnr, &letter.flight];
    letter.labels.iter().zip(values).map(|(label, value)| (label.as_str(), value.as_str()))
}

/// A heading never stands at the foot of a page without its first line.
fn draw_section(canvas: &mut Canvas, section: &Section, mut y: f32, leads: bool) -> f32 {
    if !section.heading.is_empty() {
        y += 4.0;
        y = below(canvas, y, 7.0);
        let heading = Style::bold(11.5, ink::NAVY);
        canvas.cut_text([A4_MARGIN, y], Align::Start, heading, ROOM, &section.heading);
        y += 6.2;
    }
    let (style, leading) =
        if leads { (Style::bold(11.5, ink::TEXT), 5.6) } else { (Style::regular(9.5, ink::TEXT), 4.8) };
    for paragraph in &section.lines {
        for line in canvas.wrap(paragraph, style, ROOM, MOST_LINES) {
            y = below(canvas, y, 0.0);
            canvas.text(A4_MARGIN, y, Align::Start, style, &line);
            y += leading;
        }
        y += 1.3;
    }
    y
}

/// The place for the next line: here, or at the top of the next page if `more` does not fit below.
fn below(canvas: &mut Canvas, y: f32, more: f32) -> f32 {
    if y + more <= BOTTOM {
        return y;
    }
    canvas.turn_to(canvas.page() + 1);
    TOP
}

/// Draws it on the roll and answers its length.
pub fn draw_roll(canvas: &mut Canvas, letter: &LetterPrint) -> f32 {
    let mut pen = Pen { canvas, y: 0.0 };
    pen.head(&letter.sheet);
    pen.y += 2.0;
    for (label, value) in facts(letter) {
        pen.pair(BODY, label, value);
    }
    for section in &letter.letter.sections {
        if section.heading.is_empty() {
            pen.rule(0.3, None);
        } else {
            pen.perforation();
            pen.y += 1.0;
            let heading = pen.canvas.wrap(&section.heading, STRONG, super::roll::ROOM, 3);
            let start = [super::roll::START, pen.y + 4.0];
            pen.y = pen.canvas.lines(start, Align::Start, STRONG, 4.6, &heading) - 3.6;
        }
        pen.paragraphs(Align::Start, &section.lines);
    }
    pen.canvas.rule([super::roll::START, pen.y + 3.0], [super::roll::END, pen.y + 3.0], 0.3, None, BLACK);
    pen.y += 3.0;
    pen.paragraphs(Align::Centre, std::slice::from_ref(&letter.sheet.issued));
    pen.y + 8.0
}
