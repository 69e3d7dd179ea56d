//! A cancelled flight of 180: everybody decided, everybody given a voucher, everybody's voucher on paper.

use airside_core::Desk;
use airside_shared::{
    ipc::{FlightDueArgs, FlightVouchersArgs, IssueFlightVouchersArgs, Paper},
    vouchers::VoucherKind,
};
use airside_tests::World;
use anyhow::{Result, ensure};

use crate::figures::{Line, Times, millis};

const PEOPLE: usize = 180;
/// Rounds of deciding, the median of which counts.
const ROUNDS: usize = 20;

pub async fn measure(passengers: usize) -> Result<Vec<Line>> {
    let mut world = World::new(passengers.max(PEOPLE)).await?;
    let flight = world.crowd(PEOPLE).await?.id;
    let device = world.desk().await?;
    let desk: &Desk = &device.desk;
    let args = FlightDueArgs::of(flight, VoucherKind::Meal);
    let (mut decided, mut issued, mut printed) = (Times::default(), Times::default(), Times::default());
    let mut due = desk.flight_due(&args)?;
    for _ in 0..ROUNDS {
        due = decided.take(|| desk.flight_due(&args))?;
    }
    let people: Vec<_> = due.people.iter().filter(|p| p.offer.is_some()).map(|p| p.trip).collect();
    ensure!(people.len() >= PEOPLE, "{} of {PEOPLE} are due a meal", people.len());
    let count = people.len();
    let meals = issued.take(|| {
        desk.issue_flight_vouchers(&IssueFlightVouchersArgs {
            of: FlightDueArgs::of(flight, VoucherKind::Meal),
            people,
        })
    })?;
    let paper = Paper::A4;
    let job = FlightVouchersArgs { flight, vouchers: meals.vouchers, paper, language: "en".into() };
    let file = printed.take(|| desk.save_flight_vouchers(&job))?;
    let kb = std::fs::metadata(&file.path)?.len() / 1_000;
    let second = |times: &Times| times.quantile(0.5).as_secs_f64() <= 1.0;
    let of = due.people.len();
    Ok(vec![
        Line::new(format!("whole flight of {of} decided"), "≤ 1 s", decided.summary(), second(&decided)),
        Line::new(
            format!("{count} meal vouchers issued, an entry each"),
            "≤ 1 s",
            format!("{} ms in one transaction", millis(issued.last())),
            second(&issued),
        ),
        Line::new(
            format!("{count} vouchers as one PDF on A4"),
            "≤ 5 ms each",
            format!("{} ms, {kb} kB", millis(printed.last())),
            printed.last().as_secs_f64() * 1e3 <= 5.0 * count as f64,
        ),
    ])
}
