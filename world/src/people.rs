//! Staff of the demo: badges and PINs that open a demo backend and nothing else.

use airside_shared::{
    access::Role,
    ids::{UserId, derived},
};
use serde::Deserialize;

use crate::reference::rows;

/// Someone who can sign in.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    pub user: UserId,
    pub badge: String,
    pub name: String,
    pub pin: String,
    pub role: Role,
    pub station: String,
}

#[derive(Deserialize)]
struct Row {
    badge: String,
    name: String,
    pin: String,
    role: Role,
    station: String,
}

/// Everyone of `people.csv`; their ids follow from the badges.
pub fn accounts() -> Vec<Account> {
    let people: Vec<Row> = rows(include_str!("../../assets/world/people.csv"));
    let account = |row: Row| Account {
        user: derived("demo-user", &[row.badge.as_bytes()]),
        badge: row.badge,
        name: row.name,
        pin: row.pin,
        role: row.role,
        station: row.station,
    };
    people.into_iter().map(account).collect()
}
