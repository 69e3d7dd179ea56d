//! An old copy of the database put back, alone or with the keyring that goes with it. What the backend has of the
//! newer one is not done again, and what is done on the old one goes through, once.

use std::fs;

use airside_core::sync;
use airside_shared::sync::EntryState;
use airside_tests::{
    acts::case,
    crash::{
        mortal::{Mortal, copy_files},
        seen::Seen,
    },
};

use super::Scene;

impl Scene {
    fn file(&self, desk: &airside_core::Desk, nth: usize, text: &str) {
        desk.open_case(case(self.world.stranded(nth).0, text)).unwrap();
    }

    /// Everything that the device has went through, each once, and so did what only the lost copy had.
    async fn each_once(&self, desk: &airside_core::Desk, texts: &[&str]) {
        let look = self.look().await.unwrap();
        let seen = Seen::read(&desk.store().unwrap()).unwrap();
        seen.same_rows(&look).unwrap();
        assert!(seen.entries.iter().all(|it| it.state == EntryState::Applied), "{:?}", seen.entries);
        let there: Vec<_> = look.entries.iter().filter(|it| Some(it.device) == seen.device()).collect();
        assert_eq!(there.len(), texts.len(), "{there:?}");
        assert!(seen.ops().iter().all(|op| there.iter().any(|it| it.result.op == *op)));
        let cases = desk.list_cases(Default::default()).unwrap();
        for text in texts {
            assert_eq!(cases.iter().filter(|case| case.summary == *text).count(), 1, "{text}");
        }
        let unsent = desk.store().unwrap().read(|db| airside_core::store::audit::unsent(db, 10)).unwrap();
        assert!(unsent.is_empty(), "the backend took the log");
    }
}

/// Puts the files of one folder in the place of another's.
fn put_back(from: &Mortal, to: &Mortal, parts: &[&str]) {
    for part in parts {
        fs::remove_dir_all(to.folder.join(part)).unwrap();
        copy_files(&from.folder.join(part), &to.folder.join(part)).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_that_an_old_copy_has_and_that_were_sent_meanwhile_are_not_done_twice() {
    let scene = Scene::new(60).await;
    let mortal = &scene.mortal;
    let desk = mortal.open().await.unwrap();
    scene.file(&desk, 0, "First");
    // As a backup takes it while the program runs: with the log.
    let copy = mortal.copy(mortal.folder.with_extension("older")).unwrap();
    assert!(fs::metadata(copy.database().with_extension("db-wal")).unwrap().len() > 0);
    scene.file(&desk, 1, "Second");
    sync::once(&desk).await.unwrap();
    drop(desk);
    put_back(&copy, mortal, &["data"]);
    assert_eq!(mortal.open().await.err().map(|fault| fault.code.to_string()), Some("database_older".into()));
    let desk = mortal.sign_in().await.unwrap();
    scene.file(&desk, 2, "Third");
    sync::once(&desk).await.unwrap();
    scene.each_once(&desk, &["First", "Second", "Third"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_machine_put_back_goes_on_and_what_was_done_on_it_goes_through_once() {
    let scene = Scene::new(60).await;
    let mortal = &scene.mortal;
    let desk = mortal.open().await.unwrap();
    scene.file(&desk, 0, "First");
    drop(desk);
    let copy = mortal.copy(mortal.folder.with_extension("older")).unwrap();
    let desk = mortal.open().await.unwrap();
    scene.file(&desk, 1, "Second");
    sync::once(&desk).await.unwrap();
    drop(desk);
    // The keyring goes back too, so nothing on the machine can tell.
    put_back(&copy, mortal, &["data", "keyring"]);
    let desk = mortal.open().await.unwrap();
    scene.file(&desk, 2, "Third");
    scene.file(&desk, 3, "Fourth");
    // The numbers are used, and whoever works here has to sign in for new ones.
    assert!(sync::once(&desk).await.is_err());
    drop(desk);
    let desk = mortal.sign_in().await.unwrap();
    sync::once(&desk).await.unwrap();
    scene.file(&desk, 4, "Fifth");
    sync::once(&desk).await.unwrap();
    scene.each_once(&desk, &["First", "Second", "Third", "Fourth", "Fifth"]).await;
    drop(desk);
    let desk = mortal.open().await.unwrap();
    scene.file(&desk, 5, "Sixth");
    sync::once(&desk).await.unwrap();
}
