//! The rules are code, one file a regime; amounts, limits, windows and citations are tables with dates, in
//! `assets/policies/`. [`evaluate`] puts the facts to every regime and never stops at the first that applies.

mod appr;
mod area;
mod br_anac400;
mod carriers;
mod case;
mod causes;
pub mod distance;
mod eu261;
mod evaluate;
mod event;
mod facts;
mod il_tibi;
mod in_dgca;
mod known;
mod line;
mod mc99;
mod meals;
mod pack;
mod policy;
mod ranking;
mod reading;
mod ruling;
mod sa_gaca;
mod together;
mod tr_shy;
mod us_250;
mod us_254;
mod us_260;
mod versions;

#[cfg(test)]
mod tests;

pub use evaluate::evaluate;
pub use facts::{Facts, FirstEvent, Outbound, PricedLeg, Reroute};
pub use known::known_facts;
pub use line::evaluate_line;
pub use meals::{MealEntitlement, MealRequest, currency_at, meal_entitlement, waited};
pub use pack::{Pack, Status, Version};
pub use policy::Policies;
pub use reading::{Figures, Hours, Known, Minutes, Text, TimeOfDay};

use super::{clauses, decision};
