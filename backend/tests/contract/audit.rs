//! The devices' logs.

use airside_shared::{
    access::Role,
    audit::{GENESIS, Record},
    ids::DeviceId,
    sync::AuditPush,
};
use serde_json::Value;

use crate::{
    device::Device,
    world::{World, now},
};

pub fn chain(log: DeviceId, length: u64) -> Vec<Record> {
    let mut prev = GENESIS.to_owned();
    let record = |seq| {
        let record = Record {
            v: 1,
            log,
            seq,
            prev: prev.clone(),
            at: now(),
            actor: None,
            role: Some(Role::CheckIn),
            session: None,
            action: "passenger.open".into(),
            entity: "passenger".into(),
            subject: None,
            purpose: None,
            decision: "allowed".into(),
            fields: Vec::new(),
            op: None,
            app_version: "0.1.0".into(),
        };
        prev = record.head();
        record
    };
    (1..=length).map(record).collect()
}

pub async fn a_log_goes_on_where_it_ended_and_gaps_are_refused(world: World) {
    let desk = Device::signed_in(&world, "CK1").await;
    let records = chain(desk.id, 5);
    let send = async |records: &[Record]| {
        let push = AuditPush { device: desk.id, records: records.to_vec() };
        let answer = desk.post::<Value>(&world, "/v1/audit", &push).await;
        answer.map(|reply| reply["through"].as_u64()).map_err(|(_, fault)| fault.code.into_owned())
    };
    assert_eq!(send(&records[..2]).await, Ok(Some(2)));
    assert_eq!(send(&records[..2]).await, Ok(Some(2)), "a resend is no error");
    assert_eq!(send(&records[3..]).await, Err("audit_gap".into()));
    let mut altered = records.clone();
    altered[2].prev = GENESIS.into();
    assert_eq!(send(&altered[2..3]).await, Err("audit_broken".into()));
    altered[1].decision = "refused".into();
    assert_eq!(send(&altered[1..2]).await, Err("audit_broken".into()));
    assert_eq!(send(&records[2..]).await, Ok(Some(5)));
}
