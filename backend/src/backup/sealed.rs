//! A backup as it lies anywhere: sealed to an X25519 key, in pieces of which none can be changed, left out, put
//! elsewhere or cut off unseen.
//!
//! ```text
//! AIRSIDE-BACKUP-1\n ‖ public key ‖ sealed box of the content's key ‖ length of the content, big endian
//! then for each 64 KiB of the content: nonce ‖ XChaCha20-Poly1305, bound to all of the above and to its place
//! ```

use airside_shared::Fault;
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use crypto_box::{SecretKey, aead::OsRng};
use sha2::{Digest, Sha256};

use crate::surroundings::{Real, Surroundings};

const MARK: &[u8] = b"AIRSIDE-BACKUP-1\n";
const PUBLIC: usize = 32;
/// 32 bytes in a sealed box: another public key and a tag are added.
const BOXED: usize = 80;
const HEAD: usize = MARK.len() + PUBLIC + BOXED + 8;
const NONCE: usize = 24;
const TAG: usize = 16;
const PIECE: usize = 64 * 1024;

/// Seals `content` so that only the holder of `to` can read it.
pub fn seal(content: &[u8], to: &SecretKey) -> Result<Vec<u8>, Fault> {
    let key = chance()?;
    let public = to.public_key();
    let boxed = public.seal(&mut OsRng, &key).map_err(|_| failed("the content's key cannot be sealed"))?;
    let mut sealed = MARK.to_vec();
    sealed.extend(public.as_bytes());
    sealed.extend(boxed);
    sealed.extend((content.len() as u64).to_be_bytes());
    let (cipher, head) = (XChaCha20Poly1305::new(&key.into()), digest(&sealed));
    for (nth, piece) in content.chunks(PIECE).enumerate() {
        let mut nonce = [0; NONCE];
        nonce.copy_from_slice(&chance()?[..NONCE]);
        let payload = Payload { msg: piece, aad: &place(&head, nth) };
        sealed.extend(nonce);
        sealed
            .extend(cipher.encrypt(&nonce.into(), payload).map_err(|_| failed("a piece cannot be sealed"))?);
    }
    Ok(sealed)
}

/// The content, if all of it is there and nothing was changed.
pub fn open(sealed: &[u8], with: &SecretKey) -> Result<Vec<u8>, Fault> {
    if !sealed.starts_with(&MARK[..MARK.len().min(sealed.len())]) {
        let message = "This is no backup, or one of a newer version: give another, or update the program.";
        return Err(Fault::new("backup_unreadable", message));
    }
    let (head, pieces) = sealed.split_at_checked(HEAD).ok_or_else(cut)?;
    let (public, rest) = head[MARK.len()..].split_at(PUBLIC);
    let (boxed, length) = rest.split_at(BOXED);
    if public != with.public_key().as_bytes() {
        let message = "The backup is sealed to another key: give the key that it was made with.";
        return Err(Fault::new("backup_key_wrong", message));
    }
    let key: [u8; 32] =
        with.unseal(boxed).ok().and_then(|key| key.try_into().ok()).ok_or_else(|| altered("its head"))?;
    let length = u64::from_be_bytes(length.try_into().map_err(|_| cut())?);
    let (cipher, bound) = (XChaCha20Poly1305::new(&key.into()), digest(head));
    let mut content = Vec::new();
    for (nth, piece) in pieces.chunks(NONCE + PIECE + TAG).enumerate() {
        // A piece that is shorter than it should be may be the last that arrived, and then it opens with nothing.
        let short = piece.len() < NONCE + PIECE + TAG && (pieces.len() as u64) < expected(length);
        let (nonce, msg) = piece.split_at_checked(NONCE).ok_or_else(cut)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| cut())?;
        let opened = cipher.decrypt(&nonce.into(), Payload { msg, aad: &place(&bound, nth) });
        let opened = opened.map_err(|_| if short { cut() } else { altered(&format!("piece {nth}")) })?;
        content.extend(opened);
    }
    match (content.len() as u64).cmp(&length) {
        std::cmp::Ordering::Less => Err(cut()),
        std::cmp::Ordering::Equal => Ok(content),
        std::cmp::Ordering::Greater => Err(altered("its end")),
    }
}

