//! From text to placed glyphs: the bidirectional algorithm orders it, HarfBuzz's rules join and place it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use harfrust::{Buffer, ClusterLevel, Direction as Flow, Script, ShapeOptions, ShapePlan, shape};
use unicode_bidi::{BidiInfo, Level};

use super::faces::{FACES, FaceIndex, Weight, face_for, is_unseen};

/// A glyph at its place. Distances are in em, so that a line is shaped once for every size.
#[derive(Clone, Debug)]
pub struct Glyph {
    pub face: FaceIndex,
    pub id: u16,
    pub x: f32,
    pub y: f32,
    /// The characters that this glyph stands for; what copying from the document gives. Empty on all but one
    /// glyph of a cluster.
    pub text: String,
}

/// One line of text, in visual order, starting at x = 0.
#[derive(Clone, Debug, Default)]
pub struct ShapedLine {
    pub glyphs: Vec<Glyph>,
    /// In em.
    pub width: f32,
    /// Whether a part of it runs right to left, where letters must not be spaced out.
    pub joined: bool,
}

/// The side at which a text begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Base {
    LeftToRight,
    RightToLeft,
    /// By the first letter: right for names, which may be of the other direction than the document.
    FirstLetter,
}

pub fn shape_line(text: &str, weight: Weight, base: Base) -> ShapedLine {
    let level = match base {
        Base::LeftToRight => Some(Level::ltr()),
        Base::RightToLeft => Some(Level::rtl()),
        Base::FirstLetter => None,
    };
    let mut line = ShapedLine::default();
    let bidi = BidiInfo::new(text, level);
    for paragraph in &bidi.paragraphs {
        let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
        for run in runs {
            let leftward = levels[run.start].is_rtl();
            let mut parts = split_by_face(&text[run.clone()], weight);
            if leftward {
                parts.reverse();
                line.joined = true;
            }
            for (face, part) in parts {
                let part = run.start + part.start..run.start + part.end;
                shape_run(&mut line, face, &text[part], leftward);
            }
        }
    }
    line
}

/// The stretches of one run that one face shows. Marks, joiners and spaces stay with the letter before them.
fn split_by_face(run: &str, weight: Weight) -> Vec<(FaceIndex, Range<usize>)> {
    let mut parts: Vec<(FaceIndex, Range<usize>)> = Vec::new();
    for (at, character) in run.char_indices() {
        let end = at + character.len_utf8();
        let current = parts.last().map(|(face, _)| *face);
        let stays = current.is_some() && (is_unseen(character) || character.is_whitespace());
        let face = if stays { current } else { face_for(character, weight, current) };
        match (face, parts.last_mut()) {
            (Some(face), Some((last, range))) if *last == face => range.end = end,
            (Some(face), _) => parts.push((face, at..end)),
            // Wording has already replaced what no face has; nothing is drawn rather than a box.
            (None, _) => {}
        }
    }
    parts
}

type PlanKey = (FaceIndex, bool, Option<Script>);

thread_local! {
    /// Choosing a font's rules for a script costs more than applying them, so the choice is kept.
    static PLANS: RefCell<HashMap<PlanKey, Rc<ShapePlan>>> = RefCell::new(HashMap::new());
}

fn shape_run(line: &mut ShapedLine, face_index: FaceIndex, text: &str, leftward: bool) {
    let face = &FACES[face_index];
    let flow = if leftward { Flow::RightToLeft } else { Flow::LeftToRight };
    let mut buffer = Buffer::new();
    buffer.push_str(text);
    buffer.set_cluster_level(ClusterLevel::MonotoneCharacters);
    buffer.guess_segment_properties();
    buffer.set_direction(flow);
    let plan = PLANS.with_borrow_mut(|plans| {
        plans
            .entry((face_index, leftward, buffer.script()))
            .or_insert_with(|| {
                Rc::new(ShapePlan::new(&face.font, flow, buffer.script(), buffer.language(), &[]))
            })
            .clone()
    });
    if shape(&face.shaper(), &mut buffer, ShapeOptions::new().plan(Some(&plan))).is_err() {
        return;
    }
    let em = face.units_per_em();
    let infos = buffer.glyph_infos();
    let positions = buffer.glyph_positions();
    let shaped: Vec<(usize, i32)> = infos
        .iter()
        .zip(positions)
        .map(|(info, position)| (info.cluster as usize, position.x_advance))
        .collect();
    for (at, (info, position)) in infos.iter().zip(positions).enumerate() {
        line.glyphs.push(Glyph {
            face: face_index,
            id: u16::try_from(info.glyph_id).unwrap_or(0),
            x: line.width + position.x_offset as f32 / em,
            y: position.y_offset as f32 / em,
            text: cluster_text(text, &shaped, at),
        });
        line.width += position.x_advance as f32 / em;
    }
}

/// The characters of the cluster that the glyph at `at` belongs to, given to the cluster's widest glyph: that is
/// the letter, whichever side its marks come out on.
fn cluster_text(text: &str, shaped: &[(usize, i32)], at: usize) -> String {
    let start = shaped[at].0;
    let bearer =
        shaped.iter().enumerate().filter(|(_, glyph)| glyph.0 == start).max_by_key(|(_, glyph)| glyph.1);
    if bearer.is_none_or(|(bearer, _)| bearer != at) {
        return String::new();
    }
    let end =
        shaped.iter().map(|glyph| glyph.0).filter(|&cluster| cluster > start).min().unwrap_or(text.len());
    text.get(start..end).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arabic_letters_join_and_run_from_the_right() {
        let line = shape_line("محمد", Weight::Regular, Base::RightToLeft);
        assert_eq!(line.glyphs.len(), 4);
        // The last letter stands leftmost.
        assert_eq!(line.glyphs[0].text, "د");
        assert_eq!(line.glyphs[3].text, "م");
        // The meem at the start and the meem inside the word have different forms.
        assert_ne!(line.glyphs[1].id, line.glyphs[3].id);
    }

    #[test]
    fn a_mark_is_placed_over_its_letter() {
        let line = shape_line("مُحَمَّد", Weight::Regular, Base::RightToLeft);
        assert!(line.glyphs.iter().any(|glyph| glyph.y != 0.0 || glyph.text.is_empty()));
        let plain = shape_line("محمد", Weight::Regular, Base::RightToLeft);
        assert!((line.width - plain.width).abs() < 0.01, "marks take no room");
    }

    #[test]
    fn a_latin_code_inside_arabic_keeps_its_own_order() {
        let line = shape_line("رحلة BA178 اليوم", Weight::Regular, Base::RightToLeft);
        let seen: String = line.glyphs.iter().map(|glyph| glyph.text.as_str()).collect();
        assert!(seen.contains("BA178"), "{seen}");
    }

    #[test]
    fn figures_are_all_of_one_width() {
        let widths: Vec<f32> =
            (0..10).map(|d| shape_line(&d.to_string(), Weight::Bold, Base::LeftToRight).width).collect();
        assert!(widths.iter().all(|w| *w == widths[0]));
    }
}
