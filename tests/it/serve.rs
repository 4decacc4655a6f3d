//! The server: the page, the questions, what it refuses, and how it follows changes.

#![allow(clippy::unwrap_used, reason = "a test may stop at once")]

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::support::{hallway_in, stdout};

/// A server, stopped when the test ends.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_hallway"))
            .args(["serve", "--port", "0"])
            .args(arguments)
            .current_dir(folder)
            .env("XDG_CACHE_HOME", concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        Self { process, address }
    }

    fn send(&self, request: &str) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        BufReader::new(stream)
    }

    fn ask_as(&self, method: &str, path: &str, host: &str) -> Answer {
        let mut text = String::new();
        let request = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        self.send(&request).read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    fn get(&self, path: &str) -> Answer {
        self.ask_as("GET", path, &self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        assert!(self.head.contains("content-type: application/json"), "{}", self.head);
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

/// A workspace with notes of one day.
fn workspace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("data/notes")).unwrap();
    let notes = "# Rowing 2016\n\n## Checkpoints on the river, by Ada Example\n\nCRIU freezes containers, Docker thaws them.\n\n\
        ## Boats, by Bo Example\n\nKubernetes steers.\n";
    fs::write(folder.path().join("data/notes/rowing-2016.md"), notes).unwrap();
    folder
}

#[test]
fn questions_are_answered_as_the_commands_answer_them() {
    let folder = workspace();
    let server = Server::start(folder.path(), &[]);
    let command = |arguments: &[&str]| -> Value {
        let output = hallway_in(folder.path(), &[arguments, &["--format", "json"]].concat());
        serde_json::from_str(&stdout(&output)).unwrap()
    };
    let talks = server.get("/api/talks?q=CRIU%20or%20Kubernetes").json();
    assert_eq!(talks["talks"], command(&["talks", "CRIU or Kubernetes"]));
    assert_eq!((talks["total"].as_u64(), talks["query"].as_str()), (Some(2), Some("CRIU or Kubernetes")));
    let second = server.get("/api/talks?limit=1&offset=1").json();
    assert_eq!((second["total"].as_u64(), second["talks"].as_array().map(Vec::len)), (Some(2), Some(1)));
    assert_eq!(second["talks"][0], command(&["talks"])[1]);
    assert_eq!(server.get("/api/entity/criu").json(), command(&["show", "criu"]));
    assert_eq!(server.get("/api/why?a=CRIU&b=docker").json()["links"], command(&["why", "CRIU", "docker"]));
}

#[test]
fn what_cannot_be_answered_says_why() {
    let folder = workspace();
    let server = Server::start(folder.path(), &[]);
    for (path, status, told) in [
        ("/api/entity/kubernets", 404, "did you mean `Kubernetes`?"),
        ("/api/entity/%00%3Cscript%3E", 404, "no dictionary knows"),
        ("/api/talks?q=(CRIU", 400, "hint"),
        ("/api/talks?q=CRIUU", 404, "error"),
        ("/api/talks?limit=many", 400, "openapi.json"),
        ("/api/why?a=criu", 400, "missing field `b`"),
        ("/api/nothing", 404, "no such page"),
        ("/../../etc/passwd", 404, "no such page"),
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        assert!(answer.body.contains(told), "{path}: {}", answer.body);
        assert!(answer.json()["error"].is_string(), "{path}");
    }
}

#[test]
fn every_route_of_the_description_answers_as_described() {
    let folder = workspace();
    let server = Server::start(folder.path(), &[]);
    let description = server.get("/api/openapi.json").json();
    let schemas = &description["components"]["schemas"];
    for (path, answer) in [
        ("/api/talks", server.get("/api/talks?q=CRIU")),
        ("/api/entity/{id}", server.get("/api/entity/criu")),
        ("/api/why", server.get("/api/why?a=criu&b=docker")),
    ] {
        let schema = &description["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        let name = schema["$ref"].as_str().unwrap().rsplit('/').next().unwrap();
        let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<String>>();
        let described = keys(&schemas[name]["properties"]);
        let answered = keys(&answer.json());
        assert_eq!(answered, described, "{path}");
        let required = schemas[name]["required"].as_array().unwrap();
        assert!(required.iter().all(|key| described.contains(key.as_str().unwrap())), "{path}");
    }
    assert_eq!(description["paths"].as_object().unwrap().len(), 4);
}

#[test]
fn only_reading_is_allowed_and_only_under_its_own_name() {
    let folder = workspace();
    let server = Server::start(folder.path(), &["--name", "talks.example"]);
    for method in ["POST", "PUT", "DELETE", "PATCH"] {
        for path in ["/", "/api/talks", "/events"] {
            assert_eq!(server.ask_as(method, path, &server.address).status, 405, "{method} {path}");
        }
    }
    let port = server.address.rsplit(':').next().unwrap();
    for host in ["evil.example", "evil.example:80", "192.0.2.1", "localhost.evil.example", ""] {
        let answer = server.ask_as("GET", "/api/talks", host);
        assert_eq!(answer.status, 421, "{host}");
        assert!(!answer.body.contains("talks\":"), "{host}");
    }
    for host in [format!("localhost:{port}"), "talks.example".to_owned(), format!("[::1]:{port}")] {
        assert_eq!(server.ask_as("GET", "/", &host).status, 200, "{host}");
    }
    let page = server.get("/");
    for header in ["frame-ancestors 'none'", "nosniff", "no-referrer", "cross-origin-resource-policy: same-origin"] {
        assert!(page.head.contains(header), "{header}: {}", page.head);
    }
    assert!(page.body.starts_with("<!DOCTYPE html>"));
    // Without --watch there is nothing to listen to.
    assert!(!page.body.contains("<meta name=\"hallway-events\""));
    assert_eq!(server.ask_as("HEAD", "/", &server.address).status, 200);
}

#[test]
fn a_change_is_read_again_and_told() {
    let folder = workspace();
    let server = Server::start(folder.path(), &["--watch"]);
    assert!(server.get("/").body.contains("<meta name=\"hallway-events\""));
    assert_eq!(server.get("/api/talks?q=etcd").json()["total"].as_u64(), Some(0));
    let mut events = server.send(&format!("GET /events HTTP/1.1\r\nHost: {}\r\n\r\n", server.address));
    let mut line = String::new();
    while line != "\r\n" {
        line.clear();
        assert!(events.read_line(&mut line).unwrap() > 0);
    }
    let added = "# Rowing 2016\n\n## Locks, by Cy Example\n\netcd keeps them.\n";
    fs::write(folder.path().join("data/notes/more-2016.md"), added).unwrap();
    loop {
        line.clear();
        assert!(events.read_line(&mut line).unwrap() > 0, "the server told of no change");
        if line.starts_with("data:") {
            break;
        }
    }
    assert_eq!(line.trim(), "data: changed: 3 talks");
    assert_eq!(server.get("/api/talks?q=etcd").json()["total"].as_u64(), Some(1));
}

#[test]
fn a_port_that_is_taken_is_an_error_with_a_way_out() {
    let folder = workspace();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = hallway_in(folder.path(), &["serve", "--port", &port]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("cannot listen") && said.contains("--port 0"), "{said}");
}
