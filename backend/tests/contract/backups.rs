//! Backups: one snapshot, sealed, read back, and put into an empty store row by row.

use std::{collections::BTreeMap, fs, path::Path};

use airside_backend::{
    Config,
    backup::{self, Listed, Taken},
};
use airside_shared::{Fault, ledger::Account, sync::AuditPush};
use jiff::SignedDuration;
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    device::Device,
    money::{applied, card, cash, differences, holds, paying, settle},
    moto::Bucket,
    world::World,
};

/// A store in which money moved by every way: cash, a card that was charged, a voucher; and a log.
async fn busy(world: World) -> World {
    let (world, _gateway) = paying(world).await;
    let mut crew = Device::signed_in(&world, "CB1").await;
    assert!(applied(&crew.act(&world, cash(400)).await));
    assert!(applied(&crew.act(&world, card(1_200, "tok_visa")).await));
    let mut desk = Device::signed_in(&world, "CK1").await;
    let voucher = crate::push::voucher(&world, &desk).await;
    assert!(applied(&desk.act(&world, voucher).await));
    settle(&world).await;
    log(&world, &desk, 7).await;
    world
}

async fn log(world: &World, desk: &Device, length: u64) {
    let push = AuditPush { device: desk.id, records: crate::audit::chain(desk.id, length) };
    desk.post::<Value>(world, "/v1/audit", &push).await.unwrap();
}

fn into(world: &World, folder: &Path) -> Config {
    Config { backup_to: Some(folder.to_string_lossy().into_owned()), ..world.config() }
}

async fn take(world: &World, config: &Config) -> Taken {
    backup::take_now(config, &world.clock()).await.unwrap()
}

async fn verified(world: &World, config: &Config) -> Result<(), String> {
    let verified = backup::verify_one(config, None, &world.clock()).await;
    verified.map(drop).map_err(|fault| fault.code.into_owned())
}

fn code<T>(answer: Result<T, Fault>) -> String {
    answer.err().expect("it was refused").code.into_owned()
}

/// The airline's recovery key in a file, as operations keep it.
async fn key_of(world: &World, folder: &TempDir) -> std::path::PathBuf {
    let key = backup::recovery_key(&world.config(), &world.clock()).await.unwrap();
    let path = folder.path().join("recovery.key");
    fs::write(&path, key).unwrap();
    path
}

pub async fn a_backup_restored_into_an_empty_store_is_the_same_row_by_row(world: World) {
    let folder = tempfile::tempdir().unwrap();
    let world = busy(world).await;
    let config = into(&world, &folder.path().join("backups"));
    let taken = take(&world, &config).await;
    let count = |table: &str| taken.manifest.contents.tables[table].count;
    assert_eq!((count("payments"), count("payment_states"), count("audit")), (1, 5, 7));
    assert!(count("legs") >= 2 * count("postings") && count("postings") == 4, "{:?}", taken.manifest);
    assert!(count("things") >= 4, "two sales, a voucher and its claim at least");
    let sum = |of: &str| taken.manifest.contents.sums.iter().find(|it| it.of == of).map(|it| it.amount.minor);
    assert_eq!((sum("charge captured"), sum("ledger cash_bag")), (Some(1_200), Some(400)));
    let key = key_of(&world, &folder).await;
    let empty = world.empty().await;
    let config = Config { backup_to: config.backup_to, backup_key: Some(key), ..empty.config() };
    let (name, manifest) = backup::restore_one(&config, None, &world.clock()).await.unwrap();
    assert_eq!((&name, &manifest), (&taken.name, &taken.manifest));
    // What a backup of the restored store comes to is the same.
    let again =
        Config { backup_to: Some(folder.path().join("again").to_string_lossy().into()), ..empty.config() };
    assert_eq!(take(&world, &again).await.manifest.contents, taken.manifest.contents);
    // It keeps books, and goes on.
    let empty = empty.begun().await;
    assert_eq!(holds(&empty, Account::CashBag).await, 400);
    assert_eq!(
        holds(&empty, Account::VoucherLiability).await,
        holds(&world, Account::VoucherLiability).await
    );
    assert_eq!(differences(&empty).await, [] as [&str; 0]);
    let mut crew = Device::signed_in(&empty, "CB1").await;
    assert!(applied(&crew.act(&empty, cash(300)).await));
    assert_eq!(holds(&empty, Account::CashBag).await, 700);
    let key = backup::recovery_key(&empty.config(), &world.clock()).await.unwrap();
    assert_eq!(
        key,
        backup::recovery_key(&world.config(), &world.clock()).await.unwrap(),
        "vouchers stay genuine"
    );
}

