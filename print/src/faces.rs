//! The embedded typefaces, parsed once for the life of the program.
//!
//! Sans carries Latin, Greek and Cyrillic; Arabic and Devanagari have their own files. Every weight of a
//! script covers the same characters, so coverage is asked of the regular weight only.

use std::sync::LazyLock;

use harfrust::{Font, ShaperFont};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weight {
    Regular,
    Bold,
}

/// One font file of the program.
pub struct Face {
    /// The PostScript name, which becomes the font's name in the document.
    pub name: &'static str,
    pub bytes: &'static [u8],
    pub font: Font,
    pub weight_class: u16,
}

impl Face {
    pub fn has(&self, character: char) -> bool {
        self.font.charmap().map_unicode(character).is_some_and(|glyph| glyph.to_u32() != 0)
    }

    pub fn units_per_em(&self) -> f32 {
        f32::from(self.font.units_per_em().max(1))
    }

    pub fn shaper(&self) -> ShaperFont<'_, '_> {
        ShaperFont::new(&self.font)
    }
}

/// The index of a face in [`FACES`]: script × 2 + weight.
pub type FaceIndex = usize;

const SCRIPTS: usize = 3;

macro_rules! face_bytes {
    ($name:literal) => {
        ($name, include_bytes!(concat!("../../assets/fonts/", $name, ".ttf")) as &'static [u8])
    };
}

pub static FACES: LazyLock<Vec<Face>> = LazyLock::new(|| {
    [
        face_bytes!("NotoSans-Regular"),
        face_bytes!("NotoSans-Bold"),
        face_bytes!("NotoSansArabic-Regular"),
        face_bytes!("NotoSansArabic-Bold"),
        face_bytes!("NotoSansDevanagari-Regular"),
        face_bytes!("NotoSansDevanagari-Bold"),
    ]
    .into_iter()
    .map(|(name, bytes)| Face {
        name,
        bytes,
        // The bytes are part of the program, and a test opens each of them.
        font: Font::new(bytes, 0).expect("an embedded font file is readable"),
        weight_class: if name.ends_with("Bold") { 700 } else { 400 },
    })
    .collect()
});

/// The face that shows `character`, the one in use being preferred so that a comma or a digit does not break
/// a run. `None`: no embedded font has it.
pub fn face_for(character: char, weight: Weight, current: Option<FaceIndex>) -> Option<FaceIndex> {
    let bold = usize::from(weight == Weight::Bold);
    if let Some(index) = current
        && FACES[index].has(character)
    {
        return Some(index);
    }
    (0..SCRIPTS).map(|script| script * 2 + bold).find(|&index| FACES[index].has(character))
}

/// Whether every character of `text` can be shown: a name that is not covered is printed in its Latin form
/// instead, never as boxes.
pub fn covers(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_unseen(c) || face_for(c, Weight::Regular, None).is_some())
}

/// Zero-width joiner and non-joiner steer the shaping, isolates keep a part of a text in its own order; none
/// needs a glyph.
pub fn is_unseen(character: char) -> bool {
    matches!(character, '\u{200C}' | '\u{200D}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_scripts_on_board_are_covered_and_chinese_is_not() {
        for name in [
            "Łukasz Żółć",
            "Nguyễn Thị Ánh",
            "O’Brien–Şahin",
            "Андрій Їжак",
            "Ελένη Παπαδοπούλου",
            "محمد بن عبدالله الغامدي",
            "پریسا گلستانی",
            "अनीता शर्मा",
        ] {
            assert!(covers(name), "{name}");
        }
        assert!(!covers("王小明"));
        assert!(!covers("😀"));
    }
}
