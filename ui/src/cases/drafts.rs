use std::collections::BTreeMap;

use leptos::prelude::*;

/// What was written and not saved yet, by who wrote it and whom it is about. It outlives the lock of the screen,
/// and nobody is shown another person's.
#[derive(Clone, Copy)]
pub struct Drafts(StoredValue<BTreeMap<(String, String), String>>);

impl Drafts {
    pub fn text(self, writer: &str, about: &str) -> String {
        let place = (writer.to_owned(), about.to_owned());
        self.0.with_value(|drafts| drafts.get(&place).cloned().unwrap_or_default())
    }

    pub fn keep(self, writer: &str, about: &str, text: &str) {
        let place = (writer.to_owned(), about.to_owned());
        self.0.update_value(|drafts| {
            if text.is_empty() {
                drafts.remove(&place);
            } else {
                drafts.insert(place, text.to_owned());
            }
        });
    }
}

/// Puts the drafts into the context of the window.
pub fn provide_drafts() {
    provide_context(Drafts(StoredValue::new(BTreeMap::new())));
}

/// The drafts of the window.
pub fn use_drafts() -> Drafts {
    expect_context()
}
