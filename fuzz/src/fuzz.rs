//! One program for all targets: `cargo xtask fuzz` names the target in the environment.

#![no_main]

use std::sync::LazyLock;

static TARGET: LazyLock<fn(&[u8])> = LazyLock::new(|| {
    let name = std::env::var("AIRSIDE_FUZZ_TARGET").expect("AIRSIDE_FUZZ_TARGET names a target");
    airside_fuzz::target(&name).expect("it is one of airside_fuzz::TARGETS")
});

libfuzzer_sys::fuzz_target!(|data: &[u8]| TARGET(data));
