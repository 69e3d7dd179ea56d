//! From the paper to the till: what is taken in, what is refused, and what is lost.

mod allowance;
mod expiring;
mod selling;

use ed25519_dalek::SigningKey;
use jiff::{SignedDuration, Timestamp};

use super::{code::Detail, *};
use crate::{
    access::Role,
    devices::Allowance,
    entity::Entity,
    ids::{OpId, RedemptionId, TimelineId, UserId, Uuid},
    intents::{Actor, Context, Rule, State},
    money::Currency,
    policies::Table,
};

const PNR: &str = "K7QX2M";

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

fn at() -> Timestamp {
    "2026-11-21T13:15:30Z".parse().unwrap()
}

fn later(hours: i64) -> Timestamp {
    at() + SignedDuration::from_hours(hours)
}

fn airline() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

fn device() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn public(key: &SigningKey) -> String {
    hex::encode(key.verifying_key().to_bytes())
}

fn id<T: From<Uuid>>(number: u128) -> T {
    Uuid::from_u128(number).into()
}

fn issuer() -> Issuer {
    Issuer::vouched(id(4), &public(&device()), at(), &airline())
}

fn paper(kind: VoucherKind, amount: Money, copy: u32) -> String {
    let voucher = id(2);
    let signed = code::Signed {
        voucher,
        allowance: id(3),
        kind: kind.name().into(),
        amount,
        expires: Timestamp::from_second(later(24).as_second()).unwrap(),
        place: "JFK".into(),
        detail: Some(Detail {
            copy,
            key: code::key_id(&public(&device())),
            not_before: Timestamp::from_second(at().as_second()).unwrap(),
            holder: code::holder(voucher, PNR),
        }),
    };
    code::sign(&signed, &device())
}

fn voucher(kind: VoucherKind, amount: Money) -> Voucher {
    Voucher {
        id: id(2),
        number: "CV-7Q2M9".into(),
        kind,
        amount,
        passenger: id(10),
        trip: id(14),
        flight: id(15),
        claim: id(19),
        allowance: id(3),
        issued_at: at(),
        issued_by: "Agent One".into(),
        device: id(4),
        station: "JFK".into(),
        expires_at: Timestamp::from_second(later(24).as_second()).unwrap(),
        code: paper(kind, amount, 0),
        copy: 0,
        status: VoucherStatus::Issued,
        agreement: None,
        basis: Basis::default(),
        rest: Default::default(),
    }
}

fn allowance() -> Allowance {
    Allowance {
        id: id(3),
        device: id(4),
        device_key: public(&device()),
        total: usd(50_000),
        each: usd(5_000),
        each_of: Default::default(),
        counts: [(Currency::EUR, 1_150_000)].into(),
        count: 50,
        spent: usd(0),
        spent_count: 0,
        expires_at: later(24),
        signature: String::new(),
        rest: Default::default(),
    }
    .vouched(&airline())
}

fn ctx() -> Context {
    let actor = Actor {
        user: UserId(Uuid::nil()),
        name: "Agent One".into(),
        role: Role::Supervisor,
        role_epoch: 1,
        station: "JFK".into(),
    };
    Context { now: at(), actor, device: id(4), op: OpId(Uuid::nil()) }
}

fn redeem(number: u128, code: &str, amount: Money, hours: i64) -> RedeemVoucher {
    RedeemVoucher {
        redemption: RedemptionId(Uuid::from_u128(number)),
        voucher: id(2),
        number: "CV-7Q2M9".into(),
        code: code.into(),
        amount,
        supplier: "JFK-TERRACE".into(),
        at: later(hours),
        timeline: TimelineId(Uuid::from_u128(1_000 + number)),
    }
}

/// What is true, and acts on it.
struct World(State);

impl World {
    fn with(entities: impl IntoIterator<Item = Entity>) -> Self {
        Self(entities.into_iter().collect())
    }

    fn act(&mut self, rule: &impl Rule) -> Result<(), String> {
        let reads = rule.reads();
        let seen: State = reads.iter().filter_map(|row| self.0.entity(row).cloned()).collect();
        for change in rule.decide(&seen, &ctx()).map_err(|it| it.fault.code.into_owned())? {
            self.0.put(change);
        }
        Ok(())
    }

    fn standing(&self) -> VoucherStanding {
        self.0.get(standing_id(id(2))).unwrap()
    }

    fn voucher(&self) -> Voucher {
        self.0.get(id::<VoucherId>(2)).unwrap()
    }

