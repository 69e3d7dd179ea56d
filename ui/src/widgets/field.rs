use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::{Glyph, Icon, unique_id};

/// Ids that tie a control to its label, hint and error.
#[derive(Clone, Debug)]
pub struct FieldIds {
    pub control: String,
    pub hint: String,
    pub error: String,
}

impl FieldIds {
    pub fn new() -> FieldIds {
        let control = unique_id("field");
        FieldIds { hint: format!("{control}-hint"), error: format!("{control}-error"), control }
    }
}

impl Default for FieldIds {
    fn default() -> Self {
        FieldIds::new()
    }
}

/// Label, control, hint and error. The error stays until the value is right, and is read aloud when it comes.
/// Use it round a control of your own; the inputs below bring it along.
#[component]
pub fn Field(
    #[prop(into)] label: TextProp,
    ids: FieldIds,
    #[prop(default = None)] hint: Option<TextProp>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// Says "optional" beside the label; what is required needs no star.
    #[prop(default = None)]
    optional: Option<TextProp>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field" class:field--wrong=move || error.with(Option::is_some)>
            <label class="field__label" for=ids.control.clone()>
                {move || label.get()}
                {optional.map(|words| view! { <span class="field__optional">{move || words.get()}</span> })}
            </label>
            {children()}
            {hint.map(|hint| view! { <p class="field__hint" id=ids.hint.clone()>{move || hint.get()}</p> })}
            <div class="field__error" role="alert" id=ids.error.clone()>
                {move || {
                    error.get().map(|text| view! { <Glyph icon=Icon::Alert /> <span>{text}</span> })
                }}
            </div>
        </div>
    }
}

/// One line of text.
#[component]
pub fn TextInput(
    #[prop(into)] label: TextProp,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] optional: Option<TextProp>,
    #[prop(optional, into)] placeholder: Option<TextProp>,
    /// `text` by default; also `email`, `tel`, `password`, `date`.
    #[prop(optional)]
    kind: Option<&'static str>,
    /// The keyboard of a touch screen: `numeric`, `decimal`, `email`, `tel`.
    #[prop(optional)]
    input_mode: Option<&'static str>,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] max_length: Option<u32>,
    /// Codes (PNR, ticket, document number): fixed-width figures, left to right in every language.
    #[prop(optional)]
    code: bool,
    #[prop(optional)] autofocus: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Enter was pressed in it.
    #[prop(optional, into)]
    on_enter: Option<Callback<()>>,
) -> impl IntoView {
    let ids = FieldIds::new();
    let described = format!("{} {}", ids.hint, ids.error);
    view! {
        <Field label ids=ids.clone() hint=hint error optional=optional>
            <input
                class="input"
                class:input--code=code
                id=ids.control
                type=kind.unwrap_or("text")
                inputmode=input_mode
                autocomplete=autocomplete.unwrap_or("off")
                autofocus=autofocus
                spellcheck="false"
                maxlength=max_length.map(|n| n.to_string())
                dir=code.then_some("ltr")
                placeholder=move || placeholder.as_ref().map(|words| words.get())
                aria-describedby=described
                aria-invalid=move || error.with(Option::is_some).to_string()
                disabled=move || disabled.get()
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
                on:keydown=move |event| {
                    if event.key() == "Enter" && !event.is_composing() && let Some(act) = on_enter {
                        act.run(());
                    }
                }
            />
        </Field>
    }
}

/// Several lines of text that grow with what is written.
#[component]
pub fn TextArea(
    #[prop(into)] label: TextProp,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] optional: Option<TextProp>,
    #[prop(optional, into)] placeholder: Option<TextProp>,
    #[prop(optional)] max_length: Option<u32>,
) -> impl IntoView {
    let ids = FieldIds::new();
    let described = format!("{} {}", ids.hint, ids.error);
    view! {
        <Field label ids=ids.clone() hint=hint error optional=optional>
            <textarea
                class="input input--area"
                id=ids.control
                rows="3"
                dir="auto"
                maxlength=max_length.map(|n| n.to_string())
                placeholder=move || placeholder.as_ref().map(|words| words.get())
                aria-describedby=described
                aria-invalid=move || error.with(Option::is_some).to_string()
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
        </Field>
    }
}

/// One of a fixed list; `options` are (value, words).
#[component]
pub fn Select(
    #[prop(into)] label: TextProp,
    value: RwSignal<String>,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] optional: Option<TextProp>,
) -> impl IntoView {
    let ids = FieldIds::new();
    let described = format!("{} {}", ids.hint, ids.error);
    view! {
        <Field label ids=ids.clone() hint=hint error optional=optional>
            <div class="select">
                <select
                    class="input"
                    id=ids.control
                    aria-describedby=described
                    aria-invalid=move || error.with(Option::is_some).to_string()
                    on:change=move |event| value.set(event_target_value(&event))
                >
                    {move || {
                        options
                            .get()
                            .into_iter()
                            .map(|(code, words)| {
                                let chosen = code.clone();
                                view! {
                                    <option value=code prop:selected=move || value.with(|v| *v == chosen)>
                                        {words}
                                    </option>
                                }
                            })
                            .collect_view()
                    }}
                </select>
                <Glyph icon=Icon::ChevronDown />
            </div>
        </Field>
    }
}
