use airside_shared::{
    Fault,
    compensation::{Outcome, words::term},
    ipc::{AssessWith, MayOverrule, Overrule, OverruleArgs},
    money::{Currency, Money},
};
use leptos::prelude::*;

use super::verdicts::due_words;
use crate::fault::FaultNotice;
use crate::i18n::{minor_digits, use_i18n};
use crate::loaded::act;
use crate::widgets::{
    Button, ButtonKind, Dialog, Icon, RadioCard, RadioCards, Select, TextArea, TextInput, Tone, use_toasts,
};
use crate::{t, t_string};

/// Minor units of what was written, with a point or a comma; none where it is no amount of that currency.
fn read_amount(text: &str, currency: Currency) -> Option<Money> {
    let text = text.trim().replace(',', ".");
    let (whole, part) = text.split_once('.').unwrap_or((text.as_str(), ""));
    let digits = minor_digits(currency.code());
    let figures = !whole.is_empty() && (whole.to_owned() + part).bytes().all(|b| b.is_ascii_digit());
    if !figures || part.len() > digits {
        return None;
    }
    let minor = format!("{whole}{part:0<digits$}").parse().ok().filter(|minor| *minor > 0)?;
    Some(Money::new(minor, currency))
}

/// What is being written in the dialog.
#[derive(Clone, Copy)]
struct Draft {
    outcome: RwSignal<String>,
    amount: RwSignal<String>,
    currency: RwSignal<String>,
    cause: RwSignal<String>,
    reason: RwSignal<String>,
}

impl Draft {
    fn new(may: &MayOverrule) -> Self {
        let currency = may.most.first().map(|most| most.currency.code().to_owned()).unwrap_or_default();
        Self {
            outcome: RwSignal::new("amount".to_owned()),
            amount: RwSignal::new(String::new()),
            currency: RwSignal::new(currency),
            cause: RwSignal::new(may.cause.clone()),
            reason: RwSignal::new(String::new()),
        }
    }

    /// What it says; none while something is missing.
    fn outcome(self) -> Option<Outcome> {
        Some(match self.outcome.get().as_str() {
            "due" => Outcome::Due,
            "not_due" => Outcome::NotDue,
            "as_decided" => Outcome::AsDecided,
            "cause" => Outcome::Cause { cause: self.cause.get() },
            _ => {
                let currency = self.currency.get().parse().ok()?;
                Outcome::Amount { amount: read_amount(&self.amount.get(), currency)? }
            }
        })
    }
}

/// The way to a decision otherwise than the rules, for whoever may make one.
#[component]
pub fn OverruleButton(
    may: Memo<Option<MayOverrule>>,
    of: Memo<Option<AssessWith>>,
    /// A person's verdict holds now.
    overruled: Memo<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    view! {
        <Show when=move || may.with(Option::is_some)>
            <Button icon=Icon::Edit on_press=move |()| open.set(true) attr:data-test="overrule">
                {t!(i18n, compensation.decide_otherwise)}
            </Button>
        </Show>
        {move || may.get().map(|may| view! { <OverruleDialog open may of overruled /> })}
    }
}

#[component]
fn OverruleDialog(
    open: RwSignal<bool>,
    may: MayOverrule,
    of: Memo<Option<AssessWith>>,
    overruled: Memo<bool>,
) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let draft = Draft::new(&may);
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let unready = Signal::derive(move || {
        draft.outcome().is_none() || draft.reason.with(|reason| reason.trim().chars().count() < 10)
    });
    let go = move |()| {
        let Some((of, outcome)) = of.get_untracked().zip(untrack(|| draft.outcome())) else { return };
        fault.set(None);
        let args = OverruleArgs { of, outcome, reason: draft.reason.get_untracked() };
        act::<Overrule>(args, busy, move |reply| match reply {
            Ok(_) => {
                toasts.say(Tone::Positive, t_string!(i18n, compensation.overrule_saved));
                open.set(false);
            }
            Err(refused) => fault.set(Some(refused)),
        });
    };
    let actions = move || {
        view! {
            <Button on_press=move |()| open.set(false)>{t!(i18n, compensation.leave_as_is)}</Button>
            <Button
                kind=ButtonKind::Primary
                icon=Icon::Check
                busy
                disabled=unready
                on_press=go
                attr:data-test="overrule-go"
            >
                {t!(i18n, compensation.overrule_go)}
            </Button>
        }
    };
    view! {
        <Dialog open title=t!(i18n, compensation.overrule_title) actions wide=true>
            <div class="stack" data-test="overrule-dialog">
                {move || fault.get().map(|fault| view! { <FaultNotice fault /> })}
                <p class="quiet">
                    {t!(i18n, compensation.holds_now)}
                    " "
                    <bdi>{move || due_words(i18n, may.holds)}</bdi>
                </p>
                <Outcomes draft may=may.clone() overruled />
                <TextArea
                    label=t!(i18n, compensation.verdict_reason)
                    hint=t!(i18n, compensation.overrule_reason_hint)
                    value=draft.reason
                    max_length=500
                    attr:data-test="overrule-reason"
                />
            </div>
        </Dialog>
    }
}

