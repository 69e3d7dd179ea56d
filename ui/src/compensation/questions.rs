use std::collections::BTreeMap;

use airside_shared::compensation::words::term;
use leptos::prelude::*;
use serde_json::Value;

use crate::i18n::{I18n, key, use_i18n};
use crate::t;
use crate::widgets::{Button, ButtonKind, Card, Icon, Select, TextInput};

/// What a fact looks like, so that nobody has to write it in a form that the rules would refuse.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    YesNo,
    /// Codes, with the list of the locale files that has their words.
    OneOf(&'static str, &'static [&'static str]),
    Number,
    Day,
    /// Not a fact that can be written in one line: it is asked, and found out elsewhere.
    Told,
}

fn form(field: &str) -> Form {
    match field {
        "domestic" | "same_region" => Form::YesNo,
        "carrier_size" => Form::OneOf("size", &["large", "small"]),
        "carrier_licence" => Form::OneOf("licence", &["EU", "EEA", "CH", "UK", "OTHER"]),
        "sector" => Form::OneOf("sector", &["domestic", "international"]),
        "date" | "action_date" => Form::Day,
        "event" | "route" | "first" | "outbound" | "legs" | "cause" | "second_cause" | "category"
        | "exception" | "facts" | "areas" => Form::Told,
        _ => Form::Number,
    }
}

/// The value in the form of the facts; none while it is not one.
fn read(form: Form, text: &str) -> Option<Value> {
    let text = text.trim();
    match form {
        Form::YesNo => match text {
            "yes" => Some(true.into()),
            "no" => Some(false.into()),
            _ => None,
        },
        Form::Number => serde_json::from_str(text).ok().filter(Value::is_number),
        Form::OneOf(_, codes) => codes.contains(&text).then(|| text.into()),
        Form::Day => (text.len() == 10).then(|| text.into()),
        Form::Told => None,
    }
}

fn options(i18n: I18n, form: Form) -> Vec<(String, String)> {
    let language = i18n.locale.get().language();
    let named: Vec<(String, String)> = match form {
        Form::YesNo => [("yes", key::compensation::answer_yes), ("no", key::compensation::answer_no)]
            .map(|(code, words)| (code.to_owned(), i18n.text(words).to_owned()))
            .into(),
        Form::OneOf(list, codes) => {
            codes.iter().map(|code| ((*code).to_owned(), term(list, code, language))).collect()
        }
        _ => Vec::new(),
    };
    let unsaid = (String::new(), i18n.text(key::compensation::answer_unknown).to_owned());
    [unsaid].into_iter().chain(named).collect()
}

/// Facts without which a law cannot be decided: asked, never guessed. An answer is put to the rules at once.
#[component]
pub fn Questions(questions: Memo<Vec<String>>, known: RwSignal<BTreeMap<String, Value>>) -> impl IntoView {
    let i18n = use_i18n();
    let answered = Memo::new(move |_| known.with(|known| known.keys().cloned().collect::<Vec<_>>()));
    view! {
        <Show when=move || questions.with(|q| !q.is_empty()) || answered.with(|a| !a.is_empty())>
            <Card>
                <div class="regime" data-test="questions">
                    <h3 class="regime__title">{t!(i18n, compensation.questions)}</h3>
                    <p class="quiet">{t!(i18n, compensation.questions_detail)}</p>
                    <For each=move || questions.get() key=|field| field.clone() let(field)>
                        <Question field known />
                    </For>
                    <For each=move || answered.get() key=|field| field.clone() let(field)>
                        <Answered field known />
                    </For>
                </div>
            </Card>
        </Show>
    }
}

#[component]
fn Question(field: String, known: RwSignal<BTreeMap<String, Value>>) -> impl IntoView {
    let i18n = use_i18n();
    let (form, text) = (form(&field), RwSignal::new(String::new()));
    let name = StoredValue::new(field);
    let words = move || term("question", &name.get_value(), i18n.locale.get().language());
    let answer = move || {
        if let Some(value) = read(form, &text.get_untracked()) {
            known.update(|known| drop(known.insert(name.get_value(), value)));
        }
    };
    let input = match form {
        Form::Told => view! { <p>{words}</p> }.into_any(),
        Form::YesNo | Form::OneOf(..) => {
            let choices = Signal::derive(move || options(i18n, form));
            view! { <Select label=words value=text options=choices /> }.into_any()
        }
        Form::Day => view! { <TextInput label=words value=text kind="date" /> }.into_any(),
        Form::Number => view! {
            <TextInput label=words value=text input_mode="decimal" code=true on_enter=move |()| answer() />
        }
        .into_any(),
    };
    let unready = Signal::derive(move || read(form, &text.get()).is_none());
    view! {
        <div class="question" data-test="question" data-field=name.get_value()>
            {input}
            {(form != Form::Told)
                .then(|| {
                    view! {
                        <Button
                            kind=ButtonKind::Primary
                            icon=Icon::Check
                            disabled=unready
                            on_press=move |()| answer()
                            attr:data-test="answer"
                        >
                            {t!(i18n, compensation.answer)}
                        </Button>
                    }
                })}
        </div>
    }
}

/// What was answered, beside its question, and the way to take it back.
#[component]
fn Answered(field: String, known: RwSignal<BTreeMap<String, Value>>) -> impl IntoView {
    let i18n = use_i18n();
    let name = StoredValue::new(field);
    let said = move || {
        let language = i18n.locale.get().language();
        let field = name.get_value();
        let value = known.with(|known| known.get(&field).cloned()).unwrap_or_default();
        let code = match value {
            Value::Bool(true) => "yes".to_owned(),
            Value::Bool(false) => "no".to_owned(),
            Value::String(text) => text,
            other => other.to_string(),
        };
        let of_list = options(i18n, form(&field)).into_iter().find(|(c, _)| *c == code);
        format!("{} {}", term("question", &field, language), of_list.map_or(code, |(_, words)| words))
    };
    view! {
        <div class="line" data-test="answered">
            <span>{said}</span>
            <Button
                icon=Icon::Refund
                on_press=move |()| known.update(|known| drop(known.remove(&name.get_value())))
            >
                {t!(i18n, compensation.take_back)}
            </Button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_used_only_in_the_form_that_the_rules_read() {
        assert_eq!(read(Form::Number, " 95 "), Some(95.into()));
        assert_eq!(read(Form::Number, "ninety"), None);
        assert_eq!(read(Form::YesNo, "yes"), Some(true.into()));
        assert_eq!(read(form("carrier_size"), "huge"), None);
        assert_eq!(read(form("route"), "JFK"), None);
    }
}
