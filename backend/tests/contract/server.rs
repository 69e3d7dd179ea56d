//! A PostgreSQL server of our own, shared by the tests that run at the same time and stopped by the last.

use std::{
    fs,
    net::TcpListener,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, Weak},
    thread,
    time::Duration,
};

use tempfile::TempDir;

static SERVER: Mutex<Weak<Server>> = Mutex::new(Weak::new());

pub struct Server {
    process: Child,
    port: u16,
    /// Its own, which it also vouches for; none where there is no `openssl` to make it.
    pub certificate: Option<PathBuf>,
    _data: TempDir,
}

impl Server {
    /// The running server, or a new one; none where PostgreSQL is not installed, except in CI.
    pub fn shared() -> Option<Arc<Self>> {
        let mut slot = SERVER.lock().unwrap_or_else(|broken| broken.into_inner());
        if let Some(server) = slot.upgrade() {
            return Some(server);
        }
        let Some(programs) = programs() else {
            assert!(std::env::var("CI").is_err(), "PostgreSQL is not installed, and in CI it must be");
            eprintln!("NOT TESTED on PostgreSQL: it is not installed");
            return None;
        };
        let server = Arc::new(Self::start(&programs, &["fsync=off"]));
        *slot = Arc::downgrade(&server);
        Some(server)
    }

    /// The address of an empty database.
    pub fn database(&self, name: &str) -> String {
        let admin = self.url("postgres");
        let (name, url) = (name.to_owned(), self.url(name));
        // A runtime of its own: tests call this from within theirs.
        let create = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let (client, connection) =
                    tokio_postgres::connect(&admin, tokio_postgres::NoTls).await.unwrap();
                tokio::spawn(connection);
                client.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
            });
        });
        create.join().unwrap();
        url
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// A server of its own, with these settings besides.
    pub fn start(programs: &Path, settings: &[&str]) -> Self {
        let data = tempfile::tempdir().unwrap();
        let owner = owner(data.path());
        let folder = data.path().join("cluster");
        let mut init = Command::new(programs.join("initdb"));
        init.args([
            "--auth=trust",
            "--username=postgres",
            "--no-sync",
            "--encoding=UTF8",
            "--locale=C",
            "-D",
        ]);
        let made = as_owner(init.arg(&folder), owner)
            .current_dir(data.path())
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(made.success(), "initdb failed");
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut serve = Command::new(programs.join("postgres"));
        serve.arg("-D").arg(&folder).args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1"]);
        serve.args(["-c", "unix_socket_directories=", "-c", "max_connections=400"]);
        serve.args(settings.iter().flat_map(|setting| ["-c", setting]));
        let certificate = certificate(data.path(), owner);
        if let Some(certificate) = &certificate {
            let key = certificate.with_extension("key");
            serve.args(["-c", "ssl=on", "-c", &format!("ssl_cert_file={}", certificate.display())]);
            serve.args(["-c", &format!("ssl_key_file={}", key.display())]);
        }
        let process =
            as_owner(&mut serve, owner).current_dir(data.path()).stderr(Stdio::null()).spawn().unwrap();
        let server = Self { process, port, certificate, _data: data };
        server.await_ready(programs);
        server
    }

    fn await_ready(&self, programs: &Path) {
        for _ in 0..200 {
            let mut ask = Command::new(programs.join("pg_isready"));
            let answer = ask.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]).status();
            if answer.is_ok_and(|status| status.success()) {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("PostgreSQL did not start");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let pid = self.process.id().to_string();
        // A fast shutdown, so that nothing of the server is left behind.
        let asked = Command::new("kill").args(["-INT", &pid]).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

/// A certificate for the loopback address, and its key beside it.
pub fn certificate(folder: &Path, owner: Option<(u32, u32)>) -> Option<PathBuf> {
    let (path, key) = (folder.join("server.crt"), folder.join("server.key"));
    let mut make = Command::new("openssl");
    make.args([
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
    ]);
    make.args(["-subj", "/CN=airside test", "-addext", "subjectAltName=IP:127.0.0.1"]);
    make.args(["-addext", "basicConstraints=critical,CA:FALSE"]);
    make.arg("-keyout").arg(&key).arg("-out").arg(&path).stderr(Stdio::null());
    if !make.status().is_ok_and(|status| status.success()) {
        return None;
    }
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    if let Some((user, group)) = owner {
        std::os::unix::fs::chown(&key, Some(user), Some(group)).unwrap();
    }
    Some(path)
}

/// The folder of the newest PostgreSQL's programs.
pub fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let folders = versions.filter_map(|version| Some(version.ok()?.path().join("bin")));
    folders.filter(|folder| folder.join("initdb").exists()).max()
}

/// PostgreSQL refuses to run as root: then it runs as its own user, who is given the folder.
fn owner(folder: &Path) -> Option<(u32, u32)> {
    let id = |args: &[&str]| -> Option<u32> {
        let output = Command::new("id").args(args).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    if id(&["-u"]) != Some(0) {
        return None;
    }
    let owner = (id(&["-u", "postgres"])?, id(&["-g", "postgres"])?);
    std::os::unix::fs::chown(folder, Some(owner.0), Some(owner.1)).unwrap();
    Some(owner)
}

fn as_owner(command: &mut Command, owner: Option<(u32, u32)>) -> &mut Command {
    match owner {
        Some((user, group)) => command.uid(user).gid(group),
        None => command,
    }
}
