use leptos::prelude::*;

use crate::i18n::{duration, number, use_i18n};
use crate::widgets::{Glyph, Icon, Tone};
use crate::{t, t_string};

/// What the frame says about the network and the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Connection {
    pub online: bool,
    /// Entries that wait to be sent.
    pub waiting: u32,
    /// When the oldest of them was made, in milliseconds since 1970, UTC.
    pub oldest: Option<i64>,
    /// Entries that a person must decide about.
    pub attention: u32,
}

/// Calm while it is offline: the state in words and icon, what waits, the age of the oldest. Opens the queue.
#[component]
pub fn ConnectionChip(
    #[prop(into)] connection: Signal<Connection>,
    #[prop(into)] now: Signal<i64>,
    #[prop(into)] href: String,
) -> impl IntoView {
    let i18n = use_i18n();
    let tone = move || match connection.get() {
        Connection { attention: 1.., .. } => Tone::Critical,
        Connection { online: false, .. } => Tone::Warning,
        _ => Tone::Neutral,
    };
    let icon = move || match connection.get() {
        Connection { attention: 1.., .. } => Icon::Alert,
        Connection { online: true, waiting: 1.., .. } => Icon::Sync,
        Connection { online: true, .. } => Icon::Cloud,
        Connection { online: false, .. } => Icon::CloudOff,
    };
    let detail = move || {
        let Connection { waiting, oldest, attention, .. } = connection.get();
        if attention > 0 {
            return Some(t_string!(i18n, shell.waiting_count, count = attention));
        }
        let locale = i18n.locale.get();
        (waiting > 0).then(|| {
            let age = duration(locale, oldest.map_or(0, |oldest| (now.get() - oldest).max(0)));
            t_string!(i18n, shell.offline_detail, count = number(locale, waiting.into()), age = age)
        })
    };
    view! {
        <a class=move || format!("connection {}", tone().class()) href=href role="status">
            {move || view! { <Glyph icon=icon() /> }}
            <span class="connection__state">
                {move || if connection.get().online { t!(i18n, shell.online)() } else { t!(i18n, shell.offline)() }}
            </span>
            {move || detail().map(|words| view! { <span class="connection__detail">{words}</span> })}
        </a>
    }
}
