//! What can be done instead of a refused entry, where the desk knows it.

use airside_shared::{
    Fault,
    flights::Flight,
    ids::{FlightId, OpId, TripId},
    ipc::{AssessArgs, Fix, Saved},
    trips::{SegmentStatus, Trip},
    vouchers::{IssueVoucher, VoucherKind},
};

use crate::{
    desk::Desk,
    store::{
        queue::{self, Queued},
        rows,
    },
    view,
};

impl Desk {
    /// What is offered on the card of a refused entry.
    pub(crate) fn fix_of(&self, refused: &Queued) -> Option<Fix> {
        let (trip, flight) = self.moved_to(refused).ok().flatten()?;
        let meal = self.assess(AssessArgs { trip, flight: flight.id }).ok()?.meal;
        let flight = Box::new(view::flight(&flight, self.around.now()));
        Some(match meal {
            Some(meal) => Fix::MealOnNewFlight { flight, amount: meal.amount },
            None => Fix::NoMealOnNewFlight { flight },
        })
    }

    /// Does it; the refused entry is settled by it.
    pub fn fix(&self, op: OpId) -> Result<Saved, Fault> {
        let refused = self.refused(op)?;
        match self.moved_to(&refused)? {
            Some((trip, flight)) => self.issue_meal_instead(AssessArgs { trip, flight: flight.id }, Some(op)),
            None => Err(Fault::new("not_fixable", "The desk knows nothing to do instead: hand it over.")),
        }
    }

    /// The flight that a voucher's passenger is on now, if it was refused because they were moved.
    fn moved_to(&self, refused: &Queued) -> Result<Option<(TripId, Flight)>, Fault> {
        let moved = refused.reason.as_ref().is_some_and(|reason| reason.code == "passenger_rebooked");
        let Ok(meant) = serde_json::from_value::<IssueVoucher>(refused.entry.payload.clone()) else {
            return Ok(None);
        };
        if !moved || meant.kind != VoucherKind::Meal {
            return Ok(None);
        }
        self.store()?.read(|db| {
            let trip: Trip = rows::need(db, meant.trip)?;
            let left: Option<Flight> = rows::get(db, meant.flight)?;
            let from = left.map(|flight| flight.from);
            let live = trip.segments.iter().filter(|segment| segment.status != SegmentStatus::Rebooked);
            let now: Option<FlightId> =
                live.into_iter().find(|s| from.as_ref().is_none_or(|from| s.from == *from)).map(|s| s.flight);
            let flight =
                now.filter(|id| *id != meant.flight).map(|id| rows::get::<Flight>(db, id)).transpose()?;
            Ok(flight.flatten().map(|flight| (meant.trip, flight)))
        })
    }

    pub(crate) fn queued(&self, op: OpId) -> Result<Option<Queued>, Fault> {
        self.store()?.read(|db| queue::get(db, op))
    }
}
