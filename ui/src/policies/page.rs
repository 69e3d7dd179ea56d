use airside_shared::ipc::{GetPolicies, PolicyRow};
use leptos::prelude::*;

use super::words;
use crate::desk::use_desk;
use crate::i18n::use_i18n;
use crate::loaded::{Until, load};
use crate::widgets::{Card, Chip, Code, Icon, PageHead, Tone};
use crate::{t, t_string};

/// `/policies`: every table, and what decides by it.
#[component]
pub fn PoliciesPage() -> impl IntoView {
    let (desk, i18n) = (use_desk(), use_i18n());
    let tick = desk.tick(&["policy", "queue"]);
    let loaded = load::<GetPolicies>(move || {
        tick.track();
        Some(())
    });
    let lines = move || {
        let rows = loaded.value.get().map(|page| page.rows).unwrap_or_default();
        rows.into_iter().map(|row| view! { <Line row /> }).collect_view()
    };
    view! {
        <div class="page" data-test="policies">
            <PageHead title=t!(i18n, policies.title) lead=move || t!(i18n, policies.lead) />
            <Until of=loaded rows=14>
                <Card flush=true><ul class="list policies">{lines}</ul></Card>
            </Until>
        </div>
    }
}

#[component]
fn Line(row: PolicyRow) -> impl IntoView {
    let i18n = use_i18n();
    let PolicyRow { table, instrument, in_force, next, draft_by } = row;
    let (href, own) = (format!("/policies/{table}"), table.clone());
    let since = in_force.from.map(|day| day.to_string());
    let since = move || {
        since.as_ref().map(|day| {
            let day = words::day(i18n, day);
            t_string!(i18n, policies.in_force_since, day = day)
        })
    };
    let next = next.map(|day| day.to_string());
    let next = move || {
        next.clone().map(|day| {
            let said = move || {
                let day = words::day(i18n, &day);
                t_string!(i18n, policies.next_from, day = day)
            };
            view! { <Chip tone=Tone::Info icon=Icon::Calendar>{said}</Chip> }
        })
    };
    let draft = draft_by.map(|who| {
        let said = move || t_string!(i18n, policies.draft_of, who = who.as_str());
        view! { <Chip tone=Tone::Warning icon=Icon::Edit>{said}</Chip> }
    });
    view! {
        <li>
            <a class="policy" href=href data-test="policy" data-table=own>
                <span class="policy__words">
                    <strong>{move || words::table(i18n, &table)}</strong>
                    <span class="policy__facts"><bdi>{instrument}</bdi> <span>{since}</span></span>
                </span>
                <span class="policy__facts">{draft} {next} <Code text=in_force.name /></span>
            </a>
        </li>
    }
}
