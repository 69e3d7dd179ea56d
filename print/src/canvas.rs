//! A sheet being drawn: millimetres from the top, and from the side where reading starts. In a right-to-left
//! document everything but the glyphs and the code is mirrored here, so that a layout is written once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::content::Direction;
use super::faces::Weight;
use super::ink::Ink;
use super::shaping::{Base, ShapedLine, shape_line};

/// Points to millimetres.
pub const PT: f32 = 25.4 / 72.0;

/// Something drawn. Coordinates are millimetres from the page's top left corner, whatever the direction.
#[derive(Clone, Debug)]
pub enum Mark {
    /// A rectangle; `corners` are the radii from top left, clockwise.
    Panel {
        x: f32,
        y: f32,
        w: f32,
        h: f32,
        corners: [f32; 4],
        paint: Paint,
    },
    Rule {
        x1: f32,
        y1: f32,
        x2: f32,
        y2: f32,
        width: f32,
        dash: Option<[f32; 2]>,
        ink: Ink,
    },
    Polygon {
        points: Vec<[f32; 2]>,
        ink: Ink,
    },
    /// The dark runs of a code, as x, y, width; all of one height.
    Code {
        runs: Vec<[f32; 3]>,
        height: f32,
    },
    /// A line of text whose baseline starts at x, y; `size` in points.
    Text {
        line: Rc<ShapedLine>,
        x: f32,
        y: f32,
        size: f32,
        tracking: f32,
        ink: Ink,
    },
    /// Text turned by `degrees` around its middle, with a frame if `framed`.
    Stamp {
        line: Rc<ShapedLine>,
        x: f32,
        y: f32,
        size: f32,
        degrees: f32,
        framed: bool,
        ink: Ink,
    },
}

#[derive(Clone, Copy, Debug)]
pub enum Paint {
    Fill(Ink),
    Stroke(Ink, f32),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// In points.
    pub size: f32,
    pub weight: Weight,
    pub ink: Ink,
    /// Extra room between letters, in em; never used where letters join.
    pub tracking: f32,
    pub base: Option<Base>,
}

impl Style {
    pub const fn regular(size: f32, ink: Ink) -> Style {
        Style { size, weight: Weight::Regular, ink, tracking: 0.0, base: None }
    }

    pub const fn bold(size: f32, ink: Ink) -> Style {
        Style { size, weight: Weight::Bold, ink, tracking: 0.0, base: None }
    }

    pub const fn tracked(self, tracking: f32) -> Style {
        Style { tracking, ..self }
    }

    pub const fn base(self, base: Base) -> Style {
        Style { base: Some(base), ..self }
    }

    pub const fn sized(self, size: f32) -> Style {
        Style { size, ..self }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Start,
    Centre,
    End,
}

pub struct Canvas {
    pub width: f32,
    pub direction: Direction,
    pub pages: Vec<Vec<Mark>>,
    current: usize,
    /// A text is measured, cut and drawn; it is shaped once.
    shaped: RefCell<HashMap<(String, Weight, Base), Rc<ShapedLine>>>,
}

impl Canvas {
    pub fn new(width: f32, direction: Direction) -> Canvas {
        Canvas { width, direction, pages: vec![Vec::new()], current: 0, shaped: RefCell::default() }
    }

    /// Draws on that page from now on; pages up to it come into being.
    pub fn turn_to(&mut self, page: usize) {
        while self.pages.len() <= page {
            self.pages.push(Vec::new());
        }
        self.current = page;
    }

    /// Begins another document on new pages; gives those that were drawn. What was shaped is kept.
    pub fn begin(&mut self, direction: Direction) -> Vec<Vec<Mark>> {
        (self.direction, self.current) = (direction, 0);
        std::mem::replace(&mut self.pages, vec![Vec::new()])
    }

    pub fn page(&self) -> usize {
        self.current
    }

    fn mark(&mut self, mark: Mark) {
        self.pages[self.current].push(mark);
    }

