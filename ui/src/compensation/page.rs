use std::collections::BTreeMap;

use airside_shared::{
    claims::{ClaimReason, Matter},
    compensation::Outcome,
    ids::{FlightId, TripId},
    ipc::{Assess, AssessArgs, AssessWith, Assessment, RegimeView},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    happened::Happened,
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
use crate::clock::ClockTime;
use crate::desk::use_desk;
use crate::i18n::use_i18n;
use crate::loaded::{Until, load};
use crate::widgets::{Button, ButtonKind, Card, EmptyState, Icon, LinkButton, Notice, PageHead, Section};
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
    let (known, about) = (RwSignal::new(BTreeMap::new()), RwSignal::new(ClaimReason::default()));
    // An answer is about one passenger on one flight.
    Effect::new(move |before: Option<Option<AssessArgs>>| {
        let now = args.get();
        if before.is_some_and(|before| before != now) {
            known.set(BTreeMap::new());
            about.set(ClaimReason::default());
        }
        now
    });
    // What was said of a bag says nothing of a seat.
    Effect::new(move |before: Option<ClaimReason>| {
        let now = about.get();
        if before.is_some_and(|before| before.matter() != now.matter()) {
            known.set(BTreeMap::new());
        }
        now
    });
    let asked = Memo::new(move |_| {
        args.get().map(|of| AssessWith { known: known.get(), about: about.get(), ..AssessWith::from(of) })
    });
    let journey = Memo::new(move |_| about.get().matter() == Matter::Journey);
    let tick = desk.tick(&["flight", "trip", "voucher", "claim", "allowance", "overruling", "queue"]);
    let assessment = load::<Assess>(move || {
        tick.track();
        asked.get()
    });
    let of = assessment.value;
    let flight = Memo::new(move |_| of.with(|a| a.as_ref().map(|a| a.flight.clone())));
    let issued = Memo::new(move |_| of.with(|a| a.as_ref().map(|a| a.issued.clone()).unwrap_or_default()));
    let arrives = Memo::new(move |_| of.with(|a| a.as_ref().and_then(|a| a.arrives.clone())));
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
                <Show when=move || journey.get()>
                    <Section title=t!(i18n, compensation.airline)>
                        {move || args.get().map(|args| view! { <Meal args meal issued=issued.into() /> })}
                        <VoucherCards vouchers=issued />
                    </Section>
                </Show>
                <Happened about />
                {move || arrives.get().map(|clock| view! {
                    <div data-test="arrives">
                        <Notice>{t!(i18n, compensation.arrives)} " " <ClockTime clock day=true /></Notice>
                    </div>
                })}
                <Questions questions known />
                <Verdicts verdicts />
                // While a fact is lacking nothing was decided: that no law applies would not be true.
                {move || of.with(|a| {
                    let decided = a.as_ref().filter(|a| !a.regimes.is_empty());
                    decided.map(|a| view! { <Regimes assessment=a.clone() /> })
                })}
                <Offers asked offers />
                <div class="line">
                    <Show when=decided>
                        <Letter of=asked />
                        <OverruleButton may of=asked overruled />
                    </Show>
                    <OpenClaimButton of=asked />
                </div>
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
