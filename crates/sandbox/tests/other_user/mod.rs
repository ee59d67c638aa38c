//! Another user of the machine attacks a sandbox: the attempts and their results.

use std::fs;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use archipel_sandbox::daemon::Running;
use archipel_sandbox::gateway::ADMIN_ROUTES;

use crate::support::{Answer, Client, EU, Signing};

/// A user that this process can become.
pub(crate) struct Other {
    uid: u32,
}

impl Other {
    /// The user; `None`, with the reason printed, if this process cannot become another user.
    pub(crate) fn find(uid: u32) -> Option<Self> {
        let id = as_user(uid, Path::new("true")).output();
        if id.is_ok_and(|output| output.status.success()) {
            return Some(Self { uid });
        }
        println!("skipped: this process cannot become another user (it needs root and setpriv)");
        None
    }

    /// Attacks a sandbox as that user; one line for each attempt.
    pub(crate) fn attack(&self, running: &Running, run_dir: &Path, marker: &Path) -> Vec<String> {
        // The test's own binary may be in a folder that only its owner can enter.
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let exe = dir.path().join("attacker");
        fs::copy(std::env::current_exe().unwrap(), &exe).unwrap();
        fs::set_permissions(&exe, fs::Permissions::from_mode(0o755)).unwrap();
        let sockets = running.status.emulators.iter().map(|emulator| emulator.socket.clone());
        let output = as_user(self.uid, &exe)
            .arg("attack")
            .arg(running.endpoint())
            .arg(marker)
            .arg(run_dir)
            .args(sockets)
            .env_clear()
            .current_dir("/")
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
    }
}

fn as_user(uid: u32, program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--reuid", &uid.to_string(), "--regid", &uid.to_string(), "--clear-groups", "--"]).arg(program);
    command
}

/// Creates a Python function and invokes it.
pub(crate) async fn run_function(client: &Client, code: &str) -> Answer {
    let function = format!("f-{}", code.len());
    let json = [("content-type", "application/json")];
    let body = definition(&function, code);
    client.signed("lambda", EU, "POST", "/2015-03-31/functions", &json, body.as_bytes()).await.unwrap().ok();
    let invoke = format!("/2015-03-31/functions/{function}/invocations");
    client.signed("lambda", EU, "POST", &invoke, &json, b"{}").await.unwrap()
}

fn definition(name: &str, code: &str) -> String {
    serde_json::json!({
        "FunctionName": name, "Runtime": "python3.12", "Handler": "index.handler",
        "Role": "arn:aws:iam::111122223333:role/r", "Code": {"ZipFile": base64(&zip("index.py", code.as_bytes()))},
    })
    .to_string()
}

/// An uncompressed archive of one file.
fn zip(name: &str, content: &[u8]) -> Vec<u8> {
    let crc = content.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    });
    let (size, length) = (u32::try_from(content.len()).unwrap(), u16::try_from(name.len()).unwrap());
    let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
    for number in [!crc, size, size] {
        common.extend(number.to_le_bytes());
    }
    common.extend(length.to_le_bytes());
    common.extend([0, 0]);
    let mut out = [b"PK\x03\x04".as_slice(), &common, name.as_bytes(), content].concat();
    let start = u32::try_from(out.len()).unwrap();
    let mut entry = [b"PK\x01\x02\x14\x03".as_slice(), &common].concat();
    entry.extend([0; 6]);
    entry.extend((0o100_644_u32 << 16).to_le_bytes());
    entry.extend(0_u32.to_le_bytes());
    entry.extend(name.as_bytes());
    let entry_size = u32::try_from(entry.len()).unwrap();
    out.extend(entry);
    out.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    out.extend(entry_size.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let number = chunk.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for digit in 0..4 {
            let index = usize::try_from(number >> (18 - 6 * digit) & 63).unwrap();
            out.push(if digit <= chunk.len() { char::from(DIGITS[index]) } else { '=' });
        }
    }
    out
}

