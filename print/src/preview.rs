//! A picture of a page, drawn from the very bytes that go to the printer.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

use super::Fault;
use super::document::unprintable;

/// Fine enough that a code in the picture still scans.
pub const DOTS_PER_INCH: f32 = 150.0;

/// The first page as a PNG.
pub fn first_page(pdf: &[u8], dots_per_inch: f32) -> Result<Vec<u8>, Fault> {
    let document = Pdf::new(pdf.to_vec()).map_err(|_| unprintable())?;
    let page = document.pages().first().ok_or_else(unprintable)?;
    let scale = dots_per_inch / 72.0;
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let cache = RenderCache::new();
    let interpreter = InterpreterSettings::default();
    let picture = render(page, &cache, &interpreter, &RenderSettings::default(), &settings);
    // The page is opaque, so leaving the alpha out loses nothing.
    let rgb: Vec<u8> = picture.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
    let mut png = Vec::new();
    PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Up)
        .write_image(&rgb, picture.width().into(), picture.height().into(), ExtendedColorType::Rgb8)
        .map_err(|_| unprintable())?;
    Ok(png)
}
