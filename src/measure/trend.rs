//! Trend: whether something rises or falls over editions, and when it bursts.

use std::cmp::Ordering;

/// How many observed editions a trend needs at least.
pub const ENOUGH: usize = 5;

/// Up to so many editions, the distribution of S is counted out rather than approached.
const EXACT: usize = 10;

/// The Mann–Kendall test with Sen's slope.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Pairs that rise less pairs that fall: from `−n(n−1)/2` to `n(n−1)/2`.
    pub s: i64,
    /// The chance of such an `s`, or one further from 0, where order means nothing: two-sided, from 0 to 1.
    pub p: f64,
    /// Sen's slope: the median of the slopes of all pairs, in units of the values per edition.
    pub slope: f64,
}

/// The Mann–Kendall test of a series of values (Mann 1945; Kendall 1975), with Sen's slope (1968); none under five values,
/// of which no order says much.
///
/// Up to ten values the distribution of S, ties included, is counted out: it is that of inversions of a multiset. Above
/// that it is taken for normal, with the variance corrected for ties and S for continuity. Takes time quadratic in the
/// values.
///
/// ```
/// use hallway::measure::trend::mann_kendall;
/// // All ten pairs rise; of 120 orders of five values, one rises and one falls throughout.
/// let trend = mann_kendall(&[1.0, 2.0, 3.0, 4.0, 5.0]).unwrap();
/// assert_eq!((trend.s, trend.p, trend.slope), (10, 2.0 / 120.0, 1.0));
/// ```
pub fn mann_kendall(values: &[f64]) -> Option<Trend> {
    let n = values.len();
    if n < ENOUGH {
        return None;
    }
    let mut s = 0_i64;
    let mut slopes = Vec::with_capacity(n * (n - 1) / 2);
    for (i, a) in values.iter().enumerate() {
        for (distance, b) in (1_u32..).zip(&values[i + 1..]) {
            s += i64::from(b > a) - i64::from(b < a);
            slopes.push((b - a) / f64::from(distance));
        }
    }
    let ties = ties(values);
    let p = if n <= EXACT { exact_p(s, &ties) } else { normal_p(s, n, &ties) };
    Some(Trend { s, p, slope: median(&mut slopes) })
}

/// The sizes of the groups of equal values.
fn ties(values: &[f64]) -> Vec<usize> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    // `total_cmp` tells the two zeros apart, which are no different here.
    sorted.chunk_by(|a, b| a.partial_cmp(b) == Some(Ordering::Equal)).map(<[f64]>::len).collect()
}

/// The chance of `|S| ≥ |s|` over all orders of a multiset with these group sizes.
///
/// `S = pairs of unequal values − 2 · inversions`, and inversions are counted by the Gaussian multinomial coefficient,
/// the product of the groups' Gaussian binomials.
fn exact_p(s: i64, ties: &[usize]) -> f64 {
    let mut counts: Vec<f64> = vec![1.0];
    let mut taken = 0;
    for group in ties {
        taken += group;
        counts = convolve(&counts, &gaussian_binomial(taken, *group));
    }
    let pairs = i64::try_from(counts.len()).unwrap_or(i64::MAX) - 1;
    let far = |(inversions, _): &(i64, &f64)| (pairs - 2 * inversions).abs() >= s.abs();
    let total: f64 = counts.iter().sum();
    (0_i64..).zip(&counts).filter(far).map(|(_, count)| count).sum::<f64>() / total
}

/// The coefficients of the Gaussian binomial `[n choose k]`: how many ways to choose have how many inversions.
fn gaussian_binomial(n: usize, k: usize) -> Vec<f64> {
    // [n, k] = [n−1, k−1] + q^k [n−1, k]
    if k == 0 || k == n {
        return vec![1.0];
    }
    let mut sum = gaussian_binomial(n - 1, k - 1);
    let rest = gaussian_binomial(n - 1, k);
    sum.resize(k * (n - k) + 1, 0.0);
    for (power, count) in rest.into_iter().enumerate() {
        sum[power + k] += count;
    }
    sum
}

fn convolve(a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut product = vec![0.0; a.len() + b.len() - 1];
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            product[i + j] += x * y;
        }
    }
    product
}

