//! Orders that a card is to pay.

use airside_shared::{
    entity::{Kind, Ref},
    ledger::Account,
    payments::{Through, of_sale},
    sales::{FailOrder, PlaceOrder, RecordSale, Tender, denied_card_id},
    sync::Scope,
};
use serde_json::Value;

use crate::{
    device::{Device, Rows},
    money::{applied, ask, card, differences, holds, paying, refused_for, settle, usd},
    world::{World, now},
};

/// Sold to a card that the terminal knows again.
fn known(token: &str, par: Option<&str>) -> RecordSale {
    let mut sale = card(500, token);
    if let Tender::Card(card) = &mut sale.tender {
        card.par = par.map(str::to_owned);
    }
    sale
}

pub async fn a_declined_card_is_a_loss_and_names_its_reason(world: World) {
    let (world, _gateway) = paying(world).await;
    let mut crew = Device::signed_in(&world, "CB1").await;
    for (sale, code) in [
        (card(500, "tok_decline_stolen_card"), "stolen_card"),
        (card(700, "tok_capture_decline"), "expired_card"),
        (card(14_402, "tok_visa"), "insufficient_funds"),
    ] {
        let payment = of_sale(sale.sale, Through::Card);
        assert!(applied(&crew.act(&world, sale).await));
        settle(&world).await;
        let reply: Value = ask(&world, "FN1", &format!("/v1/payments/{payment}")).await.unwrap();
        assert_eq!((reply["state"].as_str(), reply["code"].as_str()), (Some("declined"), Some(code)));
    }
    assert_eq!(holds(&world, Account::Losses).await, 15_602);
    assert_eq!(holds(&world, Account::Receivable).await, 0);
    assert_eq!(differences(&world).await, [] as [&str; 0]);
}

pub async fn a_card_whose_bank_did_not_pay_is_denied_on_every_device_that_sells(world: World) {
    let (world, _gateway) = paying(world).await;
    let mut crew = Device::signed_in(&world, "CB1").await;
    let stolen = "tok_decline_stolen_card";
    for sale in [known("tok_visa", Some("good")), known(stolen, None), known(stolen, Some("stolen"))] {
        assert!(applied(&crew.act(&world, sale).await));
        settle(&world).await;
    }
    let mut rows = Rows::new();
    Device::signed_in(&world, "CB1").await.follow(&world, Scope::Catalogue, &mut rows, 0).await;
    let denied: Vec<&Ref> = rows.keys().filter(|row| row.kind == Kind::DeniedCard).collect();
    assert_eq!(denied, [&Ref::new(Kind::DeniedCard, denied_card_id("stolen"))]);
    let (_, body) = &rows[denied[0]];
    assert!(
        body.contains("stolen_card") && !body.contains(r#""stolen""#),
        "the reference is not told: {body}"
    );
}

pub async fn an_order_that_nobody_settles_is_named_after_an_hour_and_its_sale_ends_that(world: World) {
    let mut crew = Device::signed_in(&world, "CB1").await;
    let sold = card(400, "tok_order");
    let RecordSale { sale, number, flight, seat, passenger, lines, at, .. } = sold.clone();
    let order =
        PlaceOrder { sale, number, flight, seat, passenger, lines, beside: Vec::new(), card: usd(400), at };
    assert!(applied(&crew.act(&world, order.clone()).await));
    assert_eq!(refused_for(crew.act(&world, order).await), "order_exists");
    crew = Device::signed_in(&world, "CB1").await;
    assert_eq!(differences(&world).await, [] as [&str; 0]);
    world.later(3_601);
    assert_eq!(differences(&world).await, ["order_unsettled"]);
    assert!(applied(&crew.act(&world, sold).await));
    assert_eq!(differences(&world).await, [] as [&str; 0]);
    let fail = FailOrder { sale, code: "given_up".into(), at: now() };
    assert_eq!(refused_for(crew.act(&world, fail).await), "order_paid");
}
