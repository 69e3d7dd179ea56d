//! What must hold of every document.

use std::io::Cursor;

use airside_shared::{
    Language,
    compensation::{Facts, Policies, evaluate, letter::letter as compensation_letter},
};

use super::specimens::{arabic_receipt, arabic_voucher, meal_voucher, sale_receipt};
use super::{
    Direction, LetterPrint, Paper, ReceiptPrint, Sheet, VoucherPrint, letter, receipt, receipt_document,
    voucher, voucher_document, vouchers_document,
};

const PAPERS: [Paper; 2] = [Paper::A4, Paper::Roll80];

fn scanned(png: &[u8]) -> String {
    let picture = image::ImageReader::new(Cursor::new(png)).with_guessed_format().unwrap().decode().unwrap();
    let grey = picture.to_luma8();
    let (width, height) = grey.dimensions();
    let mut source = rxing::BinaryBitmap::new(rxing::common::HybridBinarizer::new(
        rxing::Luma8LuminanceSource::new(grey.into_raw(), width, height).unwrap(),
    ));
    let mut reader = rxing::qrcode::QRCodeReader::new();
    rxing::Reader::decode(&mut reader, &mut source)
        .expect("a code is found in the picture")
        .getText()
        .to_owned()
}

#[test]
fn the_code_of_a_voucher_scans_from_its_printed_page() {
    for paper in PAPERS {
        for document in [meal_voucher(paper), arabic_voucher(paper)] {
            assert_eq!(scanned(&voucher(&document).unwrap().preview_png), document.qr);
        }
    }
    let with_code = ReceiptPrint { qr: "S-178-0042".into(), ..sale_receipt(Paper::A4) };
    assert_eq!(scanned(&receipt(&with_code).unwrap().preview_png), "S-178-0042");
}

#[test]
fn many_vouchers_are_one_file_with_a_page_for_each_as_long_as_it_needs() {
    for paper in PAPERS {
        let all = [meal_voucher(paper), arabic_voucher(paper), meal_voucher(paper)];
        let job = vouchers_document(&all[0].sheet, &all).unwrap();
        assert_eq!(
            job,
            vouchers_document(&all[0].sheet, &all).unwrap(),
            "the same input gives the same file"
        );
        let pdf = lopdf::Document::load_mem(&job.pdf).unwrap();
        let height = |page: &lopdf::ObjectId| {
            let page = pdf.get_dictionary(*page).unwrap();
            let size = page.get(b"MediaBox").and_then(lopdf::Object::as_array).unwrap();
            (size[3].as_float().unwrap() * 25.4 / 72.0).round()
        };
        let heights: Vec<f32> = pdf.get_pages().values().map(height).collect();
        let alone = all.each_ref().map(|one| voucher_document(one).unwrap().height_mm.round());
        assert_eq!(heights, alone);
        assert_eq!(scanned(&job.with_preview().unwrap().preview_png), all[0].qr);
    }
    assert_eq!(vouchers_document(&Sheet::default(), &[]).unwrap_err().code, "print_nothing");
}

#[test]
fn the_same_document_has_the_same_bytes_and_another_has_others() {
    for paper in PAPERS {
        let first = voucher(&meal_voucher(paper)).unwrap();
        assert_eq!(first, voucher(&meal_voucher(paper)).unwrap());
        let later = VoucherPrint { number: "V7K2-90QX-4N".into(), ..meal_voucher(paper) };
        assert_ne!(first.pdf, voucher(&later).unwrap().pdf);
        assert_eq!(receipt(&sale_receipt(paper)).unwrap(), receipt(&sale_receipt(paper)).unwrap());
    }
}

#[test]
fn documents_stay_small() {
    for paper in PAPERS {
        for document in [meal_voucher(paper), arabic_voucher(paper)] {
            let size = voucher_document(&document).unwrap().pdf.len();
            assert!(size <= 60_000, "{size}");
        }
        for document in [sale_receipt(paper), arabic_receipt(paper)] {
            let size = receipt_document(&document).unwrap().pdf.len();
            assert!(size <= 60_000, "{size}");
        }
    }
}

