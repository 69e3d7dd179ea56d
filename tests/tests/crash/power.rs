//! Power cuts: the files as they could have been left by one, at every call, opened as the program would.

use airside_core::{
    keys::{DatabaseKey, KeyRing},
    store::{Store, standing},
};
use airside_shared::ids::OpId;
use airside_tests::crash::{
    self,
    disk::{Disk, Left, Writing, power_cuts},
    mortal::{Errand, Mortal, Stranded},
    seen::Seen,
    trace::Op,
};
use anyhow::{Context, Result, ensure};

use super::Scene;

const SEED: u64 = 7;

/// What had been said before a cut.
fn saved(ops: &[Op]) -> Vec<OpId> {
    let said = ops.iter().filter_map(|op| match op {
        Op::Said(line) => line.strip_prefix("acknowledged "),
        _ => None,
    });
    said.map(|op| OpId(op.parse().unwrap())).collect()
}

/// Starts on what a cut left. The keyring is another program's: it has all that it was told.
fn check(cut: &Cut, left: &Left) -> Result<()> {
    let (mortal, image) = (&cut.mortal, &cut.image);
    if image.folder.exists() {
        std::fs::remove_dir_all(&image.folder)?;
    }
    left.disk.write(&mortal.data(), &image.data())?;
    left.disk.write(&mortal.folder.join("keyring"), &image.folder.join("keyring"))?;
    let ring = KeyRing::open(&image.data(), &image.keyring(), &airside_core::Real)?;
    let known = ring.people().iter().any(|person| person.badge == mortal.badge.badge);
    ensure!(known, "nobody can unlock the device any more");
    let opened = Store::open(&image.database(), cut.key.clone())?;
    let seen = Seen::whole(&opened, &image.database())?;
    seen.keeps(&cut.before)?;
    seen.keeps(&saved(&cut.ops[..left.after]))?;
    if let Some(anchor) = ring.anchor()? {
        ensure!(opened.read(|db| standing::follows(db, &anchor))?, "it is taken for an older copy");
    }
    Ok(())
}

/// A run during which the power may fail.
struct Cut {
    mortal: Mortal,
    /// Where the files are put as they could have been left.
    image: Mortal,
    key: DatabaseKey,
    /// Saved before it.
    before: Vec<OpId>,
    ops: Vec<Op>,
}

async fn cut_power(scene: &Scene, errand: Errand, most: usize) {
    let mortal = scene.mortal.clone();
    let desk = mortal.open().await.unwrap();
    let store = desk.store().unwrap();
    let (key, before) = (store.key().clone(), Seen::read(&store).unwrap().ops().into_iter().collect());
    // Only the last to close a database puts its log away.
    drop((desk, store));
    let image = mortal.copy(mortal.folder.with_extension("image")).unwrap();
    let keyring = mortal.folder.join("keyring");
    let disk = Writing::on(Disk::read(&[mortal.data(), keyring.clone()]).unwrap(), &keyring);
    let (ended, record) = mortal.record(&errand).unwrap();
    assert!(ended.has_said("closed"), "{ended:?}");
    let (count, _) = power_cuts(&disk, &record.ops, SEED, |_| false);
    let chosen = crash::spread(&(0..count).collect::<Vec<_>>(), most);
    let (_, lefts) = power_cuts(&disk, &record.ops, SEED, |nth| chosen.binary_search(&nth).is_ok());
    let cut = Cut { mortal, image, key, before, ops: record.ops };
    for left in &lefts {
        let last = left.after.checked_sub(1).map(|nth| cut.ops[nth].in_short());
        let place = || format!("cut after {} calls, the last {last:?}; {} are there", left.after, left.what);
        check(&cut, left).with_context(place).unwrap_or_else(|e| panic!("{e:?}"));
    }
    println!("{} of {count} disks that {} calls could leave", lefts.len(), cut.ops.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_was_called_saved_is_there_whatever_a_power_cut_dropped_or_tore() {
    if crash::possible() {
        let scene = Scene::new(60).await;
        cut_power(&scene, Errand::Work(Stranded::of(&scene.world, 0), 1), 90).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_a_power_cut_ended_anywhere_leaves_checkpoint_and_rows_in_agreement() {
    if crash::possible() {
        let scene = Scene::new(60).await;
        scene.prepare(0, false).await;
        cut_power(&scene, Errand::Sync, 40).await;
    }
}
