//! A decision as a letter to the passenger, in their language: the best lawful outcome, what each law gives and
//! why, how the laws stand to each other, and what is not known yet.

use serde::Serialize;

use super::decision::{Award, Decision, RegimeOutcome, TraceEntry};
use super::words::{care, fixed, money, term};
use crate::Language;

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
    let (apply, others): (Vec<_>, Vec<_>) = decision.regimes.iter().partition(|outcome| outcome.applies);
    let mut sections = vec![Section { heading: String::new(), lines: says.lead(decision) }];
    sections.extend(apply.iter().map(|outcome| says.law(outcome)));
    sections.push(Section {
        heading: says.text("together", &[]),
        lines: decision
            .together
            .iter()
            .map(|entry| says.cited(entry))
            .chain([says.text("own_care", &[])])
            .collect(),
    });
    sections.push(Section { heading: says.text("questions", &[]), lines: says.questions(&apply) });
    sections.push(Section {
        heading: says.text("others", &[]),
        lines: others.iter().filter_map(|outcome| says.not_applying(outcome)).collect(),
    });
    sections.push(Section { heading: says.text("rights", &[]), lines: vec![says.text("rights_text", &[])] });
    sections.retain(|section| !section.lines.is_empty());
    Letter { sections }
}

struct Says {
    language: Language,
}

impl Says {
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
