//! Pictures as PNG and PDF: their size, their bytes, and letters that no font has.

use std::fs;
use std::process::Command;

use hallway::render::kept::Kept;
use hallway::render::paint::{pdf, png};
use hallway::render::scene::compose;
use hallway::render::{Build, Size, Style, svg};
use hallway::view::Form;

use crate::sample;
use crate::support::{hallway_in, project, stderr};

/// The width and height that a PNG's header says.
fn extent(file: &[u8]) -> (u32, u32) {
    assert_eq!(&file[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(file[at..at + 4].try_into().expect("four bytes"));
    (number(16), number(20))
}

#[test]
fn every_sample_is_painted_in_its_size_and_in_the_same_bytes() {
    for (name, view) in sample::all() {
        let style = Style::default();
        let painted = png(&view, &style, 0.5).expect("it is not too large");
        assert_eq!(extent(&painted.file), (640, 360), "{name}");
        assert_eq!(painted, png(&view, &style, 0.5).expect("it is not too large"), "{name}");
    }
    let square = Style { size: Size::Square, ..Style::default() };
    assert_eq!(extent(&png(&sample::ego(), &square, 2.0).expect("it fits").file), (1440, 1440));
}

#[test]
fn letters_that_no_font_has_are_told() {
    let mut view = sample::ego();
    view.title = "容器 and Ελληνικά, Кириллица".into();
    let missing = png(&view, &Style::default(), 1.0).expect("it fits").missing;
    assert_eq!(Vec::from_iter(missing), ['器', '容']);
}

#[test]
fn scales_that_make_no_picture_are_refused() {
    for scale in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e9, 1e-9] {
        let error = png(&sample::ego(), &Style::default(), scale).expect_err("no picture");
        assert!(error.to_string().contains("pixels"), "{error}");
    }
}

#[test]
fn the_command_paints_and_says_what_a_font_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("criu.png");
    let path = file.to_string_lossy();
    hallway_in(project(), &["draw", "ego", "--focus", "CRIU", "--out", &path]);
    assert_eq!(extent(&fs::read(&file).expect("a picture")), (2560, 1440));
    let wrong = hallway_in(project(), &["draw", "ego", "--focus", "CRIU", "--out", &path, "--font", "Cargo.toml"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(stderr(&wrong).contains("Cargo.toml: is no font"), "{}", stderr(&wrong));
    let large = hallway_in(project(), &["draw", "ego", "--focus", "CRIU", "--out", &path, "--scale", "1000"]);
    assert_eq!(large.status.code(), Some(2));
    assert!(stderr(&large).contains("change the scale"), "{}", stderr(&large));
}

#[test]
fn every_sample_is_a_pdf_of_one_page_with_text_in_the_same_bytes() {
    for (name, view) in sample::all() {
        let painted = pdf(&view, &Style::default()).expect("it can be painted");
        assert!(painted.file.starts_with(b"%PDF-1."), "{name}");
        assert_eq!(painted, pdf(&view, &Style::default()).expect("it can be painted"), "{name}");
    }
}

#[test]
fn a_pdf_reader_finds_the_text_the_page_and_the_fonts() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("criu.pdf");
    hallway_in(project(), &["draw", "ego", "--focus", "CRIU", "--out", &file.to_string_lossy()]);
    let read = |program: &str, more: &[&str]| {
        let output = Command::new(program).arg(&file).args(more).output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (Some(text), Some(about), Some(fonts)) =
        (read("pdftotext", &["-"]), read("pdfinfo", &[]), read("pdffonts", &[]))
    else {
        eprintln!("skipped: poppler-utils is not installed");
        return;
    };
    for wanted in ["What is said with CRIU", "live migration", "Podman", "12315 talks of FOSDEM"] {
        assert!(text.contains(wanted), "{wanted} is not in {text}");
    }
    assert!(about.contains("Title:           What is said with CRIU") && about.contains("960 x 540 pts"), "{about}");
    assert!(!about.contains("CreationDate"), "{about}");
    // Embedded, subset, and with a way back to Unicode.
    let listed: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(!listed.is_empty());
    for font in listed {
        assert!(font.contains("NotoSans") && font.contains("yes yes yes"), "{font}");
    }
}

#[test]
fn a_lock_keeps_places_from_picture_to_picture() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let lock = file("layout.lock");
    let draw = |years: &str, name: &str| {
        let out = file(name);
        let command = ["draw", "network", "--years", years, "--lock", &lock, "--out", &out];
        assert_eq!(hallway_in(project(), &command).status.code(), Some(0));
        fs::read_to_string(out).expect("a picture")
    };
    let places = || Kept::read(&lock, &fs::read_to_string(&lock).expect("a lock")).expect("it is sound");
    let (first, before) = (draw("2023", "first.svg"), places());
    draw("2024", "second.svg");
    let after = places();
    assert!(after.places.len() > before.places.len() && after.extent == before.extent);
    assert!(before.places.iter().all(|(id, at)| after.places[id] == *at));
    // What has been added since changes nothing in the first picture.
    assert_eq!(draw("2023", "again.svg"), first);

    fs::write(&lock, "extent: [0, 0]\nplaces: {}\n").expect("it is written");
    let torn = hallway_in(project(), &["draw", "network", "--lock", &lock, "--out", &file("x.svg")]);
    assert!(torn.status.code() == Some(2) && stderr(&torn).contains("delete the file"), "{}", stderr(&torn));
    let sketch = hallway_in(project(), &["draw", "sketch", "--lock", &lock, "--out", &file("x.svg")]);
    assert!(stderr(&sketch).contains("a lock keeps places in ego networks and networks"), "{}", stderr(&sketch));
}

#[test]
fn a_picture_builds_up_edition_by_edition_and_ends_whole() {
    for view in
        [sample::timeline(4, 6, 2), sample::formed(sample::timeline(4, 6, 2), Form::Lines), sample::lineage(2, 5)]
    {
        let whole = compose(&view, &Style::default());
        let stages = whole.stages.labels.len();
        assert!(stages > 1);
        let shown = |build: Build| svg(&view, &Style { build, ..Style::default() });
        let marks = |text: &str| text.matches("<g class=").count();
        let frames: Vec<String> = (0..stages).map(|stage| shown(Build::UpTo(stage))).collect();
        for (before, after) in frames.iter().zip(&frames[1..]) {
            assert!(marks(before) <= marks(after) && before != after);
        }
        assert!(marks(&frames[0]) < marks(&frames[stages - 1]));
        // The name of the edition is what a whole picture has not.
        assert_eq!(marks(&frames[stages - 1]), whole.marks.len() + 1);
        let moving = shown(Build::Moving);
        assert_eq!(marks(&moving), whole.marks.len() + stages);
        assert!(moving.contains("<set ") && !svg(&view, &Style::default()).contains("<set "));
    }
}

#[test]
fn the_command_writes_a_file_for_each_edition() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let ego = ["draw", "ego", "--focus", "CRIU", "--years", "2016..2020"];
    let draw = |more: &[&str]| hallway_in(project(), &[&ego, more].concat());
    assert_eq!(draw(&["--animate=frames", "--out", &file("criu.svg")]).status.code(), Some(0));
    let names: Vec<String> = (1..=5).map(|number| format!("criu-{number:02}.svg")).collect();
    assert!(names.iter().all(|name| fs::exists(file(name)).expect("a folder")), "{names:?}");
    assert_eq!(draw(&["--animate", "--out", &file("moving.svg")]).status.code(), Some(0));
    assert!(fs::read_to_string(file("moving.svg")).expect("a picture").contains("<animate "));
    let still = draw(&["--animate", "--out", &file("moving.png")]);
    assert!(still.status.code() == Some(2) && stderr(&still).contains("--animate=frames"), "{}", stderr(&still));
    let strategic = ["draw", "strategic", "--animate", "--out", &file("x.svg")];
    assert!(stderr(&hallway_in(project(), &strategic)).contains("has no two editions"));
}
