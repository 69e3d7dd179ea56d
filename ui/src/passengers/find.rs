use airside_shared::ipc::{Hits, SearchArgs, SearchPassengers};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;

use super::hit::HitList;
use crate::fault::FaultNotice;
use crate::i18n::use_i18n;
use crate::ipc::call;
use crate::shell::{PaletteItem, use_commands};
use crate::widgets::{Card, EmptyState, Icon, PageHead, SearchBox};
use crate::{t, t_string};

/// Finds a passenger at every key. An answer to an older text is dropped.
#[component]
pub fn FindPage() -> impl IntoView {
    let i18n = use_i18n();
    let navigate = use_navigate();
    let text = RwSignal::new(String::new());
    let found = RwSignal::new(Hits::default());
    let fault = RwSignal::new(None);
    let chosen = RwSignal::new(0_usize);
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.set_attribute("data-test", "find-input");
            let _ = input.focus();
        }
    });
    let focus = Callback::new(move |()| {
        if let Some(input) = input.get_untracked() {
            let _ = input.focus();
            input.select();
        }
    });
    let words = t!(i18n, passengers.find);
    use_commands().on_this_page(vec![
        PaletteItem::new("find-focus", words, Icon::Search, focus).key("F3"),
        PaletteItem::new("find-focus-slash", words, Icon::Search, focus).key("/"),
    ]);
    Effect::new(move |_| {
        let typed = text.get();
        chosen.set(0);
        if typed.trim().is_empty() {
            found.set(Hits::default());
            fault.set(None);
            return;
        }
        spawn_local(async move {
            let reply = call::<SearchPassengers>(&SearchArgs { text: typed.clone() }).await;
            if text.try_get_untracked().as_deref() != Some(typed.as_str()) {
                return;
            }
            match reply {
                Ok(hits) => {
                    fault.set(None);
                    found.set(hits);
                }
                Err(refused) => fault.set(Some(refused)),
            }
        });
    });
    let open = move |()| {
        let hit = found.with_untracked(|found| found.hits.get(chosen.get_untracked()).map(|h| h.passenger));
        if let Some(passenger) = hit {
            navigate(&format!("/passengers/{passenger}"), Default::default());
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        let last = found.with_untracked(|found| found.hits.len().saturating_sub(1));
        match event.key().as_str() {
            "ArrowDown" => chosen.update(|at| *at = (*at + 1).min(last)),
            "ArrowUp" => chosen.update(|at| *at = at.saturating_sub(1)),
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <div class="page find">
            <PageHead title=t!(i18n, passengers.find) />
            <div on:keydown=on_key>
                <SearchBox
                    label=t!(i18n, passengers.find)
                    placeholder=t!(i18n, passengers.find_hint)
                    value=text
                    key="F3"
                    large=true
                    autofocus=true
                    on_enter=open
                    node=input
                />
            </div>
            {move || fault.get().map(|fault| view! { <FaultNotice fault /> })}
            <Results text found chosen />
        </div>
    }
}

#[component]
fn Results(text: RwSignal<String>, found: RwSignal<Hits>, chosen: RwSignal<usize>) -> impl IntoView {
    let i18n = use_i18n();
    let count = move || found.with(|found| found.hits.len());
    let answered =
        move || found.with(|found| text.with(|text| !text.trim().is_empty() && found.text == *text));
    let hits = Signal::derive(move || found.with(|found| found.hits.clone()));
    view! {
        <p class="unseen" role="status" data-test="answered" data-text=move || found.with(|found| found.text.clone())>
            {move || answered().then(|| t_string!(i18n, passengers.hits, count = count()))}
        </p>
        <Show when=move || { count() > 0 }>
            <HitList label=t!(i18n, passengers.results) hits chosen />
        </Show>
        <Show when=move || found.with(|found| found.more)>
            <p class="quiet">{t!(i18n, passengers.more)}</p>
        </Show>
        <Show when=move || count() == 0 && answered()>
            <Card>
                <EmptyState
                    icon=Icon::Search
                    title=t!(i18n, passengers.none)
                    detail=t!(i18n, passengers.none_detail)
                />
            </Card>
        </Show>
        <Show when=move || text.with(|text| text.trim().is_empty())>
            <Card>
                <EmptyState
                    icon=Icon::Scan
                    title=t!(i18n, passengers.start)
                    detail=t!(i18n, passengers.start_detail)
                />
            </Card>
        </Show>
    }
}
