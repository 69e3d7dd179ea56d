//! What people do at the devices. They meet at the same passengers, vouchers, stock and seats on purpose.

mod claims;
mod till;

use airside_core::{Desk, store::rows};
use airside_shared::{
    Fault,
    access::Role,
    cases::{Case, Category, Priority},
    devices::DeviceKind,
    ids::{FlightId, PassengerId, TripId},
    ipc::{
        AddNoteArgs, AssessArgs, IssueOfferArgs, Link, OpenCaseArgs, OrderLine, PhotoUpload, RebookArgs,
        RecordSaleArgs, Saved, SetPreferenceArgs, TenderArgs, VoidSaleArgs,
    },
    money::{Currency, Money},
    sales::Sale,
    sync::EntryState,
    trips::{Segment, SegmentStatus, Trip},
    vouchers::VoucherKind,
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};

use crate::{machine::Machine, tally::Sometimes, world::Airport};

type Done = Result<Option<Saved>, Fault>;

/// Somebody does something at this device.
pub fn act(machine: &Machine, airport: &Airport) {
    let Some(desk) = machine.desk() else { return };
    let chance = &machine.sim.chance;
    let (what, done): (_, Done) = match (machine.kind, chance.below(100)) {
        (DeviceKind::Kiosk, _) => ("case", open_case(machine, &desk, airport)),
        (_, 0..=69) if rules(machine) => ("table", claims::rule(machine, &desk)),
        (_, 0..=11) => ("preference", prefer(machine, &desk, trip(machine, airport).1)),
        (_, 12..=19) => ("case", open_case(machine, &desk, airport)),
        (_, 20..=25) => ("note", add_note(machine, &desk)),
        (_, 26..=37) => ("voucher", issue(machine, &desk, trip(machine, airport).0)),
        (_, 38..=44) => ("rebook", rebook(machine, &desk, airport, trip(machine, airport).0)),
        (_, 45..=52) => ("sale", sell(machine, &desk, airport)),
        (_, 53..=55) => ("order", till::order(machine, &desk, airport)),
        (_, 56..=58) => ("void", void(machine, &desk)),
        (_, 59..=61) => ("count", till::count(machine, &desk)),
        (_, 62..=65) => ("redemption", till::redeem(machine, &desk)),
        (_, 66..=66) => ("revocation", till::revoke(machine, &desk)),
        (_, 67..=73) => ("refund", till::refund(machine, &desk)),
        (_, 74..=82) => ("claim", claims::claim(machine, &desk, airport)),
        (_, 83..=98) => ("settle", settle(machine, &desk)),
        _ => ("look", look(machine, &desk, airport)),
    };
    tell(machine, what, done);
}

/// Whether whoever is at work here makes the tables of rules.
fn rules(machine: &Machine) -> bool {
    machine.person().is_some_and(|it| it.role == Role::PlatformManager)
}

/// Two who do not hear of each other act on the same passenger, the same stock, at once.
pub fn quarrel(one: &Machine, other: &Machine, airport: &Airport) {
    let (Some(here), Some(there)) = (one.desk(), other.desk()) else { return };
    let chance = &one.sim.chance;
    // Rebooking needs the network, or a desk that has not noticed yet that it is gone.
    let unaware = [&here, &there].iter().all(|desk| desk.sync_status().link == Link::Online);
    let kind = if unaware && chance.happens(500) { 4 } else { chance.below(9) };
    let (trip, passenger) = trip(one, airport);
    one.sim.tell(|| format!("{} and {} do not agree ({kind})", one.name, other.name));
    match kind {
        0 => {
            tell(one, "voucher", issue(one, &here, trip));
            tell(other, "voucher", issue(other, &there, trip));
        }
        1 => {
            tell(one, "voucher", issue(one, &here, trip));
            tell(other, "rebook", rebook(other, &there, airport, trip));
        }
        2 => {
            for _ in 0..3 {
                tell(one, "preference", prefer(one, &here, passenger));
                tell(other, "preference", prefer(other, &there, passenger));
            }
        }
        3 => {
            for _ in 0..3 {
                tell(one, "sale", sell(one, &here, airport));
                tell(other, "sale", sell(other, &there, airport));
            }
        }
        4 => {
            // A voucher for the new flight, which is late, stands on a rebooking that somebody else forestalls.
            let [late, free] = [airport.flights[1], airport.flights[2]];
            tell(one, "rebook", rebook_to(one, &here, trip, late));
            tell(one, "voucher", issue(one, &here, trip));
            tell(other, "rebook", rebook_to(other, &there, trip, free));
        }
        5 => {
            tell(one, "sale", sell(one, &here, airport));
            tell(other, "count", till::count(other, &there));
            tell(one, "void", void(one, &here));
        }
        6 => {
            for _ in 0..3 {
                tell(one, "redemption", till::redeem(one, &here));
                tell(other, "redemption", till::redeem(other, &there));
                tell(one, "claim", claims::claim(one, &here, airport));
                tell(other, "claim", claims::claim(other, &there, airport));
            }
        }
        _ => {
            tell(one, "rebook", rebook(one, &here, airport, trip));
            tell(one, "voucher", issue(one, &here, trip));
            tell(one, "rebook", rebook(one, &here, airport, trip));
            tell(other, "rebook", rebook(other, &there, airport, trip));
        }
    }
}

