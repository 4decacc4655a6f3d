//! `init`: a new workspace with an example of each kind of file.

use std::io::Write;
use std::path::Path;

use super::args::Init;
use super::workspace::save;
use super::{Outcome, Stop};
use crate::complaint::Complaint;
use crate::gazetteer::Gazetteer;
use crate::source::load::shown;

/// The example files, by their paths in the workspace.
const FILES: [(&str, &str); 5] = [
    ("data/notes/example-conference-2024.md", include_str!("example/notes.md")),
    ("data/notes/hallway-chat.txt", include_str!("example/chat.txt")),
    ("data/notes/hallway-chat.hallway.yaml", include_str!("example/chat.hallway.yaml")),
    ("data/dictionaries/mine.yaml", include_str!("example/dictionary.yaml")),
    ("queries/example.yaml", include_str!("example/query.yaml")),
];

/// Makes a workspace: the examples, and the built-in dictionaries to edit.
pub(super) fn init(command: &Init, out: &mut dyn Write) -> Result<Outcome, Stop> {
    let bundled =
        Gazetteer::bundled().into_iter().map(|dictionary| (format!("data/{}", dictionary.path), dictionary.text));
    let examples = FILES.iter().map(|(path, text)| ((*path).to_owned(), (*text).into()));
    let files: Vec<(String, std::borrow::Cow<str>)> = examples.chain(bundled).collect();
    let taken = files.iter().map(|(path, _)| command.folder.join(path)).find(|path| path.exists());
    if let Some(path) = taken {
        let complaint = Complaint::error(shown(&path), "is there already, nothing written");
        return Err(complaint.hint("choose an empty folder").into());
    }
    for (path, text) in &files {
        save(&command.folder.join(path), text.as_bytes())?;
    }
    for (path, _) in &FILES {
        writeln!(out, "{}", shown(&command.folder.join(path)))?;
    }
    writeln!(out, "{}", shown(&command.folder.join("data/dictionaries")) + "/*.yaml")?;
    let folder =
        if command.folder == Path::new(".") { String::new() } else { format!("cd {} && ", shown(&command.folder)) };
    anstream::eprintln!("next: {folder}hallway run && hallway talks CRIU");
    Ok(Outcome::Done)
}
