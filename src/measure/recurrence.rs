//! Recurrence: how something comes back from edition to edition of a series.
//!
//! All measures are of the talks in each *observed* edition, in order; editions of which nothing is known are left out
//! before, since nobody can say what was not there.

/// How something recurs in the observed editions of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recurrence {
    /// The place of the first edition that has it.
    pub first: usize,
    /// The place of the last.
    pub last: usize,
    /// How many editions have it.
    pub editions: usize,
    /// How many editions lie between the first and the last, both included.
    pub span: usize,
    /// The most editions in a row, between the first and the last, that do not have it.
    pub longest_gap: usize,
    /// How often an edition has it of those right after one that has: `P(present | present before)`, from 0 to 1; none
    /// where no edition follows one that has it.
    pub retention: Option<f64>,
    /// How often an edition has it of those, after the first that has it, that follow one without:
    /// `P(present | absent before)`, from 0 to 1; none where there is no such edition.
    pub return_rate: Option<f64>,
}

/// How something recurs that is in `talks[i]` talks of the `i`th observed edition; none if it is in no talk.
///
/// Takes time linear in the editions.
///
/// ```
/// use hallway::measure::recurrence::recurrence;
/// // Present, absent, absent, present, present, absent.
/// let found = recurrence(&[2, 0, 0, 1, 3, 0]).unwrap();
/// assert_eq!((found.first, found.last, found.editions, found.span, found.longest_gap), (0, 4, 3, 5, 2));
/// // Of three editions after one that has it, one has it; of two after one without, one.
/// assert_eq!((found.retention, found.return_rate), (Some(1.0 / 3.0), Some(0.5)));
/// ```
pub fn recurrence(talks: &[usize]) -> Option<Recurrence> {
    let first = talks.iter().position(|talks| *talks > 0)?;
    let last = talks.iter().rposition(|talks| *talks > 0)?;
    let mut longest_gap = 0;
    let mut gap = 0;
    // Editions after one with it and after one without, and how many of each have it.
    let (mut after_with, mut kept, mut after_without, mut returned) = (0_usize, 0_usize, 0_usize, 0_usize);
    for pair in talks[first..].windows(2) {
        let (before, now) = (pair[0] > 0, pair[1] > 0);
        if before {
            after_with += 1;
            kept += usize::from(now);
        } else {
            after_without += 1;
            returned += usize::from(now);
        }
    }
    for talks in &talks[first..=last] {
        gap = if *talks > 0 { 0 } else { gap + 1 };
        longest_gap = longest_gap.max(gap);
    }
    let share = |part: usize, of: usize| (of > 0).then(|| part as f64 / of as f64);
    Some(Recurrence {
        first,
        last,
        editions: talks.iter().filter(|talks| **talks > 0).count(),
        span: last - first + 1,
        longest_gap,
        retention: share(kept, after_with),
        return_rate: share(returned, after_without),
    })
}

/// Talks per edition as a line of eight heights; a middle dot where there are none, a question mark where nothing is known.
///
/// ```
/// use hallway::measure::recurrence::sparkline;
/// assert_eq!(sparkline(&[Some(1), Some(0), None, Some(8)]), "▁·?█");
/// ```
pub fn sparkline(talks: &[Option<usize>]) -> String {
    const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = talks.iter().flatten().copied().max().unwrap_or(0).max(1);
    let height = |talks: usize| HEIGHTS[((talks * HEIGHTS.len()).div_ceil(most)).clamp(1, HEIGHTS.len()) - 1];
    let sign = |talks: &Option<usize>| match talks {
        None => '?',
        Some(0) => '·',
        Some(talks) => height(*talks),
    };
    talks.iter().map(sign).collect()
}
