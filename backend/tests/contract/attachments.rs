//! Photos.

use reqwest::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    device::{Device, read},
    world::World,
};

pub async fn a_photo_arrives_in_chunks_and_resumes(world: World) {
    let desk = Device::signed_in(&world, "CK1").await;
    let photo: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).take(300_000).collect();
    let name = hex::encode(Sha256::digest(&photo));
    let path = format!("/v1/attachments/{name}");
    let put = async |query: &str, bytes: &[u8]| {
        let request = desk.http.put(world.url(&format!("{path}?{query}"))).bearer_auth(&desk.session.token);
        read::<Value>(request.body(bytes.to_vec()).send().await.unwrap()).await.map_err(|(status, _)| status)
    };
    let get = async |path: &str| {
        desk.http.get(world.url(path)).bearer_auth(&desk.session.token).send().await.unwrap()
    };
    let half = 200_000;
    assert_eq!(put("offset=0", &photo[..half]).await, Ok(json!({ "received": half, "complete": false })));
    assert_eq!(put("offset=5", &photo[half..]).await, Err(StatusCode::CONFLICT));
    assert_eq!(get(&path).await.status(), StatusCode::NOT_FOUND);
    let state: Value = read(get(&format!("{path}/state")).await).await.unwrap();
    assert_eq!(state["received"], half);
    let whole = json!({ "received": photo.len(), "complete": true });
    assert_eq!(put("offset=200000", &photo[half..]).await, Ok(whole.clone()));
    assert_eq!(put("offset=0", &photo[..half]).await, Ok(whole), "a resend changes nothing");
    assert_eq!(get(&path).await.bytes().await.unwrap(), photo);
    let wrong = format!("/v1/attachments/{}?offset=0&total=3", "0".repeat(64));
    let request = desk.http.put(world.url(&wrong)).bearer_auth(&desk.session.token).body("abc");
    assert_eq!(read::<Value>(request.send().await.unwrap()).await.unwrap_err().1.code, "hash_mismatch");
    assert_eq!(put("offset=0", &vec![0; (256 << 10) + 1]).await, Err(StatusCode::PAYLOAD_TOO_LARGE));
}

pub async fn photos_lie_encrypted_with_the_key_of_the_configuration(world: World) {
    let desk = Device::signed_in(&world, "CK1").await;
    let photo = b"a face that nobody else may see. ".repeat(64);
    let path = format!("/v1/attachments/{}", hex::encode(Sha256::digest(&photo)));
    let put = desk.http.put(world.url(&format!("{path}?offset=0"))).bearer_auth(&desk.session.token);
    assert_eq!(put.body(photo.clone()).send().await.unwrap().status(), StatusCode::OK);
    assert!(!world.database_holds(b"nobody else may see").await);
    assert!(world.database_holds(b"Asked for a window seat").await, "what is not sealed would be found");
    let get = async |world: &World| {
        let ask = desk.http.get(world.url(&path)).bearer_auth(&desk.session.token);
        ask.send().await.unwrap().bytes().await.unwrap()
    };
    let world = world.restarted().await;
    assert_eq!(get(&world).await, photo);
    assert!(
        world.starts_with_key(&"ab".repeat(32)).await.is_err(),
        "another key is not taken for this store"
    );
}