#[test]
fn a_name_of_5000_characters_changes_nothing_but_itself() {
    for paper in PAPERS {
        for name in ["Wolfeschlegelsteinhausen ".repeat(200), "x".repeat(5_000), "محمد ".repeat(1_000)] {
            let document = VoucherPrint { passenger: name, ..meal_voucher(paper) };
            let printed = voucher(&document).unwrap();
            assert_eq!(scanned(&printed.preview_png), document.qr);
            let usual = voucher_document(&meal_voucher(paper)).unwrap();
            assert!((printed.height_mm - usual.height_mm).abs() < 7.0, "at most one line more");
        }
    }
}

#[test]
fn hostile_text_is_printed_as_text() {
    let hostile = "<script>alert(1)</script>\u{0}\u{1b}[2J) Tj ET /Root \u{202e}DSU\r\n\\) %%EOF";
    for paper in PAPERS {
        let document = VoucherPrint {
            passenger: hostile.into(),
            place: hostile.into(),
            terms: vec![hostile.repeat(500)],
            ..meal_voucher(paper)
        };
        let printed = voucher(&document).unwrap();
        assert_eq!(scanned(&printed.preview_png), document.qr);
    }
}

#[test]
fn an_empty_receipt_is_still_a_page() {
    for paper in PAPERS {
        let mut empty = ReceiptPrint::default();
        empty.sheet.paper = paper;
        let printed = receipt(&empty).unwrap();
        assert!(printed.pdf.starts_with(b"%PDF-"));
        assert!(printed.height_mm > 20.0);
    }
}

#[test]
fn a_roll_is_as_long_as_what_it_says() {
    let short = receipt_document(&sale_receipt(Paper::Roll80)).unwrap();
    let mut more = sale_receipt(Paper::Roll80);
    more.lines = more.lines.iter().cycle().take(60).cloned().collect();
    let long = receipt_document(&more).unwrap();
    assert_eq!(short.width_mm, 80.0);
    assert!(long.height_mm > short.height_mm + 400.0);
}

#[test]
fn a_long_sale_goes_on_to_more_pages_and_a_longer_one_is_refused() {
    let mut sale = sale_receipt(Paper::A4);
    sale.lines = sale.lines.iter().cycle().take(100).cloned().collect();
    let pdf = receipt_document(&sale).unwrap().pdf;
    let document = lopdf::Document::load_mem(&pdf).unwrap();
    assert!(document.get_pages().len() > 2);
    sale.lines = sale.lines.iter().cycle().take(401).cloned().collect();
    assert_eq!(receipt(&sale).unwrap_err().code, "print_too_many_lines");
}

#[test]
fn the_file_names_the_document_and_no_person() {
    let pdf = voucher_document(&meal_voucher(Paper::A4)).unwrap().pdf;
    let document = lopdf::Document::load_mem(&pdf).unwrap();
    let info = document.trailer.get(b"Info").and_then(|info| document.dereference(info)).unwrap().1;
    let info = format!("{:?}", info.as_dict().unwrap());
    assert!(info.contains("20130208190500") || info.contains("D:2013"), "{info}");
    let keys: Vec<_> = document
        .trailer
        .get(b"Info")
        .and_then(|info| document.dereference(info))
        .unwrap()
        .1
        .as_dict()
        .unwrap()
        .iter()
        .map(|(key, _)| String::from_utf8_lossy(key).into_owned())
        .collect();
    assert_eq!(keys, ["Title", "Creator", "CreationDate", "ModDate"]);
}

#[test]
fn a_chinese_name_is_printed_in_its_latin_form() {
    let chinese = VoucherPrint {
        passenger: "王小明".into(),
        passenger_latin: "WANG/XIAOMING".into(),
        ..meal_voucher(Paper::A4)
    };
    let latin = VoucherPrint { passenger: "WANG/XIAOMING".into(), ..chinese.clone() };
    let size = |document: &VoucherPrint| voucher_document(document).unwrap().pdf.len();
    assert_eq!(size(&chinese), size(&latin));
}

