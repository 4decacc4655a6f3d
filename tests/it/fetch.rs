//! Fetching schedules from a server on loopback that answers as servers do, and as they do on bad days.

#![allow(clippy::unwrap_used, reason = "a test may stop at once")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::Output;
use std::sync::{Arc, Mutex};
use std::thread;

use crate::support::{hallway_in, rows, stderr, text};

const SCHEDULE: &str = "<?xml version=\"1.0\"?>\n<schedule><conference><title>Rowing 2016</title></conference>\
    <day date=\"2016-01-30\"><room name=\"Boat\"><event id=\"1\"><title>Oars</title></event></room></day></schedule>\n";

/// A server that gives one answer after the other, the last one again and again, and remembers what it was asked.
struct Server {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(answers: Vec<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/2016/schedule.xml", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&asked);
        thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                let Ok(mut stream) = stream else { continue };
                let lines = BufReader::new(&stream).lines();
                let request: Vec<String> = lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
                seen.lock().unwrap().push(request.join("\n").to_lowercase());
                let answer = &answers[number.min(answers.len() - 1)];
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Self { address, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn answer(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n{body}", body.len())
}

fn whole(tag: &str) -> String {
    answer("200 OK", &format!("ETag: \"{tag}\"\r\n"), SCHEDULE)
}

fn fetch(folder: &Path, address: &str) -> Output {
    hallway_in(folder, &["fetch", "--url", address, "--out", "in", "--retry-delay-ms", "1", "--format", "jsonl"])
}

fn state(output: &Output) -> String {
    rows(output).first().map(|row| text(row, "state").to_owned()).unwrap_or_default()
}

/// The visible and hidden files that are there.
fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder.join("in")).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn what_has_not_changed_is_not_fetched_again() {
    let folder = tempfile::tempdir().unwrap();
    let longer = SCHEDULE.replace("Oars", "Oars and Sails");
    let server = Server::start(vec![
        whole("a"),
        answer("304 Not Modified", "", ""),
        answer("200 OK", "ETag: \"b\"\r\n", &longer),
    ]);
    let states: Vec<String> = (0..3).map(|_| state(&fetch(folder.path(), &server.address))).collect();
    assert_eq!(states, ["new", "unchanged", "changed"]);
    assert!(server.asked()[1].contains("if-none-match: \"a\""), "{:?}", server.asked());
    assert_eq!(fs::read_to_string(folder.path().join("in/schedule.xml")).unwrap(), longer);
    assert_eq!(files(folder.path()), [".schedule.xml.version", "schedule.xml"]);
}

#[test]
fn what_broke_off_goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let (first, rest) = SCHEDULE.split_at(60);
    let cut = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nETag: \"a\"\r\nConnection: close\r\n\r\n{first}",
        SCHEDULE.len()
    );
    let range = format!("ETag: \"a\"\r\nContent-Range: bytes 60-{}/{}\r\n", SCHEDULE.len() - 1, SCHEDULE.len());
    let server = Server::start(vec![cut.clone(), answer("206 Partial Content", &range, rest)]);
    let output = fetch(folder.path(), &server.address);
    assert_eq!(state(&output), "new", "{}", stderr(&output));
    let asked = server.asked();
    assert!(asked[1].contains("range: bytes=60-") && asked[1].contains("if-range: \"a\""), "{asked:?}");
    assert_eq!(fs::read_to_string(folder.path().join("in/schedule.xml")).unwrap(), SCHEDULE);

    // A server that knows of no ranges, or has another version by now, sends all of it.
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(vec![cut, whole("b")]);
    assert_eq!(state(&fetch(folder.path(), &server.address)), "new");
    assert_eq!(fs::read_to_string(folder.path().join("in/schedule.xml")).unwrap(), SCHEDULE);
}

#[test]
fn passing_trouble_is_waited_out() {
    let folder = tempfile::tempdir().unwrap();
    let busy = answer("503 Service Unavailable", "Retry-After: 0\r\n", "");
    let server = Server::start(vec![busy.clone(), answer("500 Oops", "", ""), whole("a")]);
    assert_eq!(state(&fetch(folder.path(), &server.address)), "new");
    assert_eq!(server.asked().len(), 3);

    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(vec![busy]);
    let output = fetch(folder.path(), &server.address);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("the server says 503"), "{}", stderr(&output));
}

#[test]
fn what_is_no_schedule_is_not_kept() {
    let login = answer("200 OK", "Content-Type: text/html\r\n", "<!DOCTYPE html><html><title>Log in</title></html>");
    let huge = "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\nConnection: close\r\n\r\n<schedule>".to_owned();
    for (answers, said) in [
        (vec![login], "an HTML page came, not a schedule"),
        (vec![answer("200 OK", "", "{\"results\": []}")], "what came is no schedule"),
        (vec![answer("404 Not Found", "", "")], "nothing is there"),
        (vec![answer("403 Forbidden", "", "")], "the server says 403"),
        (vec![huge], "more than 256 MB"),
        (vec![answer("301 Moved", "Location: /2016/schedule.xml\r\n", "")], "round in circles"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(answers);
        let output = fetch(folder.path(), &server.address);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(stderr(&output).contains(said), "{said}: {}", stderr(&output));
        assert_eq!(files(folder.path()), Vec::<String>::new(), "{said}");
    }
}

#[test]
fn without_a_network_one_message_says_so() {
    let folder = tempfile::tempdir().unwrap();
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let address = format!("http://secret:word@127.0.0.1:{port}/a.xml");
    let other = format!("http://127.0.0.1:{port}/b.xml");
    let arguments = ["fetch", "--url", &address, "--url", &other, "--out", "in", "--retry-delay-ms", "1"];
    let output = hallway_in(folder.path(), &arguments);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert_eq!(said.matches("cannot reach").count(), 1, "{said}");
    assert!(said.contains("2 schedules not fetched") && !said.contains("word"), "{said}");
}

#[test]
fn what_cannot_be_fetched_is_told_before_anything_is_tried() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, said) in [
        (&["fetch"][..], "nothing to fetch"),
        (&["fetch", "fosdm", "2016"], "did you mean `fosdem`?"),
        (&["fetch", "fosdem"], "which years of FOSDEM?"),
        (&["fetch", "fosdem", "2016.."], "no years with a first and a last"),
        (&["fetch", "--url", "ftp://a.org/x"], "is no address"),
    ] {
        let output = hallway_in(folder.path(), arguments);
        assert!(stderr(&output).contains(said), "{said}: {}", stderr(&output));
        assert_ne!(output.status.code(), Some(0));
    }
}