fn normal_p(s: i64, n: usize, ties: &[usize]) -> f64 {
    let term = |n: usize| (n * (n - 1) * (2 * n + 5)) as f64;
    let variance = (term(n) - ties.iter().map(|size| term(*size)).sum::<f64>()) / 18.0;
    if variance <= 0.0 || s == 0 {
        return 1.0;
    }
    let z = (s.abs() - 1) as f64 / libm::sqrt(variance);
    libm::erfc(z / std::f64::consts::SQRT_2)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => 0.0,
        n if n % 2 == 1 => values[n / 2],
        n => f64::midpoint(values[n / 2 - 1], values[n / 2]),
    }
}

/// A run of editions in which something is talked about more than usual.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Burst {
    /// The place of its first edition.
    pub first: usize,
    /// The place of its last.
    pub last: usize,
    /// How much more: `Σ (σ₀ − σ₁)` over its editions, above 0.
    pub weight: f64,
}

/// The bursts of something that is in `talks[i].0` of `talks[i].1` talks of the `i`th edition (Kleinberg 2003, batched), with
/// two states, `s = 2` and `γ = 1`.
///
/// The usual rate is that of all editions together, a burst's rate twice that; `σ` is how unlikely an edition is at a rate,
/// `−ln C(d, r) pʳ (1−p)^(d−r)`, and entering a burst costs `ln n` of `n` editions. The cheapest sequence of states is
/// taken, the usual one where two cost the same. Nothing bursts where twice the usual rate is no rate. Takes linear time.
///
/// ```
/// use hallway::measure::trend::bursts;
/// let found = bursts(&[(0, 9), (2, 11), (1, 12), (6, 10), (10, 10), (2, 8), (1, 12)]);
/// assert_eq!((found.len(), found[0].first, found[0].last), (1, 3, 4));
/// // 22 of 72 talks usually; six of ten make 1.8396, ten of ten 10 · ln 2.
/// assert!((found[0].weight - 8.7711).abs() < 5e-5);
/// ```
pub fn bursts(talks: &[(usize, usize)]) -> Vec<Burst> {
    let (with, all) = talks.iter().fold((0, 0), |(with, all), (r, d)| (with + r, all + d));
    let usual = with as f64 / all.max(1) as f64;
    let more = 2.0 * usual;
    if with == 0 || more >= 1.0 {
        return Vec::new();
    }
    // The binomial coefficient is the same in both states and is left out.
    let cost = |(r, d): &(usize, usize), p: f64| {
        -(*r as f64 * libm::log(p) + d.saturating_sub(*r) as f64 * libm::log(1.0 - p))
    };
    let enter = libm::log(talks.len() as f64);
    let mut costs = [0.0, enter];
    // For each edition and state, whether the edition before is in a burst.
    let mut came: Vec<[bool; 2]> = Vec::with_capacity(talks.len());
    for (at, edition) in talks.iter().enumerate() {
        let (calm, burst) = (cost(edition, usual), cost(edition, more));
        if at == 0 {
            came.push([false, false]);
            costs = [calm, enter + burst];
            continue;
        }
        let to_calm = costs[1] < costs[0];
        let to_burst = costs[1] < costs[0] + enter;
        came.push([to_calm, to_burst]);
        costs = [calm + costs[0].min(costs[1]), burst + (costs[0] + enter).min(costs[1])];
    }
    let mut states = vec![false; talks.len()];
    let mut state = costs[1] < costs[0];
    for at in (0..talks.len()).rev() {
        states[at] = state;
        state = came[at][usize::from(state)];
    }
    let gain = |at: usize| cost(&talks[at], usual) - cost(&talks[at], more);
    let mut found: Vec<Burst> = Vec::new();
    for at in (0..talks.len()).filter(|at| states[*at]) {
        match found.last_mut() {
            Some(burst) if burst.last + 1 == at => {
                burst.last = at;
                burst.weight += gain(at);
            }
            _ => found.push(Burst { first: at, last: at, weight: gain(at) }),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() <= 1e-9 * b.abs().max(1.0)
    }

    /// Figures of scipy 1.x (`kendalltau(range(n), x, method="exact")`), pymannkendall 1.4 (`original_test(x)`) and, for ties in
    /// few values, of all orders counted one by one (`itertools.permutations`); slopes of scipy (`theilslopes`).
    #[test]
    fn mann_kendall_agrees_with_others() {
        let values = |list: &[i32]| list.iter().map(|value| f64::from(*value)).collect::<Vec<f64>>();
        for (list, s, p, slope) in [
            (&[1, 2, 10, 25, 21, 15, 18, 22][..], 16, 0.061_011_904_761_904_76, 3.0),
            (&[1, 1, 2, 2, 3, 0], 3, 0.711_111_111_111_111_1, 1.0 / 3.0),
            (&[2, 2, 3, 3, 3, 5, 4], 15, 0.019_047_619_047_619_05, 1.0 / 3.0),
            (&[2, 2, 3, 3, 3, 5, 4, 4, 6, 7, 7, 9], 56, 0.000_127_089_425_311_451_65, 0.563_492_063_492_063_5),
        ] {
            let trend = mann_kendall(&values(list)).expect("enough values");
            assert_eq!(trend.s, s, "{list:?}");
            assert!(near(trend.p, p) || (trend.p - p).abs() < 1e-12, "{list:?}: {} is not {p}", trend.p);
            assert!(near(trend.slope, slope), "{list:?}: {} is not {slope}", trend.slope);
        }
        assert_eq!(mann_kendall(&[1.0, 2.0, 3.0, 4.0]), None);
        assert_eq!(mann_kendall(&[1.0; 6]).map(|trend| (trend.s, trend.p, trend.slope)), Some((0, 1.0, 0.0)));
    }

    /// Figures of `burst_detection` 0.1 (`burst_detection(r, d, n, s=2, gamma=1, smooth_win=1)` and `burst_weights`), which decides
    /// edition by edition; where that is not the cheapest sequence, it finds fewer.
    #[test]
    fn bursts_agree_with_another() {
        let docker = [(2, 543), (10, 620), (25, 690), (21, 700), (15, 720), (18, 760), (22, 870)];
        assert_eq!(bursts(&docker), []);
        let rise: Vec<(usize, usize)> = [0, 0, 1, 1, 8, 9, 1, 0].iter().map(|with| (*with, 100)).collect();
        let found = bursts(&rise);
        assert_eq!((found.len(), found[0].first, found[0].last), (1, 4, 5));
        assert!(near(found[0].weight, 7.029_988_057_722_365), "{}", found[0].weight);
        assert_eq!(bursts(&[]), []);
        assert_eq!(bursts(&[(0, 5), (0, 5)]), []);
        assert_eq!(bursts(&[(5, 5), (3, 5)]), [], "twice as much is more than all");
    }

    proptest::proptest! {
        #[test]
        fn no_sequence_of_states_is_cheaper(counts in proptest::collection::vec((0..12_usize, 0..36_usize), 1..9)) {
            let talks: Vec<(usize, usize)> = counts.into_iter().map(|(with, others)| (with, with + others)).collect();
            let (with, all) = talks.iter().fold((0, 0), |(with, all), (r, d)| (with + r, all + d));
            let usual = with as f64 / all.max(1) as f64;
            proptest::prop_assume!(with > 0 && 2.0 * usual < 1.0);
            let total = |states: &[bool]| {
                let cost = |((r, d), burst): (&(usize, usize), &bool)| {
                    let p = if *burst { 2.0 * usual } else { usual };
                    -(*r as f64 * libm::log(p) + (d - r) as f64 * libm::log(1.0 - p))
                };
                let entered = (0..states.len()).filter(|at| states[*at] && (*at == 0 || !states[at - 1])).count();
                talks.iter().zip(states).map(cost).sum::<f64>() + entered as f64 * libm::log(talks.len() as f64)
            };
            let mut found = vec![false; talks.len()];
            for burst in bursts(&talks) {
                found[burst.first..=burst.last].fill(true);
                proptest::prop_assert!(burst.weight > 0.0);
            }
            for bits in 0..1_u32 << talks.len() {
                let states: Vec<bool> = (0..talks.len()).map(|at| bits >> at & 1 == 1).collect();
                proptest::prop_assert!(total(&found) <= total(&states) + 1e-9, "{states:?} is cheaper than {found:?}");
            }
        }
    }
}
