use airside_shared::ipc::{Link, Loading, SyncNow};
use leptos::prelude::*;

use crate::desk::use_desk;
use crate::i18n::{I18n, use_i18n};
use crate::loaded::act;
use crate::widgets::{Advance, Button, Card, Icon, Notice, PageHead, Progress, Tone};
use crate::{t, t_string};

/// What a scope holds, in words.
pub fn scope_words(i18n: I18n, scope: &str) -> String {
    let mut parts = scope.split(':');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("board"), Some(station), _) => t_string!(i18n, session.scope_board, station = station),
        (Some("station"), Some(station), Some(day)) => {
            t_string!(i18n, session.scope_station, station = station, day = day)
        }
        (Some("flight"), ..) => t_string!(i18n, session.scope_flight).to_owned(),
        (Some("catalogue"), ..) => t_string!(i18n, session.scope_catalogue).to_owned(),
        _ => t_string!(i18n, session.scope_device).to_owned(),
    }
}

#[component]
fn ScopeProgress(scope: String) -> impl IntoView {
    let (desk, i18n) = (use_desk(), use_i18n());
    let name = scope.clone();
    let advance = Signal::derive(move || {
        let coming = desk.status.with(|status| {
            status.as_ref().and_then(|s| s.sync.loading.iter().find(|l| l.scope == name).cloned())
        });
        coming.map(|Loading { rows, total, bytes, .. }| Advance { rows, total, bytes }).unwrap_or_default()
    });
    view! { <Progress label=move || scope_words(i18n, &scope) advance /> }
}

/// Names of the scopes that are coming in, most urgent first.
fn coming() -> Memo<Vec<String>> {
    let desk = use_desk();
    Memo::new(move |_| {
        desk.status.with(|status| {
            let loading = status.as_ref().map(|s| s.sync.loading.as_slice()).unwrap_or_default();
            loading.iter().map(|l| l.scope.clone()).collect()
        })
    })
}

/// The first load of this device: honest about rows and bytes, and gone as soon as the day can be worked.
#[component]
pub fn FirstLoad() -> impl IntoView {
    let (desk, i18n) = (use_desk(), use_i18n());
    let coming = coming();
    let busy = RwSignal::new(false);
    let offline = Memo::new(move |_| {
        desk.status.with(|s| s.as_ref().is_some_and(|s| !matches!(s.sync.link, Link::Online | Link::Unknown)))
    });
    let again = move |()| {
        act::<SyncNow>((), busy, move |reply| {
            if let Ok(status) = reply {
                desk.status.set(Some(status));
            }
        });
    };
    let retry = move || {
        view! { <Button icon=Icon::Sync busy on_press=again>{t!(i18n, session.try_again)}</Button> }
    };
    view! {
        <div class="first-load" data-test="first-load">
            <PageHead title=t!(i18n, session.first_load) lead=move || t!(i18n, session.first_load_lead) />
            <Show when=move || offline.get()>
                <Notice tone=Tone::Warning actions=retry>{t!(i18n, session.first_load_offline)}</Notice>
            </Show>
            <Card>
                <div class="stack">
                    <For each=move || coming.get() key=Clone::clone let(scope)>
                        <ScopeProgress scope />
                    </For>
                    <Show when=move || coming.with(Vec::is_empty)>
                        <Progress label=t!(i18n, session.asking) advance=Advance::default() />
                    </Show>
                </div>
            </Card>
        </div>
    }
}

/// One line for what is still coming in while the desk is already in use.
#[component]
pub fn LoadLine() -> impl IntoView {
    let coming = coming();
    let first = Memo::new(move |_| coming.with(|coming| coming.first().cloned()));
    move || first.get().map(|scope| view! { <div class="load-line"><ScopeProgress scope /></div> })
}
