//! The pen for the till roll: it draws downwards, and where it ends the paper is cut. Only black, and nothing
//! finer than a print head of 8 dots a millimetre can show.

use super::canvas::{Align, Canvas, Paint, Style};
use super::code::QUIET;
use super::content::Sheet;
use super::ink::{BLACK, WHITE};
use super::parts::{ROLL_MARGIN, ROLL_WIDTH, airline_mark};

pub const START: f32 = ROLL_MARGIN;
pub const END: f32 = ROLL_WIDTH - ROLL_MARGIN;
pub const MIDDLE: f32 = ROLL_WIDTH / 2.0;
pub const ROOM: f32 = ROLL_WIDTH - 2.0 * ROLL_MARGIN;

pub const SMALL: Style = Style::regular(8.0, BLACK);
pub const BODY: Style = Style::regular(9.5, BLACK);
pub const STRONG: Style = Style::bold(9.5, BLACK);

pub struct Pen<'a> {
    pub canvas: &'a mut Canvas,
    /// The bottom of what is drawn.
    pub y: f32,
}

impl Pen<'_> {
    /// The mark, the airline and the document's name.
    pub fn head(&mut self, sheet: &Sheet) {
        let height = 8.0;
        self.y += 6.0 + height;
        airline_mark(self.canvas, [MIDDLE - 0.72 * height, self.y], height, [BLACK; 3]);
        self.centred(Style::bold(13.0, BLACK), 7.5, &sheet.airline);
        self.y += 2.0;
        self.canvas.rule([START, self.y + 1.5], [END, self.y + 1.5], 0.6, None, BLACK);
        self.y += 2.0;
        let title = Style::bold(16.0, BLACK);
        self.centred(title, 8.0, &sheet.title);
        if sheet.copy {
            self.reversed(&sheet.copy_label);
        }
    }

    /// One centred line, made smaller and then cut if it is too wide.
    pub fn centred(&mut self, style: Style, drop: f32, text: &str) {
        if !text.is_empty() {
            self.y += drop;
            let style = self.canvas.shrink(text, style, style.size * 0.6, ROOM);
            self.canvas.cut_text([MIDDLE, self.y], Align::Centre, style, ROOM, text);
        }
    }

    /// White on black, across the roll: COPY, VOID.
    pub fn reversed(&mut self, text: &str) {
        if !text.is_empty() {
            self.canvas.panel([START, self.y + 3.0, ROOM, 9.0], [1.0; 4], Paint::Fill(BLACK));
            let style = Style::bold(15.0, WHITE).tracked(0.12);
            self.canvas.cut_text([MIDDLE, self.y + 9.3], Align::Centre, style, ROOM - 4.0, text);
            self.y += 13.0;
        }
    }

    /// A label at the start and its value at the end, both on one line where they fit.
    pub fn pair(&mut self, style: Style, label: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        self.y += style.size * 0.52;
        let value_width = self.canvas.measure(value, style).min(ROOM * 0.68);
        self.canvas.cut_text([START, self.y], Align::Start, style, ROOM - value_width - 2.0, label);
        self.canvas.cut_text([END, self.y], Align::End, style, ROOM * 0.68, value);
    }

    /// Wrapped paragraphs.
    pub fn paragraphs(&mut self, align: Align, lines: &[String]) {
        let x = if align == Align::Centre { MIDDLE } else { START };
        for line in lines {
            let wrapped = match align {
                Align::Centre => self.canvas.balance(line, SMALL, ROOM, 40),
                _ => self.canvas.wrap(line, SMALL, ROOM, 40),
            };
            if !wrapped.is_empty() {
                self.y = self.canvas.lines([x, self.y + 4.0], align, SMALL, 4.0, &wrapped) - 4.0 + 1.0;
            }
        }
    }

    pub fn rule(&mut self, width: f32, dash: Option<[f32; 2]>) {
        self.y += 3.0;
        self.canvas.rule([START, self.y], [END, self.y], width, dash, BLACK);
        self.y += 1.0;
    }

    pub fn perforation(&mut self) {
        self.rule(0.3, Some([1.2, 1.2]));
    }

    /// The code with its quiet zone, as large as the roll allows up to `free` millimetres.
    pub fn code(&mut self, free: f32, code: &[Vec<bool>]) {
        let module = free / (code.len() + 2 * QUIET) as f32;
        let side = module * code.len() as f32;
        let quiet = QUIET as f32 * module;
        self.canvas.code(MIDDLE - side / 2.0, self.y + quiet, side, code);
        self.y += free;
    }
}
