use airside_shared::passengers::Passenger;
use leptos::prelude::*;

use crate::i18n::{Key, key, use_i18n};
use crate::t;
use crate::widgets::{Card, Chip, Icon, Section, Tone};

fn purpose(name: &str) -> Key {
    use key::passengers::consent as c;
    match name {
        "email_offers" => c::email_offers,
        "sms_notices" => c::sms_notices,
        "email_notices" => c::email_notices,
        "push_notices" => c::push_notices,
        "profiling" => c::profiling,
        _ => c::partner_sharing,
    }
}

/// What the passenger agreed to; read only at the desk.
#[component]
pub fn Consents(passenger: Memo<Option<Passenger>>) -> impl IntoView {
    let i18n = use_i18n();
    let given = Memo::new(move |_| {
        passenger.with(|p| {
            let consents = p.iter().flat_map(|p| p.consents.iter());
            consents.map(|(name, consent)| (name.clone(), consent.given)).collect::<Vec<_>>()
        })
    });
    let chip = move |(name, given): (String, bool)| {
        let (tone, icon) = if given { (Tone::Positive, Icon::Check) } else { (Tone::Neutral, Icon::Ban) };
        let answer = if given { key::passengers::consent::yes } else { key::passengers::consent::no };
        view! {
            <Chip tone icon>
                {move || format!("{}: {}", i18n.text(purpose(&name)), i18n.text(answer))}
            </Chip>
        }
    };
    view! {
        <Show when=move || given.with(|given| !given.is_empty())>
            <Section title=t!(i18n, passengers.consents)>
                <Card>
                    <div class="chips" data-test="consents">
                        {move || given.get().into_iter().map(chip).collect_view()}
                    </div>
                </Card>
            </Section>
        </Show>
    }
}
