//! Places: who puts the boxes of a graph where, a layout program of Graphviz or an earlier picture.

use std::io;
use std::path::Path;

use graphviz_rust::cmd::CommandArg;
use graphviz_rust::exec_dot;

use super::workspace::save;
use crate::complaint::Complaint;
use crate::layout::graphviz;
use crate::render::kept::Kept;
use crate::render::scene::{Arrangement, compose};
use crate::render::{Places, Style};
use crate::source::load::{read_text, reason, shown};
use crate::view::{Figure, Network, View};

/// Has a layout program place the boxes of `view`, which are drawn in `style`.
pub(super) fn by_engine(engine: &str, view: &View, style: &Style) -> Result<Places, Complaint> {
    let (network, arrangement) = graph(view, style).ok_or_else(|| {
        let cause = format!("--engine places the boxes of a graph, and {} has none", view.figure.name());
        Complaint::error("", cause).hint("graphs are sketch, ego, path and network")
    })?;
    let text = graphviz::write(&arrangement.boxes, engine, network.direction);
    let arguments = vec![CommandArg::Custom(format!("-K{engine}")), CommandArg::Custom("-Tjson0".to_owned())];
    let json = exec_dot(text, arguments).map_err(|error| {
        if error.kind() == io::ErrorKind::NotFound {
            let complaint = Complaint::error("", "Graphviz is not installed: there is no program `dot`");
            return complaint.hint("install Graphviz, or leave --engine out: hallway has layouts of its own");
        }
        Complaint::error("", format!("Graphviz fails: {}", error.to_string().trim()))
    })?;
    let placed = graphviz::read(&String::from_utf8_lossy(&json), &arrangement.boxes);
    placed.map(Places::Given).map_err(|cause| Complaint::error("", cause))
}

/// Keeps the boxes of `view` where the lock has them; what the lock does not know finds a place and is written into it.
pub(super) fn by_lock(lock: &Path, view: &View, style: &Style) -> Result<Places, Vec<Complaint>> {
    let one = |complaint: Complaint| vec![complaint];
    if !matches!(view.figure, Figure::Network(_)) {
        let cause = format!("a lock keeps places in ego networks and networks, and this is {}", view.figure.name());
        return Err(one(Complaint::error(shown(lock), cause).hint("leave `lock` out")));
    }
    let mut kept = match read_text(lock) {
        Ok(text) => Kept::read(&shown(lock), &text)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Kept::default(),
        Err(error) => return Err(one(Complaint::error(shown(lock), format!("cannot be read: {}", reason(&error))))),
    };
    let places = |kept: &Kept| if kept.places.is_empty() { Places::Own } else { Places::Kept(kept.clone()) };
    let style = Style { places: places(&kept), ..style.clone() };
    if let Some((network, arrangement)) = graph(view, &style)
        && kept.learn(network, &arrangement)
    {
        save(lock, kept.write().as_bytes()).map_err(one)?;
    }
    Ok(places(&kept))
}

fn graph<'a>(view: &'a View, style: &Style) -> Option<(&'a Network, Arrangement)> {
    let (Figure::Layered(network) | Figure::Network(network)) = &view.figure else { return None };
    Some((network, compose(view, style).arrangement?))
}
