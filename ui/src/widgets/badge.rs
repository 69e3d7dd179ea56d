use leptos::prelude::*;

use super::{Glyph, Icon};
use crate::i18n::{Key, key, use_i18n};

/// The meaning of a colour. Never the only carrier of it: words or an icon stand beside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tone {
    #[default]
    Neutral,
    Accent,
    Positive,
    Warning,
    Critical,
    Info,
}

impl Tone {
    /// The class that gives an element `--tone`, `--tone-soft` and `--tone-ink`.
    pub fn class(self) -> &'static str {
        match self {
            Tone::Neutral => "tone tone--neutral",
            Tone::Accent => "tone tone--accent",
            Tone::Positive => "tone tone--positive",
            Tone::Warning => "tone tone--warning",
            Tone::Critical => "tone tone--critical",
            Tone::Info => "tone tone--info",
        }
    }
}

/// A few words on a soft ground: a tier, a category, a status.
#[component]
pub fn Chip(
    #[prop(optional, into)] tone: Signal<Tone>,
    #[prop(optional, into)] icon: Option<Icon>,
    children: Children,
) -> impl IntoView {
    view! {
        <span class=move || format!("chip {}", tone.get().class())>
            {icon.map(|icon| view! { <Glyph icon /> })}
            <span class="chip__words">{children()}</span>
        </span>
    }
}

/// Where a thing that a person made is on its way to the backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SaveState {
    /// Committed on this device; not yet tried.
    SavedHere,
    /// In the queue, or under way.
    Waiting,
    /// The backend has it.
    Sent,
    /// The backend refused it, or it failed for good: a person must decide.
    NeedsAttention,
}

impl SaveState {
    pub fn tone(self) -> Tone {
        match self {
            SaveState::SavedHere => Tone::Neutral,
            SaveState::Waiting => Tone::Info,
            SaveState::Sent => Tone::Positive,
            SaveState::NeedsAttention => Tone::Critical,
        }
    }

    pub fn icon(self) -> Icon {
        match self {
            SaveState::SavedHere => Icon::Device,
            SaveState::Waiting => Icon::Hourglass,
            SaveState::Sent => Icon::CheckCircle,
            SaveState::NeedsAttention => Icon::Alert,
        }
    }

    pub fn words(self) -> Key {
        match self {
            SaveState::SavedHere => key::state::saved_here,
            SaveState::Waiting => key::state::waiting,
            SaveState::Sent => key::state::sent,
            SaveState::NeedsAttention => key::state::needs_attention,
        }
    }
}

/// On every row that a person made: saved here · waiting · sent · needs attention.
#[component]
pub fn StateBadge(#[prop(into)] state: Signal<SaveState>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <span class=move || format!("chip state-badge {}", state.get().tone().class())>
            {move || view! { <Glyph icon=state.get().icon() /> }}
            <span class="chip__words">{move || i18n.text(state.get().words())}</span>
        </span>
    }
}
