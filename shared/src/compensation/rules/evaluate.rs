//! Puts the facts to every regime.

use super::case::Case;
use super::decision::{Decision, Regime, RegimeOutcome};
use super::facts::Facts;
use super::pack::Sources;
use super::policy::Policies;
use super::ruling::{Reach, Ruling};
use super::{
    appr, br_anac400, eu261, il_tibi, in_dgca, mc99, ranking, sa_gaca, together, tr_shy, us_250, us_254,
    us_260,
};
use crate::Fault;

type Judge = fn(&Case<'_>, &mut Ruling<'_>) -> Result<(), Fault>;

/// Decides what a passenger is due under every regime. Pure: the same facts and policies give the same answer.
///
/// # Errors
/// `missing_fact` (with the field), `unknown_cause`, `unknown_event`, `unknown_airport`, `wrong_value`, when
/// no regime that the facts certainly fall under could be decided.
pub fn evaluate(facts: &Facts, policies: &Policies) -> Result<Decision, Fault> {
    let case = Case::of(facts, policies)?;
    let mut regimes = Vec::with_capacity(JUDGES.len());
    let mut decided = false;
    let mut gap: Option<(Reach, Fault)> = None;
    for (regime, sources, judge) in judges(policies) {
        let mut ruling = Ruling::new(regime, sources);
        match judge(&case, &mut ruling) {
            Ok(()) => decided |= ruling.reach != Reach::Outside,
            Err(fault) => {
                ruling.lacks(&fault);
                let certain = ruling.reach == Reach::Inside;
                if gap.as_ref().is_none_or(|(reach, _)| certain && *reach != Reach::Inside) {
                    gap = Some((ruling.reach, fault));
                }
            }
        }
        regimes.push(ruling.outcome);
    }
    match gap {
        Some((_, fault)) if !decided => Err(fault),
        _ => Ok(ranked(&case, regimes)),
    }
}

fn ranked(case: &Case<'_>, mut regimes: Vec<RegimeOutcome>) -> Decision {
    let home =
        |o: &RegimeOutcome| home_area(o.regime).is_some_and(|area| case.departs(area).unwrap_or(false));
    case.policies.ranking.order(&mut regimes, home);
    let best = ranking::best(&regimes);
    let together = together::together(&regimes, case.policies);
    Decision { regimes, best, together }
}

/// The area whose own law a regime is.
fn home_area(regime: Regime) -> Option<&'static str> {
    match regime {
        Regime::Eu261 => Some("EU"),
        Regime::Uk261 => Some("UK"),
        Regime::Appr => Some("CA"),
        Regime::Us250 | Regime::Us254 | Regime::Us260 => Some("US"),
        Regime::InDgca => Some("IN"),
        Regime::BrAnac400 => Some("BR"),
        Regime::TrShy => Some("TR"),
        Regime::IlTibi => Some("IL"),
        Regime::SaGaca => Some("SA"),
        Regime::Mc99 => None,
    }
}

const JUDGES: [(Regime, Judge); 12] = [
    (Regime::Eu261, eu261::judge_eu),
    (Regime::Uk261, eu261::judge_uk),
    (Regime::Appr, appr::judge),
    (Regime::Us250, us_250::judge),
    (Regime::Us260, us_260::judge),
    (Regime::Us254, us_254::judge),
    (Regime::Mc99, mc99::judge),
    (Regime::InDgca, in_dgca::judge),
    (Regime::BrAnac400, br_anac400::judge),
    (Regime::TrShy, tr_shy::judge),
    (Regime::IlTibi, il_tibi::judge),
    (Regime::SaGaca, sa_gaca::judge),
];

fn judges(policies: &Policies) -> impl Iterator<Item = (Regime, &Sources, Judge)> {
    JUDGES.into_iter().map(|(regime, judge)| (regime, policies.sources(regime), judge))
}
