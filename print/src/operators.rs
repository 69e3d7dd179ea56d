//! From marks to the operators of a page. A page counts points from its bottom left corner.

use std::collections::HashMap;

use super::canvas::{Mark, PT, Paint};
use super::faces::FaceIndex;
use super::ink::{BLACK, Ink};
use super::shaping::ShapedLine;
use printpdf::{
    Codepoint, Color, CurTransMat, LineDashPattern, LinePoint, Op, PaintMode, PdfFontHandle, Point, Polygon,
    PolygonRing, Pt, Rgb, TextItem, TextMatrix, WindingOrder,
};

/// The faces of a document: how it names them, and their glyphs as numbered and named in it.
#[derive(Default)]
pub struct Fonts(HashMap<FaceIndex, (PdfFontHandle, HashMap<u16, Codepoint>)>);

impl Fonts {
    pub fn insert(&mut self, face: FaceIndex, handle: PdfFontHandle, glyphs: HashMap<u16, Codepoint>) {
        self.0.insert(face, (handle, glyphs));
    }
}

/// Distance of a curve's control points that makes a quarter circle, as a share of the radius.
const QUARTER: f32 = 0.552_285;

pub fn page_operators(marks: &[Mark], height: f32, fonts: &Fonts) -> Vec<Op> {
    let mut page = Page { ops: Vec::new(), height, fonts };
    for mark in marks {
        page.draw(mark);
    }
    page.ops
}

struct Page<'a> {
    ops: Vec<Op>,
    height: f32,
    fonts: &'a Fonts,
}

