//! A supplier's statement on paper.

use airside_shared::{
    Fault,
    compensation::letter::{Letter, Section},
    money::Money,
    vouchers::{Statement, StatementLine},
};
use jiff::Timestamp;

use crate::print::{self, LetterPrint, Paper, Printed, Sheet, speech::Speech};

/// The statement as PDF on A4, in a language of the prints. `issued` is who asked for it, `created` when.
pub fn statement_pdf(
    statement: &Statement,
    language: &str,
    issued: String,
    created: Timestamp,
) -> Result<Printed, Fault> {
    let speech = Speech::of(language);
    let label = |name: &str| speech.fill(&format!("statement.{name}"), &[]);
    let title = label("title");
    let month = format!("{}-{:02}", statement.year, statement.month);
    let supplier = match statement.name.as_str() {
        "" => statement.supplier.clone(),
        name => format!("{name} ({})", statement.supplier),
    };
    let mut sections = vec![Section { heading: String::new(), lines: sums(&speech, statement) }];
    let lines: Vec<String> = statement.lines.iter().map(|it| line(&speech, it)).collect();
    let lines = if lines.is_empty() { vec![label("none")] } else { lines };
    sections.push(Section { heading: label("redemptions"), lines });
    print::letter(&LetterPrint {
        sheet: Sheet { title, ..speech.sheet(Paper::A4, "", issued, created) },
        labels: [label("supplier"), label("month"), label("count")],
        passenger_latin: supplier.clone(),
        passenger: supplier,
        pnr: month,
        flight: statement.lines.len().to_string(),
        letter: Letter { sections },
    })
}

fn sums(speech: &Speech, statement: &Statement) -> Vec<String> {
    let said = |key: &str, sums: &[Money]| {
        let sums: Vec<String> = sums.iter().map(Money::to_string).collect();
        (!sums.is_empty()).then(|| speech.fill(key, &[("sum", &sums.join(" + "))]))
    };
    let paid = said("statement.paid", &statement.totals);
    paid.into_iter().chain(said("statement.lost", &statement.lost)).collect()
}

fn line(speech: &Speech, it: &StatementLine) -> String {
    let kind = speech.fill(&format!("voucher.{}", it.kind.name()), &[]);
    let mut parts = vec![
        it.at.strftime("%Y-%m-%d %H:%M UTC").to_string(),
        it.number.clone(),
        kind,
        it.station.clone(),
        it.by.clone(),
        it.amount.to_string(),
    ];
    if let Some(loss) = &it.loss {
        let why = speech.fill(&format!("statement.why.{}", loss.why.name()), &[]);
        parts.push(speech.fill("statement.not_covered", &[("sum", &loss.amount.to_string()), ("why", &why)]));
    }
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use airside_shared::{
        ids::{RedemptionId, Uuid},
        money::Currency,
        vouchers::{Loss, LossReason, VoucherKind},
    };

    use super::*;

    #[test]
    fn a_statement_of_many_lines_is_printed_in_each_language() {
        let line = |number: u128| StatementLine {
            redemption: RedemptionId(Uuid::from_u128(number)),
            at: Timestamp::from_second(1_795_000_000).unwrap(),
            number: format!("MV-{number:07}"),
            kind: VoucherKind::Meal,
            station: "JFK".into(),
            by: "Agent One".into(),
            amount: Money::new(1_500, Currency::USD),
            loss: (number == 3).then(|| Loss {
                why: LossReason::UsedUp,
                amount: Money::new(1_500, Currency::USD),
                reviewed: None,
            }),
        };
        let statement = Statement {
            supplier: "JFK-TERRACE".into(),
            name: "Terrace Kitchen".into(),
            year: 2026,
            month: 11,
            lines: (0..120).map(line).collect(),
            totals: vec![Money::new(180_000, Currency::USD)],
            lost: vec![Money::new(1_500, Currency::USD)],
        };
        for language in ["en", "ar"] {
            let printed = statement_pdf(&statement, language, String::new(), Timestamp::UNIX_EPOCH).unwrap();
            assert!(printed.pdf.starts_with(b"%PDF"));
        }
        let said = sums(&Speech::of("en"), &statement);
        assert_eq!(said.len(), 2);
        assert!(said.iter().all(|it| !it.contains('{') && !it.starts_with("statement.")), "{said:?}");
    }

    #[test]
    fn every_word_of_a_statement_and_of_each_kind_is_there_in_each_language() {
        let mut keys: Vec<String> =
            VoucherKind::ALL.iter().map(|kind| format!("voucher.{}", kind.name())).collect();
        use LossReason::{Expired, IssuerWithdrawn, Revoked, UsedUp, VoidCopy};
        let why = [UsedUp, Revoked, Expired, VoidCopy, IssuerWithdrawn];
        keys.extend(why.iter().map(|why| format!("statement.why.{}", why.name())));
        let terms = |it: &VoucherKind| {
            [format!("voucher.{}.place", it.name()), format!("voucher.{}.term", it.name())]
        };
        keys.extend(VoucherKind::ALL.iter().flat_map(terms));
        keys.extend(["voucher.agreement", "voucher.copy", "statement.none"].map(str::to_owned));
        for language in ["en", "ar"] {
            let speech = Speech::of(language);
            for key in &keys {
                assert_ne!(&speech.fill(key, &[]), key, "{language}: {key}");
            }
        }
    }
}
