//! Cycle removal: an order of the boxes in which as many arrows as possible point forward.
//!
//! Eades, Lin, Smyth: *A fast and effective heuristic for the feedback arc set problem*, 1993, bettered by moving single
//! boxes. The order in which boxes were given is kept where it is as good.

/// Returns the boxes in an order that few of `arrows` run against.
pub(super) fn forward_order(count: usize, arrows: &[(usize, usize)]) -> Vec<usize> {
    let mut out = vec![Vec::new(); count];
    let mut into = vec![Vec::new(); count];
    for &(from, to) in arrows {
        if from != to {
            out[from].push(to);
            into[to].push(from);
        }
    }
    let mut best: Option<(usize, Vec<usize>)> = None;
    for mut order in [peel(count, &out, &into), depth_first(count, &out, &into), (0..count).collect()] {
        improve(&mut order, &out, &into);
        let mut place = vec![0; count];
        for (at, &v) in order.iter().enumerate() {
            place[v] = at;
        }
        let against = arrows.iter().filter(|(from, to)| from != to && place[*from] > place[*to]).count();
        if best.as_ref().is_none_or(|(least, _)| against < *least) {
            best = Some((against, order));
        }
    }
    best.map(|(_, order)| order).unwrap_or_default()
}

/// Takes sources from the front and sinks from the back; among the rest, what has most arrows out over arrows in.
fn peel(count: usize, out: &[Vec<usize>], into: &[Vec<usize>]) -> Vec<usize> {
    let mut outs: Vec<usize> = out.iter().map(Vec::len).collect();
    let mut ins: Vec<usize> = into.iter().map(Vec::len).collect();
    let mut left: Vec<usize> = (0..count).collect();
    let (mut front, mut back) = (Vec::new(), Vec::new());
    while !left.is_empty() {
        let (at, to_back) = if let Some(at) = left.iter().position(|&v| ins[v] == 0) {
            (at, false)
        } else if let Some(at) = left.iter().rposition(|&v| outs[v] == 0) {
            (at, true)
        } else {
            // Ties go to what was given first.
            let gain = |v: usize| i64::try_from(outs[v]).unwrap_or(0) - i64::try_from(ins[v]).unwrap_or(0);
            let at = (0..left.len()).max_by_key(|&at| (gain(left[at]), std::cmp::Reverse(at))).unwrap_or(0);
            (at, false)
        };
        let v = left.remove(at);
        for &next in &out[v] {
            ins[next] = ins[next].saturating_sub(1);
        }
        for &before in &into[v] {
            outs[before] = outs[before].saturating_sub(1);
        }
        if to_back {
            back.push(v);
        } else {
            front.push(v);
        }
    }
    front.extend(back.into_iter().rev());
    front
}

/// The order in which a walk along the arrows, from what nothing points to, leaves the boxes, reversed.
fn depth_first(count: usize, out: &[Vec<usize>], into: &[Vec<usize>]) -> Vec<usize> {
    let mut roots: Vec<usize> = (0..count).filter(|&v| into[v].is_empty()).collect();
    roots.extend((0..count).filter(|&v| !into[v].is_empty()));
    let mut seen = vec![false; count];
    let mut left = Vec::new();
    for root in roots {
        if seen[root] {
            continue;
        }
        seen[root] = true;
        let mut stack = vec![(root, 0_usize)];
        while let Some((v, step)) = stack.pop() {
            if let Some(&next) = out[v].get(step) {
                stack.push((v, step + 1));
                if !seen[next] {
                    seen[next] = true;
                    stack.push((next, 0));
                }
            } else {
                left.push(v);
            }
        }
    }
    left.reverse();
    left
}

/// Moves single boxes to where fewest of their arrows point back, until none gains.
fn improve(order: &mut Vec<usize>, out: &[Vec<usize>], into: &[Vec<usize>]) {
    let count = order.len();
    // Each round costs the square of the number of boxes.
    let rounds = if count > 400 { 2 } else { 20 };
    let mut delta = vec![0_i64; count];
    for _ in 0..rounds {
        let mut moved = false;
        for v in 0..count {
            let Some(at) = order.iter().position(|&u| u == v) else { continue };
            for &next in &out[v] {
                delta[next] += 1;
            }
            for &before in &into[v] {
                delta[before] -= 1;
            }
            // Passing `u` on the way back turns its arrows to `v` forward … and the other way round.
            let (mut best, mut target) = (0, at);
            let mut gain = 0;
            for to in (0..at).rev() {
                gain += delta[order[to]];
                if gain > best {
                    (best, target) = (gain, to);
                }
            }
            gain = 0;
            for (to, &u) in order.iter().enumerate().skip(at + 1) {
                gain -= delta[u];
                if gain > best {
                    (best, target) = (gain, to);
                }
            }
            for &u in out[v].iter().chain(&into[v]) {
                delta[u] = 0;
            }
            if target != at {
                order.remove(at);
                order.insert(target, v);
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn against(order: &[usize], arrows: &[(usize, usize)]) -> usize {
        let place = |v: usize| order.iter().position(|&u| u == v).expect("each box is in the order");
        arrows.iter().filter(|(from, to)| place(*from) > place(*to)).count()
    }

    #[test]
    fn arrows_without_a_cycle_all_point_forward() {
        let arrows = [(3, 1), (1, 0), (0, 2), (3, 2)];
        assert_eq!(against(&forward_order(4, &arrows), &arrows), 0);
    }

    #[test]
    fn a_ring_loses_one_arrow_and_starts_where_it_was_given() {
        let arrows = [(0, 1), (1, 2), (2, 0)];
        assert_eq!(forward_order(3, &arrows), [0, 1, 2]);
    }

    #[test]
    fn two_rings_that_share_an_arrow_lose_only_that() {
        // 0→1 is in both rings: 0→1→2→0 and 0→1→3→0.
        let arrows = [(0, 1), (1, 2), (2, 0), (1, 3), (3, 0)];
        assert_eq!(against(&forward_order(4, &arrows), &arrows), 1);
    }

    #[test]
    fn a_self_loop_decides_nothing() {
        assert_eq!(forward_order(2, &[(1, 1), (1, 0)]), [1, 0]);
    }
}
