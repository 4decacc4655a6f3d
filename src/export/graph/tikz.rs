//! TikZ: the graph as a page for LaTeX, every node at its place.

use std::fmt::Write as _;

use super::colour;
use crate::layout::{Boxes, Extent, Link, stress};
use crate::query::subgraph::{EdgeKind, NodeKind, Subgraph};
use crate::render::colour::Colour;
use crate::text::lines;

/// How many nodes are laid out by what they have in common; more nobody could read, and they would take minutes.
const LAID_OUT: usize = 1_000;

/// Points to a centimetre.
const CENTIMETRE: f64 = 28.45;

/// Writes a graph as a page of its own, to be set by `lualatex` or `xelatex`, which know all letters.
pub(super) fn write(graph: &Subgraph) -> String {
    let mut out = String::from(
        "\\documentclass[tikz,border=4mm]{standalone}\n\\usepackage{fontspec}\n\\usetikzlibrary{arrows.meta}\n",
    );
    for kind in NodeKind::ALL {
        let Colour(r, g, b) = colour(kind);
        let _ = writeln!(out, "\\definecolor{{{}}}{{RGB}}{{{r},{g},{b}}}", kind.name());
    }
    out.push_str(
        "\\begin{document}\n\\begin{tikzpicture}[\n  every node/.style={draw, rounded corners, fill=white, font=\\small},\n  \
         together/.style={draw=gray}, says/.style={-{Stealth}, draw=black!70}, of/.style={-{Stealth}, draw=gray, dashed}]\n",
    );
    let mut below = String::new();
    let most = graph.edges.iter().map(|edge| edge.weight).fold(0.0, f64::max);
    for edge in &graph.edges {
        let (from, to) = (edge.from, edge.to);
        let _ = match edge.kind {
            EdgeKind::CoOccurs => {
                let share = if most > 0.0 { (edge.weight / most).max(0.0) } else { 0.0 };
                writeln!(below, "  \\draw[together, line width={:.2}pt] (n{from}) -- (n{to});", 0.3 + 2.7 * share)
            }
            EdgeKind::Mentions | EdgeKind::Gives | EdgeKind::HeldAt => {
                writeln!(below, "  \\draw[of] (n{from}) -- (n{to});")
            }
            EdgeKind::Broader | EdgeKind::Relation | EdgeKind::Drawn => {
                let verb = escaped(edge.name());
                writeln!(below, "  \\draw[says] (n{from}) -- node[draw=none, font=\\tiny] {{{verb}}} (n{to});")
            }
        };
    }
    for (at, (node, (x, y))) in graph.nodes.iter().zip(places(graph)).enumerate() {
        let (kind, label) = (node.kind.name(), escaped(&node.label));
        let _ = writeln!(out, "  \\node[draw={kind}] (n{at}) at ({x:.2},{y:.2}) {{{label}}};");
    }
    out.push_str(&below);
    out.push_str("\\end{tikzpicture}\n\\end{document}\n");
    out
}

/// Where the nodes are, in centimetres, upwards.
fn places(graph: &Subgraph) -> Vec<(f64, f64)> {
    if graph.nodes.len() > LAID_OUT {
        return (0..graph.nodes.len()).map(seed).collect();
    }
    let letters = |label: &str| lines(label).join(" ").chars().count() as f64;
    let extents = graph.nodes.iter().map(|node| Extent::new(12.0 + 5.0 * letters(&node.label).min(200.0), 18.0));
    let links = graph.edges.iter().filter(|edge| edge.from != edge.to).map(|edge| Link {
        from: edge.from,
        to: edge.to,
        directed: edge.kind.is_directed(),
        label: None,
        strength: 1.0,
    });
    let boxes = Boxes { extents: extents.collect(), links: links.collect(), clusters: Vec::new() };
    let centres = stress::centres(&boxes, Extent::new(1600.0, 900.0));
    centres.iter().map(|centre| (centre.x / CENTIMETRE, -centre.y / CENTIMETRE)).collect()
}

/// The place of a seed in a sunflower's head (Vogel 1979): all have as much room.
fn seed(at: usize) -> (f64, f64) {
    let (radius, angle) = (2.4 * (at as f64).sqrt(), at as f64 * 2.399_963_229_728_653);
    (radius * libm::cos(angle), radius * libm::sin(angle))
}

/// Text of which nothing is a command.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in lines(text).join(" ").chars() {
        match c {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '{' | '}' | '$' | '&' | '#' | '_' | '%' => {
                escaped.push('\\');
                escaped.push(c);
            }
            // These would join to dashes and quotation marks, or begin an option.
            '-' | '`' | '\'' | '"' | '<' | '>' | '[' | ']' | ',' | '=' => {
                let _ = write!(escaped, "{{{c}}}");
            }
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_a_command() {
        assert_eq!(
            escaped("\\input{x} 50% $a_b^2$\n#1 ~"),
            "\\textbackslash{}input\\{x\\} 50\\% \\$a\\_b\\textasciicircum{}2\\$ \\#1 \\textasciitilde{}"
        );
    }
}