pub async fn a_store_that_is_not_empty_takes_no_backup_and_stays_as_it_is(world: World) {
    let folder = tempfile::tempdir().unwrap();
    let world = busy(world).await;
    let config = into(&world, folder.path());
    take(&world, &config).await;
    assert_eq!(code(backup::restore_one(&config, None, &world.clock()).await), "store_not_empty");
    assert_eq!(holds(&world, Account::CashBag).await, 400);
}

pub async fn a_backup_is_of_one_moment_although_people_go_on(world: World) {
    let folder = tempfile::tempdir().unwrap();
    let config = into(&world, folder.path());
    let mut crew = Device::signed_in(&world, "CB1").await;
    let clock = world.clock();
    let taking = async {
        let (mut sums, mut others) = (Vec::new(), Vec::new());
        for _ in 0..4 {
            let taken = backup::take_now(&config, &clock).await.unwrap();
            // A sale is a posting of two legs: a snapshot that were none would hold a half, and not be verified.
            let tables = &taken.manifest.contents.tables;
            assert_eq!(tables["legs"].count, 2 * tables["postings"].count);
            sums.push(tables["postings"].count);
            others.push(tables["things"].count - tables["postings"].count);
        }
        (sums, others)
    };
    let selling = async {
        for _ in 0..30 {
            assert!(applied(&crew.act(&world, cash(100)).await));
        }
    };
    let ((sums, others), ()) = tokio::join!(taking, selling);
    assert!(sums.is_sorted(), "{sums:?}");
    assert!(others.iter().all(|it| it == &others[0]), "a sale without its posting: {others:?}");
}

pub async fn what_was_cut_flipped_or_sealed_to_another_key_is_named(world: World) {
    let folder = tempfile::tempdir().unwrap();
    let world = busy(world).await;
    let config = into(&world, folder.path());
    let taken = take(&world, &config).await;
    let path = folder.path().join(&taken.name);
    let whole = fs::read(&path).unwrap();
    assert_eq!(verified(&world, &config).await, Ok(()));
    for end in [0, 40, whole.len() / 2, whole.len() - 1] {
        fs::write(&path, &whole[..end]).unwrap();
        assert_eq!(verified(&world, &config).await, Err("backup_cut".into()), "{end}");
    }
    let mut flipped = whole.clone();
    *flipped.last_mut().unwrap() ^= 1;
    fs::write(&path, flipped).unwrap();
    assert_eq!(verified(&world, &config).await, Err("backup_altered".into()));
    fs::write(&path, b"something else").unwrap();
    assert_eq!(verified(&world, &config).await, Err("backup_unreadable".into()));
    fs::write(&path, &whole).unwrap();
    let other = folder.path().join("other.key");
    fs::write(&other, "11".repeat(32)).unwrap();
    let with = |key: &Path| Config { backup_key: Some(key.to_owned()), ..config.clone() };
    assert_eq!(verified(&world, &with(&other)).await, Err("backup_key_wrong".into()));
    fs::write(&other, "no key").unwrap();
    assert_eq!(verified(&world, &with(&other)).await, Err("backup_key_bad".into()));
    let missing = folder.path().join("missing.key");
    assert_eq!(verified(&world, &with(&missing)).await, Err("backup_key_missing".into()));
    let one = backup::verify_one(&config, Some("airside-gone.backup"), &world.clock()).await;
    assert_eq!(code(one), "backup_not_found");
    let nowhere = Config { backup_to: None, ..config.clone() };
    assert_eq!(verified(&world, &nowhere).await, Err("backup_place_missing".into()));
    let bad = Config { backup_to: Some("/proc/backups".into()), ..config };
    assert_eq!(verified(&world, &bad).await, Err("backup_place_bad".into()));
}

