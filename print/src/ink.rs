//! The colours of paper. The roll is printed by heat and knows only black.

/// Red, green and blue from 0 to 1.
pub type Ink = [f32; 3];

const fn ink(red: u8, green: u8, blue: u8) -> Ink {
    [red as f32 / 255.0, green as f32 / 255.0, blue as f32 / 255.0]
}

pub const BLACK: Ink = ink(0, 0, 0);
pub const WHITE: Ink = ink(255, 255, 255);
/// The airline's colour: bands and large figures.
pub const NAVY: Ink = ink(12, 35, 64);
/// The one warm accent, for rules and the mark.
pub const GOLD: Ink = ink(201, 151, 58);
/// Running text.
pub const TEXT: Ink = ink(30, 41, 59);
/// Labels above values.
pub const LABEL: Ink = ink(100, 116, 139);
/// Labels on the band.
pub const BAND_LABEL: Ink = ink(174, 190, 212);
pub const HAIRLINE: Ink = ink(203, 213, 225);
pub const WASH: Ink = ink(244, 246, 250);
/// The word behind the text of a reprint.
pub const WATERMARK: Ink = ink(232, 236, 242);
/// The stamp behind the figures of a voided sale.
pub const VOID_STAMP: Ink = ink(232, 160, 168);
/// VOID and COPY.
pub const ALARM: Ink = ink(178, 34, 52);
