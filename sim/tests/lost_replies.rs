//! Single faults that the simulation found, each told by itself.

use std::sync::{Arc, Mutex};

use airside_backend::{Account, Inside, Memory, Real as Outside};
use airside_core::{
    Config, Desk, Later, Real,
    keys::MemoryKeyring,
    store::{Store, attachments},
    sync::{self, http::Wire},
};
use airside_shared::{
    access::Role,
    cases::{Category, Priority},
    devices::DeviceKind,
    ids::{UserId, Uuid},
    intents::Actor,
    ipc::{OpenCaseArgs, PhotoUpload},
    sync::Limits,
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use http::{Request, Response};

/// A network that loses one reply, to the first request whose path begins so.
struct Forgetful {
    inside: Inside,
    lose: Mutex<Option<&'static str>>,
}

impl Wire for Forgetful {
    fn ask(&self, request: Request<Vec<u8>>) -> Later<'_, Option<Response<Vec<u8>>>> {
        Box::pin(async {
            let path = request.uri().path().to_owned();
            let answer = self.inside.answer(request).await;
            let mut lose = self.lose.lock().unwrap();
            if lose.is_some_and(|begin| path.starts_with(begin)) {
                *lose = None;
                return None;
            }
            answer
        })
    }
}

fn agent() -> Account {
    Account {
        user: UserId(Uuid::from_u128(1)),
        badge: "2001".into(),
        name: "Agent 2001".into(),
        pin: "246810".into(),
        role: Role::CheckIn,
        station: "JFK".into(),
    }
}

async fn desk(wire: Arc<Forgetful>, folder: &std::path::Path) -> (Arc<Desk>, Arc<Store>) {
    let data = folder.to_path_buf();
    let (backend, station) = ("http://backend".into(), "JFK".into());
    let config = Config { prints: data.clone(), data, backend, kind: DeviceKind::Desk, station };
    let desk = Desk::over(config, &MemoryKeyring::default(), Arc::new(Real), wire);
    let store = Arc::new(Store::in_memory(Box::new(|_| Ok(()))).unwrap());
    let Account { user, name, role, station, .. } = agent();
    desk.resume(store.clone(), Actor { user, name, role, role_epoch: 1, station }).unwrap();
    desk.clone().renew("2001", "246810").await;
    (desk, store)
}

#[tokio::test]
async fn a_photo_whose_reply_was_lost_goes_on_where_the_backend_stands() {
    let folder = tempfile::tempdir().unwrap();
    let limits = Limits { chunk_bytes: 400, ..Limits::default() };
    let inside = Inside::on(Memory::new().unwrap(), Arc::new(Outside), limits).await.unwrap();
    inside.enrol_simulated(vec![agent()]).await.unwrap();
    let wire = Arc::new(Forgetful { inside, lose: Mutex::new(Some("/v1/attachments")) });
    let (desk, store) = desk(wire, folder.path()).await;
    let mut photo = vec![7; 1_000];
    photo[..4].copy_from_slice(&[0x89, b'P', b'N', b'G']);
    let photos = vec![PhotoUpload { name: "photo.png".into(), content: BASE64.encode(photo) }];
    let case = OpenCaseArgs {
        passenger: None,
        trip: None,
        flight: None,
        category: Category::Complaint,
        priority: Priority::Normal,
        text: "A broken handle.".into(),
        photos,
    };
    desk.open_case(case).unwrap();
    for _ in 0..2 {
        sync::once(&desk).await.unwrap();
    }
    assert!(store.read(|db| attachments::next_unsent(db, 1)).unwrap().is_none(), "the photo is through");
}
