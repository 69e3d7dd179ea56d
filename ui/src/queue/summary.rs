use airside_shared::ipc::{Link, SyncStatus};
use leptos::prelude::*;

use crate::i18n::{Key, duration, key, number, use_i18n};
use crate::widgets::{Icon, Notice, Stat, Tone};
use crate::{t, t_string};

/// The queue in five figures, and the network in words.
#[component]
pub fn Summary(sync: Memo<SyncStatus>, now: Signal<i64>) -> impl IntoView {
    let i18n = use_i18n();
    let age = move |at: i64| duration(i18n.locale.get(), (now.get() - at).max(0));
    let ago = move |at: Option<i64>| match at {
        Some(at) => t_string!(i18n, queue.ago, age = age(at)),
        None => t!(i18n, queue.never)().to_owned(),
    };
    let oldest = move || match sync.get().oldest {
        Some(at) => age(at.as_millisecond()),
        None => t!(i18n, queue.none)().to_owned(),
    };
    let count = move |n: u32| number(i18n.locale.get(), n.into());
    let alarm = Signal::derive(move || if sync.get().attention > 0 { Tone::Critical } else { Tone::Neutral });
    let sent = move || ago(sync.get().last_push.map(|at| at.as_millisecond()));
    let received = move || ago(sync.get().last_pull.map(|at| at.as_millisecond()));
    view! {
        <div class="queue__summary" data-test="queue-summary" role="group" aria-label=t!(i18n, queue.title)>
            <div class="tiles">
                <Stat label=t!(i18n, queue.waiting) icon=Icon::Hourglass value=move || count(sync.get().waiting)
                    attr:data-test="queue-waiting" />
                <Stat label=t!(i18n, queue.oldest) icon=Icon::Clock value=oldest />
                <Stat label=t!(i18n, queue.attention) icon=Icon::Alert tone=alarm
                    value=move || count(sync.get().attention) attr:data-test="queue-attention" />
                <Stat label=t!(i18n, queue.last_sent) icon=Icon::Send value=sent />
                <Stat label=t!(i18n, queue.last_received) icon=Icon::Download value=received />
            </div>
            <LinkNote link=Memo::new(move |_| sync.with(|sync| sync.link)) />
        </div>
    }
}

/// The network in words.
#[component]
pub fn LinkNote(link: Memo<Link>) -> impl IntoView {
    let i18n = use_i18n();
    let words = |link| -> (Tone, Key, Key) {
        use key::queue::link as words;
        match link {
            Link::Unknown => (Tone::Neutral, words::unknown::title, words::unknown::detail),
            Link::Online => (Tone::Positive, words::online::title, words::online::detail),
            Link::Offline => (Tone::Info, words::offline::title, words::offline::detail),
            Link::SignInNeeded => {
                (Tone::Warning, words::sign_in_needed::title, words::sign_in_needed::detail)
            }
            Link::BackendTooOld => {
                (Tone::Warning, words::backend_too_old::title, words::backend_too_old::detail)
            }
        }
    };
    view! {
        <div role="status" data-test="queue-link">
            {move || {
                let (tone, title, detail) = words(link.get());
                view! { <Notice tone title=move || i18n.text(title)>{move || i18n.text(detail)}</Notice> }
            }}
        </div>
    }
}
