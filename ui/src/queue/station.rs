//! What the airline refused from any device of the station, for a supervisor.

use airside_shared::{
    access::Permission,
    ids::OpId,
    ipc::{ListRefused, RefusedPage, RefusedRow},
    sync::Settlement,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::{
    now::entries_moved,
    station_card::{Settled, Told},
    words,
};
use crate::desk::use_desk;
use crate::i18n::{Key, key, use_i18n};
use crate::loaded::{Loaded, Until, load};
use crate::widgets::{
    Button, Card, Chip, EmptyState, Glyph, Icon, LinkButton, List, ListRow, PageHead, Section, Tone,
};
use crate::{t, t_string};

/// Entries that are told whole at once.
const STEP: usize = 6;

/// The device's own, and the station's for whoever may settle those.
#[component]
pub fn Whose() -> impl IntoView {
    let (desk, i18n) = (use_desk(), use_i18n());
    let path = use_location().pathname;
    let may = Memo::new(move |_| desk.grant(Permission::SettleRefused).allowed);
    let view = move |href: &'static str, words: Key| {
        let here = move || path.with(|path| path == href).then_some("page");
        view! { <a class="tab" href=href aria-current=here>{move || i18n.text(words)}</a> }
    };
    move || {
        may.get().then(|| {
            view! {
                <nav class="tabs" aria-label=t!(i18n, station.views)>
                    {view("/attention", key::station::here)} {view("/attention/station", key::station::station)}
                </nav>
            }
        })
    }
}

/// `/attention/station`: refused entries of every device of the station, each told whole, with its ways out.
#[component]
pub fn StationPage() -> impl IntoView {
    let (desk, i18n) = (use_desk(), use_i18n());
    let moved = entries_moved();
    let link = Memo::new(move |_| desk.status.with(|s| s.as_ref().map(|s| s.sync.link)));
    let page = load::<ListRefused>(move || {
        moved.track();
        link.get();
        Some(())
    });
    let settled = Settled::new(page);
    let station = move || desk.status.with(|s| s.as_ref().map(|s| s.station.clone()).unwrap_or_default());
    let lead = move || t_string!(i18n, station.lead, station = station());
    let again = move || {
        view! {
            <Button icon=Icon::Sync attr:data-test="station-again" on_press=move |()| page.again()>
                {t!(i18n, station.look_again)}
            </Button>
        }
    };
    view! {
        <div class="page" data-test="station">
            <PageHead title=t!(i18n, station.title) lead actions=again />
            <Whose />
            <OfTheBackend page>
                <Open page settled />
                <Ended page />
            </OfTheBackend>
        </div>
    }
}

/// Only the backend has them: without it nothing is shown that may be settled by now.
#[component]
fn OfTheBackend(page: Loaded<RefusedPage>, children: ChildrenFn) -> impl IntoView {
    let i18n = use_i18n();
    let offline = Memo::new(move |_| {
        let away = |fault: &airside_shared::Fault| ["offline", "needs_network"].contains(&&*fault.code);
        page.fault.with(|fault| fault.as_ref().is_some_and(away))
    });
    let children = StoredValue::new(children);
    let away = move || {
        view! {
            <Card>
                <div data-test="station-offline">
                    <EmptyState icon=Icon::CloudOff title=t!(i18n, station.offline) detail=t!(i18n, station.offline_detail)
                        action=move || view! {
                            <LinkButton href="/attention">{t!(i18n, station.here)}</LinkButton>
                        } />
                </div>
            </Card>
        }
    };
    view! {
        <Show when=move || !offline.get() fallback=away>
            <Until of=page rows=6>{children.with_value(|children| children())}</Until>
        </Show>
    }
}

