use airside_shared::{
    compensation::{TraceEntry, words::term},
    ipc::RegimeView,
};
use leptos::prelude::*;

use crate::i18n::{I18n, Key, Locale, key, minor_digits, money, use_i18n};
use crate::t;
use crate::widgets::{Card, Chip, Glyph, Icon, Tone};

fn title(i18n: I18n, code: &str) -> String {
    term("regime", code, i18n.locale.get().language())
}

/// `250.00 EUR` as the language writes it.
pub(super) fn amount_words(locale: Locale, amount: &str) -> String {
    let parsed = amount.split_once(' ').and_then(|(figure, currency)| {
        let decimals = figure.split_once('.').map_or(0, |(_, part)| part.len());
        let minor = figure.replace('.', "").parse::<i64>().ok()?;
        (decimals == minor_digits(currency)).then_some((minor, currency))
    });
    parsed.map_or_else(|| amount.to_owned(), |(minor, currency)| money(locale, minor, currency))
}

/// What is due where no sum is.
fn without_money(refund: bool, care: &[String]) -> Key {
    match (refund, care.is_empty()) {
        (true, _) => key::compensation::refund_due,
        (false, false) => key::compensation::care_due,
        (false, true) => key::compensation::no_money,
    }
}

/// A law that applies: what it gives, and each clause with the fact that decided it.
#[component]
pub fn Applies(regime: RegimeView, is_best: bool) -> impl IntoView {
    let i18n = use_i18n();
    let RegimeView { regime: code, amount, care, refund, clauses, .. } = regime;
    let (name, test) = (code.clone(), code);
    let instead = without_money(refund, &care);
    let figure = move || match &amount {
        Some(amount) => amount_words(i18n.locale.get(), amount),
        None => i18n.text(instead).to_owned(),
    };
    view! {
        <Card>
            <div class="regime" data-test="regime" data-regime=test>
                <header class="regime__head">
                    <div>
                        <h3 class="regime__title">{move || title(i18n, &name)}</h3>
                        {is_best
                            .then(|| {
                                view! {
                                    <Chip tone=Tone::Positive icon=Icon::Award>
                                        {t!(i18n, compensation.best)}
                                    </Chip>
                                }
                            })}
                    </div>
                    <p class="regime__amount" data-test="regime-amount"><bdi>{figure}</bdi></p>
                </header>
                <div class="chips">
                    {care
                        .into_iter()
                        .map(|code| {
                            view! {
                                <Chip tone=Tone::Info icon=care_icon(&code)>
                                    {move || term("care", &code, i18n.locale.get().language())}
                                </Chip>
                            }
                        })
                        .collect_view()}
                    {refund
                        .then(|| {
                            view! {
                                <Chip tone=Tone::Accent icon=Icon::Refund>
                                    {t!(i18n, compensation.refund)}
                                </Chip>
                            }
                        })}
                </div>
                <Clauses clauses />
            </div>
        </Card>
    }
}

fn care_icon(code: &str) -> Icon {
    match code {
        "hotel" | "accommodation" | "hotel + transfer" => Icon::Hotel,
        code if code.contains("communication") => Icon::Phone,
        code if code.contains("transfer") => Icon::Plane,
        _ => Icon::Meal,
    }
}

/// Each rule, whether it fired, why, and where it stands.
#[component]
pub fn Clauses(clauses: Vec<TraceEntry>) -> impl IntoView {
    let i18n = use_i18n();
    let one = move |clause: TraceEntry| {
        let TraceEntry { rule, fired, because, citation } = clause;
        let (icon, words) = if fired {
            (Icon::Check, key::compensation::fired)
        } else {
            (Icon::Minus, key::compensation::not_fired)
        };
        view! {
            <li class="clause" class:clause--fired=fired data-test="clause" data-rule=rule>
                <Glyph icon />
                <span class="unseen">{move || i18n.text(words)}</span>
                <span class="clause__because">
                    {move || because.in_words(i18n.locale.get().language())}
                </span>
                <bdi class="clause__citation">{citation}</bdi>
            </li>
        }
    };
    view! { <ul class="clauses">{clauses.into_iter().map(one).collect_view()}</ul> }
}

/// A law that does not apply, with the reason.
#[component]
pub fn DoesNotApply(regime: RegimeView) -> impl IntoView {
    let i18n = use_i18n();
    let RegimeView { regime: code, clauses, .. } = regime;
    view! {
        <section class="regime regime--other">
            <h3 class="regime__title">{move || title(i18n, &code)}</h3>
            <Clauses clauses />
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::{amount_words, without_money};
    use crate::i18n::{Locale, key};

    #[test]
    fn a_law_that_gives_no_sum_says_what_it_gives() {
        let care = ["meals".to_owned()];
        assert_eq!(without_money(true, &care), key::compensation::refund_due);
        assert_eq!(without_money(false, &care), key::compensation::care_due);
        assert_eq!(without_money(false, &[]), key::compensation::no_money);
    }

    #[test]
    fn an_amount_that_cannot_be_read_is_shown_as_it_came() {
        assert_eq!(amount_words(Locale::En, "1288 SDR"), "1288 SDR");
    }
}