/// What came of it; a promise is remembered.
fn tell(machine: &Machine, what: &str, done: Done) {
    match done {
        Ok(Some(saved)) => {
            machine.promised(&saved);
            machine.sim.tell(|| format!("{}: {what} saved as {}", machine.name, saved.op));
        }
        Ok(None) => {}
        Err(fault) => {
            match &*fault.code {
                "out_of_stock" => machine.sim.note(Sometimes::OutOfStock),
                "card_declined" => machine.sim.note(Sometimes::CardDeclined),
                "card_unknown" => machine.sim.note(Sometimes::CardUnknown),
                _ => {}
            }
            machine.sim.tell(|| format!("{}: {what}: {}", machine.name, fault.code));
        }
    }
}

/// Somebody; more often one of the few whom everybody deals with.
fn trip(machine: &Machine, airport: &Airport) -> (TripId, PassengerId) {
    let chance = &machine.sim.chance;
    let among = if chance.happens(600) { 3.min(airport.trips.len()) } else { airport.trips.len() };
    airport.trips[chance.below(among as u64) as usize]
}

fn prefer(machine: &Machine, desk: &Desk, passenger: PassengerId) -> Done {
    let chance = &machine.sim.chance;
    let (name, value) = match chance.below(3) {
        0 => ("seat", chance.pick(&["window", "aisle", "front"])),
        1 => ("meal", chance.pick(&["VGML", "KSML", "standard"])),
        _ => ("drink", chance.pick(&["tea", "still water"])),
    };
    let value = value.map_or_else(String::new, |v| (*v).to_owned());
    desk.set_preference(SetPreferenceArgs { passenger, name: name.into(), value }).map(Some)
}

fn open_case(machine: &Machine, desk: &Desk, airport: &Airport) -> Done {
    let chance = &machine.sim.chance;
    let (trip, passenger) = trip(machine, airport);
    let loose = machine.kind == DeviceKind::Kiosk || chance.happens(200);
    let photos = if chance.happens(300) { vec![photo(machine)] } else { Vec::new() };
    let args = OpenCaseArgs {
        passenger: (!loose).then_some(passenger),
        trip: (!loose).then_some(trip),
        flight: None,
        category: Category::Complaint,
        priority: Priority::Normal,
        text: format!("No. {}", chance.below(1_000)),
        photos,
    };
    desk.open_case(args).map(Some)
}

/// A picture by its first bytes, larger than one piece of an upload.
fn photo(machine: &Machine) -> PhotoUpload {
    let mut bytes = vec![0; machine.sim.chance.range(300, 1_500) as usize];
    machine.sim.chance.fill(&mut bytes);
    bytes[..4].copy_from_slice(&[0x89, b'P', b'N', b'G']);
    PhotoUpload { name: "photo.png".into(), content: BASE64.encode(bytes) }
}

fn add_note(machine: &Machine, desk: &Desk) -> Done {
    let cases: Vec<Case> = machine.store.read(rows::all)?;
    let Some(case) = machine.sim.chance.pick(&cases) else { return Ok(None) };
    let text = format!("Note {}", machine.sim.chance.below(1_000));
    desk.add_note(AddNoteArgs { case: case.id, text }).map(Some)
}

