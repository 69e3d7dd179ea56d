use airside_shared::devices::{Concern, Weight};
use leptos::prelude::*;

use super::{
    row::DeviceRow,
    state::{Fleet, Line, Standing},
    words,
};
use crate::fault::FaultNotice;
use crate::i18n::{I18n, Key, duration, key, number, use_i18n};
use crate::t;
use crate::widgets::{
    Button, Card, EmptyState, Icon, Notice, PageHead, Pick, Picks, Skeleton, Stat, TextInput, Tone,
    VirtualList,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filter {
    All,
    Attention,
    Silent,
    Withdrawn,
}

impl Filter {
    const ALL: [Self; 4] = [Self::All, Self::Attention, Self::Silent, Self::Withdrawn];

    fn fits(self, line: &Line) -> bool {
        let silent = |it: &Concern| matches!(it, Concern::Lost(_) | Concern::Silent(_) | Concern::NeverHeard);
        match self {
            Self::All => true,
            Self::Attention => line.weight() <= Weight::Warning,
            Self::Silent => line.concerns.iter().any(silent),
            Self::Withdrawn => line.device.revoked.is_some(),
        }
    }

    fn words(self) -> Key {
        use key::fleet::filter;
        match self {
            Self::All => filter::all,
            Self::Attention => filter::attention,
            Self::Silent => filter::silent,
            Self::Withdrawn => filter::withdrawn,
        }
    }
}

/// `/fleet`: every device, what needs somebody first.
#[component]
pub fn FleetPage() -> impl IntoView {
    let i18n = use_i18n();
    let fleet = Fleet::load();
    let again = move || {
        view! {
            <Button icon=Icon::Sync attr:data-test="fleet-again" on_press=move |()| fleet.loaded.again()>
                {t!(i18n, fleet.look_again)}
            </Button>
        }
    };
    view! {
        <div class="fleet" data-test="fleet">
            <PageHead title=t!(i18n, fleet.title) lead=move || t!(i18n, fleet.lead) actions=again />
            <Stale fleet />
            {move || match fleet.standing.get() {
                Standing::Here => view! { <Devices fleet /> }.into_any(),
                other => view! { <NotHere standing=other fleet /> }.into_any(),
            }}
        </div>
    }
}

/// What stands there while nothing is known of the devices.
#[component]
pub fn NotHere(standing: Standing, fleet: Fleet) -> impl IntoView {
    let i18n = use_i18n();
    let again = move |()| fleet.loaded.again();
    match standing {
        Standing::Unknown => view! {
            <Card>
                <div data-test="fleet-unknown">
                    <EmptyState icon=Icon::CloudOff title=t!(i18n, fleet.unknown) detail=t!(i18n, fleet.unknown_detail)
                        action=move || view! {
                            <Button icon=Icon::Sync on_press=again>{t!(i18n, fleet.look_again)}</Button>
                        } />
                </div>
            </Card>
        }
        .into_any(),
        Standing::Failed(fault) => view! { <FaultNotice fault on_retry=again /> }.into_any(),
        Standing::Coming | Standing::Here => view! { <Card flush=true><Skeleton rows=8 /></Card> }.into_any(),
    }
}

/// What is shown is not how the devices are now.
#[component]
pub fn Stale(fleet: Fleet) -> impl IntoView {
    let i18n = use_i18n();
    let age = move || duration(i18n.locale.get(), fleet.age().max(0));
    let title = move || crate::t_string!(i18n, fleet.stale, age = age());
    view! {
        <div role="status" data-test="fleet-stale">
            <Show when=move || fleet.stale.get()>
                <Notice tone=Tone::Warning title>{t!(i18n, fleet.stale_detail)}</Notice>
            </Show>
        </div>
    }
}

#[component]
fn Devices(fleet: Fleet) -> impl IntoView {
    let i18n = use_i18n();
    let (filter, typed) = (RwSignal::new(Filter::All), RwSignal::new(String::new()));
    let fitting = move |filter: Filter| {
        let typed = typed.with(|typed| typed.trim().to_lowercase());
        fleet.lines.with(|lines| {
            let fits = |it: &&Line| filter.fits(it) && (typed.is_empty() || said(i18n, it).contains(&typed));
            lines.iter().filter(fits).map(|it| it.device.device).collect::<Vec<_>>()
        })
    };
    let shown = Memo::new(move |_| fitting(filter.get()));
    let chip = move |own: Filter| {
        view! {
            <Pick on=Signal::derive(move || filter.get() == own) count=Signal::derive(move || fitting(own).len())
                on_press=move |()| filter.set(own) attr:data-test="fleet-filter">
                {move || i18n.text(own.words())}
            </Pick>
        }
    };
    let nothing = move || match fleet.lines.with(Vec::is_empty) {
        true => {
            view! { <EmptyState icon=Icon::Device title=t!(i18n, fleet.empty) detail=t!(i18n, fleet.empty_detail) /> }
        }
        false => {
            view! { <EmptyState icon=Icon::Search title=t!(i18n, fleet.no_match) detail=t!(i18n, fleet.no_match_detail) /> }
        }
    };
    view! {
        <Figures fleet />
        <div class="fleet__choose">
            <Picks label=t!(i18n, fleet.filters)>{Filter::ALL.map(chip).collect_view()}</Picks>
            <div class="fleet__search" data-test="fleet-search">
                <TextInput label=t!(i18n, fleet.search) placeholder=t!(i18n, fleet.search_hint) value=typed />
            </div>
        </div>
        <Show when=move || !shown.with(Vec::is_empty) fallback=nothing>
            <div class="card card--flush fleet__list">
                <Columns />
                <VirtualList label=t!(i18n, fleet.list) items=shown row_height=4.5 key=|id| *id
                    row=move |id| view! { <DeviceRow id fleet /> }.into_any() />
            </div>
        </Show>
    }
}

/// What one may type to find the device.
fn said(i18n: I18n, line: &Line) -> String {
    let version = line.device.report.as_ref().map(|it| it.app_version.as_str()).unwrap_or_default();
    format!("{} {} {version}", words::name(i18n, &line.device), line.device.station).to_lowercase()
}

/// The names of the columns; each row says them itself to whoever listens.
#[component]
fn Columns() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="fleet__columns" aria-hidden="true">
            <span class="fleet__column-first">{t!(i18n, fleet.column.device)}</span>
            <span class="fleet-row__cells">
                <span>{t!(i18n, fleet.column.contact)}</span>
                <span>{t!(i18n, fleet.column.queue)}</span>
                <span class="fleet-row__cell--more">{t!(i18n, fleet.column.clock)}</span>
                <span class="fleet-row__cell--more">{t!(i18n, fleet.column.version)}</span>
            </span>
        </div>
    }
}

