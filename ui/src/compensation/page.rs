use std::collections::BTreeMap;

use airside_shared::{
    compensation::Outcome,
    ids::{FlightId, TripId},
    ipc::{Assess, AssessArgs, AssessWith, Assessment, RegimeView},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    meal::Meal,
    offers::Offers,
    overrule::OverruleButton,
    preview::LetterDocument,
    questions::Questions,
    regime::{Applies, Clauses, DoesNotApply},
    verdicts::Verdicts,
    voucher::VoucherCards,
};
use crate::board::FlightLine;
use crate::claims::OpenClaimButton;
use crate::desk::use_desk;
use crate::i18n::use_i18n;
use crate::loaded::{Until, load};
use crate::widgets::{Button, ButtonKind, Card, EmptyState, Icon, LinkButton, PageHead, Section};
use crate::{t, t_string};

/// What is due for one segment of one passenger, clause by clause.
#[component]
pub fn DuePage() -> impl IntoView {
    let (desk, i18n) = (use_desk(), use_i18n());
    let (params, query) = (use_params_map(), use_query_map());
    let args = Memo::new(move |_| {
        let query = query.read();
        let trip = query.get("trip")?.parse::<TripId>().ok()?;
        let flight = query.get("flight")?.parse::<FlightId>().ok()?;
        Some(AssessArgs { trip, flight })
    });
    let known = RwSignal::new(BTreeMap::new());
    // An answer is about one passenger on one flight.
    Effect::new(move |before: Option<Option<AssessArgs>>| {
        let now = args.get();
        if before.is_some_and(|before| before != now) {
            known.set(BTreeMap::new());
        }
        now
    });
    let asked =
        Memo::new(move |_| args.get().map(|of| AssessWith { known: known.get(), ..AssessWith::from(of) }));
    let tick = desk.tick(&["flight", "trip", "voucher", "claim", "allowance", "overruling", "queue"]);
    let assessment = load::<Assess>(move || {
        tick.track();
        asked.get()
    });
    let of = assessment.value;
    let flight = Memo::new(move |_| of.with(|a| a.as_ref().map(|a| a.flight.clone())));
    let issued = Memo::new(move |_| of.with(|a| a.as_ref().map(|a| a.issued.clone()).unwrap_or_default()));
    let meal = Memo::new(move |_| of.with(|a| a.as_ref().and_then(|a| a.meal.clone())));
    let offers = Memo::new(move |_| of.with(|a| a.as_ref().map(|a| a.offers.clone()).unwrap_or_default()));
    let questions =
        Memo::new(move |_| of.with(|a| a.as_ref().map(|a| a.questions.clone()).unwrap_or_default()));
    let verdicts =
        Memo::new(move |_| of.with(|a| a.as_ref().map(|a| a.verdicts.clone()).unwrap_or_default()));
    let overruled = Memo::new(move |_| {
        verdicts.with(|all| all.first().is_some_and(|newest| newest.outcome != Outcome::AsDecided))
    });
    let may = Memo::new(move |_| of.with(|a| a.as_ref().and_then(|a| a.overruling.clone())));
    let decided = move || of.with(|a| a.as_ref().is_some_and(|a| !a.regimes.is_empty()));
    let name = move || of.with(|a| a.as_ref().map(|a| a.passenger_name.clone()).unwrap_or_default());
    let lead = move || view! { <bdi>{name}</bdi> };
    let back = move || {
        params.read().get("id").map(|id| {
            view! {
                <LinkButton icon=Icon::ArrowLeft href=format!("/passengers/{id}")>
                    {t!(i18n, compensation.back)}
                </LinkButton>
            }
        })
    };
    view! {
        <div class="page" data-test="due">
            <PageHead title=t!(i18n, compensation.title) lead actions=move || back />
            <Until of=assessment rows=8>
                <Card flush=true>{move || flight.get().map(|flight| view! { <FlightLine flight /> })}</Card>
                <Section title=t!(i18n, compensation.airline)>
                    {move || args.get().map(|args| view! { <Meal args meal issued=issued.into() /> })}
                    <VoucherCards vouchers=issued />
                </Section>
                <Questions questions known />
                <Verdicts verdicts />
                {move || of.with(|a| a.as_ref().map(|a| view! { <Regimes assessment=a.clone() /> }))}
                <Offers asked offers />
                <Show when=decided>
                    <div class="line">
                        <Letter of=asked />
                        <OverruleButton may of=asked overruled />
                        <OpenClaimButton of=asked />
                    </div>
                </Show>
            </Until>
        </div>
    }
}

/// The way to the letter that the passenger is handed.
#[component]
fn Letter(of: Memo<Option<AssessWith>>) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    view! {
        <Button
            kind=ButtonKind::Primary
            icon=Icon::Document
            on_press=move |()| open.set(true)
            attr:data-test="letter"
        >
            {t!(i18n, compensation.letter_open)}
        </Button>
        <LetterDocument open of />
    }
}

#[component]
fn Regimes(assessment: Assessment) -> impl IntoView {
    let i18n = use_i18n();
    let Assessment { regimes, best, together, .. } = assessment;
    let (apply, others): (Vec<RegimeView>, Vec<RegimeView>) = regimes.into_iter().partition(|r| r.applies);
    let (none, others_count) = (apply.is_empty(), others.len());
    let one = move |regime: RegimeView| {
        let is_best = best.as_deref() == Some(regime.regime.as_str());
        view! { <Applies regime is_best /> }
    };
    view! {
        <Section title=t!(i18n, compensation.law)>
            {none
                .then(|| {
                    view! {
                        <Card>
                            <EmptyState
                                icon=Icon::Audit
                                title=t!(i18n, compensation.no_law)
                                detail=t!(i18n, compensation.no_law_detail)
                            />
                        </Card>
                    }
                })}
            {apply.into_iter().map(one).collect_view()}
            {(!together.is_empty())
                .then(|| {
                    view! {
                        <Card>
                            <div class="regime" data-test="together">
                                <h3 class="regime__title">{t!(i18n, compensation.together)}</h3>
                                <Clauses clauses=together />
                            </div>
                        </Card>
                    }
                })}
        </Section>
        <details class="others" data-test="other-laws">
            <summary>{move || t_string!(i18n, compensation.others, count = others_count)}</summary>
            {others.into_iter().map(|regime| view! { <DoesNotApply regime /> }).collect_view()}
        </details>
    }
}
