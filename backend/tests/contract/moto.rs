//! A real interface of object storage: moto's server, a process of its own on its own port, ended by the test.

use std::{
    collections::BTreeMap,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

/// Anybody with a name: moto looks at no signature.
const SOMEBODY: &str = "AWS4-HMAC-SHA256 Credential=somebody/20260208/us-east-1/s3/aws4_request, \
    SignedHeaders=host;x-amz-date, Signature=00";

pub struct Bucket {
    process: Child,
    url: String,
}

impl Bucket {
    /// An empty bucket; none where moto is not installed, except in CI.
    pub async fn open() -> Option<Self> {
        let Some(program) = program() else {
            assert!(std::env::var("CI").is_err(), "moto is not installed, and in CI it must be");
            eprintln!("NOT TESTED on object storage: moto is not installed (`cargo xtask setup --for test`)");
            return None;
        };
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut serve = Command::new(program);
        serve.args(["-H", "127.0.0.1", "-p", &port.to_string()]).stdout(Stdio::null()).stderr(Stdio::null());
        let bucket = Self { process: serve.spawn().unwrap(), url: format!("http://127.0.0.1:{port}") };
        let http = reqwest::Client::new();
        for _ in 0..300 {
            let made = http.put(format!("{}/backups", bucket.url)).send().await;
            if made.is_ok_and(|answer| answer.status().is_success()) {
                return Some(bucket);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("moto did not start");
    }

    pub fn place(&self) -> String {
        "s3://backups/airline/money".into()
    }

    pub fn options(&self) -> BTreeMap<String, String> {
        let pairs = [
            ("aws_endpoint", self.url.as_str()),
            ("aws_region", "us-east-1"),
            ("aws_access_key_id", "somebody"),
            ("aws_secret_access_key", "something"),
            ("aws_allow_http", "true"),
        ];
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
    }

    fn object(&self, name: &str) -> String {
        format!("{}/backups/airline/money/{name}", self.url)
    }

    pub async fn get(&self, name: &str) -> Vec<u8> {
        let request = reqwest::Client::new().get(self.object(name)).header("authorization", SOMEBODY);
        let answer = request.send().await.unwrap().error_for_status().unwrap();
        answer.bytes().await.unwrap().to_vec()
    }

    pub async fn put(&self, name: &str, bytes: Vec<u8>) {
        let put = reqwest::Client::new().put(self.object(name)).header("authorization", SOMEBODY).body(bytes);
        put.send().await.unwrap().error_for_status().unwrap();
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Where set-up puts it: beside the built programs.
fn program() -> Option<PathBuf> {
    let target = Path::new(env!("CARGO_BIN_EXE_airside-backend")).ancestors().nth(2)?;
    Some(target.join("tools/object-storage/bin/moto_server")).filter(|path| path.exists())
}
