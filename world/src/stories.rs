//! Cases that are there when the day begins: most are settled, some wait for somebody. They are opened by
//! the same rule as a person's own, so that they look no different.

use airside_shared::{
    access::Role,
    cases::{Case, CaseStatus, Category, Note, OpenCase, Priority},
    entity::Entity,
    ids::{DeviceId, derived},
    intents::{Actor, Context, Rule, State},
};
use jiff::Timestamp;
use serde::Deserialize;

use crate::{
    dice::Dice, manifest::Booking, people::Account, plan::Plan, profile::before, reference::rows,
    schedule::later,
};

#[derive(Deserialize)]
pub struct Story {
    category: Category,
    priority: Priority,
    text: String,
    /// What a colleague wrote later.
    answer: String,
}

pub fn read() -> Vec<Story> {
    rows(include_str!("../../assets/world/stories.csv"))
}

/// Who opens cases, and who answers them.
const FRONT: [Role; 3] = [Role::CheckIn, Role::CabinCrew, Role::LoungeHost];
const BACK: [Role; 2] = [Role::CustomerAffairs, Role::Supervisor];

/// A case of this passenger with its line in the timeline.
pub fn case(
    plan: &Plan,
    people: &[Account],
    stories: &[Story],
    booking: &Booking,
    dice: &mut Dice,
) -> Vec<Entity> {
    let station = &booking.trip.segments[0].from;
    let ours = people.iter().any(|p| p.station == *station);
    let works = |p: &&Account, roles: &[Role]| roles.contains(&p.role) && (p.station == *station || !ours);
    let desk: Vec<&Account> = people.iter().filter(|p| works(p, &FRONT)).collect();
    let office: Vec<&Account> = people.iter().filter(|p| works(p, &BACK)).collect();
    let (opener, answerer) = (*dice.pick(&desk), *dice.pick(&office));
    let settled = dice.chance(620);
    let at = if settled { before(plan.morning, dice, 90) } else { before(plan.morning, dice, 2) };
    let story = dice.pick(stories);
    let intent = OpenCase {
        case: dice.id(at),
        note: dice.id(at),
        timeline: dice.id(at),
        passenger: Some(booking.passenger.id),
        trip: None,
        flight: None,
        category: story.category,
        priority: story.priority,
        text: story.text.clone(),
        photos: Vec::new(),
        at,
    };
    let mut entities = intent.decide(&State::default(), &context(opener, at, dice)).unwrap_or_default();
    for entity in &mut entities {
        if let Entity::Case(case) = entity {
            follow_up(case, story, answerer, settled, dice);
        }
    }
    entities
}

fn context(opener: &Account, at: Timestamp, dice: &mut Dice) -> Context {
    let actor = Actor {
        user: opener.user,
        name: opener.name.clone(),
        role: opener.role,
        role_epoch: 0,
        station: opener.station.clone(),
    };
    let device: DeviceId = derived("demo-device", &[opener.station.as_bytes()]);
    Context { now: at, actor, device, op: dice.id(at) }
}

fn follow_up(case: &mut Case, story: &Story, answerer: &Account, settled: bool, dice: &mut Dice) {
    case.status = match settled {
        true => *dice.pick(&[CaseStatus::Resolved, CaseStatus::Closed, CaseStatus::Closed]),
        false => {
            *dice.pick(&[CaseStatus::Open, CaseStatus::Open, CaseStatus::InProgress, CaseStatus::Waiting])
        }
    };
    if case.status != CaseStatus::Open {
        let at = later(case.opened_at, dice.range(20, 590));
        case.notes.push(Note { id: dice.id(at), at, by: answerer.name.clone(), text: story.answer.clone() });
    }
}
