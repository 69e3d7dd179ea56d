//! From marks to the bytes of a PDF: subset fonts, page content, metadata. The same marks and the same input
//! give the same bytes.

use std::{collections::BTreeMap, io::Write};

use flate2::{Compression, write::ZlibEncoder};
use lopdf::{Dictionary, Object, StringFormat};
use printpdf::{
    Codepoint, FontId, Mm, Op, ParsedFont, PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions,
};
use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;

use super::Fault;
use super::canvas::{Canvas, Mark};
use super::content::{Direction, Sheet};
use super::faces::{FACES, FaceIndex};
use super::operators::{Fonts, page_operators};
use super::shaping::Glyph;

/// The finished sheet; `heights` are those of its pages, in millimetres.
pub fn write(canvas: &Canvas, heights: &[f32], sheet: &Sheet, identity: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut document = PdfDocument::new(&sheet.title);
    let fonts = embed_fonts(canvas, &mut document)?;
    for (marks, &height) in canvas.pages.iter().zip(heights) {
        let ops: Vec<Op> = page_operators(marks, height, &fonts);
        document.pages.push(PdfPage::new(Mm(canvas.width), Mm(height), ops));
    }
    let options = PdfSaveOptions { optimize: true, subset_fonts: false, ..PdfSaveOptions::default() };
    let mut pdf = document.to_lopdf_document(&options, &mut Vec::new());
    describe(&mut pdf, sheet, identity);
    compress(&mut pdf)?;
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).map_err(|_| unprintable())?;
    Ok(bytes)
}

/// At the usual level: the best, which the library would take, is a thirtieth smaller and takes several times as long.
fn compress(pdf: &mut lopdf::Document) -> Result<(), Fault> {
    for object in pdf.objects.values_mut() {
        let Object::Stream(stream) = object else { continue };
        if stream.allows_compression && !stream.dict.has(b"Filter") {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
            let packed = encoder.write_all(&stream.content).and_then(|()| encoder.finish());
            stream.dict.set("Filter", "FlateDecode");
            stream.set_content(packed.map_err(|_| unprintable())?);
        }
    }
    Ok(())
}

pub fn unprintable() -> Fault {
    Fault::new("print_failed", "This document could not be made. Try again, or write it out by hand.")
}

/// Gives the document a copy of each used face that holds only the used glyphs.
fn embed_fonts(canvas: &Canvas, document: &mut PdfDocument) -> Result<Fonts, Fault> {
    let mut used: BTreeMap<FaceIndex, BTreeMap<u16, &str>> = BTreeMap::new();
    for glyph in canvas.pages.iter().flatten().flat_map(glyphs) {
        // A glyph has one text in a document. The shortest is the letter itself rather than a cluster with it.
        let text = used.entry(glyph.face).or_default().entry(glyph.id).or_default();
        if text.is_empty() || (!glyph.text.is_empty() && glyph.text.len() < text.len()) {
            *text = &glyph.text;
        }
    }
    let mut fonts = Fonts::default();
    for (face, texts) in used {
        let ids: Vec<u16> = texts.keys().copied().collect();
        let remapper = GlyphRemapper::new_from_glyphs_sorted(&ids);
        let parsed = subset(face, &ids, &remapper)?;
        let id = FontId(format!("Face{face}"));
        document.resources.fonts.map.insert(id.clone(), PdfFont::new(parsed));
        let glyphs = texts.iter().filter_map(|(&glyph, text)| {
            let renumbered = remapper.get(glyph)?;
            Some((glyph, Codepoint::with_cid(renumbered, 0.0, (*text).to_owned())))
        });
        fonts.insert(face, PdfFontHandle::External(id), glyphs.collect());
    }
    Ok(fonts)
}

fn glyphs(mark: &Mark) -> &[Glyph] {
    match mark {
        Mark::Text { line, .. } | Mark::Stamp { line, .. } => &line.glyphs,
        _ => &[],
    }
}

fn subset(index: FaceIndex, ids: &[u16], remapper: &GlyphRemapper) -> Result<ParsedFont, Fault> {
    let face = &FACES[index];
    let bytes = subsetter::subset(face.bytes, 0, remapper).map_err(|_| unprintable())?;
    let shaper = face.shaper();
    let widths = ids
        .iter()
        .filter_map(|&id| {
            let advance = shaper.glyph_h_advance(harfrust::GlyphId::new(u32::from(id)));
            Some((remapper.get(id)?, u16::try_from(advance).unwrap_or(0)))
        })
        .collect();
    let metrics = face.font.metrics();
    let line = metrics.hhea_line.as_ref();
    let name = format!("{}+{}", subset_tag(ids), face.name);
    let mut parsed = ParsedFont::with_glyph_data(
        bytes,
        0,
        Some(name),
        BTreeMap::new(),
        widths,
        face.font.units_per_em(),
        printpdf::font::FontMetrics {
            ascent: line.map_or(0, |line| line.ascender.to_f32() as i16),
            descent: line.map_or(0, |line| line.descender.to_f32() as i16),
        },
    );
    parsed.pdf_font_metrics.us_weight_class = face.weight_class;
    parsed.pdf_font_metrics.x_min = metrics.bounds.x_min.to_f32() as i16;
    parsed.pdf_font_metrics.y_min = metrics.bounds.y_min.to_f32() as i16;
    parsed.pdf_font_metrics.x_max = metrics.bounds.x_max.to_f32() as i16;
    parsed.pdf_font_metrics.y_max = metrics.bounds.y_max.to_f32() as i16;
    Ok(parsed)
}

/// Six letters that tell one subset of a font from another (ISO 32000-1, 9.6.4).
fn subset_tag(ids: &[u16]) -> String {
    let mut hash = Sha256::new();
    for id in ids {
        hash.update(id.to_be_bytes());
    }
    hash.finalize().iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
}

/// Metadata: the title and the time of issue, nothing about a person; an identity made from the input, so that
/// a reprint of the same document is the same file.
fn describe(pdf: &mut lopdf::Document, sheet: &Sheet, identity: &[u8]) {
    let created = format!("D:{}Z", sheet.created.strftime("%Y%m%d%H%M%S"));
    let mut info = Dictionary::new();
    info.set("Title", utf16(&sheet.title));
    info.set("Creator", utf16("Airside"));
    info.set("CreationDate", Object::string_literal(created.clone()));
    info.set("ModDate", Object::string_literal(created));
    let info = pdf.add_object(info);
    if let Ok(Object::Reference(old)) = pdf.trailer.get(b"Info").cloned() {
        pdf.objects.remove(&old);
    }
    pdf.trailer.set("Info", Object::Reference(info));
    let id = Object::String(identity.to_vec(), StringFormat::Hexadecimal);
    pdf.trailer.set("ID", Object::Array(vec![id.clone(), id]));

    let mut viewer = Dictionary::new();
    viewer.set("DisplayDocTitle", true);
    viewer.set("PrintScaling", Object::Name(b"None".to_vec()));
    if sheet.direction == Direction::Rtl {
        viewer.set("Direction", Object::Name(b"R2L".to_vec()));
    }
    if let Ok(catalog) = pdf.catalog_mut() {
        catalog.set("ViewerPreferences", viewer);
        if !sheet.language.is_empty() {
            catalog.set("Lang", Object::string_literal(sheet.language.clone()));
        }
    }
    pdf.version = "1.7".into();
}

/// A text string of PDF that may hold any script.
fn utf16(text: &str) -> Object {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    Object::String(units.flat_map(u16::to_be_bytes).collect(), StringFormat::Hexadecimal)
}
