//! JSON-LD: the linked data of Turtle, with names of schema.org as they are.

use serde_json::{Map, Value, json};

use super::rdf::{Base, Object, PREFIXES, Resource, resources};
use crate::query::subgraph::Subgraph;

/// Writes what a graph says as JSON-LD, a resource a line.
pub(super) fn write(graph: &Subgraph, base: &Base) -> String {
    let mut context = Map::new();
    for (prefix, iri) in PREFIXES {
        let key = if prefix == "schema" { "@vocab" } else { prefix };
        context.insert(key.to_owned(), iri.into());
    }
    let resources: Vec<String> = resources(graph, base).iter().map(|resource| object(resource).to_string()).collect();
    format!("{{\"@context\":{},\n\"@graph\":[\n{}\n]}}\n", Value::Object(context), resources.join(",\n"))
}

/// A name without the prefix that goes without saying.
fn name(prefixed: &str) -> &str {
    prefixed.strip_prefix("schema:").unwrap_or(prefixed)
}

fn object(resource: &Resource) -> Value {
    let mut object = Map::new();
    object.extend(resource.iri.as_ref().map(|iri| ("@id".to_owned(), iri.as_str().into())));
    let mut classes: Vec<Value> = resource.classes.iter().map(|class| name(class).into()).collect();
    let class = if classes.len() == 1 { classes.remove(0) } else { Value::Array(classes) };
    object.insert("@type".into(), class);
    for (property, said) in &resource.said {
        let value = match said {
            Object::Text(text) => text.as_str().into(),
            Object::Integer(number) => (*number).into(),
            Object::Typed(text, datatype) => json!({"@value": text, "@type": datatype}),
            Object::Iri(iri) => json!({"@id": iri}),
            Object::Blank(inner) => self::object(inner),
        };
        match object.get_mut(name(property)) {
            None => {
                object.insert(name(property).to_owned(), value);
            }
            Some(Value::Array(values)) => values.push(value),
            Some(only) => *only = Value::Array(vec![only.take(), value]),
        }
    }
    Value::Object(object)
}