    fn losses(&self) -> Vec<Option<(LossReason, i64)>> {
        let of = |it: &Redemption| it.loss.as_ref().map(|loss| (loss.why, loss.amount.minor));
        self.standing().redemptions.iter().map(of).collect()
    }
}

fn meal() -> World {
    World::with([voucher(VoucherKind::Meal, usd(1_500)).into(), issuer().into(), allowance().into()])
}

fn credit() -> World {
    World::with([voucher(VoucherKind::TravelCredit, usd(30_000)).into(), issuer().into(), allowance().into()])
}

fn shown<'a>(hours: i64, supplier: &'a str, pnr: Option<&'a str>, airline: &'a str) -> Till<'a> {
    Till {
        at: later(hours),
        supplier: terms().supplier(supplier),
        pnr,
        airline: Some(airline),
        terms: terms(),
    }
}

fn terms() -> &'static VoucherTerms {
    Table::embedded().unwrap()
}

fn verdict(code: &str, till: &Till<'_>, standing: Option<&VoucherStanding>) -> Result<Verdict, Fault> {
    let issuers = [issuer()];
    verify(code, till, &Known { issuers: &issuers, voucher: None, standing })
}

fn why(code: &str, till: &Till<'_>, standing: Option<&VoucherStanding>) -> String {
    match verdict(code, till, standing) {
        Ok(verdict) => verdict.refusal.map_or_else(|| "good".into(), |fault| fault.code.into_owned()),
        Err(fault) => fault.code.into_owned(),
    }
}

#[test]
fn a_desk_that_never_heard_of_a_voucher_says_that_it_is_good_and_how_much_is_left() {
    let key = public(&airline());
    let verdict =
        verdict(&paper(VoucherKind::Meal, usd(1_500), 0), &shown(1, "JFK-TERRACE", None, &key), None);
    let verdict = verdict.unwrap();
    assert_eq!((verdict.kind, verdict.left, verdict.refusal), (VoucherKind::Meal, usd(1_500), None));
}

#[test]
fn each_reason_not_to_take_a_voucher_in_has_its_name() {
    let (key, meal) = (public(&airline()), paper(VoucherKind::Meal, usd(1_500), 0));
    let till = |hours, supplier| shown(hours, supplier, None, &key);
    assert_eq!(why(&meal, &till(25, "JFK-TERRACE"), None), "voucher_expired");
    assert_eq!(why(&meal, &till(-1, "JFK-TERRACE"), None), "voucher_not_yet");
    assert_eq!(why(&meal, &till(1, "JFK-CAB"), None), "voucher_wrong_supplier");
    assert_eq!(why(&meal, &till(1, "EWR-MARKET"), None), "voucher_wrong_place");
    assert_eq!(why(&meal, &shown(1, "JFK-TERRACE", Some("AAAAAA"), &key), None), "voucher_wrong_holder");
    assert_eq!(why(&meal, &shown(1, "JFK-TERRACE", Some(PNR), &key), None), "good");
    let mut world = self::meal();
    world.act(&redeem(1, &meal, usd(1_500), 1)).unwrap();
    assert_eq!(why(&meal, &till(2, "JFK-TERRACE"), Some(&world.standing())), "voucher_used_up");
    let mut world = self::meal();
    world.act(&revoke()).unwrap();
    assert_eq!(why(&meal, &till(2, "JFK-TERRACE"), Some(&world.standing())), "voucher_revoked");
    let mut world = self::meal();
    world.act(&reissue(VoucherKind::Meal, usd(1_500), 1)).unwrap();
    assert_eq!(why(&meal, &till(2, "JFK-TERRACE"), Some(&world.standing())), "voucher_void_copy");
    let newer = paper(VoucherKind::Meal, usd(1_500), 1);
    assert_eq!(why(&newer, &till(2, "JFK-TERRACE"), Some(&world.standing())), "good");
}

#[test]
fn a_key_that_nobody_vouches_for_signs_nothing() {
    let (key, meal) = (public(&airline()), paper(VoucherKind::Meal, usd(1_500), 0));
    let till = shown(1, "JFK-TERRACE", None, &key);
    let ask =
        |issuers: &[Issuer]| verify(&meal, &till, &Known { issuers, ..Known::default() }).unwrap_err().code;
    assert_eq!(ask(&[]), "voucher_unknown_issuer");
    let forged = Issuer::vouched(id(4), &public(&device()), at(), &SigningKey::from_bytes(&[9; 32]));
    assert_eq!(ask(&[forged]), "voucher_forged");
    assert_eq!(ask(&[Issuer { withdrawn: Some(at()), ..issuer() }]), "voucher_issuer_withdrawn");
}

