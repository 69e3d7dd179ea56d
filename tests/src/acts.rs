//! What people in the tests do most.

use airside_shared::{
    cases::{Category, Priority},
    ids::PassengerId,
    ipc::{OpenCaseArgs, SetPreferenceArgs},
    sync::EntryState,
};

use crate::Device;

pub fn preference(passenger: PassengerId) -> SetPreferenceArgs {
    SetPreferenceArgs { passenger, name: "seat".into(), value: "aisle".into() }
}

pub fn case(passenger: PassengerId, text: &str) -> OpenCaseArgs {
    OpenCaseArgs {
        passenger: Some(passenger),
        trip: None,
        flight: None,
        category: Category::Disruption,
        priority: Priority::High,
        text: text.into(),
        photos: Vec::new(),
    }
}

/// How far each entry of the queue has come, newest first.
pub fn states(device: &Device) -> Vec<EntryState> {
    device.desk.queue().unwrap().rows.iter().map(|r| r.state).collect()
}
