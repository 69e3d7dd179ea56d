//! A table of rules from the first edit to the day on which it decides: one manager edits, sees a slip beside its
//! cell, tries the draft and sends it; another sees what it changes and approves it.

use airside_shared::devices::DeviceKind;
use anyhow::{Result, ensure};

use crate::{
    app::App,
    world::{Colleague, World},
};

const DRAFTS: Colleague = ("8503", "628310");
const APPROVES: Colleague = ("8504", "371946");
const F12: char = '\u{e03c}';
const TABLE: &str = "[data-test=policy][data-table=eu261]";
/// The amount of the longest flights.
const AMOUNT: &str = "[data-at=\"/rights/bands/2/amount\"]";

#[tokio::test(flavor = "multi_thread")]
async fn one_manager_edits_a_table_of_policies_and_another_approves_it() -> Result<()> {
    let world = World::new().await?;
    let one = world.open("one", DeviceKind::Desk).await?;
    one.begin_work(DRAFTS).await?;
    one.chord(&[F12]).await?;
    one.see(TABLE).await?;
    one.picture("90-policies").await?;
    one.press(TABLE).await?;
    one.see("policy-sheet").await?;
    edited(&one).await?;
    sent(&one).await?;

    let two = world.open("two", DeviceKind::Desk).await?;
    two.begin_work(APPROVES).await?;
    two.go("policies").await?;
    two.reads(TABLE, |said| said.contains("Draft by Rahul Mehta")).await?;
    two.press(TABLE).await?;
    two.see("policy-draft").await?;
    two.reads("policy-change", |said| said.contains("600") && said.contains("700")).await?;
    two.in_each_look("policy-change", "policy").await?;
    two.press("policy-try").await?;
    two.reads("policy-trial", |said| said.contains("past cases")).await?;
    two.picture("94-policy-trial").await?;
    two.press("policy-approve").await?;
    two.see("[data-test=policy-version][data-state=in_force]").await?;
    two.picture("95-policy-approved").await?;
    one.see("[data-test=policy-version][data-state=in_force]").await?;
    one.reads(AMOUNT, |said| said.contains("700")).await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn goodwill_is_raised_and_a_supplier_is_added_in_the_airline_s_own_terms() -> Result<()> {
    let world = World::new().await?;
    let one = world.open("one", DeviceKind::Desk).await?;
    one.begin_work(DRAFTS).await?;
    one.go("policies").await?;
    one.press("[data-test=policy][data-table=vouchers]").await?;
    one.see("policy-sheet").await?;
    one.press("policy-edit").await?;
    one.see("policy-editing").await?;
    one.fill("[data-at=\"/most/goodwill/check_in/USD\"]", "3000").await?;
    one.press("tr:has([data-at=\"/supplier/0/code\"]) [data-test=policy-add-row]").await?;
    let code = "[data-at=\"/supplier/1/code\"]";
    one.see(code).await?;
    one.type_into(code, "JFK-BAKERY").await?;
    one.reads("policy-change", |said| said.contains("2500") && said.contains("3000")).await?;
    one.sees_no("policy-cell-fault").await?;
    one.see("[data-at=\"/supplier/1/code\"].policy-cell--changed").await?;
    // The suppliers below the new one are as they were, and this table decides no case that it could be tried on.
    one.sees_no("[data-at^=\"/supplier/2/\"].policy-cell--changed").await?;
    one.sees_no("policy-try").await?;
    one.in_each_look("policy-editing", "voucher-terms").await?;
    one.type_into("policy-citation", "Decision of the board of 20 November").await?;
    one.press("policy-send").await?;
    one.see("policy-draft").await?;
    one.picture("96-voucher-terms-drafted").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_country_gets_a_rate_of_tax_and_the_tables_beside_it_can_be_read() -> Result<()> {
    let world = World::new().await?;
    let one = world.open("one", DeviceKind::Desk).await?;
    one.begin_work(DRAFTS).await?;
    for table in ["claims", "allowances", "sales_tax"] {
        one.go("policies").await?;
        one.press(&format!("[data-test=policy][data-table={table}]")).await?;
        one.see("policy-sheet").await?;
        one.in_each_look("policy-sheet", table).await?;
    }
    one.press("policy-edit").await?;
    one.press("tr:has([data-at=\"/country/0/code\"]) [data-test=policy-add-row]").await?;
    one.type_into("[data-at=\"/country/1/code\"]", "EE").await?;
    let slip = "[data-at=\"/country/1/code\"] [data-test=policy-cell-fault]";
    one.reads(slip, |said| said.contains("another row is called so")).await?;
    one.picture("97-row-twice").await?;
    one.fill("[data-at=\"/country/1/code\"]", "CH").await?;
    one.sees_no("policy-cell-fault").await?;
    one.fill("[data-at=\"/country/1/standard\"]", "810").await?;
    one.see("[data-at=\"/country/1/standard\"].policy-cell--changed").await?;
    one.sees_no("[data-at^=\"/country/2/\"].policy-cell--changed").await?;
    one.type_into("policy-citation", "Decision of the board of 20 November").await?;
    one.press("policy-send").await?;
    one.see("policy-draft").await?;
    one.picture("98-sales-tax-drafted").await
}

/// A slip is told beside its cell and keeps the draft from being sent.
async fn edited(one: &App) -> Result<()> {
    one.press("policy-edit").await?;
    one.see("policy-editing").await?;
    one.fill(AMOUNT, "-1").await?;
    one.reads(&format!("{AMOUNT} [data-test=policy-cell-fault]"), |said| said.contains("below zero")).await?;
    ensure!(one.sees("[data-test=policy-send]:disabled").await, "nothing is sent with a slip in it");
    one.picture("91-policy-slip").await?;
    one.type_into(AMOUNT, "700").await?;
    one.sees_no("policy-cell-fault").await?;
    one.reads("policy-change", |said| said.contains("600") && said.contains("700")).await?;
    one.press("policy-try").await?;
    one.reads("policy-trial", |said| said.contains("past cases")).await?;
    one.picture("92-policy-edited").await
}

/// Not without the law that it follows; and who drafted it does not approve it.
async fn sent(one: &App) -> Result<()> {
    one.press("policy-send").await?;
    one.reads("policy-citation", |said| said.contains("Name the law")).await?;
    one.fill("policy-citation", "Regulation (EU) 2026/1, Art 1").await?;
    one.press("policy-send").await?;
    one.see("policy-draft").await?;
    one.see("[data-test=policy-approve]:disabled").await?;
    one.reads("policy-not", |said| said.contains("You drafted this")).await?;
    one.picture("93-policy-drafted").await
}
