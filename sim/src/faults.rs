//! What goes wrong beside the network's own faults.

use std::sync::{Arc, atomic::Ordering};

use airside_core::store::scopes;
use airside_shared::{
    access::Role,
    devices::DeviceKind,
    entity::{Entity, Kind, Ref},
    flights::{EventOutcome, EventReply, Flight, FlightEvent, Happening},
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use http::{Request, header::AUTHORIZATION};
use jiff::SignedDuration;

use crate::{clockwork::at_once, machine::Machine, sim::Sim, story::World, tally::Sometimes, world::PIN};

/// Something happens to somebody.
pub fn strike(world: &World) {
    let sim = &world.sim;
    let Some(machine) = sim.chance.pick(&world.machines) else { return };
    match sim.chance.below(100) {
        0..=24 => partition(machine),
        25..=39 => machine.doom(sim.chance.range(1, 12)),
        40..=46 => {
            sim.note(Sometimes::ServerRestart);
            sim.tell(|| "the backend restarts".into());
            sim.server_dies();
        }
        47..=56 => jump(machine),
        57..=66 => tamper(machine),
        67..=79 => switch(world, machine),
        80..=87 => change_role(world),
        88..=90 => news(world),
        91..=94 => event(world),
        _ => sim.server.jump(sim.chance.range(0, 600) as i64 - 300),
    }
}

pub fn partition(machine: &Arc<Machine>) {
    let machine = machine.clone();
    machine.sim.note(Sometimes::Partition);
    machine.radio.cut_off.store(true, Ordering::Relaxed);
    machine.sim.tell(|| format!("{}: cut off", machine.name));
    machine.sim.time.clone().spawn(async move {
        machine.sim.sleep(machine.sim.chance.range(5_000, 240_000)).await;
        machine.radio.cut_off.store(false, Ordering::Relaxed);
        machine.sim.tell(|| format!("{}: has a network again", machine.name));
    });
}

/// Up to three days, either way.
fn jump(machine: &Machine) {
    let chance = &machine.sim.chance;
    let seconds = chance.range(0, 6 * 86_400) as i64 - 3 * 86_400;
    let seconds = if chance.happens(500) { seconds / 1_000 } else { seconds };
    machine.jump(seconds);
    machine.sim.note(Sometimes::ClockJump);
    machine.sim.tell(|| format!("{}: the clock is {seconds} s ahead", machine.name));
}

/// The sum of a whole scope is not what it was.
fn tamper(machine: &Machine) {
    let damaged = machine.store.write(|tx| {
        let whole: Vec<_> = scopes::list(tx)?.into_iter().filter(|h| h.complete).collect();
        let Some(held) = machine.sim.chance.pick(&whole) else { return Ok(None) };
        let mut damaged = held.clone();
        damaged.checksum.sum = damaged.checksum.sum.wrapping_add(1);
        scopes::checkpoint(tx, &damaged)?;
        Ok(Some(held.scope.to_string()))
    });
    if let Ok(Some(scope)) = damaged {
        machine.damaged.store(true, Ordering::Relaxed);
        machine.sim.note(Sometimes::Tampered);
        machine.sim.tell(|| format!("{}: the sum of {scope} is damaged", machine.name));
    }
}

/// Somebody else sits down. Now and then the program ends for it.
fn switch(world: &World, machine: &Machine) {
    if machine.dead() || machine.kind == DeviceKind::Kiosk {
        return;
    }
    let staff = world.staff();
    let others: Vec<_> = staff.iter().filter(|a| a.role != Role::Kiosk).collect();
    if let Some(person) = machine.sim.chance.pick(&others)
        && machine.start(person).is_ok()
    {
        machine.sim.note(Sometimes::UserSwitched);
    }
}

/// The airline gives a member of the crew another part, and nobody tells the devices.
fn change_role(world: &World) {
    let mut staff = world.staff();
    let crew: Vec<usize> = (0..staff.len()).filter(|nth| staff[*nth].badge.starts_with('3')).collect();
    let Some(nth) = world.sim.chance.pick(&crew) else { return };
    let person = &mut staff[*nth];
    let roles = [Role::CabinCrew, Role::CheckIn, Role::LoungeHost, Role::Finance];
    person.role = *world.sim.chance.pick(&roles).unwrap_or(&Role::CabinCrew);
    let (person, inside) = (person.clone(), world.sim.server.inside());
    let Some(inside) = inside else { return };
    if at_once(inside.enrol_simulated(vec![person.clone()])).is_ok() {
        world.sim.note(Sometimes::RoleTaken);
        world.sim.tell(|| format!("{} is {:?} from now on", person.badge, person.role));
        world.set_staff(staff);
    }
}

/// The airline's systems say what became of a flight, and a claim is opened for everybody whom it concerns.
fn event(world: &World) {
    let sim = &world.sim;
    let (Some(inside), Ok(look)) = (sim.server.inside(), sim.server.look()) else { return };
    let Some(id) = sim.chance.pick(&world.airport.flights) else { return };
    let row = Ref::new(Kind::Flight, *id);
    let Some(Entity::Flight(known)) = look.things.get(&row).map(|kept| &kept.entity) else { return };
    let left_behind = || {
        let all = world.airport.trips.iter().map(|(_, passenger)| *passenger);
        all.filter(|_| sim.chance.happens(200)).collect()
    };
    let what = match sim.chance.happens(700) {
        true => Happening::Delayed {
            departure: known.scheduled_departure
                + SignedDuration::from_mins(sim.chance.range(130, 400) as i64),
            arrival: None,
            cause: "technical".into(),
            text: String::new(),
        },
        false => Happening::DeniedBoarding { passengers: left_behind() },
    };
    let event =
        FlightEvent { id: format!("OPS-{}", sim.chance.below(1_000_000)), flight: *id, at: sim.now(), what };
    let request = Request::post("/v1/flight-events")
        .header(AUTHORIZATION, format!("Basic {}", BASE64.encode(format!("4001:{PIN}"))))
        .body(serde_json::to_vec(&event).unwrap_or_default());
    let Some(answer) = request.ok().and_then(|request| at_once(inside.answer(request))) else { return };
    sim.tell(|| format!("the airline: {} of {}: {}", event.id, known.designator(), answer.status().as_u16()));
    let Ok(reply) = serde_json::from_slice::<EventReply>(answer.body()) else { return };
    if reply.outcome == EventOutcome::Applied {
        sim.note(Sometimes::FlightEvent);
        if event.applied(known).is_ok_and(|after| after != *known) {
            sim.put(row);
        }
    }
}

/// A delay, a gate, the end of a delay.
pub fn news(world: &World) {
    let sim: &Sim = &world.sim;
    let Some(id) = sim.chance.pick(&world.airport.flights) else { return };
    let row = Ref::new(Kind::Flight, *id);
    let Some(inside) = sim.server.inside() else { return };
    let Ok(look) = sim.server.look() else { return };
    let Some(Entity::Flight(known)) = look.things.get(&row).map(|kept| &kept.entity) else { return };
    let flight = Flight { gate: Some(format!("B{}", sim.chance.range(1, 40))), ..known.clone() };
    if at_once(inside.put(vec![flight.into()])).is_ok() {
        sim.put(row);
        sim.note(Sometimes::NewsOfFlight);
        sim.tell(|| "the airline moves a flight to another gate".into());
    }
}
