//! A till without a network: codes that it never heard of verified, and verified and redeemed; a voucher on paper.

use airside_core::store::rows;
use airside_shared::{
    ids::VoucherId,
    ipc::{CheckVoucherArgs, DocumentArgs, FlightDueArgs, IssueFlightVouchersArgs, Paper, RedeemArgs},
    vouchers::{Voucher, VoucherKind},
};
use airside_tests::World;
use anyhow::{Result, ensure};

use crate::figures::{Line, Times};

const PEOPLE: usize = 180;
const SUPPLIER: &str = "JFK-TERRACE";
/// Codes a second.
const REACH: f64 = 1_000.0;

pub async fn measure(passengers: usize) -> Result<Vec<Line>> {
    let mut world = World::new(passengers.max(PEOPLE)).await?;
    let flight = world.crowd(PEOPLE).await?.id;
    let desk = world.desk().await?;
    let till = world.desk().await?;
    // As a window does, which every till has.
    till.desk.listen(|_| {})?;
    world.network_down().await?;
    let due = desk.desk.flight_due(&FlightDueArgs::of(flight, VoucherKind::Meal))?;
    let people: Vec<_> = due.people.iter().filter(|p| p.offer.is_some()).map(|p| p.trip).collect();
    let meals = desk.desk.issue_flight_vouchers(&IssueFlightVouchersArgs {
        of: FlightDueArgs::of(flight, VoucherKind::Meal),
        people,
    })?;
    let held = |id: &VoucherId| desk.desk.store()?.read(|db| rows::need::<Voucher>(db, *id));
    let vouchers = meals.vouchers.iter().map(held).collect::<Result<Vec<_>, _>>()?;
    ensure!(vouchers.len() >= PEOPLE, "{} vouchers", vouchers.len());
    let (mut verified, mut redeemed) = (Times::default(), Times::default());
    // A code is verified once: those that are redeemed were not looked at before.
    let (looked_at, taken_in) = vouchers.split_at(vouchers.len() / 2);
    for it in looked_at {
        let args = CheckVoucherArgs {
            code: it.code.clone(),
            supplier: Some(SUPPLIER.into()),
            ..CheckVoucherArgs::default()
        };
        let seen = verified.take(|| till.desk.check_voucher(&args))?;
        ensure!(seen.refusal.is_none(), "{:?}", seen.refusal);
    }
    for it in taken_in {
        let args =
            RedeemArgs { code: it.code.clone(), amount: it.amount, supplier: SUPPLIER.into(), pnr: None };
        redeemed.take(|| till.desk.redeem_voucher(args))?;
    }
    let mut lines =
        vec![each("codes verified", &verified), each("codes verified and redeemed, durable", &redeemed)];
    for (paper, name) in [(Paper::A4, "A4"), (Paper::Roll80, "80 mm")] {
        let mut printed = Times::default();
        let mut bytes = 0;
        for it in vouchers.iter().take(20) {
            let args = DocumentArgs { id: it.id.0, paper, language: "ar".into() };
            let file = printed.take(|| desk.desk.save_voucher(&args))?;
            bytes = std::fs::metadata(&file.path)?.len();
        }
        let met = printed.quantile(0.5).as_secs_f64() <= 0.2;
        let measured = format!("{}, {} kB", printed.summary(), bytes / 1_000);
        lines.push(Line::new(
            format!("voucher as PDF on {name}, with its preview"),
            "≤ 200 ms",
            measured,
            met,
        ));
    }
    Ok(lines)
}

fn each(what: &str, times: &Times) -> Line {
    let rate = 1.0 / times.quantile(0.5).as_secs_f64();
    Line::new(what, "≥ 1,000 a second", format!("{rate:.0} a second ({})", times.summary()), rate >= REACH)
}
