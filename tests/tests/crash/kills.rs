//! kill -9 before every call that changes the disk. The device is never set up anew: it dies, is found whole, goes
//! on, and dies at the next one.

use airside_tests::crash::{
    self,
    mortal::{Errand, Stranded},
    trace::Point,
};

use super::Scene;

fn kill(at: &Point) -> [String; 1] {
    [format!("{}:signal=KILL:when={}", at.call, at.nth)]
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_survives_a_kill_at_any_write_wholly_or_not_at_all() {
    if !crash::possible() {
        return;
    }
    let scene = Scene::new(200).await;
    let (ended, record) = scene.mortal.record(&Errand::Work(Stranded::of(&scene.world, 0), 1)).unwrap();
    assert_eq!(ended.acknowledged().len(), 2, "{ended:?}");
    scene.survives(&ended.acknowledged()).await.unwrap();
    let points = crash::spread(&record.writes, 16);
    let (mut killed, mut acknowledged) = (0, 0);
    for (nth, point) in (1..).zip(&points) {
        let whom = Stranded::of(&scene.world, nth % 20);
        let ended = scene.mortal.harmed(&Errand::Work(whom, 1), &kill(point)).unwrap();
        let saved = ended.acknowledged();
        (killed, acknowledged) = (killed + usize::from(ended.killed), acknowledged + saved.len());
        scene.survives(&saved).await.unwrap_or_else(|e| panic!("killed at {point:?}: {e:#}"));
    }
    println!("{} of {} writes of an act, {killed} kills", points.len(), record.writes.len());
    assert!(killed * 10 >= points.len() * 9, "only {killed} kills");
    assert!((1..2 * points.len()).contains(&acknowledged), "{acknowledged} acknowledged");
}

async fn die_while_syncing(anew: bool, most: usize) {
    let scene = Scene::new(200).await;
    scene.prepare(0, anew).await;
    let (ended, record) = scene.mortal.record(&Errand::Sync).unwrap();
    assert!(ended.has_said("synced"), "{ended:?}");
    let points = crash::spread(&record.writes, most);
    let mut killed = 0;
    for (nth, point) in (1..).zip(&points) {
        scene.prepare(nth, anew).await;
        let ended = scene.mortal.harmed(&Errand::Sync, &kill(point)).unwrap();
        killed += usize::from(ended.killed);
        scene.survives(&[]).await.unwrap_or_else(|e| panic!("killed at {point:?}: {e:#}"));
    }
    println!("{} of {} writes of a sync, {killed} kills", points.len(), record.writes.len());
    assert!(killed * 10 >= points.len() * 8, "only {killed} kills");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_at_any_write_of_a_sync_leaves_checkpoint_and_rows_in_agreement() {
    if crash::possible() {
        die_while_syncing(false, 6).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_at_any_write_of_a_first_load_leaves_what_came_and_the_rest_comes_later() {
    if crash::possible() {
        die_while_syncing(true, 5).await;
    }
}