/// Those that somebody has to settle, oldest first; what waits behind one is told with it.
#[component]
fn Open(page: Loaded<RefusedPage>, settled: Settled) -> impl IntoView {
    let (desk, i18n) = (use_desk(), use_i18n());
    let shown = RwSignal::new(STEP);
    let open = Memo::new(move |_| -> Vec<OpId> {
        let ops = |page: &RefusedPage| {
            let open = page.rows.iter().filter(|row| row.settled.is_none() && row.reason.is_some());
            open.map(|row| row.op).collect()
        };
        page.value.with(|page| page.as_ref().map(ops)).unwrap_or_default()
    });
    let told = move || open.get().into_iter().take(shown.get()).collect::<Vec<_>>();
    let rest = move || open.with(Vec::len).saturating_sub(shown.get());
    let more = move || rest() > 0;
    let station = move || desk.status.with(|s| s.as_ref().map(|s| s.station.clone()).unwrap_or_default());
    let nothing = move || {
        view! {
            <Card>
                <EmptyState icon=Icon::CheckCircle title=move || t_string!(i18n, station.nothing, station = station())
                    detail=t!(i18n, station.nothing_detail) />
            </Card>
        }
    };
    view! {
        <Show when=move || open.with(|ops| !ops.is_empty()) fallback=nothing>
            <For each=told key=|op| *op let(op)><Told op page settled /></For>
            <Show when=more>
                <Button icon=Icon::ChevronDown on_press=move |()| shown.update(|n| *n += STEP)>
                    {move || t_string!(i18n, station.more, count = rest().min(STEP))}
                </Button>
            </Show>
        </Show>
    }
}

/// Those that were settled lately, and by whom: nobody has to ask a colleague.
#[component]
fn Ended(page: Loaded<RefusedPage>) -> impl IntoView {
    let i18n = use_i18n();
    let ended = Memo::new(move |_| {
        let of = |page: &RefusedPage| -> Vec<RefusedRow> {
            let mut rows: Vec<_> = page.rows.iter().filter(|row| row.settled.is_some()).cloned().collect();
            rows.sort_by_key(|row| std::cmp::Reverse(row.settled_at.as_ref().map(|it| it.at)));
            rows.truncate(30);
            rows
        };
        page.value.with(|page| page.as_ref().map(of)).unwrap_or_default()
    });
    let row = move |row: RefusedRow| {
        let RefusedRow { kind, about, actor, settled, settled_at, .. } = row;
        let icon = words::icon(&kind);
        let (reason, end) = settled.map(|it| (it.reason.clone(), it)).unzip();
        let reason = reason.filter(|it| !it.is_empty());
        let how = move || end.as_ref().map(|it| how(i18n, it.how, &it.by)).unwrap_or_default();
        let time = settled_at.as_ref().map(words::time).unwrap_or_default();
        view! {
            <ListRow
                start=move || view! { <Glyph icon /> }
                title=move || {
                    let kind = kind.clone();
                    view! { <span>{move || words::kind(i18n, &kind)}</span> <bdi>{about.clone()}</bdi> }
                }
                detail=move || view! {
                    <bdi>{actor.clone()}</bdi> " · " <bdi>{time.clone()}</bdi>
                    {reason.clone().map(|it| view! { " · " <bdi>{it}</bdi> })}
                }
                end=move || {
                    let how = how.clone();
                    view! { <Chip tone=Tone::Positive icon=Icon::Check>{how}</Chip> }
                }
                attr:data-test="station-settled"
            />
        }
    };
    view! {
        <Show when=move || ended.with(|rows| !rows.is_empty())>
            <Section title=t!(i18n, station.settled)>
                <Card flush=true>
                    <List label=t!(i18n, station.settled)>
                        {move || ended.get().into_iter().map(row).collect_view()}
                    </List>
                </Card>
            </Section>
        </Show>
    }
}

fn how(i18n: crate::i18n::I18n, how: Settlement, name: &str) -> String {
    match how {
        Settlement::OnDevice => t_string!(i18n, station.how.on_device).to_owned(),
        Settlement::Discarded => t_string!(i18n, station.how.discarded, name = name),
        Settlement::Replaced => t_string!(i18n, station.how.replaced, name = name),
        Settlement::WentOn => t_string!(i18n, station.how.went_on).to_owned(),
    }
}
