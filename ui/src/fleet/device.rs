use airside_shared::{access::Permission, ids::DeviceId};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    facts::{Said, Withdrawal},
    page::{NotHere, Stale},
    state::{Fleet, Line, Standing},
    withdraw::Withdrawing,
    words,
};
use crate::desk::use_desk;
use crate::i18n::use_i18n;
use crate::t;
use crate::widgets::{Button, Card, Chip, EmptyState, Icon, LinkButton, Notice, PageHead, Section, Tone};

/// `/fleet/:device`: one device: what there is to see to, what it said, and withdrawing it.
#[component]
pub fn DevicePage() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("device")?.parse::<DeviceId>().ok()));
    let fleet = Fleet::load();
    let line = Memo::new(move |_| {
        let id = id.get()?;
        fleet.lines.with(|lines| lines.iter().find(|it| it.device.device == id).cloned())
    });
    let known = Memo::new(move |_| line.with(Option::is_some));
    let name = move || line.with(|it| it.as_ref().map(|it| words::name(i18n, &it.device)));
    let own = move || fleet.own.get().is_some_and(|own| id.get() == Some(own));
    let lead = move || {
        let station = line.with(|it| it.as_ref().map(|it| it.device.station.clone()));
        view! { <bdi>{station}</bdi> " " {own().then(|| view! { <Chip tone=Tone::Accent>{t!(i18n, fleet.own)}</Chip> })} }
    };
    let actions = move || {
        view! {
            <Button icon=Icon::Sync on_press=move |()| fleet.loaded.again()>{t!(i18n, fleet.look_again)}</Button>
            <LinkButton href="/fleet" icon=Icon::ArrowLeft>{t!(i18n, fleet.device.back)}</LinkButton>
        }
    };
    let lost = move || {
        view! {
            <Card>
                <EmptyState icon=Icon::Device title=t!(i18n, fleet.device.not_found)
                    detail=t!(i18n, fleet.device.not_found_detail) />
            </Card>
        }
    };
    view! {
        <div class="device" data-test="device">
            <PageHead title=move || name().unwrap_or_else(|| t!(i18n, fleet.title)().to_owned()) lead actions />
            <Stale fleet />
            {move || match fleet.standing.get() {
                Standing::Here => view! {
                    <Show when=move || known.get() fallback=lost><Parts line fleet /></Show>
                }.into_any(),
                other => view! { <NotHere standing=other fleet /> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Parts(line: Memo<Option<Line>>, fleet: Fleet) -> impl IntoView {
    let desk = use_desk();
    let may = Memo::new(move |_| desk.grant(Permission::Withdraw).allowed);
    let withdrawn = Memo::new(move |_| line.with(|it| it.as_ref().and_then(|it| it.device.revoked.clone())));
    view! {
        <div class="device__parts">
            <div class="device__story">
                <SeeTo line />
                {move || withdrawn.get().map(|revoked| view! { <Withdrawal revoked /> })}
                <Said line fleet />
            </div>
            <Withdrawing line fleet may />
        </div>
    }
}

/// Each concern with what to do about it.
#[component]
fn SeeTo(line: Memo<Option<Line>>) -> impl IntoView {
    let i18n = use_i18n();
    let concerns =
        Memo::new(move |_| line.with(|it| it.as_ref().map(|it| it.concerns.clone()).unwrap_or_default()));
    let one = move |concern: airside_shared::devices::Concern| {
        let (tone, advice) = (words::tone(concern.weight()), words::advice(concern));
        view! {
            <Notice tone title=move || words::concern(i18n, concern)>{move || i18n.text(advice)}</Notice>
        }
    };
    let fine = move || {
        concerns
            .with(Vec::is_empty)
            .then(|| view! { <Notice tone=Tone::Positive>{t!(i18n, fleet.fine)}</Notice> })
    };
    view! {
        <Section title=t!(i18n, fleet.device.see_to)>
            <div class="device__concerns" data-test="device-concerns">
                {move || concerns.get().into_iter().map(one).collect_view()} {fine}
            </div>
        </Section>
    }
}
