//! Sides: the rectangles that the parts of a picture take up.

use hallway::layout::{Extent, Point};
use hallway::render::font::{Fonts, SLACK};
use hallway::render::scene::{Anchor, Mark, Part, Path, Run, Segment};

/// Left, top, right, bottom.
pub(crate) type Sides = [f64; 4];

/// The smallest rectangle around both.
pub(crate) fn join(a: Sides, b: Sides) -> Sides {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

/// The rectangle of that extent around a place.
pub(crate) fn sides(at: Point, extent: Extent) -> Sides {
    [at.x - extent.w / 2.0, at.y - extent.h / 2.0, at.x + extent.w / 2.0, at.y + extent.h / 2.0]
}

/// Places along an outline or a line.
pub(crate) fn along(path: &Path) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    for segment in &path.segments {
        match *segment {
            Segment::Move(to) | Segment::Line(to) => points.push(to),
            Segment::Curve(a, b, to) => {
                let start = *points.last().expect("a curve goes on from somewhere");
                points.extend((1..=12).map(|step| {
                    let t = f64::from(step) / 12.0;
                    let (ab, bc, cd) = (start.towards(a, t), a.towards(b, t), b.towards(to, t));
                    ab.towards(bc, t).towards(bc.towards(cd, t), t)
                }));
            }
            Segment::Close => {}
        }
    }
    points
}

pub(crate) fn of_path(path: &Path) -> Option<Sides> {
    along(path).into_iter().map(|point| [point.x, point.y, point.x, point.y]).reduce(join)
}

pub(crate) fn of_run(fonts: &Fonts, run: &Run) -> Sides {
    let width = fonts.width(&run.text, run.weight) * run.size * SLACK;
    let shift = match run.anchor {
        Anchor::Left => 0.0,
        Anchor::Middle => width / 2.0,
        Anchor::Right => width,
    };
    let (up, down) = (run.size * 0.8, run.size * 0.22);
    if run.upwards {
        let bottom = run.at.y + shift;
        return [run.at.x - up, bottom - width, run.at.x + down, bottom];
    }
    let left = run.at.x - shift;
    [left, run.at.y - up, left + width, run.at.y + down]
}

pub(crate) fn within(inner: Sides, outer: Sides) -> bool {
    let tolerance = 0.6;
    inner[0] >= outer[0] - tolerance
        && inner[1] >= outer[1] - tolerance
        && inner[2] <= outer[2] + tolerance
        && inner[3] <= outer[3] + tolerance
}

pub(crate) fn overlap(a: Sides, b: Sides) -> bool {
    let least = 0.01;
    a[0] + least < b[2] && b[0] + least < a[2] && a[1] + least < b[3] && b[1] + least < a[3]
}

pub(crate) fn paths(mark: &Mark) -> impl Iterator<Item = &Path> {
    mark.parts.iter().filter_map(|part| if let Part::Path(path) = part { Some(path) } else { None })
}

pub(crate) fn runs(mark: &Mark) -> impl Iterator<Item = &Run> {
    mark.parts.iter().filter_map(|part| if let Part::Text(run) = part { Some(run) } else { None })
}
