//! The growth as a picture: pushes a second, and how long an answer takes, over the number of devices.

use std::{fmt::Write, fs, path::Path, time::Duration};

use anyhow::Result;

use super::devices::Level;

const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 240.0;
const MARGIN: f64 = 60.0;

/// One curve: its values, how they are labelled, and its colour.
struct Curve<'a> {
    name: &'a str,
    stroke: &'a str,
    values: Vec<f64>,
}

pub fn draw(file: &Path, levels: &[Level]) -> Result<()> {
    let ms = |share: f64| levels.iter().map(|it| it.quantile(share)).map(millis).collect::<Vec<_>>();
    let devices: Vec<f64> = levels.iter().map(|it| it.devices as f64).collect();
    let rates = Curve {
        name: "pushes a second",
        stroke: "#1f6feb",
        values: levels.iter().map(Level::rate).collect(),
    };
    let p50 = Curve { name: "p50, ms", stroke: "#2da44e", values: ms(0.5) };
    let p99 = Curve { name: "p99, ms", stroke: "#cf222e", values: ms(0.99) };
    let mut svg = String::new();
    let (wide, high) = (WIDTH + 2.0 * MARGIN, 2.0 * (HEIGHT + 2.0 * MARGIN));
    writeln!(
        svg,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" font-family="sans-serif" font-size="13">"#
    )?;
    writeln!(svg, r#"<rect width="{wide}" height="{high}" fill="white"/>"#)?;
    panel(&mut svg, 0.0, &devices, &[rates])?;
    panel(&mut svg, HEIGHT + 2.0 * MARGIN, &devices, &[p50, p99])?;
    svg.push_str("</svg>\n");
    Ok(fs::write(file, svg)?)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Axes, curves and what they are called; devices grow by factors, what is measured from zero.
fn panel(svg: &mut String, top: f64, devices: &[f64], curves: &[Curve]) -> Result<()> {
    let most = curves.iter().flat_map(|curve| &curve.values).copied().fold(1.0, f64::max);
    let (first, last) = (devices[0].ln(), devices[devices.len() - 1].ln());
    let x = |devices: f64| MARGIN + WIDTH * (devices.ln() - first) / (last - first).max(1e-9);
    let y = |value: f64| top + MARGIN + HEIGHT * (1.0 - value / most);
    for step in 0..=4 {
        let value = most * f64::from(step) / 4.0;
        let (at, end) = (y(value), MARGIN + WIDTH);
        writeln!(svg, r##"<path d="M{MARGIN} {at:.1}H{end}" stroke="#d0d7de"/>"##)?;
        let (left, base) = (MARGIN - 8.0, at + 4.0);
        writeln!(svg, r#"<text x="{left}" y="{base:.1}" text-anchor="end">{value:.0}</text>"#)?;
    }
    for &count in devices {
        let (at, below) = (x(count), top + MARGIN + HEIGHT + 20.0);
        writeln!(svg, r#"<text x="{at:.1}" y="{below}" text-anchor="middle">{count}</text>"#)?;
    }
    for (nth, Curve { name, stroke, values }) in curves.iter().enumerate() {
        let points = devices.iter().zip(values).map(|(at, value)| format!("{:.1},{:.1}", x(*at), y(*value)));
        let points = points.collect::<Vec<_>>().join(" ");
        writeln!(svg, r#"<polyline points="{points}" fill="none" stroke="{stroke}" stroke-width="2"/>"#)?;
        let (left, above) = (MARGIN + 150.0 * nth as f64, top + MARGIN - 16.0);
        writeln!(svg, r#"<text x="{left}" y="{above}" fill="{stroke}">{name}, by devices</text>"#)?;
    }
    Ok(())
}
