use leptos::children::ViewFn;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::{Glyph, Icon, Tone};

/// A surface with a border. `flush` leaves the inner space out, for lists and tables that go to its edge.
#[component]
pub fn Card(#[prop(optional)] flush: bool, children: Children) -> impl IntoView {
    view! {
        <div class="card" class:card--flush=flush>
            {children()}
        </div>
    }
}

/// A titled part of a page, with its acts at the end of the title's line.
#[component]
pub fn Section(
    #[prop(into)] title: TextProp,
    /// A number or a few words beside the title.
    #[prop(optional, into)]
    note: Option<TextProp>,
    #[prop(optional, into)] actions: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    let id = super::unique_id("section");
    let title_id = id.clone();
    view! {
        <section class="section" aria-labelledby=id>
            <header class="section__head">
                <h2 class="section__title" id=title_id>{move || title.get()}</h2>
                {note.map(|words| view! { <span class="section__note">{move || words.get()}</span> })}
                {actions.map(|actions| view! { <div class="section__actions">{move || actions.run()}</div> })}
            </header>
            {children()}
        </section>
    }
}

/// The head of a page: one `h1`, a line under it, and the page's acts. Lead and acts follow what they read.
#[component]
pub fn PageHead(
    #[prop(into)] title: TextProp,
    #[prop(optional, into)] lead: Option<ViewFn>,
    #[prop(optional, into)] actions: Option<ViewFn>,
) -> impl IntoView {
    view! {
        <header class="page-head">
            <div class="page-head__words">
                <h1 class="page-head__title" tabindex="-1">{move || title.get()}</h1>
                {lead.map(|lead| view! { <div class="page-head__lead">{move || lead.run()}</div> })}
            </div>
            {actions.map(|actions| view! { <div class="page-head__actions">{move || actions.run()}</div> })}
        </header>
    }
}

/// One figure with its name, and how it moved.
#[component]
pub fn Stat(
    #[prop(into)] label: TextProp,
    #[prop(into)] value: TextProp,
    /// A line beneath: what it compares with, or what it is made of.
    #[prop(optional, into)]
    note: Option<TextProp>,
    #[prop(optional, into)] tone: Signal<Tone>,
    #[prop(optional, into)] icon: Option<Icon>,
) -> impl IntoView {
    view! {
        <div class=move || format!("stat {}", tone.get().class())>
            <div class="stat__label">
                {icon.map(|icon| view! { <Glyph icon /> })}
                <span>{move || label.get()}</span>
            </div>
            <div class="stat__value">{move || value.get()}</div>
            {note.map(|words| view! { <div class="stat__note">{move || words.get()}</div> })}
        </div>
    }
}

/// Names and values, one under another: the facts of a person, a flight, a bag.
#[component]
pub fn Facts(children: Children) -> impl IntoView {
    view! { <dl class="facts">{children()}</dl> }
}

/// One line of [`Facts`].
#[component]
pub fn Fact(#[prop(into)] name: TextProp, children: Children) -> impl IntoView {
    view! {
        <div class="fact">
            <dt class="fact__name">{move || name.get()}</dt>
            <dd class="fact__value">{children()}</dd>
        </div>
    }
}

/// A line of advice, a warning or a failure that belongs to what stands below it.
#[component]
pub fn Notice(
    #[prop(optional)] tone: Tone,
    #[prop(optional, into)] title: Option<TextProp>,
    #[prop(optional, into)] actions: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    let icon = match tone {
        Tone::Positive => Icon::CheckCircle,
        Tone::Warning | Tone::Critical => Icon::Alert,
        Tone::Neutral | Tone::Accent | Tone::Info => Icon::Info,
    };
    let role = if tone == Tone::Critical { "alert" } else { "note" };
    view! {
        <div class=format!("notice {}", tone.class()) role=role>
            <Glyph icon />
            <div class="notice__body">
                {title.map(|words| view! { <p class="notice__title">{move || words.get()}</p> })}
                <div>{children()}</div>
            </div>
            {actions.map(|actions| view! { <div class="notice__actions">{move || actions.run()}</div> })}
        </div>
    }
}