/// Writes every specimen into a folder, for looking at: set `AIRSIDE_SPECIMENS` and run with `--ignored`.
#[test]
#[ignore = "for looking at, not for checking"]
fn write_specimens() {
    let folder = std::path::PathBuf::from(std::env::var("AIRSIDE_SPECIMENS").unwrap());
    let write = |name: &str, paper: Paper, printed: super::Printed| {
        let name = format!("{name}-{paper:?}").to_lowercase();
        std::fs::write(folder.join(format!("{name}.pdf")), printed.pdf).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), printed.preview_png).unwrap();
    };
    for paper in PAPERS {
        let mut copy = meal_voucher(paper);
        copy.sheet.copy = true;
        copy.passenger = "Wolfeschlegelsteinhausenbergerdorff ".repeat(200);
        let mut arabic_copy = arabic_voucher(paper);
        arabic_copy.sheet.copy = true;
        let void = ReceiptPrint { void: true, qr: "S-178-0042".into(), ..sale_receipt(paper) };
        write("voucher-en", paper, voucher(&meal_voucher(paper)).unwrap());
        write("voucher-ar", paper, voucher(&arabic_voucher(paper)).unwrap());
        write("voucher-copy", paper, voucher(&copy).unwrap());
        write("voucher-copy-ar", paper, voucher(&arabic_copy).unwrap());
        write("receipt-en", paper, receipt(&sale_receipt(paper)).unwrap());
        write("receipt-ar", paper, receipt(&arabic_receipt(paper)).unwrap());
        write("receipt-void", paper, receipt(&void).unwrap());
        let hindi = VoucherPrint {
            passenger: "अनीता शर्मा · Ελένη · Їжак".into(), ..meal_voucher(paper)
        };
        write("voucher-hindi", paper, voucher(&hindi).unwrap());
        write("letter-en", paper, letter(&letter_page(paper, Language::En)).unwrap());
        write("letter-ar", paper, letter(&letter_page(paper, Language::Ar)).unwrap());
    }
    let started = std::time::Instant::now();
    for _ in 0..20 {
        voucher_document(&arabic_voucher(Paper::A4)).unwrap();
    }
    println!("a document: {:?}", started.elapsed() / 20);
    let started = std::time::Instant::now();
    voucher(&arabic_voucher(Paper::A4)).unwrap();
    println!("with its preview: {:?}", started.elapsed());
}

/// A decision under several laws, which fills more than one page.
fn letter_page(paper: Paper, language: Language) -> LetterPrint {
    let facts = serde_json::json!({
        "event": "delay", "date": "2026-11-01", "route": ["CDG", "LHR"], "carrier": "BA",
        "carrier_licence": "UK", "arrival_delay_min": 310, "cause": "technical", "next_day": true
    });
    let facts = Facts::read(facts.as_object().unwrap()).unwrap();
    let decision = evaluate(&facts, Policies::embedded().unwrap()).unwrap();
    let direction = if language == Language::Ar { Direction::Rtl } else { Direction::Ltr };
    let sheet = Sheet { paper, direction, language: language.tag().into(), ..meal_voucher(paper).sheet };
    LetterPrint {
        sheet,
        labels: ["Passenger".into(), "PNR".into(), "Flight".into()],
        passenger: "Layla Haddad".into(),
        passenger_latin: "Layla Haddad".into(),
        pnr: "7QK2MD".into(),
        flight: "BA 303 CDG → LHR".into(),
        letter: compensation_letter(&decision, language),
    }
}

#[test]
fn a_letter_is_made_in_every_language_on_every_paper_and_says_all_of_it() {
    for (paper, language) in PAPERS.into_iter().flat_map(|p| Language::ALL.map(|l| (p, l))) {
        let page = letter_page(paper, language);
        let printed = letter(&page).unwrap();
        assert_eq!(printed, letter(&page).unwrap(), "the same letter has the same bytes");
        let pages = lopdf::Document::load_mem(&printed.pdf).unwrap().get_pages().len();
        match paper {
            Paper::A4 => assert!(pages > 1, "{language:?}: nothing is cut off at the foot of the page"),
            Paper::Roll80 => assert!(printed.height_mm > 200.0),
        }
    }
}
