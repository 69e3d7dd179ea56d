//! An act beside the least that a durable change of two rows can cost, in turns, so that a disk that is
//! slow for a while is slow for both.

use airside_shared::{
    cases::{Category, Priority},
    ids::PassengerId,
    ipc::{OpenCaseArgs, SetPreferenceArgs},
};
use anyhow::Result;

use crate::{
    bare::Bare,
    figures::{Line, Times, millis},
    fill::Full,
};

/// Bytes of a row, about as many as a passenger's.
const ROW: usize = 900;
/// The most that an act may cost, in bare commits.
const REACH: f64 = 2.0;

pub fn measure(full: &Full, count: usize) -> Result<Vec<Line>> {
    let device = &full.device;
    let mut bare = Bare::open(&device.folder().join("bare.db"))?;
    let body = "x".repeat(ROW);
    let two = [body.as_str(); 2];
    let people: Vec<PassengerId> = full.samples.passengers().cycle().take(count).collect();
    let mut acts = [Times::default(), Times::default()];
    let mut commits = Times::default();
    for (nth, passenger) in people.into_iter().enumerate() {
        acts[0].take(|| device.desk.set_preference(preference(passenger, nth)))?;
        commits.take(|| bare.insert(two))?;
        acts[1].take(|| device.desk.open_case(case(passenger)))?;
        commits.take(|| bare.insert(two))?;
    }
    let names = ["act: a preference", "act: a case"];
    Ok(names.into_iter().zip(acts).map(|(name, times)| line(name, &times, &commits)).collect())
}

fn line(name: &str, act: &Times, bare: &Times) -> Line {
    let ratio = act.quantile(0.5).as_secs_f64() / bare.quantile(0.5).as_secs_f64();
    let measured = format!("{}; bare commit p50 {} ms", act.summary(), millis(bare.quantile(0.5)));
    Line::ratio(name, "≤ 2 × a bare commit", measured, ratio, ratio <= REACH)
}

/// Another value each time, so that every act changes something.
pub fn preference(passenger: PassengerId, nth: usize) -> SetPreferenceArgs {
    let value = ["aisle", "window", "front"][nth % 3];
    SetPreferenceArgs { passenger, name: "seat".into(), value: value.into() }
}

pub fn case(passenger: PassengerId) -> OpenCaseArgs {
    OpenCaseArgs {
        passenger: Some(passenger),
        trip: None,
        flight: None,
        category: Category::Disruption,
        priority: Priority::Normal,
        text: "Waited three hours at the gate without news; asks for a call back today.".into(),
        photos: Vec::new(),
    }
}