fn issue(machine: &Machine, desk: &Desk, trip: TripId) -> Done {
    let Some(on) = segment(machine, trip)? else { return Ok(None) };
    let (flight, chance) = (on.flight, &machine.sim.chance);
    if chance.happens(300) {
        let amount = Some(Money::new(chance.range(2, 9) as i64 * 100, Currency::USD));
        let kind = VoucherKind::Goodwill;
        let (about, known) = Default::default();
        let args = IssueOfferArgs { trip, flight, about, known, kind, amount, agreed: None };
        return desk.issue_offer(&args).map(Some);
    }
    desk.issue_meal_voucher(AssessArgs { trip, flight }).map(Some)
}

/// What the passenger is booked on, as this device has it.
fn segment(machine: &Machine, trip: TripId) -> Result<Option<Segment>, Fault> {
    let known = machine.store.read(|db| rows::get::<Trip>(db, trip))?;
    let live = |trip: Trip| trip.segments.into_iter().rev().find(|s| s.status != SegmentStatus::Rebooked);
    Ok(known.and_then(live))
}

fn rebook(machine: &Machine, desk: &Desk, airport: &Airport, trip: TripId) -> Done {
    let Some(on) = segment(machine, trip)? else { return Ok(None) };
    let others: Vec<_> = airport.flights[1..3].iter().filter(|f| **f != on.flight).collect();
    let Some(to) = machine.sim.chance.pick(&others) else { return Ok(None) };
    desk.rebook(RebookArgs { trip, from: on.flight, to: **to }).map(Some)
}

fn rebook_to(machine: &Machine, desk: &Desk, trip: TripId, to: FlightId) -> Done {
    let Some(on) = segment(machine, trip)?.filter(|on| on.flight != to) else { return Ok(None) };
    desk.rebook(RebookArgs { trip, from: on.flight, to }).map(Some)
}

fn sell(machine: &Machine, desk: &Desk, airport: &Airport) -> Done {
    let chance = &machine.sim.chance;
    let (Some(flight), Some(product)) = (chance.pick(&airport.flights[..2]), chance.pick(&airport.products))
    else {
        return Ok(None);
    };
    let (_, passenger) = trip(machine, airport);
    let passenger = chance.happens(500).then_some(passenger);
    let currency = if chance.happens(500) { Currency::USD } else { Currency::EUR };
    let line = OrderLine { product: *product, quantity: chance.range(1, 2) as i64 };
    let with_miles = passenger.is_some() && chance.happens(300);
    let args = RecordSaleArgs {
        vouchers: if chance.happens(300) { till::vouchers(machine)? } else { Vec::new() },
        miles: if with_miles { till::miles(desk, *flight, line, currency)? } else { None },
        flight: *flight,
        seat: Some("3C".into()),
        passenger,
        lines: vec![line],
        currency,
        tender: match chance.below(6) {
            0 | 1 => TenderArgs::Cash { given: 2_000, notes: None },
            2 => TenderArgs::Cash { given: 2_000, notes: Some(Currency::EUR) },
            3 => TenderArgs::Split { cash: 100 },
            _ => TenderArgs::Card,
        },
    };
    till::card(machine, desk);
    desk.record_sale(args).map(Some)
}

fn void(machine: &Machine, desk: &Desk) -> Done {
    let sales: Vec<Sale> = machine.store.read(rows::all)?;
    let Some(sale) = machine.sim.chance.pick(&sales) else { return Ok(None) };
    desk.void_sale(VoidSaleArgs { sale: sale.id, reason: "Wrong item".into() }).map(Some)
}

/// Decides about a refused entry.
pub fn settle(machine: &Machine, desk: &Desk) -> Done {
    let chance = &machine.sim.chance;
    let refused: Vec<_> =
        desk.queue()?.rows.into_iter().filter(|row| row.state == EntryState::Rejected).collect();
    let Some(row) = chance.pick(&refused) else { return Ok(None) };
    desk.entry(row.op)?;
    let (what, saved) = match chance.below(4) {
        0 => (Sometimes::Discarded, desk.discard(row.op)?),
        1 | 2 => (Sometimes::Resent, desk.resend(row.op)?),
        _ => (Sometimes::HandedOver, desk.hand_over(row.op)?),
    };
    machine.sim.note(what);
    machine.sim.tell(|| format!("{}: {} {}", machine.name, what.words(), row.op));
    Ok((what != Sometimes::Discarded).then_some(saved))
}

fn look(machine: &Machine, desk: &Desk, airport: &Airport) -> Done {
    let (_, passenger) = trip(machine, airport);
    desk.open_passenger(passenger).map(|_| None)
}
