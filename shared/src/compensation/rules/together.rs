//! How the laws that apply stand to each other: money for the same loss is paid once, whatever law it comes
//! from; the price and care are matters of their own and come on top.

use super::clauses::{Arg, Says};
use super::decision::{RegimeOutcome, TraceEntry};
use super::policy::Policies;
use crate::money::Currency;

/// What every further law that applies means beside the best, which comes first.
pub(super) fn together(ordered: &[RegimeOutcome], policies: &Policies) -> Vec<TraceEntry> {
    let mut applying = ordered.iter().filter(|outcome| outcome.applies);
    let Some(best) = applying.next() else { return Vec::new() };
    let note = |(name, says): (&str, Says)| TraceEntry {
        rule: format!("{}.together.{name}", best.regime.code().to_lowercase()),
        fired: name != "set_off",
        because: says.into(),
        citation: policies.sources(best.regime).of("together").to_owned(),
    };
    applying.flat_map(|other| beside(best, other)).map(note).collect()
}

fn beside(best: &RegimeOutcome, other: &RegimeOutcome) -> Vec<(&'static str, Says)> {
    let law = |outcome: &RegimeOutcome| Arg::term("regime", outcome.regime.code());
    let fixed = |o: &RegimeOutcome| o.compensation.map(|a| Arg::money(a.amount.0, a.currency));
    let proven = |o: &RegimeOutcome| o.payable_sdr.map(|sum| Arg::money(sum.0, Currency::XDR));
    let mut found = Vec::new();
    match (fixed(best), proven(best), fixed(other), proven(other)) {
        // A fixed sum is taken off the damages for the same loss, whichever is larger.
        (Some(_), _, _, Some(amount)) => {
            found.push(("deducted", Says::Deducted { law: law(other), amount, best: law(best) }));
        }
        (None, Some(amount), Some(_), _) => {
            found.push(("deducted", Says::Deducted { law: law(best), amount, best: law(other) }));
        }
        (Some(_), _, Some(amount), None) => {
            found.push(("set_off", Says::SetOff { law: law(other), amount, best: law(best) }));
        }
        _ => {}
    }
    let back = |o: &RegimeOutcome| o.refund_option == Some(true) || o.reimbursement.is_some();
    if back(other) && !back(best) {
        found.push(("refund", Says::RefundOnTop { law: law(other) }));
    }
    let more: Vec<String> = other.care.iter().filter(|what| !best.care.contains(what)).cloned().collect();
    if !more.is_empty() {
        found.push(("care", Says::CareOnTop { law: law(other), care: Arg::Care(more) }));
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::Language;
    use crate::compensation::{Facts, Policies, evaluate};

    fn said(facts: &serde_json::Value) -> Vec<(String, String)> {
        let facts = Facts::read(facts.as_object().unwrap()).unwrap();
        let decision = evaluate(&facts, Policies::embedded().unwrap()).unwrap();
        decision.together.iter().map(|e| (e.because.in_words(Language::En), e.citation.clone())).collect()
    }

    #[test]
    fn two_laws_that_pay_for_the_same_delay_are_set_off() {
        let said = said(&serde_json::json!({
            "event": "delay", "date": "2026-11-01", "route": ["CDG", "LHR"], "carrier": "BA",
            "carrier_licence": "UK", "arrival_delay_min": 300, "cause": "technical"
        }));
        let (sentence, citation) =
            said.iter().find(|(s, _)| s.contains("set off")).expect("one is set off against the other");
        assert!(
            sentence.contains("UK: Regulation 261") || sentence.contains("EU: Regulation 261"),
            "{sentence}"
        );
        assert!(citation.contains("Art 12"), "{citation}");
    }

    #[test]
    fn a_law_that_stands_alone_needs_no_word_about_others() {
        let alone = serde_json::json!({
            "event": "delay", "date": "2026-11-01", "route": ["FRA", "MAD"], "carrier": "LH",
            "carrier_licence": "EU", "arrival_delay_min": 200, "cause": "technical"
        });
        assert_eq!(said(&alone), []);
    }
}
