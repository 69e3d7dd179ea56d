//! Orders that a card is to pay.

use airside_shared::sales::{FailOrder, PlaceOrder, RecordSale};

use crate::{
    device::Device,
    money::{applied, card, differences, refused_for, usd},
    world::{World, now},
};

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
