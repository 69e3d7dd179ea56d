//! A byte that is not what was written: in the database, or in its log. It is named, or nothing that is read
//! depends on it; never garbage, never an act less without a word. The rest stays as it was.

use std::{fs, os::unix::fs::FileExt, path::PathBuf};

use airside_shared::{Fault, ids::OpId};
use airside_tests::{
    World,
    acts::case,
    crash::{
        self,
        disk::Chance,
        mortal::{Errand, Mortal, Stranded},
        seen::Seen,
    },
};
use anyhow::Result;

const PAGE: u64 = 4096;
/// Header and frames of the log.
const LOG_HEADER: u64 = 32;
const FRAME: u64 = PAGE + 24;

/// A device with unsent acts, closed or left open, and what it holds.
struct Specimen {
    world: World,
    mortal: Mortal,
    truth: Seen,
    saved: Vec<OpId>,
}

impl Specimen {
    async fn new(closed: bool) -> Self {
        let mut world = World::new(60).await.unwrap();
        let mortal = Mortal::new(&mut world).await.unwrap();
        let whom = Stranded::of(&world, 0);
        let errand = if closed { Errand::Work(whom, 1) } else { Errand::Leave(whom) };
        let (ended, _) = mortal.record(&errand).unwrap();
        let saved = ended.acknowledged();
        assert_eq!(saved.len(), 2, "{ended:?}");
        let look = mortal.copy(mortal.folder.with_extension("truth")).unwrap();
        let truth = Seen::read(&look.open().await.unwrap().store().unwrap()).unwrap();
        Self { world, mortal, truth, saved }
    }

    /// The bytes of the database or, with `-wal`, of its log.
    fn size(&self, ending: &str) -> u64 {
        fs::metadata(file(&self.mortal, ending)).unwrap().len()
    }

    /// What a start on a copy with this byte flipped finds.
    async fn flip(&self, ending: &str, at: u64) -> Found {
        let copy = self.mortal.folder.with_extension("flipped");
        let _ = fs::remove_dir_all(&copy);
        let copy = self.mortal.copy(copy).unwrap();
        let (path, around) = (file(&copy, ending), at / 512 * 512);
        let read = || -> std::io::Result<Vec<u8>> {
            let mut bytes = vec![0; 512.min(fs::metadata(&path)?.len().saturating_sub(around) as usize)];
            fs::File::open(&path)?.read_exact_at(&mut bytes, around)?;
            Ok(bytes)
        };
        let flip = |byte: u8| {
            let file = fs::File::options().write(true).open(&path).unwrap();
            file.write_all_at(&[byte], at).unwrap();
        };
        let byte = read().unwrap()[(at - around) as usize];
        flip(byte ^ 0x20);
        let flipped = read().unwrap();
        let found = self.start(&copy).await;
        // If nothing was written there, nothing else was lost either.
        if read().is_ok_and(|now| now == flipped) {
            flip(byte);
            let desk = copy.open().await.unwrap();
            let seen = Seen::whole(&desk.store().unwrap(), &copy.database());
            seen.unwrap().keeps(&self.saved).unwrap_or_else(|e| panic!("{ending} {at}: {e:#}"));
        }
        found
    }

    async fn start(&self, copy: &Mortal) -> Found {
        let read = async || -> Result<Seen> {
            let desk = copy.open().await?;
            let seen = Seen::read(&*desk.store()?)?;
            // Work goes on, or is refused for the same reason.
            desk.open_case(case(Stranded::of(&self.world, 1).passenger, "After"))?;
            desk.search("an")?;
            desk.board()?;
            Ok(seen)
        };
        match read().await {
            Ok(seen) => {
                let as_it_was = seen.rows == self.truth.rows
                    && seen.bases == self.truth.bases
                    && seen.keeps(&self.saved).is_ok()
                    && seen.entries.len() == self.truth.entries.len();
                if as_it_was { Found::Everything } else { Found::Less(Box::new(seen)) }
            }
            Err(error) => match error.downcast_ref::<Fault>() {
                Some(fault) => Found::Refused(fault.clone()),
                None => panic!("{error:#}"),
            },
        }
    }
}

enum Found {
    Everything,
    /// Something that was there is not.
    Less(Box<Seen>),
    Refused(Fault),
}

fn file(mortal: &Mortal, ending: &str) -> PathBuf {
    mortal.data().join(format!("airside.db{ending}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flipped_byte_of_the_database_is_named_or_nothing_depends_on_it() {
    if !crash::possible() {
        return;
    }
    let specimen = Specimen::new(true).await;
    let (pages, mut chance) = (specimen.size("") / PAGE, Chance(3));
    let mut places = vec![0, 15, 16, 20, 100, PAGE - 1];
    places.extend((1..pages).map(|page| page * PAGE + chance.below(PAGE)));
    let places = [places[..6].to_vec(), crash::spread(&places[6..], 9)].concat();
    let mut named = 0;
    for at in &places {
        match specimen.flip("", *at).await {
            Found::Everything => {}
            Found::Less(_) => panic!("flipped at {at}: something is gone without a word"),
            Found::Refused(fault) => {
                assert_eq!(fault.code, "database_damaged", "flipped at {at}: {fault}");
                named += 1;
            }
        }
    }
    println!("{} of {} bytes flipped, {named} named", places.len(), pages * PAGE);
    assert!(named >= 6, "the first page is always read");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flipped_byte_of_the_log_never_costs_an_act_that_is_not_the_last_without_a_word() {
    if !crash::possible() {
        return;
    }
    let specimen = Specimen::new(false).await;
    let (frames, mut chance) = ((specimen.size("-wal") - LOG_HEADER) / FRAME, Chance(5));
    let mut places = vec![0, 9, 17, 31];
    let frame = |nth: u64| LOG_HEADER + nth * FRAME;
    places.extend(
        (0..frames).flat_map(|nth| [frame(nth) + chance.below(24), frame(nth) + 24 + chance.below(PAGE)]),
    );
    let places = [places[..4].to_vec(), crash::spread(&places[4..], 12)].concat();
    let (mut named, mut last) = (0, 0);
    for at in &places {
        match specimen.flip("-wal", *at).await {
            Found::Everything => {}
            Found::Refused(fault) => {
                assert_eq!(fault.code, "database_damaged", "flipped at {at}: {fault}");
                named += 1;
            }
            // It looks as if the power had failed while it was written.
            Found::Less(seen) => {
                let lost = specimen.saved.iter().filter(|op| !seen.ops().contains(op)).collect::<Vec<_>>();
                assert_eq!(lost, [&specimen.saved[1]], "flipped at {at} of {}", specimen.size("-wal"));
                last += 1;
            }
        }
    }
    println!("{} bytes of {frames} frames flipped, {named} named, {last} in the last commit", places.len());
    assert!(named >= places.len() / 3, "{named}");
}
