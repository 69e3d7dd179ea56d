//! The corpus, replayed: what once fell stays up.

use std::{env, fs, path::Path};

#[test]
fn no_target_falls_over_its_corpus() {
    let here = env::var_os("CARGO_MANIFEST_DIR").expect("tests are run by cargo");
    for (name, target) in airside_fuzz::TARGETS {
        let folder = Path::new(&here).join("corpus").join(name);
        let files = fs::read_dir(&folder).expect("every target has a corpus");
        let mut files: Vec<_> = files.map(|file| file.expect("it can be listed").path()).collect();
        files.sort();
        assert!(!files.is_empty(), "the corpus of {name} is empty");
        files.iter().for_each(|file| target(&fs::read(file).expect("it can be read")));
    }
}