    fn left_edge(&self, x: f32, w: f32) -> f32 {
        if self.direction == Direction::Rtl { self.width - x - w } else { x }
    }

    pub fn panel(&mut self, [x, y, w, h]: [f32; 4], corners: [f32; 4], paint: Paint) {
        let corners = match self.direction {
            Direction::Ltr => corners,
            Direction::Rtl => [corners[1], corners[0], corners[3], corners[2]],
        };
        self.mark(Mark::Panel { x: self.left_edge(x, w), y, w, h, corners, paint });
    }

    pub fn rule(&mut self, from: [f32; 2], to: [f32; 2], width: f32, dash: Option<[f32; 2]>, ink: Ink) {
        let (x1, x2) = (self.left_edge(from[0], 0.0), self.left_edge(to[0], 0.0));
        self.mark(Mark::Rule { x1, y1: from[1], x2, y2: to[1], width, dash, ink });
    }

    pub fn polygon(&mut self, points: &[[f32; 2]], ink: Ink) {
        let points = points.iter().map(|&[x, y]| [self.left_edge(x, 0.0), y]).collect();
        self.mark(Mark::Polygon { points, ink });
    }

    /// A code's modules; it is placed like a panel, never mirrored itself.
    pub fn code(&mut self, x: f32, y: f32, side: f32, rows: &[Vec<bool>]) {
        let left = self.left_edge(x, side);
        let module = side / rows.len().max(1) as f32;
        let mut runs = Vec::new();
        for (row, modules) in rows.iter().enumerate() {
            let mut start = None;
            for (column, dark) in modules.iter().copied().chain([false]).enumerate() {
                match (start, dark) {
                    (None, true) => start = Some(column),
                    (Some(from), false) => {
                        let width = (column - from) as f32 * module;
                        runs.push([left + from as f32 * module, y + row as f32 * module, width]);
                        start = None;
                    }
                    _ => {}
                }
            }
        }
        self.mark(Mark::Code { runs, height: module });
    }

    pub fn shape(&self, text: &str, style: Style) -> Rc<ShapedLine> {
        let base = style.base.unwrap_or(match self.direction {
            Direction::Ltr => Base::LeftToRight,
            Direction::Rtl => Base::RightToLeft,
        });
        let key = (text.to_owned(), style.weight, base);
        let mut shaped = self.shaped.borrow_mut();
        shaped.entry(key).or_insert_with(|| Rc::new(shape_line(text, style.weight, base))).clone()
    }

    /// In millimetres.
    pub fn measure(&self, text: &str, style: Style) -> f32 {
        advance(&self.shape(text, style), style)
    }

    /// Puts one line so that it starts, is centred or ends at `x`; `y` is its baseline.
    pub fn text(&mut self, x: f32, y: f32, align: Align, style: Style, text: &str) -> f32 {
        if text.is_empty() {
            return 0.0;
        }
        let line = self.shape(text, style);
        let width = advance(&line, style);
        let start = match align {
            Align::Start => x,
            Align::Centre => x - width / 2.0,
            Align::End => x - width,
        };
        let x = self.left_edge(start, width);
        let tracking = if line.joined { 0.0 } else { style.tracking };
        self.mark(Mark::Text { line, x, y, size: style.size, tracking, ink: style.ink });
        width
    }

    /// A turned word centred at x, y.
    pub fn stamp(&mut self, [x, y]: [f32; 2], style: Style, degrees: f32, framed: bool, text: &str) {
        let line = self.shape(text, style);
        let x = self.left_edge(x, 0.0);
        self.mark(Mark::Stamp { line, x, y, size: style.size, degrees, framed, ink: style.ink });
    }
}

fn advance(line: &ShapedLine, style: Style) -> f32 {
    let gaps = if line.joined { 0.0 } else { line.glyphs.len().saturating_sub(1) as f32 * style.tracking };
    (line.width + gaps) * style.size * PT
}