#[test]
fn no_flipped_byte_of_a_code_gets_past_a_till_or_the_rule() {
    let (key, code) = (public(&airline()), paper(VoucherKind::Meal, usd(1_500), 0));
    let till = shown(1, "JFK-TERRACE", None, &key);
    let packet = base45::decode(code.strip_prefix(code::PREFIX).unwrap()).unwrap();
    for at in 0..packet.len() {
        for bit in 0..8 {
            let mut bad = packet.clone();
            bad[at] ^= 1 << bit;
            let bad = format!("{}{}", code::PREFIX, base45::encode(bad));
            assert!(verdict(&bad, &till, None).is_err(), "byte {at} bit {bit} at the till");
            let refused = World::with([issuer().into()]).act(&redeem(1, &bad, usd(1_500), 1));
            assert!(refused.is_err(), "byte {at} bit {bit} by the rule");
        }
    }
}

#[test]
fn a_letter_of_a_code_that_was_changed_is_never_accepted() {
    let (key, code) = (public(&airline()), paper(VoucherKind::Meal, usd(1_500), 0));
    let till = shown(1, "JFK-TERRACE", None, &key);
    for at in 0..code.len() {
        for letter in ['0', '9', 'A', 'Z', ':', ' ', 'a', 'é'] {
            let mut bad: Vec<char> = code.chars().collect();
            if bad[at] == letter {
                continue;
            }
            bad[at] = letter;
            let bad: String = bad.into_iter().collect();
            let read = verdict(&bad, &till, None);
            // A blank at the end is what scanners add, and is taken away.
            assert!(read.is_err() || bad.trim() == code, "letter {at}: {letter}");
        }
    }
}

#[test]
fn a_voucher_is_redeemed_once_and_the_second_time_is_a_loss_that_stays_visible() {
    let (mut world, code) = (meal(), paper(VoucherKind::Meal, usd(1_500), 0));
    world.act(&redeem(1, &code, usd(1_500), 1)).unwrap();
    assert_eq!(world.voucher().status, VoucherStatus::Redeemed);
    world.act(&redeem(2, &code, usd(1_500), 2)).unwrap();
    assert_eq!(world.losses(), [None, Some((LossReason::UsedUp, 1_500))]);
    let standing = world.standing();
    assert_eq!((standing.redeemed().unwrap(), standing.left()), (usd(1_500), usd(0)));
    assert_eq!(standing.open_losses().count(), 1);
    let seen = ReviewLoss { voucher: id(2), redemption: id(2), note: "Two tills".into(), at: later(3) };
    world.act(&seen).unwrap();
    assert_eq!(world.standing().open_losses().count(), 0);
    assert_eq!(world.act(&seen).unwrap_err(), "already_reviewed");
    assert_eq!(world.act(&ReviewLoss { redemption: id(1), ..seen }).unwrap_err(), "no_loss");
}

#[test]
fn the_same_redemption_twice_counts_once() {
    let (mut world, code) = (meal(), paper(VoucherKind::Meal, usd(1_500), 0));
    world.act(&redeem(1, &code, usd(1_500), 1)).unwrap();
    assert_eq!(world.act(&redeem(1, &code, usd(1_500), 1)).unwrap_err(), "redemption_exists");
}

#[test]
fn credit_is_redeemed_bit_by_bit_and_only_what_is_beyond_it_is_lost() {
    let (mut world, code) = (credit(), paper(VoucherKind::TravelCredit, usd(30_000), 0));
    world.act(&redeem(1, &code, usd(12_000), 1)).unwrap();
    assert_eq!((world.standing().left(), world.voucher().status), (usd(18_000), VoucherStatus::Issued));
    world.act(&redeem(2, &code, usd(20_000), 2)).unwrap();
    assert_eq!(world.losses(), [None, Some((LossReason::UsedUp, 2_000))]);
    assert_eq!(world.standing().redeemed().unwrap(), usd(30_000));
    assert_eq!(world.act(&redeem(3, &code, usd(30_001), 3)).unwrap_err(), "voucher_not_enough");
    assert_eq!(world.act(&redeem(3, &code, usd(0), 3)).unwrap_err(), "voucher_not_enough");
}

