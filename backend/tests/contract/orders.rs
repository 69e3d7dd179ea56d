//! Orders that a card is to pay.

use airside_shared::{
    entity::{Kind, Ref},
    sales::{FailOrder, PlaceOrder, RecordSale, Tender, denied_card_id},
    sync::Scope,
};

use crate::{
    device::{Device, Rows},
    money::{applied, card, differences, paying, refused_for, settle, usd},
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
