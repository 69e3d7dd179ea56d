use airside_shared::cases::{CaseStatus, Category, Priority};

use crate::i18n::{Key, key};
use crate::widgets::{Icon, Tone};

pub fn category(category: Category) -> (Key, Icon) {
    use key::cases::category as c;
    match category {
        Category::Complaint => (c::complaint, Icon::Alert),
        Category::Compliment => (c::compliment, Icon::Star),
        Category::Suggestion => (c::suggestion, Icon::Note),
        Category::BaggageDelayed => (c::baggage_delayed, Icon::Bag),
        Category::BaggageDamaged => (c::baggage_damaged, Icon::Bag),
        Category::BaggageLost => (c::baggage_lost, Icon::Bag),
        Category::Seat => (c::seat, Icon::Lounge),
        Category::Meal => (c::meal, Icon::Meal),
        Category::Entertainment => (c::entertainment, Icon::Device),
        Category::Disruption => (c::disruption, Icon::Plane),
        Category::SpecialAssistance => (c::special_assistance, Icon::Accessibility),
        Category::Refund => (c::refund, Icon::Refund),
        Category::Order => (c::order, Icon::Cart),
        Category::Handover => (c::handover, Icon::SwitchUser),
        Category::Other => (c::other, Icon::Chat),
    }
}

/// The name of a value in the vocabulary: what a form carries.
pub fn name_of(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The value of that name.
pub fn value_of<T: serde::de::DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
}

pub const PRIORITIES: [Priority; 4] = [Priority::Low, Priority::Normal, Priority::High, Priority::Urgent];

pub fn priority(priority: Priority) -> (Key, Tone) {
    use key::cases::priority as p;
    match priority {
        Priority::Low => (p::low, Tone::Neutral),
        Priority::Normal => (p::normal, Tone::Info),
        Priority::High => (p::high, Tone::Warning),
        Priority::Urgent => (p::urgent, Tone::Critical),
    }
}

pub fn status(status: CaseStatus) -> (Key, Tone) {
    use key::cases::status as s;
    match status {
        CaseStatus::Open => (s::open, Tone::Info),
        CaseStatus::InProgress => (s::in_progress, Tone::Accent),
        CaseStatus::Waiting => (s::waiting, Tone::Warning),
        CaseStatus::Resolved => (s::resolved, Tone::Positive),
        CaseStatus::Closed => (s::closed, Tone::Neutral),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_carries_the_names_of_the_vocabulary() {
        assert_eq!(name_of(Category::BaggageDelayed), "baggage_delayed");
        assert_eq!(value_of::<Priority>("urgent"), Some(Priority::Urgent));
        assert_eq!(value_of::<Priority>("soon"), None);
    }
}
