//! Palette: an entity has the same colour in all pictures that are drawn together.

use std::collections::{BTreeMap, BTreeSet};

use crate::view::{Figure, Row, SERIES, View};

/// Gives each entity one colour in all of `views` where entities have colours of their own, and no two of a view the same.
///
/// Entities that meet in a view are coloured as a graph is, those first that have the least choice (Brélaz 1979). Where the
/// colours do not suffice, an entity takes another in a view in which its own is another's already.
pub fn agree(views: &mut [View]) {
    let mut met: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    for rows in views.iter_mut().filter_map(coloured) {
        for row in rows.iter() {
            let next = first.len();
            first.entry(row.id.clone()).or_insert(next);
            met.entry(row.id.clone()).or_default().extend(rows.iter().map(|other| other.id.clone()));
        }
    }
    let mut colours: BTreeMap<String, usize> = BTreeMap::new();
    let taken = |id: &str, colours: &BTreeMap<String, usize>| -> BTreeSet<usize> {
        met[id].iter().filter(|other| *other != id).filter_map(|other| colours.get(other)).copied().collect()
    };
    while let Some(id) = met
        .keys()
        .filter(|id| !colours.contains_key(*id))
        .max_by_key(|id| (taken(id, &colours).len(), std::cmp::Reverse(first[*id])))
    {
        let taken = taken(id, &colours);
        let free = (0..SERIES).find(|colour| !taken.contains(colour));
        let rarest = || {
            let clashes = |colour: &usize| met[id].iter().filter(|other| colours.get(*other) == Some(colour)).count();
            (0..SERIES).min_by_key(clashes).unwrap_or(0)
        };
        let colour = free.unwrap_or_else(rarest);
        colours.insert(id.clone(), colour);
    }
    for rows in views.iter_mut().filter_map(coloured) {
        let mut used = BTreeSet::new();
        let mut left = Vec::new();
        for (at, row) in rows.iter_mut().enumerate() {
            row.colour = colours[&row.id];
            if !used.insert(row.colour) {
                left.push(at);
            }
        }
        for at in left {
            if let Some(free) = (0..SERIES).find(|colour| !used.contains(colour)) {
                rows[at].colour = free;
                used.insert(free);
            }
        }
    }
}

fn coloured(view: &mut View) -> Option<&mut Vec<Row>> {
    match &mut view.figure {
        Figure::Timeline(timeline) if timeline.form.is_coloured() => Some(&mut timeline.rows),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{Form, NodeKind, Timeline};

    fn view(ids: &[String]) -> View {
        let row = |id: &String| Row {
            id: id.clone(),
            label: id.clone(),
            kind: NodeKind::Project,
            colour: 0,
            talks: Vec::new(),
            bursts: Vec::new(),
            notes: Vec::new(),
        };
        let timeline = Timeline { form: Form::Lines, columns: Vec::new(), rows: ids.iter().map(row).collect() };
        View { title: String::new(), caption: String::new(), figure: Figure::Timeline(timeline) }
    }

    fn colours(view: &mut View) -> BTreeMap<String, usize> {
        coloured(view).expect("rows").iter().map(|row| (row.id.clone(), row.colour)).collect()
    }

    fn names(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn an_entity_has_one_colour_everywhere() {
        let mut views: Vec<View> = ["a b c", "c d e", "e a f", "b d f g h"].map(|ids| view(&names(ids))).into();
        agree(&mut views);
        let mut all: BTreeMap<String, usize> = BTreeMap::new();
        for view in &mut views {
            let colours = colours(view);
            assert_eq!(colours.values().collect::<BTreeSet<_>>().len(), colours.len());
            for (id, colour) in colours {
                assert_eq!(*all.entry(id).or_insert(colour), colour);
            }
        }
    }

    #[test]
    fn where_colours_do_not_suffice_no_two_of_a_view_are_the_same() {
        // Nine entities that all meet each other in pairs, in eights.
        let ids: Vec<String> = (0..9).map(|at| format!("e{at}")).collect();
        let mut views: Vec<View> = (0..9)
            .map(|left| {
                view(
                    &ids.iter().enumerate().filter(|(at, _)| *at != left).map(|(_, id)| id.clone()).collect::<Vec<_>>(),
                )
            })
            .collect();
        agree(&mut views);
        for view in &mut views {
            assert_eq!(colours(view).values().collect::<BTreeSet<_>>().len(), 8);
        }
    }
}
