//! A decision as a letter to the passenger, in their language: the best lawful outcome, what each law gives and
//! why, how the laws stand to each other, and what is not known yet.

use rust_decimal::Decimal;
use serde::Serialize;

use super::decision::{Award, Decision, Figure, RegimeOutcome, TraceEntry};
use super::overruling::{Outcome, Verdict};
use super::words::{care, fixed, money, term};
use crate::{Language, money::Money};

/// Headed paragraphs; the first has no heading.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Letter {
    pub sections: Vec<Section>,
}

/// One heading with what stands under it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Section {
    pub heading: String,
    pub lines: Vec<String>,
}

/// Says a decision to the passenger whom it is about.
pub fn letter(decision: &Decision, language: Language) -> Letter {
    let says = Says { language };
    let lead = Section { heading: String::new(), lines: says.lead(decision) };
    Letter { sections: says.sections(vec![lead], decision) }
}

/// The same where a person has decided otherwise: what they decided and why comes first, then what the rules had
/// said, then the laws with what the verdict rests on. `when` is as it is printed.
pub fn overruled_letter(verdict: &Verdict, when: &str, language: Language) -> Letter {
    let says = Says { language };
    let lead = Section { heading: String::new(), lines: says.verdict(verdict, when) };
    let before =
        Section { heading: says.text("rules_had_said", &[]), lines: says.lead(&verdict.decided.decision) };
    let rests_on = verdict.instead.as_ref().unwrap_or(&verdict.decided.decision);
    Letter { sections: says.sections(vec![lead, before], rests_on) }
}

struct Says {
    language: Language,
}

impl Says {
    fn sections(&self, first: Vec<Section>, decision: &Decision) -> Vec<Section> {
        let (apply, others): (Vec<_>, Vec<_>) = decision.regimes.iter().partition(|outcome| outcome.applies);
        let mut sections = first;
        sections.extend(apply.iter().map(|outcome| self.law(outcome)));
        sections.push(Section {
            heading: self.text("together", &[]),
            lines: decision
                .together
                .iter()
                .map(|entry| self.cited(entry))
                .chain([self.text("own_care", &[])])
                .collect(),
        });
        sections.push(Section { heading: self.text("questions", &[]), lines: self.questions(&apply) });
        sections.push(Section {
            heading: self.text("others", &[]),
            lines: others.iter().filter_map(|outcome| self.not_applying(outcome)).collect(),
        });
        sections
            .push(Section { heading: self.text("rights", &[]), lines: vec![self.text("rights_text", &[])] });
        sections.retain(|section| !section.lines.is_empty());
        sections
    }

    fn verdict(&self, verdict: &Verdict, when: &str) -> Vec<String> {
        let first = match verdict.amount {
            Some(amount) => self.text("overruled_money", &[("amount", self.sum(amount))]),
            None => self.text("overruled_nothing", &[]),
        };
        let who =
            [("who", verdict.by.clone()), ("place", verdict.station.clone()), ("time", when.to_owned())];
        let mut lines = vec![first, self.text("overruled_by", &who)];
        if let Outcome::Cause { cause } = &verdict.outcome {
            let cause = term("cause", cause, self.language);
            lines.push(self.text("overruled_cause", &[("cause", cause)]));
        }
        lines.push(self.text("overruled_reason", &[("reason", verdict.reason.clone())]));
        lines
    }

    fn sum(&self, amount: Money) -> String {
        let figure = Decimal::new(amount.minor, amount.currency.exponent());
        money(Figure(figure), amount.currency, self.language)
    }

    fn text(&self, name: &str, args: &[(&str, String)]) -> String {
        fixed("letter", name, args, self.language)
    }

    fn regime(&self, outcome: &RegimeOutcome) -> String {
        term("regime", outcome.regime.code(), self.language)
    }

    fn money(&self, award: &Award) -> String {
        money(award.amount, award.currency, self.language)
    }

