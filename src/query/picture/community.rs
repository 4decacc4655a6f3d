//! Communities as pictures: alluvial diagrams of successive periods, strategic diagrams of one.

use std::collections::BTreeSet;

use super::{NothingToDraw, Painter, nothing};
use crate::query::community::{CommunityRow, EvolvedRow, Period as Found, divide, periods};
use crate::text::count;
use crate::view::{Alluvial, Figure, Flow, Group, Period, SERIES, Theme, View};

/// How many periods there are where nobody says.
const PERIODS: usize = 4;

/// How many entities two communities share at least where one stands beside the other's focus.
const RELATED: usize = 2;

/// How many names a tooltip has before it says how many more there are.
const TOLD: usize = 24;

impl Painter<'_> {
    pub(super) fn alluvial(&self) -> Result<View, NothingToDraw> {
        let years: BTreeSet<u16> = self
            .talks
            .iter()
            .filter_map(|talk| Some(self.workspace.corpus.talk(*talk).edition.as_ref()?.year))
            .collect();
        let wanted = self.query.periods.unwrap_or(PERIODS.min((years.len() / 2).max(2)));
        if years.len() < 2 || wanted < 2 {
            return Err(nothing(
                "one period shows no change",
                "widen `years`, ask for two `periods` or more, or draw `strategic`",
            ));
        }
        let found = periods(self.workspace, &self.talks, wanted);
        let all: usize = found.iter().map(|period| period.communities.len()).sum();
        let shown = self.shown(&found);
        let kept: usize = shown.iter().map(Vec::len).sum();
        if kept == 0 {
            return Err(self.no_community());
        }
        let (groups, flows) = self.drawn(&found, &shown);
        let drawn = found.iter().zip(groups).map(|(period, groups)| Period {
            label: if period.first == period.last {
                period.first.to_string()
            } else {
                format!("{}–{}", period.first, period.last)
            },
            talks: period.talks.len(),
            groups,
        });
        let title = self.title(|| match self.query.focus.as_slice() {
            [] => "What is talked about together, and what became of it".to_owned(),
            focus => format!("The company of {}", self.names(focus)),
        });
        let caption = format!(
            "{} · {kept} of {all} communities (Leiden), named after their most central members",
            self.source_line()
        );
        Ok(View { title, caption, figure: Figure::Alluvial(Alluvial { periods: drawn.collect(), flows }) })
    }

    fn no_community(&self) -> NothingToDraw {
        match self.query.focus.as_slice() {
            [] => nothing("nothing is talked about together often enough", "widen `years` or `where`"),
            focus => nothing(format!("no community has {}", self.names(focus)), "widen `years`, or leave out `focus`"),
        }
    }

    fn is_wanted(&self, community: &CommunityRow) -> bool {
        let focus = &self.query.focus;
        let id = |entity: &_| self.workspace.gazetteer.entity(*entity).id.as_str();
        focus.is_empty() || focus.iter().any(|entity| community.entities.iter().any(|member| member == id(entity)))
    }

    /// The places of the communities of each period that are shown: those of the most talks; with a focus, those that have
    /// it, and what they come from or go on in.
    fn shown(&self, found: &[Found]) -> Vec<Vec<usize>> {
        let limit = self.limit(7);
        let wanted: Vec<BTreeSet<usize>> = found
            .iter()
            .map(|period| {
                let rows = period.communities.iter().enumerate();
                rows.filter(|(_, row)| self.is_wanted(&row.community)).map(|(place, _)| place).collect()
            })
            .collect();
        let mut shown: Vec<Vec<usize>> =
            wanted.iter().map(|wanted| wanted.iter().copied().take(limit).collect()).collect();
        for at in 1..found.len() {
            for (place, row) in found[at].communities.iter().enumerate() {
                for passage in row.before.iter().filter(|passage| passage.shared.len() >= RELATED) {
                    let (is_after, is_before) = (wanted[at - 1].contains(&passage.place), wanted[at].contains(&place));
                    for (period, place, is_near) in [(at, place, is_after), (at - 1, passage.place, is_before)] {
                        if is_near && shown[period].len() < limit && !shown[period].contains(&place) {
                            shown[period].push(place);
                        }
                    }
                }
            }
        }
        shown
    }

    fn drawn(&self, found: &[Found], shown: &[Vec<usize>]) -> (Vec<Vec<Group>>, Vec<Flow>) {
        let mut groups: Vec<Vec<Group>> = Vec::new();
        let mut flows = Vec::new();
        let mut next = 0;
        for (at, (period, shown_here)) in found.iter().zip(shown).enumerate() {
            let rows: Vec<&EvolvedRow> = shown_here.iter().map(|place| &period.communities[*place]).collect();
            // What each has of those that are shown before it.
            let mut passages: Vec<(usize, usize, usize)> = Vec::new();
            for (to, row) in rows.iter().enumerate() {
                let Some(before) = at.checked_sub(1) else { continue };
                for passage in &row.before {
                    if let Some(from) = shown[before].iter().position(|place| *place == passage.place) {
                        passages.push((from, to, passage.shared.len()));
                        let (earlier, later) = (&found[before].communities[passage.place].community, &row.community);
                        let note = format!(
                            "{} → {}: {} of {} and {}, inclusion {:.2}, stability {:.2}\n{}",
                            earlier.name,
                            later.name,
                            count(passage.shared.len(), "entity"),
                            earlier.members,
                            later.members,
                            passage.inclusion,
                            passage.stability,
                            self.listed(&passage.shared)
                        );
                        flows.push(Flow { period: before, from, to, members: passage.shared.len(), note });
                    }
                }
            }
            // Each colour goes on along the widest band.
            passages.sort_by_key(|(from, to, shared)| (std::cmp::Reverse(*shared), *to, *from));
            let mut colours: Vec<Option<usize>> = vec![None; rows.len()];
            for (from, to, _) in passages {
                let colour = groups[at - 1][from].colour;
                if colours[to].is_none() && !colours.contains(&Some(colour)) {
                    colours[to] = Some(colour);
                }
            }
            for place in 0..colours.len() {
                if colours[place].is_none() {
                    // One that no other has here, as long as there are.
                    let free = (0..SERIES).map(|step| (next + step) % SERIES).find(|c| !colours.contains(&Some(*c)));
                    let colour = free.unwrap_or(next);
                    next = (colour + 1) % SERIES;
                    colours[place] = Some(colour);
                }
            }
            let drawn = rows.iter().zip(colours).map(|(row, colour)| Group {
                label: row.community.name.clone(),
                members: row.community.members,
                colour: colour.unwrap_or(0),
                note: self.community_note(&row.community),
            });
            groups.push(drawn.collect());
        }
        (groups, flows)
    }

    fn community_note(&self, community: &CommunityRow) -> String {
        format!(
            "{}: {} mention two or more of its {}\ncentrality {:.1}, density {:.1}\n{}",
            community.name,
            count(community.talks, "talk"),
            count(community.members, "entity"),
            community.centrality,
            community.density,
            self.listed(&community.entities)
        )
    }

    /// The names of entities, up to a number that a reader still reads.
    fn listed(&self, ids: &[String]) -> String {
        let gazetteer = &self.workspace.gazetteer;
        let name = |id: &String| {
            gazetteer.by_id(id).map_or_else(|| id.clone(), |entity| gazetteer.entity(entity).name.clone())
        };
        let mut names: Vec<String> = ids.iter().take(TOLD).map(name).collect();
        if ids.len() > TOLD {
            names.push(format!("and {} more", ids.len() - TOLD));
        }
        names.join(", ")
    }

    pub(super) fn strategic(&self) -> Result<View, NothingToDraw> {
        let mut found = divide(self.workspace, &self.talks);
        let all = found.len();
        found.retain(|community| self.is_wanted(community));
        found.sort_by(|a, b| (b.talks, b.members).cmp(&(a.talks, a.members)).then_with(|| a.name.cmp(&b.name)));
        found.truncate(self.limit(12));
        if found.is_empty() {
            return Err(self.no_community());
        }
        let themes: Vec<Theme> = found
            .iter()
            .map(|community| Theme {
                label: community.name.clone(),
                talks: community.talks,
                centrality: community.centrality,
                density: community.density,
                is_central: matches!(community.theme, "motor" | "basic"),
                is_dense: matches!(community.theme, "motor" | "niche"),
                note: self.community_note(community),
            })
            .collect();
        let title = self.title(|| "Themes".to_owned());
        let caption = format!(
            "{} · {} of {all} communities (Leiden), those of the most talks; high is above the median of all (Callon)",
            self.source_line(),
            themes.len(),
        );
        Ok(View { title, caption, figure: Figure::Strategic(themes) })
    }
}
