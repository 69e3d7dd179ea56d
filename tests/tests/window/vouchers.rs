//! A till: a voucher is scanned on any page, redeemed, scanned again; given out anew and taken back by those who may.

use airside_shared::{
    devices::DeviceKind,
    ids::Uuid,
    money::{Currency, Money},
    vouchers::code,
};
use anyhow::{Result, ensure};
use ed25519_dalek::SigningKey;
use serde_json::Value;

use crate::{
    app::App,
    looks::LOOKS,
    patience::{PATIENCE, until},
    scene::Traveller,
    world::{AGENT, HOST, SUPERVISOR, World},
};

const F5: char = '\u{e035}';

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_is_scanned_redeemed_once_given_out_anew_and_taken_back() -> Result<()> {
    let world = World::new().await?;
    let desk = world.open("desk", DeviceKind::Desk).await?;
    desk.begin_work(AGENT).await?;
    let stranded: Vec<Traveller> = world.scene.stranded().take(2).collect();
    let (first, second) = (&stranded[0], &stranded[1]);
    let code = issue(&desk, &world, first).await?;
    a_stranger_s_code(&desk).await?;
    redeem(&desk, &code).await?;
    let other = issue(&desk, &world, second).await?;
    give_out_anew(&desk, &other).await?;
    desk.lock().await?;
    desk.begin_work(SUPERVISOR).await?;
    take_back(&desk, second).await?;
    offers(&desk, first).await?;
    on_board(&desk, &world).await?;
    for (look, words, _) in LOOKS {
        desk.command(look, words).await?;
        desk.scan(&code).await?;
        verdict(&desk, "voucher_used_up").await?;
        desk.picture(&format!("look-{look}-redeem")).await?;
    }
    kiosk(&world, &code).await
}

/// Issues a meal voucher; its code, as the backend keeps it.
async fn issue(desk: &App, world: &World, who: &Traveller) -> Result<String> {
    desk.open_passenger(who).await?;
    desk.open_due().await?;
    let number = desk.issue_meal_voucher().await?;
    code_of(world, |voucher| voucher["number"] == number.as_str()).await
}

/// The code of the voucher that is wanted, when the backend has it.
async fn code_of(world: &World, wanted: impl Fn(&Value) -> bool) -> Result<String> {
    let data = world.file("backend").join("airside.db");
    until(PATIENCE, "the backend has the voucher", async || {
        let db = rusqlite::Connection::open(&data)?;
        let mut lines = db.prepare("SELECT body FROM entities WHERE kind = 'voucher'")?;
        for body in lines.query_map([], |line| line.get::<_, String>(0))? {
            let voucher: Value = serde_json::from_str(&body?)?;
            if wanted(&voucher) {
                return Ok(voucher["code"].as_str().map(str::to_owned));
            }
        }
        Ok(None)
    })
    .await
}

async fn verdict(desk: &App, wanted: &str) -> Result<()> {
    desk.see(&format!("[data-test=verdict][data-verdict={wanted}]")).await.map(drop)
}

/// Well-formed, and signed by a key that nobody vouches for.
async fn a_stranger_s_code(desk: &App) -> Result<()> {
    let key = SigningKey::from_bytes(&[9; 32]);
    let voucher = Uuid::from_u128(1).into();
    let signed = code::Signed {
        voucher,
        allowance: Uuid::from_u128(2).into(),
        kind: "meal".into(),
        amount: Money::new(99_900, Currency::USD),
        expires: "2030-01-01T00:00:00Z".parse()?,
        place: "JFK".into(),
        detail: Some(code::Detail {
            copy: 0,
            key: code::key_id(&hex::encode(key.verifying_key().to_bytes())),
            not_before: "2020-01-01T00:00:00Z".parse()?,
            holder: code::holder(voucher, "K7QX2M"),
        }),
    };
    desk.go("board").await?;
    desk.scan(&code::sign(&signed, &key)).await?;
    verdict(desk, "voucher_unknown_issuer").await?;
    ensure!(!desk.sees("redeem-go").await, "nothing can be done with it");
    ensure!(!desk.text("redeem").await?.contains("999"), "nothing of it is shown");
    desk.picture("90-voucher-unknown").await
}

async fn redeem(desk: &App, code: &str) -> Result<()> {
    desk.go("board").await?;
    desk.scan(code).await?;
    verdict(desk, "good").await?;
    desk.see("voucher-left").await?;
    desk.picture("91-voucher-good").await?;
    desk.press("redeem-go").await?;
    verdict(desk, "voucher_used_up").await?;
    desk.see("redemption").await?;
    desk.sees_no("redeem-go").await?;
    desk.picture("92-voucher-redeemed").await
}

