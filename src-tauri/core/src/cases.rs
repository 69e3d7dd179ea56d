//! Cases: opened offline, with photos that travel on their own.

use airside_shared::{
    Fault,
    access::Permission,
    cases::{AddNote, Case, OpenCase, Photo, reference},
    ids::CaseId,
    ipc::{AddNoteArgs, CasePage, CaseRow, ListCasesArgs, OpenCaseArgs, PhotoUpload, Saved},
    passengers::Passenger,
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use sha2::{Digest, Sha256};

use crate::{
    act::Act,
    desk::Desk,
    store::{attachments, rows, station_key},
    view,
};

/// Bytes of one photo.
const LARGEST_PHOTO: usize = 10 << 20;
const MOST_PHOTOS: usize = 8;

impl Desk {
    pub fn open_case(&self, args: OpenCaseArgs) -> Result<Saved, Fault> {
        let (session, _) = self.authorise(Permission::CaseWrite)?;
        if args.photos.len() > MOST_PHOTOS {
            return Err(Fault::of(
                "photos",
                "too_many_photos",
                format!("Attach at most {MOST_PHOTOS} photos."),
            ));
        }
        let photos: Vec<(Photo, Vec<u8>)> = args.photos.iter().map(photo).collect::<Result<_, _>>()?;
        let case: CaseId = self.around.id();
        let name = match args.passenger {
            Some(id) => self.store()?.glance(|db| rows::get::<Passenger>(db, id))?.map(|p| p.name.full()),
            None => None,
        };
        let reference = reference(&session.actor.station, case);
        let intent = OpenCase {
            case,
            note: self.around.id(),
            timeline: self.around.id(),
            passenger: args.passenger,
            trip: args.trip,
            flight: args.flight,
            category: args.category,
            priority: args.priority,
            text: args.text,
            photos: photos.iter().map(|(p, _)| p.clone()).collect(),
            at: self.around.now(),
        };
        let about = [Some(reference.clone()), name].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let act = Act {
            intent: intent.into(),
            about,
            passenger: args.passenger,
            id: case.0,
            reference: Some(reference),
            replaces: None,
        };
        self.act_with(act, |tx| {
            photos.iter().try_for_each(|(p, bytes)| attachments::keep(tx, &p.sha256, &p.media_type, bytes))
        })
    }

    pub fn add_note(&self, args: AddNoteArgs) -> Result<Saved, Fault> {
        let case: Case = self.store()?.read(|db| rows::need(db, args.case))?;
        let intent =
            AddNote { case: args.case, note: self.around.id(), text: args.text, at: self.around.now() };
        self.act(Act {
            intent: intent.into(),
            about: case.reference.clone(),
            passenger: case.passenger,
            id: case.id.0,
            reference: Some(case.reference),
            replaces: None,
        })
    }

    /// Open cases of the station, most urgent first; or all of one passenger, newest first.
    pub fn list_cases(&self, args: ListCasesArgs) -> Result<Vec<CaseRow>, Fault> {
        self.authorise(Permission::CaseWrite)?;
        let now = self.around.now();
        let parent =
            args.passenger.map_or_else(|| station_key(&self.config.station), |p| p.0.as_bytes().to_vec());
        self.store()?.read(|db| {
            let mut cases: Vec<Case> = rows::children(db, &parent, true, 500)?;
            if args.passenger.is_none() {
                cases.sort_by_key(|c| (!c.status.open(), c.due_at));
            }
            cases.iter().map(|c| view::case(db, c, now)).collect()
        })
    }

    pub fn get_case(&self, id: CaseId) -> Result<CasePage, Fault> {
        self.authorise(Permission::CaseWrite)?;
        let now = self.around.now();
        self.store()?.read(|db| {
            let case: Case = rows::need(db, id)?;
            let photos = case.photos.iter().map(|p| {
                let bytes = attachments::content(db, &p.sha256)?;
                Ok(bytes.map(|b| BASE64.encode(b)))
            });
            let photos = photos.collect::<Result<Vec<_>, Fault>>()?;
            Ok(CasePage { row: view::case(db, &case, now)?, photos, case })
        })
    }
}

/// What a photo is, by its own bytes; the name that it came with is not believed.
fn photo(upload: &PhotoUpload) -> Result<(Photo, Vec<u8>), Fault> {
    let too_large = || {
        Fault::of(
            "photos",
            "photo_too_large",
            format!("{} is above 10 MB: take it again in a smaller size.", upload.name),
        )
    };
    if upload.content.len() > LARGEST_PHOTO * 4 / 3 + 4 {
        return Err(too_large());
    }
    let bytes = BASE64.decode(&upload.content).map_err(|_| {
        Fault::of("photos", "photo_unreadable", "The photo did not arrive whole: choose it again.")
    })?;
    if bytes.len() > LARGEST_PHOTO {
        return Err(too_large());
    }
    let media_type = match bytes.as_slice() {
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        _ => return Err(Fault::of("photos", "photo_kind", "Attach a JPEG or PNG picture.")),
    };
    let photo = Photo {
        sha256: hex::encode(Sha256::digest(&bytes)),
        media_type: media_type.into(),
        bytes: bytes.len() as u64,
    };
    Ok((photo, bytes))
}
