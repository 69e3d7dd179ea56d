//! Reading what a device sends: bounded before it is unpacked, while it is unpacked, and before it is
//! given to a parser.

use std::io::Read;

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{StatusCode, header::CONTENT_ENCODING},
};
use serde::de::DeserializeOwned;

use crate::refusal::{Refusal, Result};

/// Bytes of a body as it arrives.
pub const BODY_BYTES: usize = 1 << 20;
/// Bytes of a body when unpacked.
pub const UNPACKED_BYTES: usize = 32 << 20;
/// How many times larger than itself a body may unpack to.
pub const RATIO: usize = 100;
/// Arrays and objects within each other.
pub const DEPTH: usize = 32;

/// A JSON body, perhaps packed with zstd.
#[derive(Debug)]
pub struct Packed<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Packed<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let encoding =
            request.headers().get(CONTENT_ENCODING).map(|value| value.as_bytes().to_ascii_lowercase());
        let bytes = Bytes::from_request(request, state).await.map_err(|e| too_large_or_cut(e.status()))?;
        read(encoding.as_deref(), &bytes).map(Self)
    }
}

/// Reads a body that arrived whole: unpacked within bounds, not too deep, and what it should be.
pub fn read<T: DeserializeOwned>(encoding: Option<&[u8]>, bytes: &[u8]) -> Result<T> {
    let unpacked;
    let json = match encoding {
        None | Some(b"identity") => bytes,
        Some(b"zstd") => {
            unpacked = unpack(bytes)?;
            &unpacked
        }
        Some(_) => {
            let message = "Send the body as it is or packed with zstd.";
            return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unknown_encoding", message));
        }
    };
    check_depth(json)?;
    serde_json::from_slice(json)
        .map_err(|e| Refusal::bad_request("unreadable_body", format!("The body cannot be read: {e}.")))
}

fn too_large_or_cut(status: StatusCode) -> Refusal {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        let message = "The body is too large: send fewer entries at once.";
        return Refusal::new(status, "body_too_large", message);
    }
    Refusal::bad_request("body_cut", "The body did not arrive whole: send it again.")
}

fn unpack(packed: &[u8]) -> Result<Vec<u8>> {
    let bad = |_| Refusal::bad_request("unreadable_body", "The body is not what zstd packs: send it again.");
    let limit = UNPACKED_BYTES.min(packed.len().saturating_mul(RATIO));
    let mut unpacked = Vec::new();
    let decoder = zstd::stream::read::Decoder::new(packed).map_err(bad)?;
    // One byte over the limit is enough to know; no more is ever unpacked.
    decoder.take(limit as u64 + 1).read_to_end(&mut unpacked).map_err(bad)?;
    if unpacked.len() > limit {
        let message = "The body unpacks to too much: send fewer entries at once.";
        return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "body_unpacks_too_large", message));
    }
    Ok(unpacked)
}

/// Refuses JSON that is nested deeper than anything of ours, before a parser walks down.
fn check_depth(json: &[u8]) -> Result<()> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                depth += 1;
                if depth > DEPTH {
                    let message = "The body is nested too deeply to be one of ours.";
                    return Err(Refusal::bad_request("body_too_deep", message));
                }
            }
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_counted_outside_of_texts_only() {
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(check_depth(deep(DEPTH).as_bytes()).is_ok());
        assert_eq!(check_depth(deep(DEPTH + 1).as_bytes()).unwrap_err().fault.code, "body_too_deep");
        let quoted = format!("[\"\\\"{}\"]", "[".repeat(100));
        assert!(check_depth(quoted.as_bytes()).is_ok());
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_unpacked_whole() {
        let bomb = zstd::encode_all(&vec![b' '; 64 << 20][..], 19).unwrap();
        assert_eq!(unpack(&bomb).unwrap_err().fault.code, "body_unpacks_too_large");
    }
}
