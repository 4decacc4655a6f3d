//! Change: what one edition talks about more than another.

/// How often something is mentioned in two editions, and in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Talks of the earlier edition that mention it.
    pub from: usize,
    /// Talks of the later one.
    pub to: usize,
    /// Talks of all editions that mention it.
    pub ever: usize,
}

/// What usages are seen against: for each edition, the sum over everything of the talks that mention it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    /// Of the earlier edition.
    pub from: usize,
    /// Of the later one.
    pub to: usize,
    /// Of all editions.
    pub ever: usize,
    /// How many editions that is.
    pub editions: usize,
}

/// The z-score of the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008, eqs. 15, 16, 22).
///
/// `δ = ln((y₂+α)/(n₂+α₀−y₂−α)) − ln((y₁+α)/(n₁+α₀−y₁−α))`, `ζ = δ / √(1/(y₁+α) + 1/(y₂+α))`. The prior is what all editions
/// say, as strong as one edition of mean size: `α = ever / editions`. Above 1.96 more is said than by chance in one of forty
/// cases, below −1.96 less. 0 where nothing is known.
///
/// ```
/// use hallway::measure::change::{Totals, Usage, zeta};
/// let usage = Usage { from: 20, to: 5, ever: 30 };
/// let totals = Totals { from: 500, to: 400, ever: 1000, editions: 10 };
/// // α = 3, α₀ = 100: ln(8/492) − ln(23/577) = −0.8967 over √(1/23 + 1/8)
/// assert!((zeta(usage, totals) + 2.1846).abs() < 5e-5);
/// ```
pub fn zeta(usage: Usage, totals: Totals) -> f64 {
    let editions = totals.editions.max(1) as f64;
    let (prior, all) = (usage.ever as f64 / editions, totals.ever as f64 / editions);
    let odds = |with: usize, of: usize| {
        let with = with as f64 + prior;
        with / (of as f64 + all - with)
    };
    let (before, after) = (odds(usage.from, totals.from), odds(usage.to, totals.to));
    if !(before > 0.0 && after > 0.0) {
        return 0.0;
    }
    let variance = 1.0 / (usage.from as f64 + prior) + 1.0 / (usage.to as f64 + prior);
    (libm::log(after) - libm::log(before)) / libm::sqrt(variance)
}

/// How much of what two editions talk about is not in both: `(gained + lost) / union`, from 0 to 1; 0 where there is nothing.
///
/// ```
/// use hallway::measure::change::turnover;
/// // One of four came, one went.
/// assert_eq!(turnover(1, 1, 4), 0.5);
/// ```
pub fn turnover(gained: usize, lost: usize, union: usize) -> f64 {
    if union == 0 { 0.0 } else { (gained + lost) as f64 / union as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Figures of `numpy` 1.23, the formula written out: `l(y, n) = log((y + a) / (n + a0 - y - a))`.
    #[test]
    fn zeta_agrees_with_the_formula() {
        let totals = Totals { from: 500, to: 400, ever: 100, editions: 1 };
        for (usage, expected) in [
            (Usage { from: 20, to: 5, ever: 3 }, -2.184_590_128_645_507_6),
            (Usage { from: 0, to: 5, ever: 1 }, 1.837_276_610_042_227_3),
        ] {
            assert!((zeta(usage, totals) - expected).abs() < 1e-12, "{usage:?}: {}", zeta(usage, totals));
        }
        let nothing = zeta(Usage { from: 0, to: 0, ever: 0 }, Totals { from: 0, to: 0, ever: 0, editions: 0 });
        assert!(nothing.abs() < 1e-12, "{nothing}");
    }
}
