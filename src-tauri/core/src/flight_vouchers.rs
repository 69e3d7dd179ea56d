//! Meal vouchers for the people of a flight, issued together.

use std::collections::BTreeSet;

use airside_shared::{
    Fault,
    access::Permission,
    compensation::Policies,
    ids::{DeviceId, TripId, VoucherId},
    ipc::{FlightArgs, FlightMeals, IssueFlightMealsArgs, MealOffer},
    vouchers::{Voucher, VoucherKind, VoucherStatus},
};
use jiff::Timestamp;
use rusqlite::Connection;

use crate::{
    board,
    compensation::{Subject, claimed, meal},
    desk::Desk,
    flight_due::{subjects, sums},
    policies,
    store::rows,
};

impl Desk {
    /// Issues meal vouchers to people of a flight: an entry each, in one transaction. So a power cut leaves all of
    /// them or none, the paper that is printed next is what is in the queue, and there is nothing to resume.
    pub fn issue_flight_meals(&self, args: &IssueFlightMealsArgs) -> Result<FlightMeals, Fault> {
        let (session, _) = self.authorise(Permission::VoucherIssue)?;
        let wanted: BTreeSet<TripId> = args.people.iter().copied().collect();
        if wanted.is_empty() {
            return Err(Fault::of("people", "nobody_chosen", "Choose at least one person."));
        }
        let (now, station) = (self.around.now(), self.config.station.clone());
        let (offered, allowance) = self.store()?.read(|db| {
            let people = subjects(db, args.flight.into())?;
            let tables = policies::tables(db)?;
            let chosen = people.into_iter().filter(|of| wanted.contains(&of.trip.id));
            let offered =
                chosen.map(|of| offer(db, of, &station, now, &tables)).collect::<Result<Vec<_>, _>>()?;
            Ok((offered, self.allowance(db)?))
        })?;
        if offered.len() < wanted.len() {
            let message = "Somebody is not on this flight any more: look at the list again.";
            return Err(Fault::of("people", "passenger_rebooked", message));
        }
        let total = sums(offered.iter().map(|(_, offer)| offer.amount))?;
        let issuing = self.issuing(session.actor, &allowance)?;
        let acts = offered.into_iter().map(|(of, offer)| issuing.meal(self, &of, offer));
        let saved = self.act_together(acts.collect::<Result<_, _>>()?)?;
        Ok(FlightMeals { vouchers: saved.iter().map(|it| it.id.into()).collect(), total })
    }

    /// The vouchers that this device has issued for a flight, in the order of the list.
    pub(crate) fn vouchers_of(&self, db: &Connection, args: FlightArgs) -> Result<Vec<Voucher>, Fault> {
        let mut people = subjects(db, args)?;
        people.sort_by_key(|of| {
            let seat = of.trip.segment_on(args.flight).and_then(|segment| segment.seat.clone());
            (board::seat_order(seat.as_deref()), of.passenger.name.full())
        });
        let issued = issued_here(db, &people, self.device()?)?;
        issued.into_iter().map(|id| rows::need(db, id)).collect()
    }
}

/// The meal of one person, or why there is none, said with their name.
fn offer(
    db: &Connection,
    of: Subject,
    station: &str,
    now: Timestamp,
    tables: &Policies,
) -> Result<(Subject, MealOffer), Fault> {
    let name = of.passenger.name.full();
    if claimed(db, &of)?.is_some() {
        let message = format!("{name} has a voucher for this flight already: look at the list again.");
        return Err(Fault::of("people", "already_issued", message));
    }
    match meal(&of, station, now, tables) {
        Some(offer) => Ok((of, offer)),
        None => Err(Fault::of(
            "people",
            "nothing_due",
            format!("The policy gives no meal to {name} for this wait."),
        )),
    }
}

/// Meal vouchers of these people that this device issued and that are still good.
pub(crate) fn issued_here(
    db: &Connection,
    people: &[Subject],
    device: DeviceId,
) -> Result<Vec<VoucherId>, Fault> {
    let mut found = Vec::new();
    for of in people {
        let Some(claim) = claimed(db, of)? else { continue };
        if let Some(voucher) = rows::get::<Voucher>(db, claim.voucher)?
            && (voucher.device, voucher.kind) == (device, VoucherKind::Meal)
            && voucher.status == VoucherStatus::Issued
        {
            found.push(voucher.id);
        }
    }
    Ok(found)
}
