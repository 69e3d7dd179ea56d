//! Whether a key signed something. What was found good is remembered by the hash of all that makes it so: a code is
//! verified when it is shown and again by the rule that takes it in, the seal of its issuer with every code, and the
//! answer never changes.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};

static GOOD: Mutex<BTreeSet<[u8; 32]>> = Mutex::new(BTreeSet::new());
/// Then all are forgotten, and verified anew: a till has one code before it, and few issuers.
const REMEMBERED: usize = 64;

/// `key` is an Ed25519 public key in hexadecimal.
pub(super) fn is_signed_by(key: &str, message: &[u8], signature: &[u8]) -> bool {
    let mut name = Sha256::new();
    for part in [key.as_bytes(), message, signature] {
        name.update((part.len() as u64).to_be_bytes());
        name.update(part);
    }
    let name: [u8; 32] = name.finalize().into();
    let good = || GOOD.lock().unwrap_or_else(PoisonError::into_inner);
    if good().contains(&name) {
        return true;
    }
    let verified = verified(key, message, signature);
    if verified {
        let mut good = good();
        if good.len() >= REMEMBERED {
            good.clear();
        }
        good.insert(name);
    }
    verified
}

fn verified(key: &str, message: &[u8], signature: &[u8]) -> bool {
    let key = hex::decode(key).ok().and_then(|key| <[u8; 32]>::try_from(key).ok());
    let key = key.and_then(|key| VerifyingKey::from_bytes(&key).ok());
    let signature = Signature::from_slice(signature).ok();
    key.zip(signature).is_some_and(|(key, it)| key.verify_strict(message, &it).is_ok())
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer, SigningKey};

    use super::*;

    #[test]
    fn what_was_found_good_makes_nothing_else_good() {
        let (key, other) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
        let public = |key: &SigningKey| hex::encode(key.verifying_key().to_bytes());
        let signature = key.sign(b"meal").to_bytes();
        for _ in 0..2 {
            assert!(is_signed_by(&public(&key), b"meal", &signature));
            assert!(!is_signed_by(&public(&key), b"meals", &signature));
            assert!(!is_signed_by(&public(&other), b"meal", &signature));
            assert!(!is_signed_by(&public(&key), b"meal", &signature[..63]));
            assert!(!is_signed_by("", b"meal", &signature));
            let mut flipped = signature;
            flipped[40] ^= 1;
            assert!(!is_signed_by(&public(&key), b"meal", &flipped));
        }
    }
}
