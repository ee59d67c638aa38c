//! An application for tests that writes numbers for drills.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

/// An application that stores the numbers, or acknowledges them only. Returns its address, and the requests that it got.
pub(crate) fn application(stores: bool) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let requests = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&requests);
    std::thread::spawn(move || {
        let mut numbers = BTreeSet::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut read = [0; 4096];
            let length = stream.read(&mut read).unwrap();
            let text = String::from_utf8_lossy(&read[..length]).into_owned();
            let line = text.lines().next().unwrap_or_default().trim_end_matches(" HTTP/1.1").to_owned();
            if stores && line.starts_with("PUT") {
                numbers.extend(line.rsplit('/').next().and_then(|number| number.parse::<u64>().ok()));
            }
            if line.starts_with("DELETE") {
                numbers.clear();
            }
            let body = serde_json::to_string(&numbers).unwrap();
            let answer =
                format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
            stream.write_all(answer.as_bytes()).unwrap();
            noted.lock().unwrap().push(line);
        }
    });
    (address, requests)
}
