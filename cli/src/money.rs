//! The books, what does not agree with them, and refunds.

use airside_shared::{
    ledger::{ReconcileReply, TrialBalanceReply},
    money::Money,
    refunds::report::Report,
};
use anyhow::{Result, bail};

use crate::operator::{Ask, columns};

#[tokio::main]
pub async fn trial_balance(ask: &Ask) -> Result<()> {
    let reply: TrialBalanceReply = ask.get("/v1/ledger/trial-balance").await?;
    if ask.json {
        println!("{}", serde_json::to_string_pretty(&reply)?);
    } else {
        print!("{}", balances(&reply));
    }
    if reply.off.is_empty() { Ok(()) } else { bail!("debits and credits differ") }
}

#[tokio::main]
pub async fn reconcile(ask: &Ask) -> Result<()> {
    let reply: ReconcileReply = ask.get("/v1/reconcile").await?;
    if ask.json {
        println!("{}", serde_json::to_string_pretty(&reply)?);
    } else {
        print!("{}", named(&reply));
    }
    match reply.differences.len() {
        0 => Ok(()),
        1 => bail!("1 difference"),
        count => bail!("{count} differences"),
    }
}

#[tokio::main]
pub async fn refunds(ask: &Ask) -> Result<()> {
    let report: Report = ask.get("/v1/refunds/report").await?;
    if ask.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{}", said(&report));
    }
    Ok(())
}

fn words(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

fn figure(amount: Money) -> String {
    if amount.minor == 0 { String::new() } else { amount.figure() }
}

fn balances(reply: &TrialBalanceReply) -> String {
    let mut lines = vec![words(&["CURRENCY", "ACCOUNT", "DEBIT", "CREDIT"])];
    let mut sums: Vec<(Money, Money)> = Vec::new();
    for it in &reply.lines {
        let unusual = if it.unusual() { "unusual side" } else { "" };
        lines.push(vec![
            it.debit.currency.to_string(),
            it.account.name().to_owned(),
            figure(it.debit),
            figure(it.credit),
            unusual.to_owned(),
        ]);
        let sum = sums.iter_mut().find(|(debit, _)| debit.currency == it.debit.currency);
        let added = |sum: Money, more: Money| sum.plus(more).unwrap_or(sum);
        match sum {
            Some((debit, credit)) => (*debit, *credit) = (added(*debit, it.debit), added(*credit, it.credit)),
            None => sums.push((it.debit, it.credit)),
        }
    }
    for (debit, credit) in sums {
        lines.push(vec![debit.currency.to_string(), "sum".to_owned(), debit.figure(), credit.figure()]);
    }
    let mut text = columns(&lines, &[2, 3]);
    for off in &reply.off {
        text.push_str(&format!("OFF by {off}: the database was changed from outside\n"));
    }
    text
}

fn named(reply: &ReconcileReply) -> String {
    let mut lines = Vec::new();
    if !reply.differences.is_empty() {
        lines.push(words(&["DIFFERENCE", "ABOUT", "HERE", "THERE", "WHAT TO DO"]));
    }
    let sum = |amount: Option<Money>| amount.map_or_else(|| "-".to_owned(), |it| it.to_string());
    for it in &reply.differences {
        lines.push(vec![it.code.clone(), it.about.clone(), sum(it.here), sum(it.there), it.detail.clone()]);
    }
    let mut text = columns(&lines, &[2, 3]);
    let asked = |who: &str, count: Option<u64>| match count {
        Some(count) => format!("{count} records of the {who}"),
        None => format!("the {who} was not asked"),
    };
    let (processor, programme) = (asked("processor", reply.processor), asked("programme", reply.programme));
    let (entries, things, payments) = (reply.entries, reply.things, reply.payments);
    text.push_str(&format!(
        "{entries} entries, {things} things in the books, {payments} payments, {processor}, {programme}\n"
    ));
    text
}

fn said(report: &Report) -> String {
    let rate = match report.granted_permille {
        Some(permille) => format!("{}.{} %", permille / 10, permille % 10),
        None => "-".to_owned(),
    };
    let time = |seconds: Option<i64>| seconds.map_or_else(|| "-".to_owned(), lasting);
    let mut text = format!(
        "{} requests: {} wait, {} granted, {} refused, {} failed; granted {rate}\n",
        report.requests, report.waiting, report.granted, report.refused, report.failed
    );
    let (median, longest) = (time(report.median_seconds), time(report.longest_seconds));
    text.push_str(&format!("decided after {median} (half of them), {longest} (longest)\n"));
    if report.requests == 0 {
        return text;
    }
    let mut lines = vec![words(&["CURRENCY", "REQUESTS", "ASKED", "GRANTED", "PAID"])];
    for it in &report.volume {
        let figures = [it.asked, it.granted, it.paid].map(|amount| amount.figure());
        let start = [it.asked.currency.to_string(), it.count.to_string()];
        lines.push(start.into_iter().chain(figures).collect());
    }
    text.push_str(&columns(&lines, &[1, 2, 3, 4]));
    let mut lines = vec![words(&["REASON", "REQUESTS", "GRANTED"])];
    for it in &report.reasons {
        lines.push(vec![it.reason.name().to_owned(), it.count.to_string(), it.granted.to_string()]);
    }
    text.push_str(&columns(&lines, &[1, 2]));
    let mut lines = vec![words(&["MEANS", "REQUESTS"])];
    lines.extend(report.means.iter().map(|it| vec![it.to.name().to_owned(), it.count.to_string()]));
    text + &columns(&lines, &[1])
}

fn lasting(seconds: i64) -> String {
    match seconds {
        ..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use airside_shared::{
        ledger::{Account, Difference, Line},
        money::Currency,
    };

    use super::*;

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::USD)
    }

    #[test]
    fn a_trial_balance_shows_each_account_on_its_side_and_both_sums() {
        let line = |account, debit, credit| Line { account, debit: usd(debit), credit: usd(credit) };
        let reply = TrialBalanceReply {
            at: "2026-11-21T10:00:00Z".parse().unwrap(),
            lines: vec![line(Account::CashBag, 1_250, 0), line(Account::SalesRevenue, 0, 1_250)],
            off: Vec::new(),
        };
        let text = balances(&reply);
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[1], ["USD", "cash_bag", "12.50"]);
        assert_eq!(lines[3], ["USD", "sum", "12.50", "12.50"]);
    }

    #[test]
    fn each_difference_is_a_line_that_says_what_to_do() {
        let mut reply = ReconcileReply {
            at: "2026-11-21T10:00:00Z".parse().unwrap(),
            entries: 3,
            things: 2,
            payments: 1,
            processor: Some(1),
            programme: None,
            differences: Vec::new(),
        };
        assert_eq!(
            named(&reply),
            "3 entries, 2 things in the books, 1 payments, 1 records of the processor, the programme was not asked\n"
        );
        reply.differences.push(Difference {
            code: "done_here_only".into(),
            about: "charge 1".into(),
            detail: "Ask the processor.".into(),
            here: Some(usd(500)),
            there: None,
        });
        let text = named(&reply);
        assert!(text.lines().nth(1).unwrap().starts_with("done_here_only  charge 1  5.00 USD"), "{text}");
    }

    #[test]
    fn a_report_of_nothing_has_no_rate() {
        assert!(said(&Report::default()).contains("granted -"));
    }
}