/// Bytes of the pieces of a content that is so long.
fn expected(length: u64) -> u64 {
    length.saturating_add(length.div_ceil(PIECE as u64).saturating_mul((NONCE + TAG) as u64))
}

/// What a piece is bound to.
fn place(head: &[u8], nth: usize) -> Vec<u8> {
    [head, &(nth as u64).to_be_bytes()].concat()
}

fn digest(head: &[u8]) -> [u8; 32] {
    Sha256::digest(head).into()
}

fn chance() -> Result<[u8; 32], Fault> {
    (&Real as &dyn Surroundings).bytes().map_err(|refusal| refusal.fault)
}

fn failed(what: &str) -> Fault {
    Fault::new("backup_failed", format!("The backup was not made, {what}: try again."))
}

fn cut() -> Fault {
    Fault::new("backup_cut", "The backup ends too early: its upload was cut off. Take another one.")
}

fn altered(where_: &str) -> Fault {
    let message =
        format!("The backup was changed since it was made ({where_}): use another one, and tell security.");
    Fault::new("backup_altered", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> SecretKey {
        SecretKey::from([byte; 32])
    }

    fn code(opened: Result<Vec<u8>, Fault>) -> String {
        opened.unwrap_err().code.into_owned()
    }

    #[test]
    fn what_is_sealed_opens_whole_with_its_key_alone() {
        for length in [0, 1, PIECE, PIECE + 1, 3 * PIECE] {
            let content: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            let sealed = seal(&content, &key(1)).unwrap();
            assert_eq!(open(&sealed, &key(1)).unwrap(), content, "{length}");
            assert_eq!(code(open(&sealed, &key(2))), "backup_key_wrong");
            assert_eq!(sealed.len() as u64, HEAD as u64 + expected(length as u64));
        }
        assert!(!seal(b"a voucher", &key(1)).unwrap().windows(9).any(|bytes| bytes == b"a voucher"));
    }

    #[test]
    fn wherever_it_is_cut_it_says_that_it_was_cut() {
        let sealed = seal(&vec![7; 2 * PIECE + 100], &key(1)).unwrap();
        let piece = NONCE + PIECE + TAG;
        for end in
            [0, 5, MARK.len() + 3, HEAD - 1, HEAD, HEAD + 3, HEAD + piece, HEAD + piece + 9, sealed.len() - 1]
        {
            assert_eq!(code(open(&sealed[..end], &key(1))), "backup_cut", "{end}");
        }
    }

    #[test]
    fn wherever_a_byte_is_flipped_it_does_not_open() {
        let sealed = seal(&vec![7; PIECE + 100], &key(1)).unwrap();
        for at in (0..HEAD + 60).chain((HEAD + 60..sealed.len()).step_by(1_009)).chain([sealed.len() - 1]) {
            let mut flipped = sealed.clone();
            flipped[at] ^= 4;
            let code = code(open(&flipped, &key(1)));
            let named = ["backup_altered", "backup_unreadable", "backup_key_wrong", "backup_cut"];
            assert!(named.contains(&code.as_str()), "{at}: {code}");
        }
        let longer = [sealed.as_slice(), &[0; 9]].concat();
        assert_eq!(code(open(&longer, &key(1))), "backup_altered");
    }

    #[test]
    fn two_pieces_that_change_places_do_not_open() {
        let mut sealed = seal(&[vec![1; PIECE], vec![2; PIECE]].concat(), &key(1)).unwrap();
        let piece = NONCE + PIECE + TAG;
        let (first, second) = sealed[HEAD..].split_at_mut(piece);
        first.swap_with_slice(second);
        assert_eq!(code(open(&sealed, &key(1))), "backup_altered");
    }
}
