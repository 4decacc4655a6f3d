//! HTML: a deck as one page that asks for nothing from anywhere.
//!
//! Without its script it is a page to scroll; nothing of what is shown becomes part of the script.

use std::fmt::Write as _;

use super::{Deck, START, Shown};
use crate::export::escape;
use crate::export::text::Said;
use crate::render::theme::{Role, Theme};
use crate::source::GENERATOR;
use crate::view::message::flat;

const STYLE: &str = include_str!("deck.css");
const SCRIPT: &str = include_str!("deck.js");
const MOTIF: &str = include_str!("motif.svg");
const CONTROLS: &str = include_str!("controls.html");

/// The digest of the script, the only one that may run.
const SCRIPT_DIGEST: &str = "sha256-I3dgjF6JvvcuIJ0W/VGXGkW9BV3UOfsJbMhleTyaY/0=";

pub(super) fn write(deck: &Deck, shown: &[Shown]) -> String {
    let title = escape(&flat(&deck.title));
    let page = deck.page().extent();
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         script-src '{SCRIPT_DIGEST}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n{GENERATOR}\n<title>{title}</title>\n\
         <style>\n:root {{ --width: {w}px; --height: {h}px; --ratio: {w} / {h}; }}\n@page {{ size: {w}px {h}px; margin: 0; }}\n{STYLE}</style>\n\
         </head>\n<body>\n<main>\n",
        w = page.w,
        h = page.h,
    );
    let all = shown.len() + 1;
    open(&mut out, START, &title, 1, all, &deck.theme());
    let about = escape(&flat(&deck.about));
    let _ = write!(out, "<div class=\"cover\">\n{MOTIF}<h1>{title}</h1>\n<p>{about}</p>\n</div>\n</section>\n");
    for (at, slide) in shown.iter().enumerate() {
        let title = escape(&slide.title);
        open(&mut out, &escape(&slide.id), &title, at + 2, all, &slide.style.theme);
        let message = escape(&slide.message);
        let _ = write!(
            out,
            "<h2 class=\"unseen\">{title}</h2>\n<figure>\n{}<figcaption class=\"unseen\">{message}</figcaption>\n</figure>\n\
             <details class=\"notes\">\n<summary>Notes</summary>\n<p>{message}</p>\n<p>{}</p>\n",
            slide.picture,
            escape(&slide.caption),
        );
        for part in &slide.notes.below {
            let _ = writeln!(out, "<h3>{}</h3>", escape(part.text.trim_end_matches('.')));
            list(&mut out, part);
        }
        if let Some(rest) = slide.notes.rest() {
            let _ = writeln!(out, "<p>{rest}</p>");
        }
        if let Some(source) = &slide.mermaid {
            let _ = write!(
                out,
                "<details>\n<summary>Mermaid</summary>\n<pre><code>{}</code></pre>\n</details>\n",
                escape(source)
            );
        }
        out.push_str("</details>\n</section>\n");
    }
    let _ = write!(out, "</main>\n{CONTROLS}<script>{SCRIPT}</script>\n</body>\n</html>\n");
    out
}

/// Opens a slide in the colours of its picture.
fn open(out: &mut String, id: &str, title: &str, number: usize, all: usize, theme: &Theme) {
    let scheme = if theme.colour(Role::Page).is_dark() { "dark" } else { "light" };
    let colour = |role| theme.colour(role);
    let _ = writeln!(
        out,
        "<section class=\"slide\" id=\"{id}\" tabindex=\"-1\" aria-roledescription=\"slide\" \
         aria-label=\"{number} of {all}: {title}\" style=\"color-scheme: {scheme}; --page: {}; --ink: {}; --quiet: {}; \
         --faint: {}; --together: {}; --accent: {}\">",
        colour(Role::Page),
        colour(Role::Ink),
        colour(Role::Quiet),
        colour(Role::Faint),
        colour(Role::Together),
        colour(Role::Accent),
    );
}

/// What stands below something, as a list.
fn list(out: &mut String, said: &Said) {
    let rest = said.rest();
    if said.below.is_empty() && rest.is_none() {
        return;
    }
    out.push_str("<ul>\n");
    for below in &said.below {
        let _ = write!(out, "<li>{}", escape(&below.text));
        list(out, below);
        out.push_str("</li>\n");
    }
    if let Some(rest) = rest {
        let _ = writeln!(out, "<li class=\"rest\">{rest}</li>");
    }
    out.push_str("</ul>\n");
}
