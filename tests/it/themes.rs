//! Theme files on the command line: colours, a logo, and what is wrong with them.

use std::fs;
use std::path::Path;

use hallway::render::font::Fonts;
use hallway::render::logo::Logo;

use crate::support::{hallway_in, project, stderr};

const HOSTILE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
    width="200" height="100" onload="alert(1)"><script>alert(1)</script><style>@import url(https://a.example);</style>
    <defs><linearGradient id="a"><stop stop-color="#d33682"/><stop offset="1" stop-color="#268bd2"/></linearGradient></defs>
    <a xlink:href="https://a.example"><rect width="200" height="100" fill="url(#a)"/></a>
    <use xlink:href="https://a.example/x.svg#y"/><text y="60" font-size="40" font-family="sans-serif">Name</text>
    <foreignObject><p xmlns="http://www.w3.org/1999/xhtml">a</p></foreignObject></svg>"##;

fn draw(folder: &Path, theme: &str, format: &str) -> std::process::Output {
    let out = folder.join(format!("criu.{format}"));
    let theme = folder.join(theme);
    let (theme, out) = (theme.to_string_lossy(), out.to_string_lossy());
    hallway_in(project(), &["draw", "ego", "--focus", "CRIU", "--theme", &theme, "--out", &out])
}

#[test]
fn a_theme_file_gives_colours_and_a_logo_of_shapes_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("logo.svg"), HOSTILE).expect("it is written");
    let theme = "background: '#fdf6e3'\nink: '#073642'\nlogo: {file: logo.svg, corner: bottom-right, title: A & B}\n";
    fs::write(folder.join("own.yaml"), theme).expect("it is written");
    let drawn = draw(folder, "own.yaml", "svg");
    assert!(drawn.status.success() && drawn.stderr.is_empty(), "{}", stderr(&drawn));
    let svg = fs::read_to_string(folder.join("criu.svg")).expect("a picture");
    let logo = svg.split("<svg class=\"logo\"").nth(1).expect("the logo is in it");
    assert!(svg.contains("fill=\"#fdf6e3\"") && logo.contains("<title>A &amp; B</title>"));
    // The gradient under a name of its own, and the letters as a path.
    assert!(logo.contains("id=\"logo-a\"") && logo.contains("url(#logo-a)") && logo.matches("<path").count() > 1);
    for foreign in ["script", "alert", "example", "onload", "foreignObject", "<a ", "<text", "style"] {
        assert!(!logo.contains(foreign), "{foreign} is in {logo}");
    }
    for (format, start) in [("png", &b"\x89PNG"[..]), ("pdf", b"%PDF")] {
        let drawn = draw(folder, "own.yaml", format);
        assert!(drawn.status.success(), "{}", stderr(&drawn));
        assert!(fs::read(folder.join(format!("criu.{format}"))).expect("a picture").starts_with(start));
    }
}

#[test]
fn what_is_wrong_with_a_theme_is_said_with_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("logo.png"), b"\x89PNG\r\n\x1a\n").expect("it is written");
    fs::write(folder.join("own.yaml"), "fonts: [none.ttf, own.yaml]\nlogo: logo.png\n").expect("it is written");
    let drawn = draw(folder, "own.yaml", "svg");
    assert_eq!(drawn.status.code(), Some(2));
    let said = stderr(&drawn);
    for wanted in [
        "own.yaml:1:9: none.ttf cannot be read",
        "own.yaml:1:19: own.yaml is no font",
        "own.yaml:2:7: logo.png is no SVG",
        "a logo is an SVG",
    ] {
        assert!(said.contains(wanted), "{wanted} is not in {said}");
    }
    let none = draw(folder, "none.yaml", "svg");
    assert!(stderr(&none).contains("none.yaml: cannot be read"), "{}", stderr(&none));
    let name = draw(Path::new(""), "drak", "svg");
    assert!(stderr(&name).contains("did you mean `dark`?"), "{}", stderr(&name));
}

#[test]
fn a_saved_query_finds_its_theme_beside_it_and_check_looks_at_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    for name in ["data/notes", "queries/themes"] {
        fs::create_dir_all(at(name)).expect("it is made");
    }
    fs::write(at("data/notes/fosdem-2020.md"), "---\ntalks_at: file\n---\n# CRIU\n\nCRIU and Docker.\n")
        .expect("it is written");
    fs::write(at("queries/a.yaml"), "draw: ego\nfocus: CRIU\ntheme: themes/pale.yml\nformats: svg\n").expect("written");
    fs::write(at("queries/themes/pale.yml"), "background: '#123456'\nink: '#223344'\n").expect("it is written");
    let run = hallway_in(folder.path(), &["run"]);
    assert!(run.status.success(), "{}", stderr(&run));
    assert!(fs::read_to_string(at("out/a.svg")).expect("a picture").contains("fill=\"#123456\""));
    let check = hallway_in(folder.path(), &["check"]);
    assert!(stderr(&check).contains("pale.yml:2:6: text on the background has a contrast of"), "{}", stderr(&check));
}

#[test]
fn logos_that_are_no_shapes_are_refused() {
    let image = r#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image width="9" height="9" href="a.png"/></svg>"#;
    for svg in ["", "<svg", "text", "<html/>", image, &" ".repeat(2 << 20)] {
        assert!(Logo::read(svg.as_bytes(), &Fonts::default()).is_err(), "{svg:.40}");
    }
}
