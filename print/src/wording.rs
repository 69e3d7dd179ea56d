//! What may be put on paper: text without control characters, and only characters that a font on board has.

use deunicode::deunicode_char;

use super::content::{AmountLine, LetterPrint, ReceiptPrint, Sheet, VoucherPrint};
use super::faces::{Weight, covers, face_for, is_unseen};

/// No value on a document is longer than this; what exceeds it is cut long before the layout sees it.
const LONGEST: usize = 400;
/// Terms and explanations may be whole paragraphs.
const LONGEST_PARAGRAPH: usize = 4_000;
/// More paragraphs than this are a book, not a voucher.
const MOST_PARAGRAPHS: usize = 60;

/// Text made safe to lay out: one line, single spaces, without control characters, without the invisible
/// characters that reorder text (they could make an amount read differently), and with every character that
/// no embedded font has written in Latin letters.
pub fn legible(text: &str) -> String {
    within(text, LONGEST)
}

fn within(text: &str, longest: usize) -> String {
    let mut out = String::with_capacity(text.len().min(longest * 2));
    for (count, character) in text.chars().enumerate() {
        if count == longest {
            out.push('…');
            break;
        }
        match character {
            c if c.is_whitespace() => push_space(&mut out, if is_fixed_space(c) { '\u{A0}' } else { ' ' }),
            c if c.is_control() || is_reordering(c) => {}
            c if is_unseen(c) || face_for(c, Weight::Regular, None).is_some() => out.push(c),
            c => push_latin(&mut out, c),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The passenger's name as it can be printed: in its own script where a font covers it, otherwise the Latin
/// form of the travel document, and only without one a transliteration.
pub fn printable_name(name: &str, name_latin: &str) -> String {
    let start: String = name.chars().take(LONGEST).filter(|c| !c.is_control()).collect();
    if covers(&start) || name_latin.trim().is_empty() { legible(name) } else { legible(name_latin) }
}

/// The same voucher with every text fit to print and the name in the form that is printed.
pub fn clean_voucher(voucher: &VoucherPrint) -> VoucherPrint {
    let mut clean = voucher.clone();
    clean_sheet(&mut clean.sheet);
    clean.passenger = printable_name(&voucher.passenger, &voucher.passenger_latin);
    let labels = &mut clean.labels;
    for text in [
        &mut labels.number,
        &mut labels.amount,
        &mut labels.passenger,
        &mut labels.pnr,
        &mut labels.flight,
        &mut labels.place,
        &mut labels.valid_from,
        &mut labels.valid_to,
        &mut labels.scan,
        &mut labels.explanation,
        &mut labels.terms,
        &mut clean.number,
        &mut clean.amount,
        &mut clean.pnr,
        &mut clean.flight,
        &mut clean.place,
        &mut clean.valid_from,
        &mut clean.valid_to,
    ] {
        *text = legible(text);
    }
    clean_paragraphs(&mut clean.explanation);
    clean_paragraphs(&mut clean.terms);
    clean
}

/// The same letter with every text fit to print and the name in the form that is printed.
pub fn clean_letter(letter: &LetterPrint) -> LetterPrint {
    let mut clean = letter.clone();
    clean_sheet(&mut clean.sheet);
    clean.passenger = printable_name(&letter.passenger, &letter.passenger_latin);
    for text in clean.labels.iter_mut().chain([&mut clean.pnr, &mut clean.flight]) {
        *text = legible(text);
    }
    for section in &mut clean.letter.sections {
        section.heading = legible(&section.heading);
        clean_paragraphs(&mut section.lines);
    }
    clean
}

/// The same receipt with every text fit to print.
pub fn clean_receipt(receipt: &ReceiptPrint) -> ReceiptPrint {
    let mut clean = receipt.clone();
    clean_sheet(&mut clean.sheet);
    let labels = &mut clean.labels;
    for text in [
        &mut labels.number,
        &mut labels.flight,
        &mut labels.crew,
        &mut labels.time,
        &mut labels.stock,
        &mut labels.item,
        &mut labels.quantity,
        &mut labels.unit,
        &mut labels.amount,
        &mut labels.tenders,
        &mut labels.void,
        &mut clean.number,
        &mut clean.flight,
        &mut clean.crew,
        &mut clean.time,
        &mut clean.stock,
    ] {
        *text = legible(text);
    }
    for line in &mut clean.lines {
        for text in [&mut line.quantity, &mut line.name, &mut line.unit, &mut line.amount] {
            *text = legible(text);
        }
    }
    clean_amount(&mut clean.total);
    [&mut clean.totals, &mut clean.tax, &mut clean.tenders].into_iter().flatten().for_each(clean_amount);
    clean_paragraphs(&mut clean.notes);
    clean
}

fn clean_sheet(sheet: &mut Sheet) {
    for text in [
        &mut sheet.airline,
        &mut sheet.title,
        &mut sheet.copy_label,
        &mut sheet.issued,
        &mut sheet.page_label,
    ] {
        *text = legible(text);
    }
    sheet.language.retain(|c| c.is_ascii_alphanumeric() || c == '-');
}

fn clean_amount(line: &mut AmountLine) {
    line.label = legible(&line.label);
    line.amount = legible(&line.amount);
}

fn clean_paragraphs(lines: &mut Vec<String>) {
    lines.truncate(MOST_PARAGRAPHS);
    *lines =
        lines.iter().map(|line| within(line, LONGEST_PARAGRAPH)).filter(|line| !line.is_empty()).collect();
}

fn push_space(out: &mut String, space: char) {
    if !out.is_empty() && !out.ends_with([' ', '\u{A0}']) {
        out.push(space);
    }
}

fn push_latin(out: &mut String, character: char) {
    let latin = deunicode_char(character).unwrap_or_default();
    out.extend(latin.chars().filter(|c| (' '..='~').contains(c)));
}

fn is_fixed_space(character: char) -> bool {
    matches!(character, '\u{A0}' | '\u{202F}' | '\u{2007}')
}

/// Marks, embeddings and overrides of the bidirectional algorithm, and other invisible controls. Isolates may
/// stay: they order a part of a text by itself and cannot reverse letters.
fn is_reordering(character: char) -> bool {
    matches!(character,
        '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}'
        | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_and_reordering_characters_vanish_and_markup_stays_text() {
        assert_eq!(legible("a\u{0}b\r\n\tc  d\u{202E}e\u{7}"), "ab c de");
        assert_eq!(legible("<b>&amp;</b>"), "<b>&amp;</b>");
    }

    #[test]
    fn a_name_without_a_font_is_printed_in_its_latin_form() {
        assert_eq!(printable_name("王小明", "WANG XIAOMING"), "WANG XIAOMING");
        assert_eq!(printable_name("محمد", "MOHAMED"), "محمد");
        assert_eq!(printable_name("北京", ""), "Bei Jing");
        assert_eq!(legible("Gate 😀"), "Gate grinning");
    }

    #[test]
    fn text_of_any_length_is_cut() {
        let long = legible(&"م".repeat(5_000));
        assert_eq!(long.chars().count(), LONGEST + 1);
        assert!(long.ends_with('…'));
    }
}