#[component]
fn Figures(fleet: Fleet) -> impl IntoView {
    let i18n = use_i18n();
    let locale = move || i18n.locale.get();
    let sum = move |of: fn(&Line) -> i64| fleet.lines.with(|lines| lines.iter().map(of).sum::<i64>());
    let urgent = move || sum(|it| i64::from(it.weight() <= Weight::Warning));
    let refused = move || sum(|it| it.device.refused.into());
    let waiting = move || sum(|it| it.device.report.as_ref().map_or(0, |it| it.waiting.into()));
    let oldest = move || {
        let made = |it: &Line| it.device.report.as_ref().filter(|it| it.waiting > 0)?.oldest;
        let oldest = fleet.lines.with(|lines| lines.iter().filter_map(made).min());
        match oldest {
            Some(at) => duration(locale(), (fleet.now.get() - at.as_millisecond()).max(0)),
            None => t!(i18n, fleet.none)().to_owned(),
        }
    };
    let alarm = move |count: i64| if count > 0 { Tone::Critical } else { Tone::Neutral };
    view! {
        <div class="tiles" data-test="fleet-figures">
            <Stat label=t!(i18n, fleet.devices) icon=Icon::Device value=move || number(locale(), sum(|_| 1)) />
            <Stat label=t!(i18n, fleet.need_somebody) icon=Icon::Person
                tone=Signal::derive(move || alarm(urgent())) value=move || number(locale(), urgent()) />
            <Stat label=t!(i18n, fleet.waiting) icon=Icon::Hourglass value=move || number(locale(), waiting()) />
            <Stat label=t!(i18n, fleet.oldest) icon=Icon::Clock value=oldest />
            <Stat label=t!(i18n, fleet.refused) icon=Icon::Alert tone=Signal::derive(move || alarm(refused()))
                value=move || number(locale(), refused()) />
        </div>
    }
}
