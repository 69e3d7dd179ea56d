use leptos::children::ViewFn;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::{Glyph, Icon, Tone};

/// What happened, newest first; its children are [`TimelineEntry`]s.
#[component]
pub fn Timeline(#[prop(into)] label: TextProp, children: Children) -> impl IntoView {
    view! { <ol class="timeline" aria-label=move || label.get()>{children()}</ol> }
}

/// One thing that happened.
#[component]
pub fn TimelineEntry(
    icon: Icon,
    #[prop(optional)] tone: Tone,
    #[prop(into)] title: ViewFn,
    /// When: a [`LocalTime`](super::LocalTime).
    #[prop(into)]
    at: ViewFn,
    /// What more there is to say.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <li class=format!("timeline__entry {}", tone.class())>
            <span class="timeline__icon"><Glyph icon /></span>
            <div class="timeline__words">
                <div class="timeline__head">
                    <span class="timeline__title">{title.run()}</span>
                    <span class="timeline__at">{at.run()}</span>
                </div>
                {children.map(|children| view! { <div class="timeline__body">{children()}</div> })}
            </div>
        </li>
    }
}