    fn lead(&self, decision: &Decision) -> Vec<String> {
        let Some(best) = &decision.best else { return vec![self.text("nothing", &[])] };
        let law = term("regime", best.regime.code(), self.language);
        let first = match &best.compensation {
            Some(award) => self.text("best_money", &[("amount", self.money(award)), ("law", law)]),
            None => self.text("best_other", &[("law", law)]),
        };
        vec![first, best.because.in_words(self.language)]
    }

    fn law(&self, outcome: &RegimeOutcome) -> Section {
        let mut lines = Vec::new();
        lines.push(match &outcome.compensation {
            Some(award) => self.text("money", &[("amount", self.money(award))]),
            None => self.text("no_money", &[]),
        });
        if let Some(sum) = outcome.payable_sdr {
            let amount = money(sum, crate::money::Currency::XDR, self.language);
            lines.push(self.text("damages", &[("amount", amount)]));
        }
        if !outcome.care.is_empty() {
            lines.push(self.text("care", &[("care", care(&outcome.care, self.language))]));
        }
        if outcome.refund_option == Some(true) || outcome.reimbursement.is_some() {
            lines.push(self.text("refund", &[]));
        }
        lines.extend(outcome.trace.iter().map(|entry| self.step(entry)));
        Section { heading: self.regime(outcome), lines }
    }

    /// A test with its result, so that who reads it sees what counted for and what against.
    fn step(&self, entry: &TraceEntry) -> String {
        let result = if entry.fired { "met" } else { "not_met" };
        self.text(result, &[("step", self.cited(entry))])
    }

    fn cited(&self, entry: &TraceEntry) -> String {
        let because = entry.because.in_words(self.language);
        self.text("cited", &[("because", because), ("citation", entry.citation.clone())])
    }

    fn questions(&self, apply: &[&RegimeOutcome]) -> Vec<String> {
        let mut fields: Vec<&String> = apply.iter().filter_map(|outcome| outcome.missing.as_ref()).collect();
        fields.dedup();
        fields.into_iter().map(|field| term("question", field, self.language)).collect()
    }

    fn not_applying(&self, outcome: &RegimeOutcome) -> Option<String> {
        let because = outcome.trace.last()?.because.in_words(self.language);
        Some(self.text("not_applying", &[("law", self.regime(outcome)), ("because", because)]))
    }
}

#[cfg(all(test, feature = "rules"))]
mod tests {
    use super::*;
    use crate::compensation::{Facts, Policies, evaluate};

    fn decided(facts: &serde_json::Value) -> Decision {
        let facts = Facts::read(facts.as_object().unwrap()).unwrap();
        evaluate(&facts, Policies::embedded().unwrap()).unwrap()
    }

    #[test]
    fn the_best_comes_first_with_its_law_and_every_step_is_cited() {
        let decision = decided(&serde_json::json!({
            "event": "delay", "date": "2026-11-01", "route": ["FRA", "JFK"], "carrier": "LH",
            "carrier_licence": "EU", "arrival_delay_min": 270, "cause": "technical"
        }));
        let english = letter(&decision, Language::En);
        assert!(english.sections[0].lines[0].contains("EUR 600"), "{english:?}");
        assert!(english.sections[1].heading.starts_with("EU: "));
        assert!(english.sections[1].lines.iter().any(|line| line.contains("C-402/07")));
        let arabic = letter(&decision, Language::Ar);
        assert!(arabic.sections[0].lines[0].contains("600 يورو"), "{arabic:?}");
    }

    #[test]
    fn what_is_not_known_is_asked() {
        let decision = decided(&serde_json::json!({
            "event": "delay", "date": "2026-11-01", "route": ["YYZ", "LHR"], "carrier": "Sunny Airways",
            "carrier_licence": "UK", "arrival_delay_min": 270, "cause": "technical"
        }));
        let asked = letter(&decision, Language::En);
        let lines: Vec<&String> = asked.sections.iter().flat_map(|section| &section.lines).collect();
        assert!(lines.iter().any(|line| line.contains("Is the carrier large or small")), "{lines:?}");
    }
}