/// The TCP sockets on which a process listens.
pub(crate) fn listening(pid: u32) -> Vec<String> {
    let links = fs::read_dir(format!("/proc/{pid}/fd")).unwrap().flatten();
    let open: Vec<_> = links.filter_map(|link| fs::read_link(link.path()).ok()).collect();
    assert!(!open.is_empty(), "{pid} cannot be read");
    let own = |inode: &str| open.contains(&PathBuf::from(format!("socket:[{inode}]")));
    let tables = ["tcp", "tcp6"].map(|name| fs::read_to_string(format!("/proc/{pid}/net/{name}")).unwrap_or_default());
    let lines = tables.iter().flat_map(|table| table.lines().skip(1));
    let columns = lines.map(|line| line.split_whitespace().collect::<Vec<_>>());
    // 0A: listening.
    columns.filter(|c| c[3] == "0A" && own(c[9])).map(|c| c[1].to_owned()).collect()
}

fn report(what: &str, got: bool) {
    println!("{} {what}", if got { "GOT" } else { "refused" });
}

/// All attempts of the other user. The arguments: the endpoint, a file that a function must create, the run folder,
/// and the emulators' sockets.
pub(crate) async fn attack(args: &[String]) {
    let [endpoint, marker, run_dir, sockets @ ..] = args else { panic!("not enough arguments") };
    let code = format!("def handler(event, context):\n    open({marker:?}, 'w').close()\n");
    let body = definition("evil", &code);
    let invoke = "/2015-03-31/functions/evil/invocations";
    let scope = "111122223333/20261128/eu-west-1/lambda/aws4_request";
    let header = format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=x");
    let query = format!("?X-Amz-Credential={}", scope.replace('/', "%2F"));
    let address = endpoint.trim_start_matches("http://");
    let ways: [(&str, String, String); 4] = [
        (
            "a scope in the query, as a page's form",
            query.clone(),
            "content-type: text/plain\r\norigin: https://evil.example\r\n".into(),
        ),
        ("a scope in the query", query, "content-type: text/plain\r\n".into()),
        ("a scope in the header", String::new(), format!("authorization: {header}\r\n")),
        ("nothing", String::new(), String::new()),
    ];
    for (way, query, headers) in &ways {
        for (what, path, body) in [("create", "/2015-03-31/functions", body.as_str()), ("invoke", invoke, "{}")] {
            let answer = exchange(tcp(address), address, "POST", &format!("{path}{query}"), headers, body);
            report(&format!("{what} a function with {way}: {answer:?}"), is_served(answer));
        }
    }
    for secret in ["", "sandbox", "test", "111122223333"] {
        let client =
            Client { endpoint: endpoint.clone(), account: "111122223333".to_owned(), secret: secret.to_owned() };
        let signing = Signing { service: "lambda", region: EU, presigned: false };
        let answer = client.send_signed(&signing, ("POST", "/2015-03-31/functions"), &[], body.as_bytes()).await;
        let status = answer.map(|answer| answer.status);
        report(&format!("create a function with the secret {secret:?}: {status:?}"), is_served(status));
    }
    for (method, path) in ADMIN_ROUTES {
        let answer = exchange(tcp(address), address, method, &format!("/_sandbox/{path}"), "", "[]");
        report(&format!("{method} /_sandbox/{path}: {answer:?}"), is_served(answer));
    }
    for socket in sockets {
        let stream = UnixStream::connect(socket);
        let connected = stream.is_ok();
        if let Ok(stream) = stream {
            let authorization = format!("authorization: {header}\r\n");
            exchange(stream, "localhost", "POST", "/2015-03-31/functions", &authorization, &body);
        }
        report(&format!("connect to {socket}"), connected);
    }
    let run_dir = Path::new(run_dir);
    report("list the run folder", fs::read_dir(run_dir).is_ok());
    for name in ["sandbox.json", "serve.json", "sandbox.log", "ministack.log", "moto/launcher.py"] {
        report(&format!("read {name}"), fs::read(run_dir.join(name)).is_ok());
        report(&format!("write {name}"), fs::OpenOptions::new().append(true).open(run_dir.join(name)).is_ok());
    }
    report("plant a link", std::os::unix::fs::symlink("/etc/passwd", run_dir.join("planted")).is_ok());
    report("plant a file", fs::write(run_dir.join("sandbox.json.new"), "{}").is_ok());
}

fn is_served(status: Option<u16>) -> bool {
    status.is_some_and(|status| status < 400)
}

fn tcp(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream
}

fn exchange(
    mut stream: impl std::io::Read + std::io::Write,
    host: &str,
    method: &str,
    path: &str,
    headers: &str,
    body: &str,
) -> Option<u16> {
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).split(' ').nth(1)?.parse().ok()
}