async fn give_out_anew(desk: &App, old: &str) -> Result<()> {
    desk.scan(old).await?;
    verdict(desk, "good").await?;
    ensure!(!desk.sees("revoke").await, "an agent takes nothing back");
    desk.press("reissue").await?;
    desk.press("reissue-go").await?;
    desk.see("document-page").await?;
    desk.picture("93-voucher-copy").await?;
    desk.dismiss().await?;
    desk.scan(old).await?;
    verdict(desk, "voucher_void_copy").await
}

async fn take_back(desk: &App, who: &Traveller) -> Result<()> {
    desk.open_passenger(who).await?;
    desk.open_due().await?;
    desk.press("[data-test=voucher] a[href^=\"/redeem\"]").await?;
    verdict(desk, "good").await?;
    desk.press("revoke").await?;
    desk.fill("revoke-reason", "Given to the wrong person").await?;
    desk.picture("94-voucher-revoke").await?;
    desk.press("revoke-go").await?;
    verdict(desk, "voucher_revoked").await
}

/// What the airline gives besides stands below what the law says.
async fn offers(desk: &App, who: &Traveller) -> Result<()> {
    desk.open_passenger(who).await?;
    desk.open_due().await?;
    desk.see("[data-test=offer][data-kind=goodwill]").await?;
    desk.picture("95-voucher-offers").await?;
    desk.fill("offer-amount", "15").await?;
    desk.press("[data-test=offer][data-kind=goodwill] [data-test=offer-issue]").await?;
    desk.reads("voucher-number", |number| number.contains("GV") || number.contains("MV")).await?;
    desk.sees_no("[data-test=offer][data-kind=goodwill]").await?;
    desk.chord(&[F5]).await?;
    desk.see("redeem").await.map(drop)
}

/// Scanned at a trolley it pays for the order there; the rest is taken in cash, and the receipt names it.
async fn on_board(desk: &App, world: &World) -> Result<()> {
    let code = code_of(world, |voucher| voucher["kind"] == "goodwill").await?;
    let flight = world.scene.somebody()?.flight.designator();
    desk.go("flights").await?;
    desk.type_into("board-filter", &flight).await?;
    desk.press(&format!("[data-flight=\"{flight}\"]")).await?;
    desk.press("open-trolley").await?;
    desk.see("product-tile").await?;
    for _ in 0..4 {
        desk.press(".products__grid .tile:nth-child(1) [data-test=product-tile]").await?;
    }
    desk.press("voucher-add").await?;
    desk.fill("[data-test=tender-voucher] input", "AV1:NONSENSE").await?;
    desk.press("voucher-pay").await?;
    desk.see("[data-test=voucher-fault][data-code=voucher_unreadable]").await?;
    desk.scan(&code).await?;
    desk.reads("paying-voucher", |said| said.contains("GV-") && said.contains("15.00")).await?;
    desk.in_each_look("paying-voucher", "by-voucher").await?;
    desk.press("tender-cash").await?;
    desk.fill("cash-given", "100").await?;
    desk.picture("107-by-voucher").await?;
    desk.press("take-payment").await?;
    desk.reads("sale-number", |number| !number.trim().is_empty()).await?;
    desk.press("receipt-preview").await?;
    desk.see("document-page").await?;
    desk.picture("108-receipt-by-voucher").await?;
    desk.chord(&['\u{e00c}']).await?;
    desk.press("#tab-sales").await?;
    desk.reads("sale-row", |said| said.contains("GV-") && said.contains('+')).await?;
    desk.go("board").await
}

async fn kiosk(world: &World, code: &str) -> Result<()> {
    let kiosk = world.open("kiosk", DeviceKind::Kiosk).await?;
    kiosk.choose_person(HOST.0).await?;
    kiosk.see("signin-pin").await?;
    kiosk.keys(&format!("{}\u{e007}", HOST.1)).await?;
    kiosk.see("attract").await?;
    // It holds no vouchers: the paper alone speaks, and that is genuine. Where the machine is too busy to type as fast
    // as a scanner does, the code is cut short: then somebody scans it again, as people do.
    for _ in 0..3 {
        kiosk.scan(code).await?;
        kiosk.see("[data-test=verdict], [data-test=kiosk-answer] .empty").await?;
        if kiosk.sees("[data-test=verdict][data-verdict=good]").await {
            break;
        }
        kiosk.press("kiosk-reset").await?;
        kiosk.see("attract").await?;
    }
    verdict(&kiosk, "good").await?;
    kiosk.picture("96-voucher-kiosk").await
}
