//! Nest: clusters with frames, each laid out by itself, and the frames like boxes among the other boxes.

use super::apart::{bounds, separate};
use super::stress::scatter;
use super::{Boxes, Cluster, Extent, Frame, INSIDE, Link, Placed, Point, title_place};

/// Lays each framed cluster out by itself, then the frames like boxes among the other boxes.
pub(super) fn nest(boxes: &Boxes, room: Extent, centres: &mut [Point]) -> Extent {
    let mut outer = Boxes::default();
    // Where each box is in the outer drawing.
    let mut outer_of = vec![usize::MAX; boxes.extents.len()];
    for cluster in &boxes.clusters {
        let Some(title) = cluster.title else { continue };
        let mut local = vec![usize::MAX; boxes.extents.len()];
        for (at, &member) in cluster.members.iter().enumerate() {
            local[member] = at;
            outer_of[member] = outer.extents.len();
        }
        let is_inside = |link: &&Link| local[link.from] != usize::MAX && local[link.to] != usize::MAX;
        let links = boxes.links.iter().filter(is_inside);
        let inner = Boxes {
            extents: cluster.members.iter().map(|member| boxes.extents[*member]).collect(),
            links: links.map(|link| Link { from: local[link.from], to: local[link.to], ..link.clone() }).collect(),
            clusters: Vec::new(),
        };
        let mut places = vec![Point::default(); inner.extents.len()];
        let extent = scatter(&inner, room, &mut places);
        for (&member, place) in cluster.members.iter().zip(places) {
            centres[member] = place.plus(-extent.w / 2.0, (title.h - extent.h) / 2.0);
        }
        outer.extents.push(around_frame(extent, title));
    }
    for (at, of) in outer_of.iter_mut().enumerate().filter(|(_, of)| **of == usize::MAX) {
        *of = outer.extents.len();
        outer.extents.push(boxes.extents[at]);
    }
    let between = boxes.links.iter().filter(|link| outer_of[link.from] != outer_of[link.to]);
    outer.links =
        between.map(|link| Link { from: outer_of[link.from], to: outer_of[link.to], ..link.clone() }).collect();
    let mut places = vec![Point::default(); outer.extents.len()];
    let mut extent = scatter(&outer, room, &mut places);
    compact(&outer.extents, room, &mut extent, &mut places);
    for (centre, of) in centres.iter_mut().zip(outer_of) {
        *centre = centre.plus(places[of].x, places[of].y);
    }
    extent
}

/// Moves boxes closer together as long as the whole can be drawn larger: between frames links need no length of their own.
fn compact(extents: &[Extent], room: Extent, extent: &mut Extent, places: &mut [Point]) {
    let members: Vec<usize> = (0..extents.len()).collect();
    let spread = places.to_vec();
    for factor in [0.85, 0.7, 0.55, 0.4, 0.25] {
        let mut closer: Vec<Point> = spread.iter().map(|at| Point::new(at.x * factor, at.y * factor)).collect();
        separate(extents, &members, &mut closer);
        let (corner, all) = bounds(extents, &members, &closer);
        if all.scale_in(room) > extent.scale_in(room) {
            *extent = all;
            for (place, at) in places.iter_mut().zip(closer) {
                *place = at.plus(-corner.x, -corner.y);
            }
        }
    }
}

/// A frame around a drawing of this extent, with its title above.
fn around_frame(inner: Extent, title: Extent) -> Extent {
    Extent::new(inner.w.max(title.w) + INSIDE * 2.0, inner.h + INSIDE * 2.0 + title.h)
}

/// The frames around clusters whose boxes have places.
pub(super) fn frames(boxes: &Boxes, placed: &Placed) -> Vec<Option<Frame>> {
    let frame = |cluster: &Cluster| {
        let title = cluster.title?;
        let places: Vec<Point> = cluster.members.iter().map(|member| placed.centres[*member]).collect();
        let (corner, inner) = bounds(&boxes.extents, &cluster.members, &places);
        let extent = around_frame(inner, title);
        let corner = corner.plus((inner.w - extent.w) / 2.0, -INSIDE - title.h);
        Some(Frame { corner, extent, title: title_place(corner, extent, title, &placed.routes) })
    };
    boxes.clusters.iter().map(frame).collect()
}
