use airside_shared::claims::ClaimReason;
use leptos::prelude::*;

use crate::cases::{name_of, value_of};
use crate::i18n::{I18n, Key, key, use_i18n};
use crate::t;
use crate::widgets::{Card, Select};

/// What happened, in the person's words.
pub fn reason_words(reason: ClaimReason) -> Key {
    use key::claims::reason as r;
    match reason {
        ClaimReason::Disruption => r::disruption,
        ClaimReason::DeniedBoarding => r::denied_boarding,
        ClaimReason::Downgrade => r::downgrade,
        ClaimReason::BaggageDelay => r::baggage_delay,
        ClaimReason::BaggageDamage => r::baggage_damage,
        ClaimReason::BaggageLoss => r::baggage_loss,
    }
}

fn options(i18n: I18n) -> Vec<(String, String)> {
    ClaimReason::ALL.map(|reason| (name_of(reason), i18n.text(reason_words(reason)).to_owned())).to_vec()
}

/// What the rules are asked about: what became of the flight, or something that only the passenger and whoever stands
/// before them know of.
#[component]
pub fn Happened(about: RwSignal<ClaimReason>) -> impl IntoView {
    let i18n = use_i18n();
    let chosen = RwSignal::new(name_of(about.get_untracked()));
    Effect::new(move |before: Option<()>| {
        let name = chosen.get();
        if let Some(reason) = value_of(&name).filter(|_| before.is_some()) {
            about.set(reason);
        }
    });
    // Another passenger begins with what became of the flight again.
    Effect::new(move |_| {
        let name = name_of(about.get());
        if chosen.get_untracked() != name {
            chosen.set(name);
        }
    });
    view! {
        <Card>
            <div class="regime" data-test="happened">
                <Select
                    label=t!(i18n, compensation.happened)
                    hint=t!(i18n, compensation.happened_hint)
                    value=chosen
                    options=Signal::derive(move || options(i18n))
                />
            </div>
        </Card>
    }
}
