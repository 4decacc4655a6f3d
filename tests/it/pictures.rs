//! Pictures of the samples, to look at: `cargo test --test it draw_samples -- --ignored`.

use hallway::render::font::Machine;
use hallway::render::paint::{pdf, png};
use hallway::render::theme::Theme;
use hallway::render::{Style, svg};

use crate::sample;

#[test]
#[ignore = "writes pictures for the eye to the folder in HALLWAY_PICTURES"]
fn draw_samples() {
    let folder = std::env::var("HALLWAY_PICTURES").unwrap_or_else(|_| "/tmp/pics".into());
    std::fs::create_dir_all(&folder).unwrap();
    for (name, view) in sample::all() {
        for (dark, theme) in [("", Theme::LIGHT), ("-dark", Theme::DARK)] {
            let style = Style { theme, ..Style::default() };
            let start = std::time::Instant::now();
            let text = svg(&view, &style);
            println!("{name}{dark}: {} bytes in {:?}", text.len(), start.elapsed());
            std::fs::write(format!("{folder}/{name}{dark}.svg"), text).unwrap();
        }
    }
    let machine = Machine::look();
    for (name, view) in sample::scripts() {
        let mut style = Style::default();
        style.fonts.borrow(&machine, &png(&view, &style, 1.0).unwrap().missing);
        let painted = png(&view, &style, 1.0).unwrap();
        println!("{name}: no font has {:?}", painted.missing);
        std::fs::write(format!("{folder}/{name}.png"), painted.file).unwrap();
        std::fs::write(format!("{folder}/{name}.pdf"), pdf(&view, &style).unwrap().file).unwrap();
    }
}