impl Page<'_> {
    fn draw(&mut self, mark: &Mark) {
        match mark {
            Mark::Panel { x, y, w, h, corners, paint } => {
                let ring = self.panel_ring([*x, *y, *w, *h], *corners);
                self.paint(vec![ring], *paint);
            }
            Mark::Polygon { points, ink } => {
                let ring = points.iter().map(|&[x, y]| self.corner(x, y)).collect();
                self.paint(vec![ring], Paint::Fill(*ink));
            }
            Mark::Code { runs, height } => {
                let rings = runs.iter().map(|&[x, y, w]| self.box_ring(x, y, w, *height)).collect();
                self.paint(rings, Paint::Fill(BLACK));
            }
            Mark::Rule { x1, y1, x2, y2, width, dash, ink } => {
                self.ops.push(Op::SaveGraphicsState);
                let dash = dash.map(|dash| dash.map(|length| length / PT));
                if let Some(dash) = dash {
                    self.ops.push(Op::SetLineDashPattern { dash: LineDashPattern::new(0.0, &dash) });
                }
                let ring = vec![self.corner(*x1, *y1), self.corner(*x2, *y2)];
                self.paint(vec![ring], Paint::Stroke(*ink, *width));
                self.ops.push(Op::RestoreGraphicsState);
            }
            Mark::Text { line, x, y, size, tracking, ink } => {
                self.text(line, self.point(*x, *y), *size, *tracking, *ink);
            }
            Mark::Stamp { line, x, y, size, degrees, framed, ink } => {
                self.stamp(line, self.point(*x, *y), *size, *degrees, *framed, *ink);
            }
        }
    }

    fn point(&self, x: f32, y: f32) -> Point {
        Point { x: Pt(x / PT), y: Pt((self.height - y) / PT) }
    }

    fn corner(&self, x: f32, y: f32) -> LinePoint {
        LinePoint { p: self.point(x, y), bezier: false }
    }

    fn box_ring(&self, x: f32, y: f32, w: f32, h: f32) -> Vec<LinePoint> {
        vec![self.corner(x, y), self.corner(x + w, y), self.corner(x + w, y + h), self.corner(x, y + h)]
    }

    fn panel_ring(&self, [x, y, w, h]: [f32; 4], corners: [f32; 4]) -> Vec<LinePoint> {
        if corners == [0.0; 4] {
            return self.box_ring(x, y, w, h);
        }
        // Each corner: its place, then the directions along which the outline comes and goes.
        let turns = [
            (x, y, [0.0, 1.0], [1.0, 0.0]),
            (x + w, y, [-1.0, 0.0], [0.0, 1.0]),
            (x + w, y + h, [0.0, -1.0], [-1.0, 0.0]),
            (x, y + h, [1.0, 0.0], [0.0, -1.0]),
        ];
        let mut ring = Vec::new();
        for ((cx, cy, comes, goes), r) in turns.into_iter().zip(corners) {
            let away = |direction: [f32; 2], d: f32| self.point(cx + direction[0] * d, cy + direction[1] * d);
            let handle = r * (1.0 - QUARTER);
            ring.push(LinePoint { p: away(comes, r), bezier: false });
            ring.push(LinePoint { p: away(comes, handle), bezier: true });
            ring.push(LinePoint { p: away(goes, handle), bezier: true });
            ring.push(LinePoint { p: away(goes, r), bezier: false });
        }
        ring
    }

    fn paint(&mut self, rings: Vec<Vec<LinePoint>>, paint: Paint) {
        let mode = match paint {
            Paint::Fill(ink) => {
                self.ops.push(Op::SetFillColor { col: colour(ink) });
                PaintMode::Fill
            }
            Paint::Stroke(ink, width) => {
                self.ops.push(Op::SetOutlineColor { col: colour(ink) });
                self.ops.push(Op::SetOutlineThickness { pt: Pt(width / PT) });
                PaintMode::Stroke
            }
        };
        let rings = rings.into_iter().map(|points| PolygonRing { points }).collect();
        self.ops
            .push(Op::DrawPolygon { polygon: Polygon { rings, mode, winding_order: WindingOrder::NonZero } });
    }

    /// Every glyph is placed by itself; printpdf joins those on one baseline into one operator.
    fn text(&mut self, line: &ShapedLine, at: Point, size: f32, tracking: f32, ink: Ink) {
        self.ops.push(Op::SetFillColor { col: colour(ink) });
        self.ops.push(Op::StartTextSection);
        let mut current = None;
        for (index, glyph) in line.glyphs.iter().enumerate() {
            let Some((handle, glyphs)) = self.fonts.0.get(&glyph.face) else { continue };
            let Some(codepoint) = glyphs.get(&glyph.id) else { continue };
            if current != Some(glyph.face) {
                self.ops.push(Op::SetFont { font: handle.clone(), size: Pt(size) });
                current = Some(glyph.face);
            }
            let x = at.x.0 + (glyph.x + tracking * index as f32) * size;
            let y = at.y.0 + glyph.y * size;
            self.ops.push(Op::SetTextMatrix { matrix: TextMatrix::Translate(Pt(x), Pt(y)) });
            self.ops.push(Op::ShowText { items: vec![TextItem::GlyphIds(vec![codepoint.clone()])] });
        }
        self.ops.push(Op::EndTextSection);
    }

    /// A turned word, its middle at `at`, with a frame around it if asked for.
    fn stamp(&mut self, line: &ShapedLine, at: Point, size: f32, degrees: f32, framed: bool, ink: Ink) {
        let (sin, cos) = degrees.to_radians().sin_cos();
        self.ops.push(Op::SaveGraphicsState);
        let turn = [cos, sin, -sin, cos, at.x.0, at.y.0];
        self.ops.push(Op::SetTransformationMatrix { matrix: CurTransMat::Raw(turn) });
        let half = line.width * size / 2.0;
        // Capitals are seven tenths of an em high.
        let origin = Point { x: Pt(-half), y: Pt(-0.357 * size) };
        self.text(line, origin, size, 0.0, ink);
        if framed {
            // The frame is drawn around the origin, in points, where `point` would count from the page's top.
            let (dx, dy) = (half + 0.35 * size, 0.62 * size);
            let corner = |x, y| LinePoint { p: Point { x: Pt(x), y: Pt(y) }, bezier: false };
            let ring = vec![corner(-dx, -dy), corner(dx, -dy), corner(dx, dy), corner(-dx, dy)];
            self.paint(vec![ring], Paint::Stroke(ink, 0.05 * size * PT));
        }
        self.ops.push(Op::RestoreGraphicsState);
    }
}

fn colour([r, g, b]: Ink) -> Color {
    Color::Rgb(Rgb { r, g, b, icc_profile: None })
}
