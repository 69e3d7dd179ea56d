//! A voucher on A4, and the same words with a code that can be scanned by fpdf2, in the same typefaces.

use std::{path::Path, time::Instant};

use airside_print::{Paper, VoucherPrint, specimens::meal_voucher, voucher_document};
use anyhow::Result;
use serde_json::{Value, json};

use super::{Timed, ask, write};
use crate::figures::{Line, millis};

fn voucher(nth: usize) -> VoucherPrint {
    VoucherPrint { number: format!("V7K2-90QX-{nth:04}"), ..meal_voucher(Paper::A4) }
}

/// The same words: x, y, size, bold, text.
fn told(it: &VoucherPrint) -> Value {
    let labels = &it.labels;
    let mut lines = vec![
        (22, true, &it.sheet.title),
        (10, false, &it.sheet.airline),
        (9, false, &labels.amount),
        (30, true, &it.amount),
    ];
    for (label, value) in [
        (&labels.number, &it.number),
        (&labels.passenger, &it.passenger),
        (&labels.pnr, &it.pnr),
        (&labels.flight, &it.flight),
        (&labels.place, &it.place),
        (&labels.valid_from, &it.valid_from),
        (&labels.valid_to, &it.valid_to),
    ] {
        lines.extend([(8, false, label), (11, true, value)]);
    }
    lines.extend([(8, false, &labels.scan), (11, true, &labels.explanation)]);
    lines.extend(it.explanation.iter().map(|line| (10, false, line)));
    lines.push((11, true, &labels.terms));
    lines.extend(it.terms.iter().map(|line| (9, false, line)));
    lines.push((8, false, &it.sheet.issued));
    let texts =
        lines.into_iter().enumerate().map(|(at, (size, bold, text))| (20, 20 + at * 9, size, bold, text));
    json!({ "qr": it.qr, "texts": texts.collect::<Vec<_>>() })
}

pub fn measure(peers: &Path, folder: &Path, count: usize) -> Result<Vec<Line>> {
    let vouchers: Vec<_> = (0..count).map(voucher).collect();
    voucher_document(&vouchers[0])?;
    let mut own = Timed { nanos: Vec::new(), answers: Vec::new() };
    for it in &vouchers {
        let start = Instant::now();
        let document = voucher_document(it)?;
        own.nanos.push(start.elapsed().as_nanos() as u64);
        own.answers.push(document.pdf.len());
    }
    let file = folder.join("vouchers.json");
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/fonts");
    write(
        &file,
        &json!({
            "regular": fonts.join("NotoSans-Regular.ttf"),
            "bold": fonts.join("NotoSans-Bold.ttf"),
            "vouchers": vouchers.iter().map(told).collect::<Vec<_>>(),
        }),
    )?;
    let largest = own.answers.iter().max().copied().unwrap_or(0);
    let own_p50 = own.quantile(0.5);
    let mut lines = vec![
        Line::new(
            "a voucher on A4",
            "≤ 5 ms",
            format!("p50 {} ms", millis(own_p50)),
            own_p50.as_millis() < 5,
        ),
        Line::new("its size", "≤ 60 kB", format!("{} kB", largest / 1_000), largest <= 60_000),
    ];
    let line = "the same beside fpdf2";
    let script = peers.join("voucher.py");
    match ask::<Timed<usize>>(&peers.join("python/bin/python"), &script, &[&file.to_string_lossy()]) {
        Ok(theirs) => {
            let ratio = theirs.quantile(0.5).as_secs_f64() / own_p50.as_secs_f64();
            let size = theirs.answers.iter().max().copied().unwrap_or(0) / 1_000;
            let measured =
                format!("{} ms beside {} ms, {size} kB", millis(own_p50), millis(theirs.quantile(0.5)));
            lines.push(Line::ratio(line, "≥ 5", measured, ratio, ratio >= 5.0));
        }
        Err(why) => lines.push(Line::not_measured(line, "≥ 5", &why.to_string())),
    }
    Ok(lines)
}
