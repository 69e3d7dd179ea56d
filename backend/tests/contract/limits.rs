//! Bodies that are none of ours.

use reqwest::{StatusCode, header::CONTENT_ENCODING};
use serde_json::Value;

use crate::{
    device::{Device, read},
    push::preference,
    world::World,
};

pub async fn bodies_that_are_too_large_too_deep_or_not_zstd_are_refused(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let post = async |body: Vec<u8>, packed: bool| {
        let request = desk.http.post(world.url("/v1/push")).bearer_auth(&desk.session.token).body(body);
        let request = if packed { request.header(CONTENT_ENCODING, "zstd") } else { request };
        read::<Value>(request.send().await.unwrap())
            .await
            .map_err(|(status, fault)| (status, fault.code.into_owned()))
    };
    let refused = |code: &str, status: StatusCode| Err((status, code.to_owned()));
    let bomb = zstd::encode_all(&vec![b' '; 40 << 20][..], 3).unwrap();
    assert_eq!(post(bomb, true).await, refused("body_unpacks_too_large", StatusCode::PAYLOAD_TOO_LARGE));
    let large = vec![b' '; (1 << 20) + 1];
    assert_eq!(post(large, false).await, refused("body_too_large", StatusCode::PAYLOAD_TOO_LARGE));
    let deep = format!("{}{}", "[".repeat(33), "]".repeat(33)).into_bytes();
    assert_eq!(post(deep, false).await, refused("body_too_deep", StatusCode::BAD_REQUEST));
    assert_eq!(post(b"{}".to_vec(), true).await, refused("unreadable_body", StatusCode::BAD_REQUEST));
    assert_eq!(post(b"{}".to_vec(), false).await, refused("unreadable_body", StatusCode::BAD_REQUEST));

    let entry = desk.entry(preference("tea"));
    let request = serde_json::json!({ "device": desk.id, "entries": [entry] }).to_string();
    let packed = zstd::encode_all(request.as_bytes(), 3).unwrap();
    let request = desk.http.post(world.url("/v1/push")).bearer_auth(&desk.session.token).body(packed);
    let reply: Value = read(request.header(CONTENT_ENCODING, "zstd").send().await.unwrap()).await.unwrap();
    assert_eq!(reply["results"][0]["outcome"], "applied");
}
