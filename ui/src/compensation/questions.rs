use std::collections::BTreeMap;

use airside_shared::{compensation::words::term, money::Money};
use leptos::{prelude::*, text_prop::TextProp};
use serde_json::Value;

use crate::i18n::{I18n, key, minor_digits, use_i18n};
use crate::sales::read_amount;
use crate::t;
use crate::widgets::{Button, ButtonKind, Card, Icon, Select, TextInput};

/// Currencies that a loss or a price is asked in: those that the airline has a rate of.
const CURRENCIES: [&str; 7] = ["EUR", "USD", "GBP", "CAD", "INR", "ILS", "SAR"];

/// What a fact looks like, so that nobody has to write it in a form that the rules would refuse.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    YesNo,
    /// Codes, with the list of the locale files that has their words.
    OneOf(&'static str, &'static [&'static str]),
    Number,
    Day,
    /// An amount with its currency.
    Money,
    /// Not a fact that can be written in one line: it is asked, and found out elsewhere.
    Told,
}

/// What an answer to the question for a fact looks like.
pub fn answer_form(field: &str) -> Form {
    match field {
        "domestic" | "overnight" | "same_region" | "alternate_declined" | "loss_admitted" => Form::YesNo,
        "proven_loss" | "flight_price" => Form::Money,
        "carrier_size" => Form::OneOf("size", &["large", "small"]),
        "carrier_licence" => Form::OneOf("licence", &["EU", "EEA", "CH", "UK", "OTHER"]),
        "sector" => Form::OneOf("sector", &["domestic", "international"]),
        "date" | "action_date" => Form::Day,
        "event"
        | "route"
        | "first"
        | "outbound"
        | "legs"
        | "cause"
        | "second_cause"
        | "category"
        | "exception"
        | "facts"
        | "areas"
        | "unknown_cause"
        | "unknown_airport"
        | "unknown_event"
        | "contradictory_facts"
        | "wrong_value"
        | "out_of_range" => Form::Told,
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
        // The figure and the currency are written apart, see [`MoneyInput`].
        Form::Money => text.parse::<Money>().ok().filter(|it| it.minor > 0).map(|it| it.to_string().into()),
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
    let said = Callback::new(move |(name, value)| known.update(|known| drop(known.insert(name, value))));
    let answered = Memo::new(move |_| known.with(|known| known.keys().cloned().collect::<Vec<_>>()));
    view! {
        <Show when=move || questions.with(|q| !q.is_empty()) || answered.with(|a| !a.is_empty())>
            <Card>
                <div class="regime" data-test="questions">
                    <h3 class="regime__title">{t!(i18n, compensation.questions)}</h3>
                    <p class="quiet">{t!(i18n, compensation.questions_detail)}</p>
                    <For each=move || questions.get() key=|field| field.clone() let(field)>
                        <Question field answer=said />
                    </For>
                    <For each=move || answered.get() key=|field| field.clone() let(field)>
                        <Answered field known />
                    </For>
                </div>
            </Card>
        </Show>
    }
}

/// One fact that is asked for.
#[component]
pub fn Question(field: String, answer: Callback<(String, Value)>) -> impl IntoView {
    let i18n = use_i18n();
    let (form, text) = (answer_form(&field), RwSignal::new(String::new()));
    let name = StoredValue::new(field);
    let words = move || term("question", &name.get_value(), i18n.locale.get().language());
    let go = move || {
        if let Some(value) = read(form, &text.get_untracked()) {
            answer.run((name.get_value(), value));
        }
    };
    let input = match form {
        Form::Told => view! { <p>{words}</p> }.into_any(),
        Form::YesNo | Form::OneOf(..) => {
            let choices = Signal::derive(move || options(i18n, form));
            view! { <Select label=words value=text options=choices /> }.into_any()
        }
        Form::Money => view! { <MoneyInput label=words.into() value=text /> }.into_any(),
        Form::Day => view! { <TextInput label=words value=text kind="date" /> }.into_any(),
        Form::Number => view! {
            <TextInput label=words value=text input_mode="decimal" code=true on_enter=move |()| go() />
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
                            on_press=move |()| go()
                            attr:data-test="answer"
                        >
                            {t!(i18n, compensation.answer)}
                        </Button>
                    }
                })}
        </div>
    }
}

/// An amount, and the currency that its receipt is in; `value` is `300.00 EUR`.
#[component]
fn MoneyInput(label: TextProp, value: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let (figure, currency) = (RwSignal::new(String::new()), RwSignal::new(CURRENCIES[0].to_owned()));
    Effect::new(move |_| {
        let code = currency.get();
        let decimals = u32::try_from(minor_digits(&code)).unwrap_or(2);
        let read = read_amount(&figure.get(), decimals).zip(code.parse().ok());
        value.set(read.map(|(minor, currency)| Money::new(minor, currency).to_string()).unwrap_or_default());
    });
    let options = Signal::derive(|| CURRENCIES.map(|code| (code.to_owned(), code.to_owned())).to_vec());
    view! {
        <div class="question__money">
            <TextInput label value=figure input_mode="decimal" code=true />
            <Select label=t!(i18n, compensation.currency) value=currency options />
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
        let of_list = options(i18n, answer_form(&field)).into_iter().find(|(c, _)| *c == code);
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
        assert_eq!(read(answer_form("carrier_size"), "huge"), None);
        assert_eq!(read(answer_form("route"), "JFK"), None);
        assert_eq!(read(answer_form("proven_loss"), "300.00 EUR"), Some("300.00 EUR".into()));
        assert_eq!(read(answer_form("proven_loss"), "0.00 EUR"), None);
        assert_eq!(read(answer_form("flight_price"), ""), None);
    }
}