#[test]
fn a_meal_is_redeemed_whole() {
    let (mut world, code) = (meal(), paper(VoucherKind::Meal, usd(1_500), 0));
    assert_eq!(world.act(&redeem(1, &code, usd(700), 1)).unwrap_err(), "voucher_not_enough");
    let key = public(&airline());
    let verdict = verdict(&code, &shown(1, "JFK-TERRACE", None, &key), None).unwrap();
    assert_eq!(
        redeem(1, &code, usd(700), 1).check(&verdict, true, terms()).unwrap_err().code,
        "voucher_not_in_parts"
    );
    assert!(redeem(1, &code, usd(1_500), 1).check(&verdict, false, terms()).is_ok());
}

#[test]
fn a_desk_takes_in_little_of_a_credit_that_it_never_heard_of() {
    let (key, code) = (public(&airline()), paper(VoucherKind::TravelCredit, usd(30_000), 0));
    let verdict = verdict(&code, &shown(1, "TICKETS", None, &key), None).unwrap();
    let check =
        |minor, held| redeem(1, &code, usd(minor), 1).check(&verdict, held, terms()).map_err(|it| it.code);
    assert_eq!(check(10_001, false).unwrap_err(), "voucher_unseen_limit");
    assert!(check(10_000, false).is_ok() && check(30_000, true).is_ok());
    assert_eq!(check(30_001, true).unwrap_err(), "voucher_not_enough");
}

#[test]
fn what_was_taken_in_before_the_voucher_was_heard_of_counts_when_it_is() {
    let code = paper(VoucherKind::Meal, usd(1_500), 0);
    let mut world = World::with([issuer().into()]);
    world.act(&redeem(1, &code, usd(1_500), 1)).unwrap();
    let standing = world.standing();
    assert_eq!((standing.passenger, standing.left()), (None, usd(0)));
    world.0.put(voucher(VoucherKind::Meal, usd(1_500)).into());
    world.act(&redeem(2, &code, usd(1_500), 2)).unwrap();
    assert_eq!(world.losses(), [None, Some((LossReason::UsedUp, 1_500))]);
    assert_eq!(world.standing().passenger, Some(id(10)));
}

#[test]
fn what_was_given_for_a_void_paper_is_lost_and_the_new_paper_keeps_its_worth() {
    let (mut world, old) = (meal(), paper(VoucherKind::Meal, usd(1_500), 0));
    world.act(&reissue(VoucherKind::Meal, usd(1_500), 1)).unwrap();
    world.act(&redeem(1, &old, usd(1_500), 1)).unwrap();
    assert_eq!(world.losses(), [Some((LossReason::VoidCopy, 1_500))]);
    world.act(&redeem(2, &paper(VoucherKind::Meal, usd(1_500), 1), usd(1_500), 2)).unwrap();
    assert_eq!(world.losses()[1], None);
    assert_eq!(world.voucher().status, VoucherStatus::Redeemed);
}

#[test]
fn what_was_given_after_the_end_or_after_it_was_taken_back_is_lost() {
    let (mut world, code) = (meal(), paper(VoucherKind::Meal, usd(1_500), 0));
    world.act(&redeem(1, &code, usd(1_500), 25)).unwrap();
    world.act(&revoke()).unwrap();
    world.act(&redeem(2, &code, usd(1_500), 1)).unwrap();
    let lost = |why| Some((why, 1_500));
    assert_eq!(world.losses(), [lost(LossReason::Expired), lost(LossReason::Revoked)]);
    assert_eq!(world.voucher().status, VoucherStatus::Revoked);
}

fn revoke() -> RevokeVoucher {
    RevokeVoucher { voucher: id(2), reason: "Given by mistake".into(), at: later(1), timeline: id(21) }
}

fn reissue(kind: VoucherKind, amount: Money, copy: u32) -> ReissueVoucher {
    let code = paper(kind, amount, copy);
    ReissueVoucher { voucher: id(2), allowance: id(3), code, at: later(1), timeline: id(22) }
}

#[test]
fn a_voucher_is_taken_back_once_with_a_reason_and_never_after_it_was_redeemed() {
    let mut world = meal();
    assert_eq!(world.act(&RevokeVoucher { reason: " ".into(), ..revoke() }).unwrap_err(), "reason_missing");
    world.act(&revoke()).unwrap();
    assert_eq!(world.act(&revoke()).unwrap_err(), "voucher_revoked");
    assert_eq!(world.act(&reissue(VoucherKind::Meal, usd(1_500), 1)).unwrap_err(), "voucher_revoked");
    let mut world = meal();
    world.act(&redeem(1, &paper(VoucherKind::Meal, usd(1_500), 0), usd(1_500), 1)).unwrap();
    assert_eq!(world.act(&revoke()).unwrap_err(), "voucher_used_up");
}