/// What can be decided, and what each needs.
#[component]
fn Outcomes(draft: Draft, may: MayOverrule, overruled: Memo<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let MayOverrule { lowers, most, causes, holds, .. } = may;
    let offered = [
        Some(
            RadioCard::new("amount", t!(i18n, compensation.choice.amount))
                .detail(t!(i18n, compensation.choice.amount_detail)),
        ),
        holds.is_none().then(|| {
            RadioCard::new("due", t!(i18n, compensation.choice.due))
                .detail(t!(i18n, compensation.choice.due_detail))
        }),
        (lowers && holds.is_some()).then(|| {
            RadioCard::new("not_due", t!(i18n, compensation.choice.not_due))
                .detail(t!(i18n, compensation.choice.not_due_detail))
        }),
        Some(
            RadioCard::new("cause", t!(i18n, compensation.choice.cause))
                .detail(t!(i18n, compensation.choice.cause_detail)),
        ),
        overruled.get_untracked().then(|| {
            RadioCard::new("as_decided", t!(i18n, compensation.choice.as_decided))
                .detail(t!(i18n, compensation.choice.as_decided_detail))
        }),
    ];
    let cards: Vec<RadioCard> = offered.into_iter().flatten().collect();
    let (most, causes) = (StoredValue::new(most), StoredValue::new(causes));
    let causes = Signal::derive(move || {
        let language = i18n.locale.get().language();
        let named = |code: String| (code.clone(), term("cause", &code, language));
        causes.get_value().into_iter().map(named).collect::<Vec<_>>()
    });
    let chosen = move |outcome: &'static str| move || draft.outcome.with(|chosen| chosen == outcome);
    view! {
        <RadioCards label=t!(i18n, compensation.overrule_outcome) value=draft.outcome cards />
        <Show when=chosen("amount")>
            <Sum draft most />
        </Show>
        <Show when=chosen("cause")>
            <div data-test="overrule-cause">
                <Select label=t!(i18n, compensation.other_cause) value=draft.cause options=causes />
            </div>
        </Show>
    }
}

/// How much, in a currency that the person may decide in, and up to how much that is.
#[component]
fn Sum(draft: Draft, most: StoredValue<Vec<Money>>) -> impl IntoView {
    let i18n = use_i18n();
    let codes = most.with_value(|most| most.iter().map(|m| m.currency.code().to_owned()).collect::<Vec<_>>());
    let several = codes.len() > 1;
    let currencies = Signal::stored(codes.into_iter().map(|code| (code.clone(), code)).collect::<Vec<_>>());
    let limit = move || {
        let of = draft.currency.get();
        let most = most.with_value(|most| most.iter().find(|m| m.currency.code() == of).copied());
        most.map_or_else(String::new, |most| {
            t_string!(i18n, compensation.your_limit, amount = due_words(i18n, Some(most)))
        })
    };
    let label = move || {
        let currency = draft.currency.get();
        t_string!(i18n, compensation.amount_in, currency = currency)
    };
    view! {
        <div class="question question--sum">
            <div data-test="overrule-amount">
                <TextInput label value=draft.amount input_mode="decimal" code=true hint=limit />
            </div>
            {several
                .then(|| {
                    view! {
                        <Select label=t!(i18n, compensation.currency) value=draft.currency options=currencies />
                    }
                })}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_with_the_decimals_of_its_currency() {
        let read = |text, code: &str| read_amount(text, code.parse().unwrap()).map(|m| m.minor);
        assert_eq!(read(" 250 ", "EUR"), Some(25_000));
        assert_eq!(read("12,5", "EUR"), Some(1_250));
        assert_eq!(read("1.234", "KWD"), Some(1_234));
        assert_eq!(read("100", "JPY"), Some(100));
        for (wrong, code) in [
            ("12.345", "EUR"),
            ("1.5", "JPY"),
            ("-5", "EUR"),
            ("0", "EUR"),
            ("", "EUR"),
            (".5", "EUR"),
            ("much", "EUR"),
        ] {
            assert_eq!(read(wrong, code), None, "{wrong} {code}");
        }
    }
}
