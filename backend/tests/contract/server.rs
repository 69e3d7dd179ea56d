//! A PostgreSQL server of our own: one for a whole run of the tests where whoever runs them started it, or else one for
//! the tests of a process, stopped by the last.

use std::{
    env, fs,
    net::TcpListener,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{self, Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, Weak},
    thread,
    time::Duration,
};

use tempfile::TempDir;

static SERVER: Mutex<Weak<Server>> = Mutex::new(Weak::new());
/// The port of a server that was started for all tests of a run, and its certificate.
pub const PORT: &str = "AIRSIDE_TESTS_POSTGRESQL_PORT";
pub const CERTIFICATE: &str = "AIRSIDE_TESTS_POSTGRESQL_CERTIFICATE";

pub struct Server {
    pub port: u16,
    /// Its own, which it also vouches for; none where there is no `openssl` to make it.
    pub certificate: Option<PathBuf>,
    programs: PathBuf,
    made: Mutex<Vec<String>>,
    /// None if somebody else started it and ends it.
    own: Option<(Child, TempDir)>,
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
        let server = Self::of_the_run(&programs).unwrap_or_else(|| Self::start(&programs, &["fsync=off"]));
        let server = Arc::new(server);
        *slot = Arc::downgrade(&server);
        Some(server)
    }

    /// The one that was started for all tests of this run.
    fn of_the_run(programs: &Path) -> Option<Self> {
        let port = env::var(PORT).ok()?.parse().ok()?;
        let (certificate, programs) = (env::var_os(CERTIFICATE).map(PathBuf::from), programs.to_owned());
        Some(Self { port, certificate, programs, made: Mutex::default(), own: None })
    }

    /// The address of an empty database. Other processes may call theirs the same.
    pub fn database(&self, name: &str) -> String {
        let name = format!("{name}_{}", process::id());
        let made = self.admin("createdb", &["--template=template0", &name]).unwrap();
        assert!(made.success(), "no database {name}");
        let url = format!("postgres://postgres@127.0.0.1:{}/{name}", self.port);
        self.made.lock().unwrap_or_else(|broken| broken.into_inner()).push(name);
        url
    }

    fn admin(&self, program: &str, args: &[&str]) -> std::io::Result<ExitStatus> {
        let mut ask = Command::new(self.programs.join(program));
        ask.args(["--host=127.0.0.1", "--username=postgres"]).arg(format!("--port={}", self.port));
        ask.args(args).status()
    }

    /// A server of its own, with these settings besides.
    pub fn start(programs: &Path, settings: &[&str]) -> Self {
        Self::start_in(&env::temp_dir(), programs, settings)
    }

    /// The same, with its files in a folder that goes with it, in that one.
    pub fn start_in(folder: &Path, programs: &Path, settings: &[&str]) -> Self {
        let data = tempfile::tempdir_in(folder).unwrap();
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
        // It ends by itself after what no run of the tests takes.
        let mut serve = Command::new("timeout");
        serve.args(["--foreground", "--signal=INT", "2h"]).arg(programs.join("postgres"));
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
        let (programs, own) = (programs.to_owned(), Some((process, data)));
        let server = Self { port, certificate, programs, made: Mutex::default(), own };
        server.await_ready();
        server
    }

    fn await_ready(&self) {
        for _ in 0..200 {
            let answer = self.admin("pg_isready", &["--quiet"]);
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
        let made = std::mem::take(self.made.get_mut().unwrap_or_else(|broken| broken.into_inner()));
        let Some((process, _)) = &mut self.own else {
            made.iter().for_each(|name| drop(self.admin("dropdb", &["--force", name])));
            return;
        };
        let pid = process.id().to_string();
        // A fast shutdown, so that nothing of the server is left behind.
        let asked = Command::new("kill").args(["-INT", &pid]).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = process.kill();
        }
        let _ = process.wait();
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
