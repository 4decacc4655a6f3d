//! Turtle: linked data to read and to keep.

use std::fmt::Write as _;

use super::rdf::{Base, Object, PREFIXES, Resource, resources};
use crate::query::subgraph::Subgraph;

/// Writes what a graph says as Turtle.
pub(super) fn write(graph: &Subgraph, base: &Base) -> String {
    let mut out = String::new();
    for (prefix, iri) in PREFIXES {
        let _ = writeln!(out, "@prefix {prefix}: <{iri}> .");
    }
    for resource in resources(graph, base) {
        out.push('\n');
        match &resource.iri {
            Some(iri) => {
                let _ = write!(out, "<{iri}>");
            }
            None => out.push_str("[]"),
        }
        write_said(&mut out, &resource, 1);
        out.push_str(" .\n");
    }
    out
}

fn write_said(out: &mut String, resource: &Resource, depth: usize) {
    let _ = write!(out, " a {}", resource.classes.join(", "));
    for (property, value) in &resource.said {
        let _ = write!(out, " ;\n{}{property} ", "    ".repeat(depth));
        match value {
            Object::Text(text) => write_text(out, text),
            Object::Integer(number) => {
                let _ = write!(out, "{number}");
            }
            Object::Typed(text, datatype) => {
                write_text(out, text);
                let _ = write!(out, "^^{datatype}");
            }
            Object::Iri(iri) => {
                let _ = write!(out, "<{iri}>");
            }
            Object::Blank(inner) => {
                out.push('[');
                write_said(out, inner, depth + 1);
                out.push_str(" ]");
            }
        }
    }
}

fn write_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
