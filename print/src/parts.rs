//! What several documents share: the airline's mark, labelled values, badges, the foot of a page.

use super::canvas::{Align, Canvas, Paint, Style};
use super::content::Sheet;
use super::faces::Weight;
use super::ink::{self, Ink};

pub const A4_WIDTH: f32 = 210.0;
pub const A4_HEIGHT: f32 = 297.0;
pub const A4_MARGIN: f32 = 15.0;
pub const ROLL_WIDTH: f32 = 80.0;
/// Print heads leave 4 mm on each side of the roll.
pub const ROLL_MARGIN: f32 = 5.0;

/// Three rising stripes, `height` high, standing on `y`; answers their width.
pub fn airline_mark(canvas: &mut Canvas, [x, y]: [f32; 2], height: f32, inks: [Ink; 3]) -> f32 {
    let (stripe, gap, lean) = (0.26 * height, 0.13 * height, 0.36);
    for (index, ink) in inks.into_iter().enumerate() {
        let rise = height * (0.52 + 0.24 * index as f32);
        let foot = x + index as f32 * (stripe + gap);
        let top = foot + lean * rise;
        canvas.polygon(&[[foot, y], [foot + stripe, y], [top + stripe, y - rise], [top, y - rise]], ink);
    }
    3.0 * stripe + 2.0 * gap + lean * height
}

/// A label over its value, which is cut to `room`. Nothing is drawn without a value.
pub fn field(canvas: &mut Canvas, [x, y]: [f32; 2], room: f32, label: &str, value: &str) {
    if value.is_empty() {
        return;
    }
    canvas.cut_text([x, y], Align::Start, Style::regular(8.0, ink::LABEL), room, label);
    let value_style = canvas.shrink(value, Style::bold(11.0, ink::TEXT), 8.5, room);
    canvas.cut_text([x, y + 5.2], Align::Start, value_style, room, value);
}

/// A word in a rounded frame that ends at `x`; answers its width.
pub fn badge(canvas: &mut Canvas, [x, y]: [f32; 2], fill: Ink, text: &str) -> f32 {
    let style = Style { size: 9.0, weight: Weight::Bold, ink: ink::WHITE, tracking: 0.08, base: None };
    let width = canvas.measure(text, style) + 6.0;
    canvas.panel([x - width, y - 4.6, width, 6.4], [1.2; 4], Paint::Fill(fill));
    canvas.text(x - width / 2.0, y, Align::Centre, style, text);
    width
}

/// The band on an A4 page: the mark, the airline, and beneath it what the document is.
pub fn band(canvas: &mut Canvas, [x, y, w, h]: [f32; 4], corners: [f32; 4], airline: &str, room: f32) {
    canvas.panel([x, y, w, h], corners, Paint::Fill(ink::NAVY));
    let foot = y + h / 2.0 + 4.0;
    let mark = airline_mark(canvas, [x + 8.0, foot], 8.0, [ink::WHITE, ink::WHITE, ink::GOLD]);
    let start = x + 8.0 + mark + 4.0;
    let style = canvas.shrink(airline, Style::bold(17.0, ink::WHITE), 11.0, room - mark - 12.0);
    canvas.cut_text([start, foot - 1.6], Align::Start, style, room - mark - 12.0, airline);
}

/// The same line at the foot of every page: when and where it was issued, and the page's number.
pub fn feet(canvas: &mut Canvas, sheet: &Sheet) {
    let pages = canvas.pages.len();
    for page in 0..pages {
        canvas.turn_to(page);
        let y = A4_HEIGHT - 16.0;
        let (start, end) = (A4_MARGIN, A4_WIDTH - A4_MARGIN);
        canvas.rule([start, y], [end, y], 0.2, None, ink::HAIRLINE);
        let style = Style::regular(8.0, ink::LABEL);
        canvas.cut_text([start, y + 5.0], Align::Start, style, 140.0, &sheet.issued);
        let number = sheet
            .page_label
            .replace("{page}", &(page + 1).to_string())
            .replace("{pages}", &pages.to_string());
        canvas.cut_text([end, y + 5.0], Align::End, style, 36.0, &number);
    }
}
