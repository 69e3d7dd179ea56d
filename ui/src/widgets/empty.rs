use leptos::children::ViewFn;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::{Glyph, Icon, unique_id};
use crate::i18n::{bytes, number, use_i18n};
use crate::t_string;

/// What stands where nothing is: what it is, and what to do next.
#[component]
pub fn EmptyState(
    icon: Icon,
    #[prop(into)] title: TextProp,
    #[prop(optional, into)] detail: Option<TextProp>,
    /// The act that fills it.
    #[prop(optional, into)]
    action: Option<ViewFn>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <span class="empty__icon"><Glyph icon /></span>
            <p class="empty__title">{move || title.get()}</p>
            {detail.map(|words| view! { <p class="empty__detail">{move || words.get()}</p> })}
            {action.map(|action| view! { <div class="empty__action">{action.run()}</div> })}
        </div>
    }
}

/// The shape of rows that are on their way. It has the rows' height, so nothing jumps when they come.
#[component]
pub fn Skeleton(#[prop(default = 3)] rows: usize) -> impl IntoView {
    let row = |_| {
        view! {
            <div class="skeleton__row">
                <span class="skeleton__dot"></span>
                <span class="skeleton__bars">
                    <span class="skeleton__bar"></span>
                    <span class="skeleton__bar skeleton__bar--short"></span>
                </span>
            </div>
        }
    };
    view! { <div class="skeleton" aria-hidden="true">{(0..rows).map(row).collect_view()}</div> }
}

/// How far a load is. `total` of 0: not known yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Advance {
    pub rows: u64,
    pub total: u64,
    pub bytes: u64,
}

/// Honest progress of a long load: rows and bytes.
#[component]
pub fn Progress(#[prop(into)] label: TextProp, #[prop(into)] advance: Signal<Advance>) -> impl IntoView {
    let i18n = use_i18n();
    let id = unique_id("progress");
    let share = move || {
        let Advance { rows, total, .. } = advance.get();
        (total > 0).then(|| (rows.min(total) * 100 / total).to_string())
    };
    let figures = move || {
        let (locale, Advance { rows, total, bytes: size }) = (i18n.locale.get(), advance.get());
        let size = bytes(locale, size);
        if total > 0 {
            let (rows, total) = (number(locale, rows as i64), number(locale, total as i64));
            t_string!(i18n, shell.progress_of, rows = rows, total = total, size = size)
        } else {
            t_string!(i18n, shell.progress_rows, rows = number(locale, rows as i64), size = size)
        }
    };
    view! {
        <div class="progress">
            <div class="progress__line">
                <span class="progress__label" id=id.clone()>{move || label.get()}</span>
                <span class="progress__figures">{figures}</span>
            </div>
            <progress class="progress__bar" aria-labelledby=id max="100" value=share></progress>
        </div>
    }
}
