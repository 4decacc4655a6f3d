//! Text: a picture in words, for those who hear it and for those who tell of it.
//!
//! Sentences in reading order; below each stands its evidence.

mod outline;

pub(super) use outline::outline;

use crate::view::message::{flat, message, sentence};
use crate::view::{NodeKind, View};

/// Writes `view` as text that can be read aloud: title, message, caption, then all that it shows with its evidence.
///
/// ```
/// use hallway::export::text;
/// use hallway::view::{Figure, Network, View};
///
/// let view = View { title: "Empty".into(), caption: String::new(), figure: Figure::Network(Network::default()) };
/// assert_eq!(text(&view), "Empty.\n\nA network of 0 entities and 0 links.\n");
/// ```
pub fn text(view: &View) -> String {
    let head = [sentence(&view.title), message(view), caption(view)];
    let mut out = head.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n\n");
    out.push('\n');
    for part in outline(view) {
        out.push('\n');
        part.write(&mut out, 0);
    }
    out
}

/// The caption, whose parts are set apart by dots, as one sentence.
pub(super) fn caption(view: &View) -> String {
    sentence(&flat(&view.caption).replace(" · ", "; "))
}

/// A sentence, and what is told below it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Said {
    /// The sentence.
    pub(super) text: String,
    /// By what the most important of several is known; 0 where they stand in that order.
    weight: usize,
    /// What stands below it.
    pub(super) below: Vec<Said>,
    /// How many more things stand below it that are not told.
    more: usize,
}

impl Said {
    fn new(text: &str, weight: usize) -> Self {
        Self { text: sentence(text), weight, ..Self::default() }
    }

    /// Puts more below it.
    pub(super) fn over(mut self, below: Vec<Said>) -> Self {
        self.below.extend(below);
        self
    }

    /// Adds evidence, a sentence a line; a last one that says how many more there are is counted instead.
    fn with(mut self, evidence: Vec<String>) -> Self {
        for line in evidence {
            match line.strip_prefix("and ").and_then(|rest| rest.strip_suffix(" more")?.parse::<usize>().ok()) {
                Some(more) => self.more += more,
                None => self.below.push(Self::new(&line, 0)),
            }
        }
        self
    }

    /// What is not told below it, if there is something.
    pub(super) fn rest(&self) -> Option<String> {
        (self.more > 0).then(|| format!("And {} more.", self.more))
    }

    /// Keeps `most` of what stands below it, the weightiest, and so on at each depth.
    pub(super) fn capped(mut self, most: &[usize]) -> Self {
        let Some((most, deeper)) = most.split_first() else { return self };
        if self.below.len() > *most {
            let mut order: Vec<usize> = (0..self.below.len()).collect();
            order.sort_by_key(|at| std::cmp::Reverse(self.below[*at].weight));
            order.truncate(*most);
            self.more += self.below.len() - most;
            let mut at = 0..;
            self.below.retain(|_| at.next().is_some_and(|at| order.contains(&at)));
        }
        self.below = self.below.into_iter().map(|said| said.capped(deeper)).collect();
        self
    }

    /// Writes a line for each sentence, what stands below it indented.
    fn write(&self, out: &mut String, depth: usize) {
        out.push_str(&format!("{}{}\n", "  ".repeat(depth), self.text));
        for said in &self.below {
            said.write(out, depth + 1);
        }
        if let Some(rest) = self.rest() {
            out.push_str(&format!("{}{rest}\n", "  ".repeat(depth + 1)));
        }
    }
}

/// What a kind is called after an entity's name.
fn kind(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Project => "a project",
        NodeKind::Technology => "a technology",
        NodeKind::Topic => "a topic",
        NodeKind::Organisation => "an organisation",
        NodeKind::Licence => "a licence",
        NodeKind::Unknown => "a box that no dictionary knows",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_is_counted_with_what_was_not_told_before() {
        let said = Said::new("all", 0).over(vec![Said::new("a", 1), Said::new("b", 3), Said::new("c", 2)]);
        let said = said.with(vec!["and 4 more".into()]).capped(&[2]);
        let told: Vec<&str> = said.below.iter().map(|said| said.text.as_str()).collect();
        assert_eq!((told, said.rest()), (vec!["b.", "c."], Some("And 5 more.".to_owned())));
    }
}
