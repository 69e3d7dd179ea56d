//! Wrapping the database key: Argon2id over the PIN, HKDF-SHA256 with the device secret, XChaCha20-Poly1305.

use airside_shared::{
    Fault,
    ids::{DeviceId, UserId},
};
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::DeviceSecret;

/// The key that SQLCipher is opened with, raw.
pub type DatabaseKey = Zeroizing<[u8; 32]>;

/// The database key, wrapped for one person.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Wrap {
    salt: String,
    nonce: String,
    sealed: String,
}

/// What the wrap is bound to; anything else does not open it.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    pub device: DeviceId,
    pub user: UserId,
    pub role_epoch: u32,
    /// Until when it opens without a network.
    pub not_after: Option<Timestamp>,
}

impl Bound {
    fn bytes(&self) -> Vec<u8> {
        let end = self.not_after.map(|end| format!("|{}", end.as_second())).unwrap_or_default();
        format!("{}|{}|{}{end}", self.device, self.user, self.role_epoch).into_bytes()
    }
}

impl Wrap {
    pub fn seal(
        key: &DatabaseKey,
        pin: &str,
        secret: &DeviceSecret,
        bound: &Bound,
        random: [u8; 40],
    ) -> Result<Self, Fault> {
        let (salt, nonce) = random.split_at(16);
        let kek = key_of(pin, salt, secret, bound)?;
        let aad = bound.bytes();
        let sealed = XChaCha20Poly1305::new_from_slice(&kek[..])
            .map_err(|_| failed())?
            .encrypt(&nonce_of(nonce)?.into(), Payload { msg: &key[..], aad: &aad })
            .map_err(|_| failed())?;
        Ok(Self { salt: hex::encode(salt), nonce: hex::encode(nonce), sealed: hex::encode(sealed) })
    }

    /// The key, or nothing when the PIN (or the device, or the person) is another.
    pub fn open(
        &self,
        pin: &str,
        secret: &DeviceSecret,
        bound: &Bound,
    ) -> Result<Option<DatabaseKey>, Fault> {
        let read = |text: &str| hex::decode(text).map_err(|_| failed());
        let kek = key_of(pin, &read(&self.salt)?, secret, bound)?;
        let aad = bound.bytes();
        let opened = XChaCha20Poly1305::new_from_slice(&kek[..]).map_err(|_| failed())?.decrypt(
            &nonce_of(&read(&self.nonce)?)?.into(),
            Payload { msg: &read(&self.sealed)?, aad: &aad },
        );
        Ok(opened.ok().and_then(|key| key.try_into().ok()).map(Zeroizing::new))
    }
}

fn nonce_of(bytes: &[u8]) -> Result<[u8; 24], Fault> {
    bytes.try_into().map_err(|_| failed())
}

/// 64 MiB and three passes make each guess of a PIN expensive; the device secret makes guessing elsewhere
/// impossible.
fn key_of(
    pin: &str,
    salt: &[u8],
    secret: &DeviceSecret,
    bound: &Bound,
) -> Result<Zeroizing<[u8; 32]>, Fault> {
    let params = Params::new(64 * 1024, 3, 1, Some(32)).map_err(|_| failed())?;
    let mut stretched = Zeroizing::new([0; 64]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(pin.as_bytes(), salt, &mut stretched[..32])
        .map_err(|_| failed())?;
    stretched[32..].copy_from_slice(&secret[..]);
    let mut kek = Zeroizing::new([0; 32]);
    let info = format!("airside/kek/v1|{}|{}", bound.device, bound.user);
    Hkdf::<Sha256>::new(None, &stretched[..]).expand(info.as_bytes(), &mut kek[..]).map_err(|_| failed())?;
    Ok(kek)
}

/// Seals the database key to the airline's recovery key (X25519, hexadecimal), so that unsent work
/// survives a lost keyring.
pub fn seal_escrow(key: &DatabaseKey, recovery_key: &str) -> Result<String, Fault> {
    let public: [u8; 32] =
        hex::decode(recovery_key).ok().and_then(|k| k.try_into().ok()).ok_or_else(failed)?;
    let sealed = crypto_box::PublicKey::from(public)
        .seal(&mut crypto_box::aead::OsRng, &key[..])
        .map_err(|_| failed())?;
    Ok(hex::encode(sealed))
}

fn failed() -> Fault {
    Fault::new("key_damaged", "The stored keys are damaged: sign in with a network to have them renewed.")
}

#[cfg(test)]
mod tests {
    use super::*;

    use airside_shared::ids::Uuid;

    const BOUND: Bound = Bound {
        device: DeviceId(Uuid::from_u128(1)),
        user: UserId(Uuid::from_u128(2)),
        role_epoch: 1,
        not_after: Some(Timestamp::UNIX_EPOCH),
    };

    #[test]
    fn only_the_pin_and_the_device_secret_together_open_the_key() {
        let key = Zeroizing::new([9; 32]);
        let (secret, other) = (Zeroizing::new([1; 32]), Zeroizing::new([2; 32]));
        let wrap = Wrap::seal(&key, "246810", &secret, &BOUND, [3; 40]).unwrap();
        assert_eq!(wrap.open("246810", &secret, &BOUND).unwrap(), Some(key));
        assert_eq!(wrap.open("246811", &secret, &BOUND).unwrap(), None);
        assert_eq!(wrap.open("246810", &other, &BOUND).unwrap(), None);
        let promoted = Bound { role_epoch: 2, ..BOUND };
        assert_eq!(wrap.open("246810", &secret, &promoted).unwrap(), None);
        let longer = Bound { not_after: Some(Timestamp::MAX), ..BOUND };
        assert_eq!(wrap.open("246810", &secret, &longer).unwrap(), None);
    }
}