#[test]
fn a_reissue_is_the_next_copy_of_the_same_and_nothing_else() {
    let mut world = meal();
    let again = |copy, minor| reissue(VoucherKind::Meal, usd(minor), copy);
    assert_eq!(world.act(&again(2, 1_500)).unwrap_err(), "reissued_meanwhile");
    assert_eq!(world.act(&again(1, 1_600)).unwrap_err(), "voucher_forged");
    let late = ReissueVoucher { at: later(25), ..again(1, 1_500) };
    assert_eq!(world.act(&late).unwrap_err(), "voucher_expired");
    world.act(&again(1, 1_500)).unwrap();
    assert_eq!((world.voucher().copy, world.standing().copy), (1, 1));
    assert_eq!(world.voucher().code, paper(VoucherKind::Meal, usd(1_500), 1));
    assert_eq!(world.act(&again(1, 1_500)).unwrap_err(), "reissued_meanwhile");
}

#[test]
fn a_supplier_is_paid_for_all_that_they_took_in_and_the_loss_stands_beside_it() {
    let (mut world, code) = (credit(), paper(VoucherKind::TravelCredit, usd(30_000), 0));
    world.act(&redeem(1, &code, usd(12_000), 1)).unwrap();
    world.act(&redeem(2, &code, usd(20_000), 2)).unwrap();
    let other = RedeemVoucher { supplier: "TICKETS".into(), ..redeem(3, &code, usd(100), 3) };
    world.act(&other).unwrap();
    let standings = [world.standing()];
    assert_eq!(standings[0].settlements().len(), 2);
    let statement = Statement::of("JFK-TERRACE", 2026, 11, &standings).unwrap();
    assert_eq!((statement.totals.clone(), statement.lost.clone()), (vec![usd(32_000)], vec![usd(2_000)]));
    let csv = statement.csv();
    assert_eq!(csv.lines().count(), 3);
    assert!(csv.ends_with("CV-7Q2M9,travel_credit,JFK,Agent One,200.00,USD,20.00,used_up\r\n"), "{csv}");
    assert_eq!(Statement::of("JFK-TERRACE", 2026, 12, &standings).unwrap().lines, []);
}

#[test]
fn a_voucher_is_explained_in_a_language_or_as_it_was_written() {
    let old = Basis { because: vec!["Cancelled.".into()], ..Basis::default() };
    assert_eq!(old.in_words(crate::Language::Ar), ["Cancelled."]);
    let said = crate::compensation::Said { key: "cause".into(), args: Default::default() };
    let words = said.in_words(crate::Language::Ar);
    let new = Basis { said: vec![said], ..old };
    assert_eq!(new.in_words(crate::Language::Ar), [words]);
}

#[test]
fn the_first_paper_is_written_as_vouchers_were_before_there_were_copies() {
    assert!(is_first(&0) && !is_first(&1));
}

#[test]
fn each_part_of_a_vouchers_life_is_booked_once_and_ends_at_zero() {
    use crate::ledger::{Happened, occurrences};
    let booked = |before: Option<&Entity>, after: &Entity| -> Vec<Happened> {
        occurrences(before, after).into_iter().map(|it| it.what).collect()
    };
    let mut world = credit();
    let issued: Entity = world.voucher().into();
    assert_eq!(booked(None, &issued), [Happened::VoucherIssued { amount: usd(30_000) }]);
    assert_eq!(booked(Some(&issued), &issued), []);
    let code = world.voucher().code;
    let mut before: Option<Entity> = None;
    for (nth, minor, over) in [(1, 20_000, 0), (2, 12_000, 2_000)] {
        world.act(&redeem(nth, &code, usd(minor), 1)).unwrap();
        let standing: Entity = world.standing().into();
        let what = Happened::VoucherRedeemed { amount: usd(minor - over), over: usd(over) };
        assert_eq!(booked(before.as_ref(), &standing), [what]);
        before = Some(standing);
    }
    assert_eq!(booked(before.as_ref(), before.as_ref().unwrap()), []);
    let mut world = credit();
    world.act(&revoke()).unwrap();
    let revoked: Entity = world.standing().into();
    assert_eq!(booked(None, &revoked), [Happened::VoucherRevoked { left: usd(30_000) }]);
    assert_eq!(booked(Some(&revoked), &revoked), []);
}