pub async fn a_log_that_somebody_changed_is_backed_up_but_never_verified(world: World) {
    let folder = tempfile::tempdir().unwrap();
    let config = into(&world, folder.path());
    let desk = Device::signed_in(&world, "CK1").await;
    log(&world, &desk, 5).await;
    take(&world, &config).await;
    world.in_database("UPDATE audit SET head = 'aa' WHERE seq = 3").await.unwrap();
    assert_eq!(code(backup::take_now(&config, &world.clock()).await), "backup_chain_broken");
    let listed = backup::list_all(&config).await.unwrap();
    assert_eq!(listed.iter().map(|it| it.verified).filter(|it| !it).count(), 1, "{listed:?}");
    world.in_database("DELETE FROM audit WHERE seq = 2").await.unwrap();
    assert_eq!(code(backup::take_now(&config, &world.clock()).await), "backup_chain_broken");
}

pub async fn what_is_too_old_goes_only_if_it_was_verified(world: World) {
    let folder = tempfile::tempdir().unwrap();
    let config = Config { backup_keep_days: 2, ..into(&world, folder.path()) };
    let first = take(&world, &config).await;
    let never = "airside-20260101T000000Z-00000000.backup";
    fs::copy(folder.path().join(&first.name), folder.path().join(never)).unwrap();
    world.later(3 * 86_400);
    let second = take(&world, &config).await;
    assert_eq!((&second.deleted, &second.kept_unverified), (&vec![first.name], &vec![never.to_owned()]));
    let listed = backup::list_all(&config).await.unwrap();
    let left = [(never, false), (second.name.as_str(), true)];
    assert_eq!(listed, left.map(|(name, verified)| Listed { name: name.into(), verified }));
    world.later(9 * 86_400);
    fs::remove_file(folder.path().join(never)).unwrap();
    let third = take(&world, &config).await;
    assert_eq!(third.deleted, [second.name]);
}

pub async fn of_several_backends_one_takes_the_backup_that_is_due(world: World) {
    let folder = tempfile::tempdir().unwrap();
    let world = world.with_backups(folder.path().to_string_lossy().into_owned(), BTreeMap::new()).await;
    let other = world.beside().await;
    let day = SignedDuration::from_hours(24);
    let (first, second) = tokio::join!(world.backend.back_up(day), other.backend.back_up(day));
    assert_eq!([first.unwrap(), second.unwrap()].iter().flatten().count(), 1);
    world.later(86_000);
    assert_eq!(other.backend.back_up(day).await.unwrap(), None);
    world.later(1_000);
    assert!(other.backend.back_up(day).await.unwrap().is_some());
    assert_eq!(world.backend.back_up(day).await.unwrap(), None);
}

pub async fn object_storage_holds_backups_and_what_was_cut_there_is_named(world: World) {
    let Some(bucket) = Bucket::open().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let world = busy(world).await;
    let config =
        Config { backup_to: Some(bucket.place()), backup_options: bucket.options(), ..world.config() };
    let taken = take(&world, &config).await;
    let whole = bucket.get(&taken.name).await;
    assert_eq!(whole.len(), taken.bytes);
    let key = key_of(&world, &folder).await;
    let empty = world.empty().await;
    let there = Config {
        data: empty.config().data,
        database: empty.config().database,
        backup_key: Some(key),
        ..config.clone()
    };
    let (_, manifest) = backup::restore_one(&there, None, &world.clock()).await.unwrap();
    assert_eq!(manifest, taken.manifest);
    bucket.put(&taken.name, whole[..whole.len() - 10].to_vec()).await;
    assert_eq!(verified(&world, &config).await, Err("backup_cut".into()));
    let mut flipped = whole;
    let middle = flipped.len() - 50;
    flipped[middle] ^= 8;
    bucket.put(&taken.name, flipped).await;
    assert_eq!(verified(&world, &config).await, Err("backup_altered".into()));
    let other = Config { backup_to: Some("s3://nobodys-bucket".into()), ..config.clone() };
    assert_eq!(code(backup::take_now(&other, &world.clock()).await), "backup_place_failed");
    drop(bucket);
    assert_eq!(code(backup::take_now(&config, &world.clock()).await), "backup_place_failed");
}
