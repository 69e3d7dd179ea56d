use airside_shared::{ipc::TripView, passengers::Passenger};
use leptos::prelude::*;

use crate::i18n::{I18n, use_i18n};
use crate::widgets::{Avatar, Chip, Icon, Tone};
use crate::{t_string, words};

/// Full years between two days written `2026-11-21`.
fn age(born: &str, today: &str) -> Option<i64> {
    let part = |text: &str, range: std::ops::Range<usize>| text.get(range)?.parse::<i64>().ok();
    let years = part(today, 0..4)? - part(born, 0..4)?;
    let had_birthday = today.get(5..10)? >= born.get(5..10)?;
    Some(years - i64::from(!had_birthday))
}

fn today() -> String {
    String::from(js_sys::Date::new_0().to_iso_string()).chars().take(10).collect()
}

fn facts(i18n: I18n, passenger: &Passenger) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(nationality) = &passenger.nationality {
        facts.push(t_string!(i18n, passengers.nationality, country = nationality.as_str()));
    }
    if let Some(born) = passenger.born {
        let born = born.to_string();
        if let Some(years) = age(&born, &today()) {
            facts.push(t_string!(i18n, passengers.age, count = years, born = born));
        }
    }
    if let Some(loyalty) = &passenger.loyalty {
        facts.push(format!("{} {}", loyalty.programme, loyalty.number));
    }
    facts
}

/// Who it is: name in both scripts, tier, age, nationality, and what they need.
#[component]
pub fn Head(passenger: Memo<Option<Passenger>>, trips: Memo<Vec<TripView>>) -> impl IntoView {
    let i18n = use_i18n();
    let name = Signal::derive(move || {
        passenger.with(|passenger| passenger.as_ref().map(|p| p.name.full()).unwrap_or_default())
    });
    let native = move || passenger.with(|p| p.as_ref().and_then(|p| p.name.native.clone()));
    let tier = move || passenger.with(|p| p.as_ref().and_then(|p| p.loyalty.as_ref().map(|l| l.tier)));
    let requests = move || {
        let mut codes: Vec<String> =
            trips.with(|trips| trips.iter().flat_map(|trip| trip.requests.clone()).collect());
        codes.sort();
        codes.dedup();
        codes
    };
    let lead = move || {
        passenger.with(|passenger| passenger.as_ref().map(|p| facts(i18n, p).join(" · ")).unwrap_or_default())
    };
    view! {
        <header class="person">
            <Avatar large=true name />
            <div class="person__words">
                <h1 class="page-head__title" tabindex="-1">
                    <bdi data-test="passenger-name">{name}</bdi>
                    {move || native().map(|native| view! { <bdi class="person__native">{native}</bdi> })}
                </h1>
                <p class="person__facts">{lead}</p>
                <div class="chips">
                    {move || {
                        tier()
                            .map(|tier| {
                                view! {
                                    <Chip icon=Icon::Award tone=Signal::stored(words::tier_tone(tier))>
                                        {move || i18n.text(words::tier(tier))}
                                    </Chip>
                                }
                            })
                    }}
                    {move || {
                        requests()
                            .into_iter()
                            .map(|code| {
                                view! { <Chip tone=Tone::Info icon=words::request_icon(&code)>{code}</Chip> }
                            })
                            .collect_view()
                    }}
                </div>
            </div>
        </header>
    }
}

#[cfg(test)]
mod tests {
    use super::age;

    #[test]
    fn a_year_of_age_is_full_on_the_birthday() {
        assert_eq!(age("1990-11-21", "2026-11-20"), Some(35));
        assert_eq!(age("1990-11-21", "2026-11-21"), Some(36));
        assert_eq!(age("unknown", "2026-11-21"), None);
    }
}
