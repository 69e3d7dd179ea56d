//! Vouchers for the people of a flight, issued together.

use std::collections::BTreeSet;

use airside_shared::{
    Fault,
    access::Permission,
    claims::SdrRates,
    ids::{DeviceId, TripId, VoucherId},
    ipc::{FlightArgs, FlightVouchers, IssueFlightVouchersArgs},
    vouchers::{Voucher, VoucherStatus, VoucherTerms},
};
use rusqlite::Connection;

use crate::{
    board,
    compensation::Subject,
    desk::Desk,
    flight_due::{about, subjects, sums},
    offers::{Giver, What, settled},
    policies,
    store::rows,
};

/// The last of one passenger: more than all kinds by all laws for one flight.
const VOUCHERS: u32 = 50;

impl Desk {
    /// Issues vouchers of a kind to people of a flight: an entry each, in one transaction. So a power cut leaves all
    /// of them or none, the paper that is printed next is what is in the queue, and there is nothing to resume.
    pub fn issue_flight_vouchers(&self, args: &IssueFlightVouchersArgs) -> Result<FlightVouchers, Fault> {
        let (session, _) = self.authorise(Permission::VoucherIssue)?;
        let wanted: BTreeSet<TripId> = args.people.iter().copied().collect();
        if wanted.is_empty() {
            return Err(Fault::of("people", "nobody_chosen", "Choose at least one person."));
        }
        let (now, station, role) = (self.around.now(), &self.config.station, session.actor.role);
        let (given, allowance) = self.store()?.read(|db| {
            let (tables, terms) = (policies::tables(db)?, policies::table::<VoucherTerms>(db, now)?);
            let (rates, allowance) = (policies::table::<SdrRates>(db, now)?, self.allowance(db)?);
            let currency = Some(allowance.total.currency);
            let giver = Giver { station, now, role, tables: &tables, terms: &terms, currency };
            let people = subjects(db, args.of.flight.into())?.into_iter();
            let chosen = people.filter(|of| wanted.contains(&of.trip.id));
            let given = chosen.map(|of| what(db, of, &giver, args, &rates)).collect::<Result<Vec<_>, _>>()?;
            Ok((given, allowance))
        })?;
        if given.len() < wanted.len() {
            let message = "Somebody is not on this flight any more: look at the list again.";
            return Err(Fault::of("people", "passenger_rebooked", message));
        }
        let total = sums(given.iter().map(|(_, what)| what.amount))?;
        let issuing = self.issuing(session.actor, &allowance)?;
        let acts = given.into_iter().map(|(of, what)| issuing.one(self, &of, what));
        let saved = self.act_together(acts.collect::<Result<_, _>>()?)?;
        Ok(FlightVouchers { vouchers: saved.iter().map(|it| it.id.into()).collect(), total })
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

/// What one person is given, or why there is nothing, said with their name.
fn what(
    db: &Connection,
    of: Subject,
    giver: &Giver<'_>,
    args: &IssueFlightVouchersArgs,
    rates: &SdrRates,
) -> Result<(Subject, What), Fault> {
    let name = of.passenger.name.full();
    let given = of.given(&about(&of, &args.of), giver.tables, rates, giver.now).ok();
    let decided = given.as_ref().map(|given| &given.decided);
    let mut of_kind = giver.together(&of, decided)?.into_iter().filter(|it| it.kind == args.of.gives);
    let Some(what) = of_kind.next() else {
        let message = format!("No voucher of this kind is due to {name} now: look at the list again.");
        return Err(Fault::of("people", "nothing_due", message));
    };
    if settled(db, &of, what.kind, &what.law)?.is_some() {
        let message = format!("{name} has a voucher for this flight already: look at the list again.");
        return Err(Fault::of("people", "already_issued", message));
    }
    Ok((of, what))
}

/// Vouchers of these people for this flight that this device issued and that are still good.
pub(crate) fn issued_here(
    db: &Connection,
    people: &[Subject],
    device: DeviceId,
) -> Result<Vec<VoucherId>, Fault> {
    let mut found = Vec::new();
    for of in people {
        let theirs: Vec<Voucher> = rows::children(db, of.passenger.id.0.as_bytes(), true, VOUCHERS)?;
        let here = |it: &&Voucher| {
            (it.flight, it.device, it.status) == (of.flight.id, device, VoucherStatus::Issued)
        };
        found.extend(theirs.iter().rev().filter(here).map(|it| it.id));
    }
    Ok(found)
}
